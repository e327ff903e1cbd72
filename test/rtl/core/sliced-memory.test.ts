import { describe, expect, it } from "vitest";
import { elaborate, type Module } from "../../../hdlgen/index.ts";
import { type MemoryKind, memoryLatency } from "../../../rtl/core/memory-choice.ts";
import { type MemoryParameters, SlicedMemory, WordMemory } from "../../../rtl/core/sliced-memory.ts";
import { Random } from "../../support/random.ts";
import { randomBits } from "../../support/random-circuit.ts";
import { openPins, type Pins } from "./pins.ts";

const slicesOf = (bits: number): number => Math.ceil(bits / 16);

/** A memory of either module behind the same calls. */
interface Bench {
  readonly name: string;
  readonly make: (parameters: MemoryParameters) => Module<never>;
  /** Writes a word, or of a sliced memory only these slices. */
  write(pins: Pins, parameters: MemoryParameters, address: number, word: bigint, only?: readonly number[]): void;
  word(pins: Pins, parameters: MemoryParameters): bigint;
}

const sliced: Bench = {
  name: "sliced memory",
  make: SlicedMemory as never,
  write({ sim, set }, { bits }, address, word, only) {
    for (const slice of only ?? Array.from({ length: slicesOf(bits) }, (_, i) => i)) {
      const data = Number((word >> BigInt(16 * slice)) & 0xffffn);
      // Address and data are those of the cycle after `write`.
      set({ write: 1, write_slice: slice });
      sim.step();
      set({ address, write: 0, write_slice: 0, write_address: address, write_data: data });
      sim.step();
    }
  },
  word: ({ get }, { bits }) =>
    Array.from({ length: slicesOf(bits) }, (_, i) => BigInt(get(`slices_${i}`)) << BigInt(16 * i)).reduce(
      (a, b) => a | b,
    ),
};

const whole: Bench = {
  name: "word memory",
  make: WordMemory as never,
  write({ sim, set }, _, address, word) {
    set({ address, write: 1, write_address: address });
    sim.port("write_data").big = word;
    sim.step();
    set({ write: 0 });
  },
  word: ({ sim }) => sim.port("word").big,
};

/** Reads one address per cycle, and the words `latency` cycles later. */
function readAll(bench: Bench, pins: Pins, parameters: MemoryParameters, addresses: readonly number[]): bigint[] {
  const found: bigint[] = [];
  for (let cycle = 0; cycle < addresses.length + parameters.latency; cycle++) {
    if (cycle >= parameters.latency) found.push(bench.word(pins, parameters));
    pins.set({ address: addresses[cycle] ?? 0 });
    pins.sim.step();
  }
  return found;
}

const plain = (kind: MemoryKind, bits: number, depth: number, registers = 0): MemoryParameters => ({
  ...{ kind, bits, depth },
  latency: memoryLatency(kind) + registers,
});

const narrow: readonly MemoryParameters[] = [
  plain("block", 1, 2),
  plain("block", 16, 8, 1),
  plain("block", 17, 256),
  plain("block", 45, 64, 1),
  plain("block", 64, 512),
  plain("spram", 16, 16_384),
  plain("spram", 50, 16_384, 1),
  plain("spram", 64, 1024),
  plain("spram", 20, 32_768),
  plain("registers", 1, 2),
  plain("registers", 16, 4),
  plain("registers", 50, 4, 1),
  plain("distributed", 1, 2),
  plain("distributed", 33, 16, 1),
  plain("distributed", 64, 64),
  plain("dp16kd", 1, 2),
  plain("dp16kd", 3, 65_536, 1),
  plain("dp16kd", 16, 1024, 1),
  plain("dp16kd", 40, 512),
  plain("dp16kd", 7, 2048),
  plain("dp16kd", 16, 2048, 1),
  plain("dp16kd", 18, 4096),
  plain("dp16kd", 3, 8192),
  plain("dp16kd", 5, 16_384),
];

describe.each([sliced, whole])("$name", (bench) => {
  const wide = bench === sliced ? [plain("dp16kd", 512, 16, 1), plain("block", 256, 8, 1)] : [];
  it.each([...narrow, ...wide])(
    "gives back what was written, one word per cycle: $bits bits × $depth in $kind after $latency cycles",
    (parameters) => {
      const { bits, depth } = parameters;
      const random = new Random(bits + depth + parameters.latency);
      const pins = openPins(bench.make(parameters) as never, random.seed);
      const model = new Map<number, bigint>();
      const store = (address: number): void => {
        const word = Array.from({ length: slicesOf(bits) }, (_, i) => i).reduce(
          (all, i) => all | (randomBits(random, Math.min(16, bits - 16 * i)) << BigInt(16 * i)),
          0n,
        );
        model.set(address, word);
        bench.write(pins, parameters, address, word);
      };
      for (const address of [0, 1, depth - 1, depth >> 1]) store(address);
      for (let i = 0; i < 60; i++) store(random.integer(0, depth - 1));
      const addresses = Array.from({ length: 150 }, () => random.pick([...model.keys()]));
      const expected = addresses.map((address) => model.get(address));
      expect(readAll(bench, pins, parameters, addresses), `seed ${random.seed}`).toEqual(expected);
    },
  );

  it.each(["block", "distributed", "dp16kd"] as const)("writes one word while it reads another, in %s", (kind) => {
    const parameters = plain(kind, 12, 32);
    const pins = openPins(bench.make(parameters) as never, 3);
    bench.write(pins, parameters, 5, 0x123n);
    if (bench === sliced) {
      pins.set({ write: 1 });
      pins.sim.step();
    }
    pins.set({ address: 5, write: Number(bench === whole), write_address: 9, write_data: 0x456 });
    pins.sim.step();
    pins.set({ write: 0, address: 9 });
    if (parameters.latency === 1) expect(bench.word(pins, parameters)).toBe(0x123n);
    pins.sim.step();
    if (parameters.latency === 2) expect(bench.word(pins, parameters)).toBe(0x123n);
    pins.sim.step();
    expect(bench.word(pins, parameters)).toBe(0x456n);
  });

  it("keeps its contents over a reset", () => {
    for (const parameters of [plain("block", 20, 4), plain("dp16kd", 20, 4), plain("spram", 20, 4)]) {
      const pins = openPins(bench.make(parameters) as never, 1);
      bench.write(pins, parameters, 2, 0xabcden);
      pins.sim.reset();
      expect(readAll(bench, pins, parameters, [2])).toEqual([0xabcden]);
    }
  });

  it("refuses what a kind cannot do", () => {
    const make = (parameters: MemoryParameters) => () => elaborate(bench.make(parameters) as never);
    expect(make({ kind: "dp16kd", bits: 8, depth: 16, latency: 1 })).toThrow("cannot answer after 1 cycles");
  });
});

it("sliced memory: a slice is written alone", () => {
  for (const kind of ["block", "distributed", "dp16kd", "spram"] as const) {
    const parameters = plain(kind, 45, 64);
    const pins = openPins(SlicedMemory(parameters), 9);
    sliced.write(pins, parameters, 7, 0x1234_5678_9abcn);
    sliced.write(pins, parameters, 7, 0xffff_0000_ffffn, [1]);
    expect(readAll(sliced, pins, parameters, [7])).toEqual([0x1234_0000_9abcn]);
  }
});

it("sliced memory: an SPRAM written at another address than it reads is found", () => {
  const { sim, set } = openPins(SlicedMemory(plain("spram", 16, 16_384)));
  set({ write: 1, address: 3, write_address: 4 });
  sim.step();
  expect(() => sim.step()).toThrow("an SPRAM is written at another address than it reads");
});
