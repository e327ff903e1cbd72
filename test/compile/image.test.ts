import { describe, expect, test } from "vitest";
import { type CoreTarget, coreImage, place } from "../../compile/index.ts";
import {
  busSpaces,
  type HardwareConfig,
  inputParameterLayout,
  type MemoryBlock,
  outputParameterLayout,
  segmentLayout,
  type WordLayout,
} from "../../config/index.ts";
import { Random } from "../support/random.ts";
import { firstCore, randomNetwork } from "../support/random-network.ts";

const target = (lanes: number): CoreTarget => ({
  name: "roomy",
  lanes,
  blockDepth: 2,
  limits: {
    weightMemory: { blocks: 2 ** 10, wordsPerBlock: 2 ** 16, bitsPerWord: 16 },
    groups: 2 ** 10,
    listEntries: 2 ** 12,
    regions: 64,
    segments: 2 ** 12,
    membraneBits: 16,
  },
});

/** A placed random network and the words that a loader would write for it. */
class Loaded {
  readonly config: HardwareConfig;
  readonly #image: readonly MemoryBlock[];

  constructor(seed: number) {
    const random = new Random(seed);
    this.config = place(randomNetwork(seed, firstCore), target(random.pick([1, 2, 4, 8, 16])));
    this.#image = coreImage(this.config);
  }

  words(space: keyof typeof busSpaces): Uint16Array {
    const blocks = this.#image.filter((block) => block.space === busSpaces[space]);
    const [block] = blocks;
    if (block === undefined || blocks.length !== 1 || block.address !== 0)
      throw new Error(`no single block of ${space}`);
    return block.words;
  }

  /** Bits of a word as a string, most significant first: the word's slices stand at a power-of-two stride. */
  bits(space: keyof typeof busSpaces, word: number, slices: number): string {
    let stride = 1;
    while (stride < slices) stride *= 2;
    const own = this.words(space).subarray(word * stride, word * stride + slices);
    if (own.length !== slices) throw new Error(`${space} has no word ${word}`);
    return [...own]
      .map((slice) => slice.toString(2).padStart(16, "0"))
      .reverse()
      .join("");
  }

  /** The fields of a word as bit strings, by name, the first field in the lowest bits. */
  fields(space: keyof typeof busSpaces, word: number, { fields, slices }: WordLayout): Map<string, string> {
    let rest = this.bits(space, word, slices);
    const found = new Map<string, string>();
    for (const { name, bits } of fields) {
      found.set(name, rest.slice(rest.length - bits));
      rest = rest.slice(0, rest.length - bits);
    }
    expect(rest.includes("1"), "bits above the last field").toBe(false);
    return found;
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
        const lanes = Array.from({ length: shape.lanes }, (_, lane) => {
          const end = bits.length - lane * shape.weightBits;
          return signed(bits.slice(end - shape.weightBits, end));
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
          lastOfGroup: fields.get("lastOfGroup") === "1",
          lastOfTick: fields.get("lastOfTick") === "1",
        };
      });
      expect(read, `seed ${seed}`).toEqual(segments);
      expect([...loaded.words("regionStart")], `seed ${seed}`).toEqual(regionStart);
    }
  });

  test("neuron parameters of every slot; padding cannot fire", () => {
    for (const seed of seeds) {
      const loaded = new Loaded(seed);
      const { slots, shape } = loaded.config;
      for (const [number, slot] of slots.entries()) {
        const input = loaded.fields("inputParameters", number, inputParameterLayout(shape));
        const output = loaded.fields("outputParameters", number, outputParameterLayout(shape));
        const where = `seed ${seed}, slot ${number}`;
        const read = {
          bias: signed(input.get("bias")),
          shift: input.get("shiftOn") === "1" ? unsigned(input.get("shiftAmount")) : undefined,
          linear: unsigned(input.get("linearAmount")),
          firstTick: unsigned(input.get("firstTick")),
          threshold: unsigned(output.get("threshold")),
          report: output.get("report") === "1",
          loopBack: output.get("loopBack") === "1",
        };
        if (slot === undefined) {
          const largest = 2 ** (shape.membraneBits - 1) - 1;
          expect(read, where).toMatchObject({ bias: 0, threshold: largest, report: false, loopBack: false });
          continue;
        }
        expect(read, where).toEqual({
          bias: slot.bias,
          shift: slot.leakKind === "shift" ? slot.leakAmount : undefined,
          linear: slot.leakKind === "linear" ? slot.leakAmount : 0,
          firstTick: slot.firstTick,
          threshold: slot.threshold,
          report: slot.report === "host",
          loopBack: slot.loopBackRegion !== undefined,
        });
        if (slot.loopBackRegion !== undefined) {
          expect(unsigned(output.get("loopBackRegion")), where).toBe(slot.loopBackRegion);
        }
        expect(unsigned(output.get("refractory")), where).toBe(slot.refractory);
        const subtracts = slot.resetKind === "subtract";
        expect(output.get("subtract"), where).toBe(subtracts ? "1" : "0");
        expect(signed(output.get("resetAdd")), where).toBe(subtracts ? 0 - slot.resetValue : slot.resetValue);
      }
    }
  });
});
