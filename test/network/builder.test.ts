import { describe, expect, test } from "vitest";
import {
  decayLeak,
  lif,
  linearLeak,
  network,
  parseNetwork,
  shiftLeak,
  subtractReset,
  writeNetwork,
  zeroReset,
} from "../../network/index.ts";

const settings = { weightBits: 8, membraneBits: 16, weightScale: 1 } as const;

describe("builder", () => {
  test("describes the same network as a file", () => {
    const built = network("tiny", settings)
      .input("in", 2)
      .population("hidden", { size: 3, neuron: lif({ threshold: [4, 5, 6], leak: shiftLeak(3), refractory: 2 }) })
      .population("out", { size: 1, neuron: lif({ threshold: 5, reset: zeroReset(-2), bias: 1 }) })
      .project("in", "hidden", {
        weights: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      })
      .project("hidden", "out", { weights: Int8Array.of(1, -2, 3), delay: 2 })
      .project("out", "hidden", { weights: { synapses: [[0, 2, -7]] } })
      .output("out")
      .build();
    const file = {
      format: "spikeforge-network",
      version: 1,
      name: "tiny",
      timestepMs: 1,
      quantization: settings,
      inputs: [{ name: "in", size: 2 }],
      populations: [
        {
          name: "hidden",
          size: 3,
          neuron: {
            model: "lif",
            threshold: [4, 5, 6],
            leak: { kind: "shift", shift: 3 },
            bias: 0,
            refractory: 2,
            reset: { kind: "subtract" },
          },
        },
        {
          name: "out",
          size: 1,
          neuron: { model: "lif", threshold: 5, bias: 1, refractory: 0, reset: { kind: "zero", value: -2 } },
        },
      ],
      projections: [
        { from: "in", to: "hidden", weights: { encoding: "int8-base64", data: "AQIDBAUG" } },
        { from: "hidden", to: "out", delay: 2, weights: { encoding: "dense", rows: [[1], [-2], [3]] } },
        { from: "out", to: "hidden", delay: 1, weights: { encoding: "sparse", synapses: [[0, 2, -7]] } },
      ],
      outputs: ["out"],
    };
    expect(built).toEqual(parseNetwork(file, "tiny.json"));
    expect(parseNetwork(writeNetwork(built), "again.json")).toEqual(built);
  });

  test("every leak and reset has a word", () => {
    expect(lif({ threshold: 1 })).toMatchObject({ leak: { kind: "none" }, reset: { kind: "subtract" } });
    expect(lif({ threshold: 1, leak: linearLeak(0.5), reset: "subtract" }).leak).toEqual({
      kind: "linear",
      amount: 0.5,
    });
    expect(lif({ threshold: 1, leak: decayLeak(20) }).leak).toEqual({ kind: "decay", timeConstantMs: 20 });
    expect(lif({ threshold: 1, reset: zeroReset() }).reset).toEqual({ kind: "zero", value: 0 });
    expect(lif({ threshold: 1, reset: subtractReset(0.5) }).reset).toEqual({ kind: "subtract", value: 0.5 });
  });

  test("parameters per neuron may be read-only lists, and are copied", () => {
    const thresholds = [1, 2];
    const neuron = lif({ threshold: thresholds as readonly number[], leak: linearLeak([0, 1] as const) });
    thresholds[0] = 9;
    expect([neuron.threshold, neuron.leak]).toEqual([[1, 2], { kind: "linear", amount: [0, 1] }]);
  });

  test("a builder is not changed by building on: two networks can share a beginning", () => {
    const start = network("shared", settings).input("in", 1);
    const first = start.population("a", { size: 1, neuron: lif({ threshold: 1 }) });
    const second = start.population("b", { size: 2, neuron: lif({ threshold: 1 }) });
    expect(first.build().populations.map(({ name }) => name)).toEqual(["a"]);
    expect(second.build().populations.map(({ name }) => name)).toEqual(["b"]);
  });

  test("Float32Array weights and views into larger buffers keep their values", () => {
    const weights = new Float32Array([9, 0.5, -0.25]).subarray(1);
    const { projections } = network("views", { weightBits: 8, membraneBits: 16 })
      .input("in", 2)
      .population("out", { size: 1, neuron: lif({ threshold: 1 }) })
      .project("in", "out", { weights })
      .build();
    expect([...(projections[0]?.weights.values ?? [])]).toEqual([0.5, -0.25]);
  });

  test("unsigned weights reach 255 in a byte, in the builder, a file and back", () => {
    const built = network("counts", { ...settings, weightSign: "unsigned" })
      .input("in", 2)
      .population("out", { size: 2, neuron: lif({ threshold: 1 }) })
      .project("in", "out", { weights: Uint8Array.of(0, 127, 128, 255) })
      .build();
    expect([...(built.projections[0]?.weights.values ?? [])]).toEqual([0, 127, 128, 255]);
    const text = writeNetwork(built);
    expect(text).toContain('"uint8-base64"');
    expect(parseNetwork(text, "counts.json")).toEqual(built);
  });

  test("unknown and taken names, and delays from inputs, do not compile", () => {
    const neuron = lif({ threshold: 1 });
    const weights = [[1]];
    const start = network("typed", settings).input("in", 1).population("out", { size: 1, neuron });
    // @ts-expect-error there is no "im"
    expect(() => start.project("im", "out", { weights }).build()).toThrow("NET010");
    // @ts-expect-error there is no population "nowhere"
    expect(() => start.project("in", "nowhere", { weights }).build()).toThrow("NET010");
    // @ts-expect-error an input has no synapses onto it
    expect(() => start.project("out", "in", { weights }).build()).toThrow("NET010");
    // @ts-expect-error host events have no delay
    expect(() => start.project("in", "out", { weights, delay: 3 }).build()).toThrow("NET012");
    // @ts-expect-error there is no population "in"
    expect(() => start.output("in").build()).toThrow("NET010");
    // @ts-expect-error "in" is taken
    expect(() => start.population("in", { size: 1, neuron }).build()).toThrow("NET005");
    expect(() => start.project("in", "out", { weights }).output("out").build()).not.toThrow();
  });

  test("errors name the network in place of a file", () => {
    const start = network("named", settings).population("out", { size: 1, neuron: lif({ threshold: 0 }) });
    expect(() => start.build()).toThrow(
      'NET020 population "out": threshold 0 is outside 1..32767\n    network "named": populations[0].neuron.threshold',
    );
  });
});
