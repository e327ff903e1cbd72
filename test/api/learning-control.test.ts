import { describe, expect, test } from "vitest";
import {
  compileNetwork,
  findBoard,
  type LearningSettings,
  learnedNetwork,
  longTerm,
  openRunner,
  pairStdp,
  parseNetwork,
  quantise,
  randomEvents,
  rewardStdp,
  writeNetwork,
} from "../../index.ts";
import { learnerChannels, smallLearner } from "../support/small-learner.ts";

const stdp = { aPlus: 0.05, aMinus: 0.06, tauPlusMs: 4, tauMinusMs: 4, window: 12, bounds: { low: 0, high: 1 } };
const rules: Readonly<Record<string, LearningSettings>> = {
  stdp: pairStdp(stdp),
  modulated: pairStdp({ ...stdp, modulated: true, nearBounds: "soft", pairing: "all" }),
  reward: rewardStdp({ ...stdp, aPlus: 0.3, tauEligibilityMs: 60, level: 64 }),
  memory: pairStdp({ ...stdp, second: longTerm({ decayMs: 200, consolidationMs: 100 }), level: 20 }),
};
const input = randomEvents({ ticks: 40, rate: 0.3, seed: 4 }, learnerChannels);

const open = async (rule: LearningSettings, engine: "embedded" | "reference" = "embedded") =>
  openRunner(engine, compileNetwork(smallLearner(rule), await findBoard("icebreaker")), 3);

describe("a runner of a network that learns", () => {
  test.each(Object.keys(rules))(
    "%s: steps, stream, level and switching equal the reference in every learned value",
    async (name) => {
      const rule = rules[name] ?? rules.stdp;
      if (rule === undefined) throw new Error(name);
      const runner = await open(rule);
      const atFirst = runner.learned();
      expect(atFirst.mismatch).toBeUndefined();
      expect(runner.run(input).mismatch).toBeUndefined();
      const first = runner.learned();
      expect(first.mismatch).toBeUndefined();
      expect(first.weights[0]).not.toEqual(atFirst.weights[0]);
      expect(first.weights[1], "off at first").toEqual(atFirst.weights[1]);
      expect(first.adaptation?.some((raised) => raised > 0)).toBe(true);
      runner.setLearning(0, false);
      runner.setLearning(1, true);
      runner.setLevel(50);
      expect(runner.stream(input).mismatch).toBeUndefined();
      const second = runner.learned();
      expect(second.mismatch).toBeUndefined();
      expect(second.weights[1]).not.toEqual(first.weights[1]);
      if (name === "stdp") expect(second.weights[0], "switched off").toEqual(first.weights[0]);
      expect([second.second[0] !== undefined, first.second[0] !== undefined]).toEqual(
        name === "reward" || name === "memory" ? [true, true] : [false, false],
      );
      expect(runner.run(input).mismatch).toBeUndefined();
      expect(runner.learned().mismatch).toBeUndefined();
      runner.close();
    },
  );

  test("the reference alone learns the same", async () => {
    const [core, model] = [await open(pairStdp(stdp)), await open(pairStdp(stdp), "reference")];
    for (const runner of [core, model]) {
      runner.run(input);
      runner.setLearning(1, true);
      runner.run(input);
    }
    expect(model.learned()).toEqual(core.learned());
    core.close();
  });

  test("a learned network goes on where the other one stands", async () => {
    const net = smallLearner(pairStdp(stdp));
    const board = await findBoard("icebreaker");
    const runner = await openRunner("embedded", compileNetwork(net, board));
    runner.run(input);
    const learned = runner.learned();
    runner.close();
    const again = parseNetwork(writeNetwork(learnedNetwork(net, learned)), "again.network.json");
    expect(quantise(again).synapses.map(({ weights }) => weights)).toEqual(learned.weights);
    // One bitstream serves both.
    expect(compileNetwork(again, board).core).toEqual(compileNetwork(net, board).core);
    const loaded = await openRunner("embedded", compileNetwork(again, board));
    expect(loaded.learned()).toEqual(learned);
    expect(loaded.run(input).mismatch).toBeUndefined();
    expect(loaded.learned().mismatch).toBeUndefined();
    loaded.close();
  });

  test("a difference names projection, source, neuron and both values", async () => {
    const runner = await open(pairStdp(stdp));
    const { mismatch } = runner.learned();
    expect(mismatch).toBeUndefined();
    const { firstLearnedMismatch } = await import("../../api/learning-control.ts");
    const network = quantise(smallLearner(pairStdp(stdp)));
    const learned = runner.learned();
    runner.close();
    const changed = learned.weights.map((weights) => weights?.slice());
    const row = changed[1];
    if (row === undefined) throw new Error("not plastic");
    row[20 * 7 + 5] = 200;
    const expected = learned.weights[1]?.[20 * 7 + 5];
    expect(firstLearnedMismatch(network, { ...learned, weights: changed }, learned)).toEqual({
      what: "weight",
      projection: 1,
      source: 7,
      neuron: 5,
      found: 200,
      expected,
    });
    const adaptation = learned.adaptation?.slice();
    adaptation?.fill(3, 4, 5);
    expect(firstLearnedMismatch(network, { ...learned, ...(adaptation && { adaptation }) }, learned)).toEqual({
      what: "raised threshold",
      neuron: 4,
      found: 3,
      expected: 0,
    });
  });

  test("SIM404: a projection that is not plastic, and a level where nothing learns", async () => {
    const runner = await open(pairStdp(stdp), "reference");
    expect(() => runner.setLevel(128)).toThrow("SIM404 modulation level: 128");
    expect(() => runner.setLearning(2, true)).toThrow("SIM404 synapse block 2");
  });
});
