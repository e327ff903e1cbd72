import { expect, test } from "vitest";
import { coreImage, place } from "../../../compile/index.ts";
import { cycleCauses, predictRun, type RunPrediction } from "../../../compile/plan/index.ts";
import type { Fabric, HardwareConfig, IntegerNetwork } from "../../../config/index.ts";
import { heldOutImages, loadDigits } from "../../../examples/digits/digits.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { boardTarget, findBoard, type InputTicks, lif, network, quantise } from "../../../index.ts";
import { coreTiming } from "../../../rtl/core/core-timing.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { NetworkRun } from "../../../sim/harness/network-run.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

/** Cycles of the simulated core, which sends what a board would. */
function simulated(config: HardwareConfig, fabric: Fabric, input: InputTicks) {
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed: 1 });
  const run = new NetworkRun(config, simulation, { observed: "outputs" });
  run.driver.load(coreImage(run.config));
  const { cycles, clearCycles } = run.stream(input);
  simulation.close();
  return { cycles: cycles - clearCycles, clearCycles };
}

function predicted(net: IntegerNetwork, config: HardwareConfig, fabric: Fabric, input: InputTicks): RunPrediction {
  const reference = new Reference(net);
  const activity = input.map((channels) => ({ channels, neurons: [...reference.tick(channels).spikes] }));
  return predictRun(net, config, coreTiming({ shape: config.shape, fabric }), activity);
}

test.each(Array.from({ length: 24 }, (_, i) => 1 + i))(
  "plan: the predicted cycles of random network %i are those of its simulated core",
  (seed) => {
    const random = new Random(seed);
    const net = randomNetwork(seed, { ...oneCore, maxDelay: seed % 2 === 0 ? 6 : 1 });
    const fabric = random.pick(["ice40up", "ice40hx", "ecp5"] as const);
    const lanes = random.pick([2, 4, 8, 16]);
    const config = place(net, { ...roomyTarget(lanes, Math.min(lanes, random.pick([1, 2, 4]))), fabric });
    const channels = net.inputs.reduce((sum, { size }) => sum + size, 0);
    const rate = random.pick([0.05, 0.3, 1]);
    const input = Array.from({ length: 20 }, () =>
      Array.from({ length: channels }, (_, channel) => channel).filter(() => random.chance(rate)),
    );
    const run = predicted(net, config, fabric, input);
    expect({ cycles: run.cycles, clearCycles: run.clearCycles }).toEqual(simulated(config, fabric, input));
    expect(cycleCauses.reduce((sum, cause) => sum + run.spent[cause], 0)).toBe(run.cycles);
  },
);

test("plan: a core whose spikes leave slower than they come is predicted to the cycle", () => {
  const description = network("loud", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .input("in", 4)
    .population("out", { size: 600, neuron: lif({ threshold: 1 }) })
    .project("in", "out", { weights: new Int8Array(2400).fill(1) })
    .output("out")
    .build();
  const loud = quantise(description);
  const config = place(loud, { ...roomyTarget(16), fabric: "ice40up" });
  const input = Array.from({ length: 6 }, () => [0, 1, 2, 3]);
  const run = predicted(loud, config, "ice40up", input);
  expect(run.spent.output).toBeGreaterThan(run.cycles / 3);
  expect(run.cycles).toBe(simulated(config, "ice40up", input).cycles);
});

test("plan: the predicted cycles and operations of a digit are those of the simulated UP5K core and the reference", async () => {
  const example = loadDigits();
  const net = quantise(example.network);
  const { weightBits } = net;
  const config = place(net, boardTarget(await findBoard("icebreaker"), { weightBits }));
  const [image] = heldOutImages();
  if (image === undefined) throw new Error("no images");
  const input = example.encode(image.pixels);
  const run = predicted(net, config, "ice40up", input);
  expect({ cycles: run.cycles, clearCycles: run.clearCycles }).toEqual(simulated(config, "ice40up", input));
  const reference = new Reference(net);
  for (const channels of input) reference.tick(channels);
  expect(run.synapticOperations).toBe(reference.synapticOperations);
});
