import { describe, expect, test } from "vitest";
import { type CoreTarget, coreImage, place } from "../../compile/index.ts";
import {
  busSpaces,
  type CoreShape,
  delayLayout,
  delayProgramAddress,
  groupLayout,
  type HardwareConfig,
  inputParameterLayout,
  type MemoryBlock,
  outputParameterLayout,
  segmentLayout,
  type WordLayout,
} from "../../config/index.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const target = (lanes: number, updates: number): CoreTarget => {
  const roomy = roomyTarget(lanes, updates);
  const weightMemory = { blocks: 2 ** 10, wordsPerBlock: 2 ** 16, bitsPerWord: 16 };
  return { ...roomy, limits: { ...roomy.limits, weightMemory } };
};

/** Where steps of 0 stand for no leak, it has no code of its own. */
function leakRead({ leaks }: CoreShape, leakKind: number, leakAmount: number) {
  const kind = (leaks.includes("linear") ? leaks.filter((known) => known !== "none") : leaks)[leakKind];
  return { leakKind: kind === "linear" && leakAmount === 0 ? "none" : kind, leakAmount };
}

/** A placed random network and the words that a loader would write for it. */
class Loaded {
  readonly config: HardwareConfig;
  readonly #image: readonly MemoryBlock[];

  constructor(seed: number) {
    const random = new Random(seed);
    const lanes = random.pick([1, 2, 4, 8, 16]);
    const updates = random.pick([1, 2, 4].filter((count) => count <= lanes));
    this.config = place(randomNetwork(seed, oneCore), target(lanes, updates));
    this.#image = coreImage(this.config);
  }

  /** Words of a space from an address on; none if nothing is written there. */
  words(space: keyof typeof busSpaces, address = 0): Uint16Array {
    const blocks = this.#image.filter((block) => block.space === busSpaces[space] && block.address === address);
    if (blocks.length > 1) throw new Error(`${blocks.length} blocks of ${space} at ${address}`);
    return blocks[0]?.words ?? new Uint16Array();
  }

  /** Bits of a word as a string, most significant first: the word's slices stand at a power-of-two stride. */
  bits(space: keyof typeof busSpaces, word: number, slices: number, address = 0): string {
    let stride = 1;
    while (stride < slices) stride *= 2;
    const own = this.words(space, address).subarray(word * stride, word * stride + slices);
    if (own.length !== slices) throw new Error(`${space} has no word ${word}`);
    return [...own]
      .map((slice) => slice.toString(2).padStart(16, "0"))
      .reverse()
      .join("");
  }

  /** The fields of a word's records as bit strings, by name, the first record's first field in the lowest bits. */
  records(
    space: keyof typeof busSpaces,
    word: number,
    { fields, bits }: WordLayout,
    count: number,
    address = 0,
  ): Map<string, string>[] {
    let rest = this.bits(space, word, Math.ceil((bits * count) / 16), address);
    const records = Array.from({ length: count }, () => {
      const found = new Map<string, string>();
      for (const { name, bits: width } of fields) {
        found.set(name, rest.slice(rest.length - width));
        rest = rest.slice(0, rest.length - width);
      }
      return found;
    });
    expect(rest.includes("1"), "bits above the last field").toBe(false);
    return records;
  }

  fields(space: keyof typeof busSpaces, word: number, layout: WordLayout, address = 0): Map<string, string> {
    return this.records(space, word, layout, 1, address)[0] ?? new Map();
  }
}

/** A field's value; a field that the shape leaves out reads 0. */
function unsigned(bits: string | undefined): number {
  return bits === undefined ? 0 : Number.parseInt(bits, 2);
}

function signed(bits: string | undefined): number {
  return unsigned(bits) - (bits?.startsWith("1") ? 2 ** bits.length : 0);
}

const seeds = Array.from({ length: 60 }, (_, index) => 500 + index);

