import { expect, test } from "vitest";
import {
  findPlanTarget,
  lif,
  type Network,
  network,
  pairStdp,
  planLanes,
  planNetwork,
  withoutLearning,
} from "../../index.ts";
import { smallLearner } from "../support/small-learner.ts";

const rate = (share: number, ticks = 12) => ({ activity: { kind: "rate", rate: share, ticks } as const });

function layer(inputs: number, size: number, weightBits: 4 | 8 = 4): Network {
  return network("layer", { weightBits, membraneBits: 16, weightScale: 1 })
    .input("in", inputs)
    .population("out", { size, neuron: lif({ threshold: 100 }) })
    .project("in", "out", { weights: new Int8Array(inputs * size).fill(1) })
    .output("out")
    .build();
}

test("plan: a wide layer is bound by the weight memory, and reaches its lanes", async () => {
  const plan = planNetwork(layer(784, 64), await findPlanTarget("icebreaker"), rate(0.5));
  expect(plan.limit.cause).toBe("weights");
  expect(plan.usefulShare).toBe(1);
  expect(plan.sopPerCycle).toBeGreaterThan(15.2);
  expect(plan.sopPerCycle).toBeLessThan(16);
  expect(plan.run.synapticOperations).toBe(64 * plan.run.events);
});

test("plan: with few events, a layer is bound by the update of its neurons", async () => {
  const plan = planNetwork(layer(100, 160), await findPlanTarget("up5k"), rate(0.02));
  expect(plan.limit).toMatchObject({ cause: "updates" });
  expect(plan.limit.text).toBe("neuron update: a group takes at least 16 cycles, however few its events are");
});

test("plan: other lanes and fewer bits are told where they are faster, and sizes that fill their groups", async () => {
  const up5k = await findPlanTarget("up5k");
  expect(planNetwork(layer(784, 64, 8), up5k, rate(0.1)).advice).toEqual([
    expect.stringMatching(/^4-bit weights in 16 lanes: 2\.\d times the synaptic operations per second$/),
  ]);
  const narrow = planNetwork(layer(784, 64), up5k, { ...rate(0.1), lanes: 8 });
  // Narrower sums add faster.
  expect(narrow.advice).toEqual([
    expect.stringMatching(/^2-bit weights in 16 lanes: 2\.\d times/),
    expect.stringMatching(/^16 lanes: 2\.0 times/),
  ]);
  expect(planNetwork(layer(784, 20), up5k, rate(0.1)).advice.at(-1)).toBe(
    '"out" has 20 neurons: 16 or 32 fill whole groups of 16',
  );
});

test("plan: more lanes are more operations per cycle and more area, up to what the memory feeds", async () => {
  const plans = planLanes(layer(784, 64), await findPlanTarget("ecp5-25f"), rate(0.2));
  expect(plans.map(({ lanes }) => lanes)).toEqual([2, 4, 8, 16, 32, 64, 128]);
  expect(plans.map(({ updates }) => updates)).toEqual([2, 4, 4, 4, 4, 4, 4]);
  for (const [i, plan] of plans.slice(1, 6).entries()) {
    expect(plan.sopPerCycle).toBeGreaterThan(1.8 * (plans[i]?.sopPerCycle ?? 0));
    expect(plan.area.cells).toBeGreaterThan(plans[i]?.area.cells ?? 0);
  }
  // 64 neurons fill half of 128 lanes.
  expect(plans[6]?.usefulShare).toBe(0.5);
});

test("plan: CMP033: learning is not predicted, neither for one number of lanes nor for all", async () => {
  const learner = smallLearner(pairStdp({ causal: [0.1], acausal: [0.1], bounds: { low: 0, high: 1 } }));
  const target = await findPlanTarget("up5k");
  const refused =
    'CMP033 network "learner": its synapses learn, and neither the cycles nor the cells of learning are predicted\n' +
    "    plan it without its learning for the walk alone; simulate it for cycles, synthesise it for cells";
  expect(() => planNetwork(learner, target, rate(0.1))).toThrow(refused);
  expect(() => planLanes(learner, target, rate(0.1))).toThrow(refused);
  const walk = planNetwork(withoutLearning(learner), target, rate(0.1));
  expect(walk.run.cycles).toBeGreaterThan(12 * 32);
});

test("plan: with an event file, neurons do what the reference does", async () => {
  const target = await findPlanTarget("up5k");
  const quiet = planNetwork(layer(10, 4), target, { activity: { kind: "events", input: [[0], [1, 2]] } });
  expect(quiet.run).toMatchObject({ ticks: 2, events: 3, spikes: 0, synapticOperations: 12 });
});
