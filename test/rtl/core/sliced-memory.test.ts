import { describe, expect, it } from "vitest";
import { SlicedMemory, type SlicedMemoryParameters } from "../../../rtl/core/sliced-memory.ts";
import { Random } from "../../support/random.ts";
import { randomBits } from "../../support/random-circuit.ts";
import { openPins } from "./pins.ts";

function open(parameters: SlicedMemoryParameters, seed: number) {
  const { sim, set } = openPins(SlicedMemory(parameters), seed);
  const slices = Math.ceil(parameters.bits / 16);
  return {
    write(address: number, word: bigint, only: readonly number[] = Array.from({ length: slices }, (_, i) => i)): void {
      for (const slice of only) {
        const data = Number((word >> BigInt(16 * slice)) & 0xffffn);
        set({ address, write: 1, write_slice: slice, write_data: data });
        sim.step();
      }
      set({ write: 0 });
    },
    read(address: number): bigint {
      set({ address });
      sim.step();
      return sim.port("word").big;
    },
    reset: () => sim.reset(),
  };
}

describe("sliced memory", () => {
  it.each<SlicedMemoryParameters>([
    { bits: 1, depth: 2, kind: "block" },
    { bits: 16, depth: 8, kind: "block" },
    { bits: 17, depth: 256, kind: "block" },
    { bits: 45, depth: 64, kind: "block" },
    { bits: 64, depth: 512, kind: "block" },
    { bits: 16, depth: 16_384, kind: "spram" },
    { bits: 50, depth: 16_384, kind: "spram" },
    { bits: 64, depth: 1024, kind: "spram" },
  ])("gives back what was written, slice by slice: $bits bits × $depth in $kind", (parameters) => {
    const { bits, depth } = parameters;
    const random = new Random(bits + depth);
    const memory = open(parameters, random.seed);
    const model = new Map<number, bigint>();
    for (const address of [0, 1, depth - 1]) {
      model.set(address, randomBits(random, bits));
      memory.write(address, model.get(address) ?? 0n);
    }
    for (let i = 0; i < 200; i++) {
      const address = random.chance(0.3) ? random.pick([...model.keys()]) : random.integer(0, depth - 1);
      if (random.chance(0.5) || !model.has(address)) {
        const word = randomBits(random, bits);
        const before = model.get(address);
        if (before !== undefined && random.chance(0.3)) {
          const slice = random.integer(0, Math.ceil(bits / 16) - 1);
          const mask = 0xffffn << BigInt(16 * slice);
          memory.write(address, word, [slice]);
          model.set(address, BigInt.asUintN(bits, (before & ~mask) | (word & mask)));
        } else {
          memory.write(address, word);
          model.set(address, word);
        }
      }
      const other = random.pick([...model.keys()]);
      expect(memory.read(other), `seed ${random.seed}, step ${i}`).toBe(model.get(other));
    }
  });

  it("keeps its contents over a reset", () => {
    const memory = open({ bits: 20, depth: 4, kind: "block" }, 1);
    memory.write(2, 0xabcden);
    memory.reset();
    expect(memory.read(2)).toBe(0xabcden);
  });
});
