import { describe, expect, test } from "vitest";
import { type CoreTarget, coreDevices, coreTarget, place, quantise, weightWordsThatFit } from "../../compile/index.ts";
import type { IntegerNetwork, WeightBits } from "../../config/index.ts";
import { lif, network } from "../../network/index.ts";
import { layers } from "../support/layers.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const up5k = (weightBits: WeightBits, lanes?: number) =>
  coreTarget(coreDevices.up5k, { weightBits, ...(lanes === undefined ? {} : { lanes }) });

function message(net: IntegerNetwork, target: CoreTarget): string {
  try {
    place(net, target);
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe("targets", () => {
  test("take as many lanes as the weight memory feeds, and the fabric's updates per cycle", () => {
    const lanesOf = (device: keyof typeof coreDevices) =>
      ([1, 2, 4, 8, 16] as const).map((weightBits) => coreTarget(coreDevices[device], { weightBits }).lanes);
    expect(lanesOf("up5k")).toEqual([64, 32, 16, 8, 4]);
    expect(lanesOf("hx8k")).toEqual([64, 64, 64, 32, 16]);
    expect(lanesOf("ecp5-25f")).toEqual([128, 128, 128, 64, 32]);
    const { up5k: small, hx8k, "ecp5-85f": large } = coreDevices;
    const updates = [small, hx8k, large].map((device) => coreTarget(device, { weightBits: 4 }).updates);
    expect(updates).toEqual([1, 2, 4]);
    expect(coreTarget(large, { weightBits: 4, lanes: 2 }).updates).toBe(2);
  });

  test("weight words: narrower words stack the blocks, wider than all of them do not fit", () => {
    const words = (lanes: number, weightBits: WeightBits) => weightWordsThatFit(up5k(weightBits, lanes), weightBits);
    expect([words(16, 4), words(8, 4), words(4, 4), words(1, 1), words(32, 4)]).toEqual([
      16_384, 32_768, 65_536, 65_536, 0,
    ]);
    const ecp5 = (device: "ecp5-25f" | "ecp5-45f" | "ecp5-85f") =>
      weightWordsThatFit(coreTarget(coreDevices[device], { weightBits: 8 }), 8);
    // 64 × 8 bits are 32 slices on the bus, whose addresses end at 65,536.
    expect([ecp5("ecp5-25f"), ecp5("ecp5-45f"), ecp5("ecp5-85f")]).toEqual([1024, 2048, 2048]);
  });

  test("hold the networks that they are made for", () => {
    const words = (net: ReturnType<typeof layers>, device: keyof typeof coreDevices, weightBits: WeightBits) =>
      place(quantise(net), coreTarget(coreDevices[device], { weightBits })).weightWordsUsed;
    expect(words(layers(784, 320, 10), "up5k", 4)).toBe(16_000);
    expect(words(layers(784, 160, 10, 8), "up5k", 8)).toBe(784 * 20 + 160 * 2);
    expect(words(layers(196, 60, 10), "hx8k", 4)).toBe(196 + 60);
    expect(words(layers(784, 64, 10, 8), "ecp5-25f", 8)).toBe(784 + 64);
    expect(words(layers(784, 128, 10), "ecp5-25f", 4)).toBe(784 + 128);
  });

  test("fewer lanes walk more, narrower words over the same weights", () => {
    const weights = (lanes: number) => {
      const { weightWordsUsed, shape } = place(quantise(layers(100, 64, 16)), up5k(4, lanes));
      return [shape.lanes, weightWordsUsed];
    };
    expect([16, 8, 4, 2, 1].map(weights)).toEqual([
      [16, 100 * 4 + 64],
      [8, 100 * 8 + 64 * 2],
      [4, 100 * 16 + 64 * 4],
      [2, 100 * 32 + 64 * 8],
      [1, 100 * 64 + 64 * 16],
    ]);
  });
});

describe("what does not fit", () => {
  test("CMP003: membranes wider than the core's", () => {
    const net = network("wide", { weightBits: 4, membraneBits: 24, weightScale: 1 })
      .population("a", { size: 1, neuron: lif({ threshold: 3 }) })
      .build();
    expect(message(quantise(net), up5k(4))).toBe(
      'CMP003 network "wide": 24-bit membranes: the core has at most 16 bits\n    set membraneBits to 16 or less',
    );
  });

  test("CMP004: more bits per cycle than the weight memory has", () => {
    expect(message(quantise(layers(4, 4, 4, 8)), up5k(8, 16))).toBe(
      'CMP004 network "layers" on UP5K: 16 lanes of 8-bit weights need 128 bits per cycle, the weight memory has 64\n' +
        "    use at most 8 lanes",
    );
  });

  test("CMP005: lanes that are not a power of two", () => {
    expect(message(quantise(layers(4, 4, 4)), up5k(4, 12))).toBe(
      'CMP005 network "layers": 12 lanes, expected a power of two\n    use one of 1, 2, 4, 8, 16, 32, 64, 128, 256, 512',
    );
    for (const lanes of [0, -4, 0.5, 1024, Number.NaN]) {
      expect(message(quantise(layers(4, 4, 4)), up5k(4, lanes)), String(lanes)).toContain("CMP005");
    }
  });

  test("CMP010: too many weights, with the numbers and what would fit", () => {
    expect(message(quantise(layers(784, 200, 10, 8)), up5k(8))).toBe(
      'CMP010 network "layers" on UP5K: needs 20000 weight words of 8 × 8 bits, has 16384\n' +
        '    what would fit: at most 160 neurons in "hidden", or 4-bit weights in 16 lanes (needs 10392 words, has 16384)',
    );
    expect(message(quantise(layers(784, 160, 10, 8)), up5k(8))).toBe("no error");
    expect(message(quantise(layers(784, 161, 10, 8)), up5k(8))).toContain("CMP010");
    expect(message(quantise(layers(20_000, 1, 1, 8)), up5k(8))).toContain(
      "what would fit: fewer inputs, projections or neurons\n",
    );
  });

  test("CMP011, CMP012 and CMP014: neurons, list entries and segments, reported together", () => {
    const limits = { ...up5k(4).limits, slots: 48, listEntries: 40, segments: 2 };
    expect(message(quantise(layers(10, 40, 10)), { ...up5k(4), limits })).toBe(
      'CMP011 network "layers" on UP5K: needs 50 neuron slots, has 48\n    use fewer neurons\n' +
        'CMP012 network "layers" on UP5K: needs 50 event-list entries, has 40\n' +
        "    use fewer input channels, or fewer neurons in populations that project\n" +
        'CMP014 network "layers" on UP5K: needs 4 segments, has 2\n' +
        "    use fewer projections, or fewer neurons behind them",
    );
    expect(message(quantise(layers(10, 39, 10)), { ...up5k(4), updates: 4, limits })).toContain(
      "needs 52 neuron slots, has 48\n    a population takes whole rows of 4: use fewer neurons\n",
    );
  });

  test("CMP013: too many regions", () => {
    const limits = { ...up5k(4).limits, regions: 1 };
    expect(message(quantise(layers(10, 40, 10)), { ...up5k(4), limits })).toBe(
      'CMP013 network "layers" on UP5K: needs 2 event-list regions, has 1\n' +
        "    merge inputs or populations, or use fewer different delays",
    );
  });

  test("CMP015: event words too narrow for region and index", () => {
    const target = roomyTarget(4);
    const weightMemory = { blocks: 2 ** 10, wordsPerBlock: 2 ** 16, bitsPerWord: 16 };
    const limits = { ...target.limits, weightMemory, listEntries: 2 ** 20 };
    expect(message(quantise(layers(20_000, 4, 4)), { ...target, limits })).toBe(
      'CMP015 network "layers" on test: event words need 16 bits for region and index, have 15\n' +
        "    use fewer inputs and populations, or fewer channels and neurons",
    );
  });

  test("CMP016 and CMP017: more neurons and delays than the history keeps", () => {
    const net = network("late", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .population("a", { size: 40, neuron: lif({ threshold: 3 }) })
      .project("a", "a", { weights: new Int8Array(1600), delay: 2 })
      .project("a", "a", { weights: new Int8Array(1600), delay: 9 })
      .build();
    const limits = { ...up5k(4).limits, historyWords: 2, delayProgram: 6 };
    expect(message(quantise(net), { ...up5k(4), limits })).toBe(
      'CMP016 network "late" on UP5K: needs 3 history words of 16 neurons for delays of 2 and more, has 2\n' +
        "    use delay 1, or fewer neurons in populations that project with longer delays\n" +
        'CMP017 network "late" on UP5K: needs 6 steps of the delay program, has 5\n' +
        "    use fewer different delays, or fewer neurons in populations that project with delays of 2 and more",
    );
    expect(message(quantise(net), { ...up5k(4), limits: { ...limits, historyWords: 3, delayProgram: 7 } })).toBe(
      "no error",
    );
  });
});
