import { describe, expect, test } from "vitest";
import { quantise } from "../../compile/index.ts";
import {
  learnedNetwork,
  lif,
  longTerm,
  network,
  pairStdp,
  parseNetwork,
  resume,
  rewardStdp,
  withoutLearning,
  writeNetwork,
} from "../../network/index.ts";
import { Random } from "../support/random.ts";

const rows = (count: number, columns: number, value: number) =>
  Array.from({ length: count }, () => new Array<number>(columns).fill(value));

describe("a learned network", () => {
  test("becomes the same LSB again through its file, with any scale and width", () => {
    const random = new Random(7);
    for (const weightBits of [1, 2, 4, 8, 16] as const) {
      for (const scale of [1, 1 / 255, 0.3, 7e-5, "auto"] as const) {
        const unit = scale === "auto" ? 0.9 / (2 ** weightBits - 1) : scale;
        const net = network("learner", { weightBits, weightSign: "unsigned", membraneBits: 16, weightScale: scale })
          .input("in", 5)
          .population("a", {
            size: 3,
            neuron: lif({ threshold: 9 * unit, adaptation: { increment: unit, limit: 1000 * unit, shift: 3 } }),
          })
          .project("in", "a", { weights: rows(5, 3, unit), plastic: true })
          .project("a", "a", { weights: rows(3, 3, unit) })
          .learning(
            pairStdp({
              causal: [unit],
              acausal: [],
              bounds: { low: 0, high: unit * (2 ** weightBits - 1) },
              second: longTerm({ decayMs: 100, consolidationMs: 100 }),
            }),
          )
          .build();
        const draw = () => Int32Array.from({ length: 15 }, () => random.integer(0, 2 ** weightBits - 1));
        const adaptation = Int32Array.from({ length: 3 }, () => random.integer(0, 1000));
        const values = { weights: [draw(), undefined], second: [draw(), undefined], adaptation };
        const file = writeNetwork(learnedNetwork(net, values));
        const again = quantise(parseNetwork(file, `${weightBits} bits, scale ${scale}`));
        const before = quantise(net);
        expect(again.synapses[0]?.weights).toEqual(values.weights[0]);
        expect(again.synapses[0]?.plastic).toEqual({ learns: true, second: values.second[0] });
        expect(again.synapses[1]).toEqual(before.synapses[1]);
        expect(again.adaptation?.initial).toEqual(adaptation);
        expect(again.learning).toEqual(before.learning);
        expect(again.neurons).toEqual(before.neurons);
      }
    }
  });

  test("keeps eligibilities in their own LSB", () => {
    const net = network("learner", { weightBits: 8, membraneBits: 16, weightScale: 1 / 64 })
      .input("in", 2)
      .population("a", { size: 2, neuron: lif({ threshold: 1 }) })
      .project("in", "a", { weights: rows(2, 2, 0.5), plastic: "off" })
      .learning(rewardStdp({ causal: [0.1], acausal: [], tauEligibilityMs: 100 }))
      .build();
    const values = { weights: [Int32Array.of(-128, 127, 0, 1)], second: [Int32Array.of(-128, 127, 0, -1)] };
    const again = quantise(parseNetwork(writeNetwork(learnedNetwork(net, values)), "e"));
    expect(again.synapses[0]?.weights).toEqual(values.weights[0]);
    expect(again.synapses[0]?.plastic).toEqual({ learns: false, second: values.second[0] });
  });

  test("values that do not belong to it are refused", () => {
    const net = network("learner", { weightBits: 8, membraneBits: 16, weightScale: 1 })
      .input("in", 2)
      .population("a", { size: 2, neuron: lif({ threshold: 1 }) })
      .project("in", "a", { weights: rows(2, 2, 1), plastic: true })
      .learning(pairStdp({ causal: [1], acausal: [] }))
      .build();
    expect(() => learnedNetwork(net, { weights: [Int32Array.of(1, 2, 3)], second: [] })).toThrow("3 values for 2 × 2");
  });

  test("without learning: the same integers, and nothing plastic", () => {
    const net = network("learner", { weightBits: 8, weightSign: "unsigned", membraneBits: 16 })
      .input("in", 2)
      .input("goal", 2)
      .population("a", { size: 2, neuron: lif({ threshold: 1 }) })
      .project("in", "a", { weights: rows(2, 2, 0.25), plastic: true })
      .learning(resume({ amplitude: 0.1, tauMs: 5, bounds: { low: 0, high: 1 } }))
      .teach("goal", "a")
      .build();
    const fixed = quantise(parseNetwork(writeNetwork(withoutLearning(net)), "fixed"));
    const { learning, teachers, synapses, axons, ...same } = quantise(net);
    expect([learning, teachers].includes(undefined)).toBe(false);
    expect(fixed).toEqual({
      ...same,
      axons: axons.slice(0, 1),
      synapses: synapses.map(({ plastic, ...fixed }) => fixed),
    });
  });
});