describe("core image", () => {
  test("weights: every lane of every word in use, lane 0 in the lowest bits", () => {
    for (const seed of seeds) {
      const loaded = new Loaded(seed);
      const { weights, weightWordsUsed, shape } = loaded.config;
      const slices = Math.ceil((shape.lanes * shape.weightBits) / 16);
      for (let word = 0; word < weightWordsUsed; word++) {
        const bits = loaded.bits("weights", word, slices);
        const lanes = Array.from({ length: shape.lanes }, (_, index) => {
          const end = bits.length - index * shape.weightBits;
          const lane = bits.slice(end - shape.weightBits, end);
          return shape.weightSign === "signed" ? signed(lane) : unsigned(lane);
        });
        const expected = [...weights.subarray(word * shape.lanes, (word + 1) * shape.lanes)];
        expect(lanes, `seed ${seed}, word ${word}`).toEqual(expected);
      }
    }
  });

  test("segments and region starts", () => {
    for (const seed of seeds) {
      const loaded = new Loaded(seed);
      const { segments, shape, regionStart } = loaded.config;
      const read = segments.map((_, index) => {
        const fields = loaded.fields("segments", index, segmentLayout(shape));
        return {
          region: unsigned(fields.get("region")),
          weightBase: unsigned(fields.get("weightBase")),
          wait: fields.get("wait") === "1",
          lastOfGroup: fields.get("lastOfGroup") === "1",
          lastOfTick: fields.get("lastOfTick") === "1",
        };
      });
      expect(read, `seed ${seed}`).toEqual(segments);
      const own = new Set(segments.filter(({ wait }) => wait).map(({ region }) => region));
      const starts = regionStart.map((start, region) => start + (own.has(region) ? 2 ** 15 : 0));
      expect([...loaded.words("regionStart")], `seed ${seed}`).toEqual(starts);
    }
  });

  test("groups: rows, ends, where spikes go", () => {
    for (const seed of seeds) {
      const loaded = new Loaded(seed);
      const { groups, shape } = loaded.config;
      for (const [index, group] of groups.entries()) {
        const fields = loaded.fields("groups", index, groupLayout(shape));
        const keeps = shape.historyWords > 0;
        expect(fields.has("record"), `seed ${seed}`).toBe(keeps);
        const read = {
          rows: unsigned(fields.get("rowsMinusOne")) + 1,
          lastOfTick: fields.get("lastOfTick") === "1",
          lastOfPopulation: keeps ? fields.get("lastOfPopulation") === "1" : group.lastOfPopulation,
          report: fields.get("report") === "1",
          record: fields.get("record") === "1",
          ...(fields.get("loopBack") === "1" ? { loopBackRegion: unsigned(fields.get("loopBackRegion")) } : {}),
        };
        expect(read, `seed ${seed}, group ${index}`).toEqual(group);
      }
    }
  });

  test("the delay program: its steps, then a step with delay 0", () => {
    let steps = 0;
    for (const seed of seeds) {
      const loaded = new Loaded(seed);
      const { delaySteps, shape } = loaded.config;
      if (shape.delayProgram === 0) {
        expect(loaded.words("groups", delayProgramAddress).length, `seed ${seed}`).toBe(0);
        continue;
      }
      const read = Array.from({ length: delaySteps.length + 1 }, (_, index) => {
        const fields = loaded.fields("groups", index, delayLayout(shape), delayProgramAddress);
        return {
          word: unsigned(fields.get("word")),
          delay: unsigned(fields.get("delay")),
          region: unsigned(fields.get("region")),
        };
      });
      expect(read, `seed ${seed}`).toEqual([...delaySteps, { word: 0, delay: 0, region: 0 }]);
      steps += delaySteps.length;
    }
    expect(steps).toBeGreaterThan(50);
  });

  test("parameters of every slot, in its row or in its group's word; padding cannot fire", () => {
    for (const seed of seeds) {
      const loaded = new Loaded(seed);
      const { slots, shape, groups } = loaded.config;
      const groupOfRow = groups.flatMap(({ rows }, index) => Array.from({ length: rows }, () => index));
      const bothSpaces = ["inputParameters", "outputParameters"] as const;
      for (const [row, group] of groupOfRow.entries()) {
        const uniform = loaded.fields("groups", group, groupLayout(shape));
        const layouts = {
          inputParameters: inputParameterLayout(shape),
          outputParameters: outputParameterLayout(shape),
        };
        const own = bothSpaces.map((space) => loaded.records(space, row, layouts[space], shape.updates));
        for (let lane = 0; lane < shape.updates; lane++) {
          const number = row * shape.updates + lane;
          const where = `seed ${seed}, slot ${number}`;
          const [input = new Map<string, string>(), output = new Map<string, string>()] = own.map((rows) => rows[lane]);
          const field = (name: string): string | undefined => input.get(name) ?? output.get(name) ?? uniform.get(name);
          const slot = slots[number];
          if (slot === undefined) {
            expect([signed(field("bias")), unsigned(field("threshold")) > 0], where).toEqual([0, true]);
            continue;
          }
          const reset = shape.resets[unsigned(field("resetKind"))];
          expect(reset === "zero" || reset === "value" ? "zero" : "subtract", where).toBe(slot.resetKind);
          const resetAdd = signed(field("resetAdd"));
          const read = {
            bias: signed(field("bias")),
            ...leakRead(shape, unsigned(field("leakKind")), unsigned(field("leakAmount"))),
            firstTick: unsigned(field("firstTick")),
            threshold: unsigned(field("threshold")),
            refractory: unsigned(field("refractory")),
            resetValue: { zero: 0, value: resetAdd, threshold: slot.threshold, amount: resetAdd }[reset ?? "zero"],
          };
          const { neuron: _, resetKind: __, ...expected } = slot;
          const leaks = slot.leakKind !== "none" && !(slot.leakKind === "linear" && slot.leakAmount === 0);
          expect(read, where).toEqual(leaks ? expected : { ...expected, leakKind: "none", leakAmount: 0 });
        }
      }
    }
  });
});
