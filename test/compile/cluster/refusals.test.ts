import { describe, expect, test } from "vitest";
import { encodeSystem } from "../../../compile/cluster/encode-system.ts";
import { systemOverflows } from "../../../compile/cluster/fits-system.ts";
import { placeSystem, type SystemOptions } from "../../../compile/cluster/place-system.ts";
import { quantise } from "../../../compile/index.ts";
import { compileSystem, findPlanTarget, lif, network } from "../../../index.ts";
import { layers } from "../../support/layers.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

const ones = (rows: number, columns: number) => new Int8Array(rows * columns).fill(1);
const pair = (delay: number, size = 32) =>
  network("pair", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .population("a", { size, neuron: lif({ threshold: 3, bias: 1 }) })
    .population("b", { size, neuron: lif({ threshold: 3 }) })
    .project("a", "b", { weights: ones(size, size), delay })
    .output("b")
    .build();
const frame = { chips: 1, topology: "line", fabric: "tree", columns: 2, rows: 1, hostChip: 0 } as const;

describe("what a system cannot hold is refused with numbers", () => {
  const target = roomyTarget(4);

  test("CMP020, CMP022: senders and channels", () => {
    const net = quantise(layers(40_000, 4, 2));
    const shape = { importEntries: 8192, delayedWords: 0, indexBits: 16 };
    expect(systemOverflows(net, target, 5000, shape).map(({ code, found, mend }) => [code, found, mend])).toEqual([
      [
        "CMP020",
        "5000 senders with their delays need 8192 entries of a core's import table, which has at most 4096",
        "use fewer, larger populations, fewer different delays, or fewer cores",
      ],
      [
        "CMP022",
        'input "in" has 40000 channels, an input of several cores has at most 32768',
        "cut it into several inputs",
      ],
    ]);
    expect(systemOverflows(net, target, 5000, { importEntries: 4096, delayedWords: 64, indexBits: 15 })).toEqual([]);
  });

  test("CMP021: axons that are delayed between cores, and none on one core", () => {
    const net = quantise(pair(2, 64));
    const part = (population: string, first: number, core: number) => ({ population, first, size: 64, chip: 0, core });
    const small = { ...target, limits: { ...target.limits, historyWords: 3 } };
    const apart = () => encodeSystem(net, small, frame, [part("a", 0, 0), part("b", 64, 1)]);
    expect(message(apart)).toBe(
      [
        'CMP021 network "pair" on test: a core needs 4 words of 16 delayed axons, has 3',
        "    use delay 1 between populations on different cores, or fewer neurons in populations that project with longer delays",
      ].join("\n"),
    );
    const together = encodeSystem(net, target, frame, [part("a", 0, 1), part("b", 64, 1)]);
    expect(together.clusters[0]?.shape.delayedWords).toBe(0);
  });

  test("CMP023: numbers of cores and chips, all wrong ones at once", () => {
    const wrong: SystemOptions = { cores: 0, chips: 9, topology: "star", hostChip: 9, rate: 2 };
    expect(message(() => placeSystem(quantise(pair(1)), target, wrong))).toBe(
      [
        'CMP023 network "pair": 0 is not a number of cores per chip: expected a whole number in 1…256',
        'CMP023 network "pair": 9 is not a number of chips in a star: expected a whole number in 1…8',
        'CMP023 network "pair": 9 is not a chip to put the host at: expected a whole number in 0…8',
        'CMP023 network "pair": 2 is not a rate: expected a share in 0…1',
      ].join("\n"),
    );
    const ring = { topology: "ring" } as unknown as SystemOptions;
    expect(message(() => placeSystem(quantise(pair(1)), target, ring))).toBe(
      'CMP023 network "pair": "ring" is not a topology: expected line or star',
    );
  });

  test("CMP024: too few cores, with the fewest that can hold the network; without a number, as many as it takes", () => {
    const weightMemory = { blocks: 1, wordsPerBlock: 64, bitsPerWord: 16 };
    const small = { ...target, limits: { ...target.limits, weightMemory } };
    // 8 groups that hear 32 neurons: 256 words.
    const net = quantise(pair(1));
    expect(message(() => placeSystem(net, small, { cores: 3 }))).toBe(
      [
        'CMP024 network "pair" on 3 × test: needs 256 weight words of 4 × 4 bits, 3 cores have 3 × 64',
        "    use at least 4 cores",
      ].join("\n"),
    );
    const { frame: chosen, system } = placeSystem(net, small);
    expect(chosen.columns).toBe(4);
    for (const { config } of system.clusters[0]?.nodes ?? []) expect(config.weightWordsUsed).toBeLessThanOrEqual(64);
  });

  test("a core that does not hold its part is named with its chip", () => {
    const net = quantise(pair(1));
    const small = { ...target, limits: { ...target.limits, slots: 16 } };
    const part = (population: string, first: number) => ({ population, first, size: 32, chip: 0, core: 1 });
    expect(message(() => encodeSystem(net, small, frame, [part("a", 0), part("b", 32)]))).toBe(
      ['CMP011 network "pair, chip 0, core 1" on test: needs 64 neuron slots, has 16', "    use fewer neurons"].join(
        "\n",
      ),
    );
  });

  test("CMP025: a device whose memories do not go round", async () => {
    const [hx8k, up5k] = [await findPlanTarget("hx8k"), await findPlanTarget("up5k")];
    expect(message(() => compileSystem(pair(1), hx8k, { cores: 2 }))).toBe(
      [
        "CMP025 HX8K: no memory is left for the weights of 2 cores: the device has 32 block memories",
        "    use fewer cores per chip, more chips, or a larger device",
      ].join("\n"),
    );
    expect(message(() => compileSystem(pair(1), up5k, { cores: 8 }))).toContain("the device has 4 SPRAM and 30 block");
    const { target: share } = compileSystem(pair(1), up5k, { cores: 2 });
    expect([share.lanes, share.limits.weightMemory.blocks]).toEqual([8, 2]);
  });
});
