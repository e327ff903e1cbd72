/** Random nested types, held in registers, arrays and memories, against lists of their leaves as plain numbers. */
import { expect, it } from "vitest";
import {
  array,
  bool,
  bundle,
  elaborate,
  enumeration,
  equal,
  fix,
  input,
  module,
  output,
  packed,
  ram,
  regs,
  sint,
  type Type,
  ufix,
  uint,
  unpacked,
  when,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { Random } from "../support/random.ts";

// biome-ignore lint/suspicious/noExplicitAny: a type of any values
type AnyType = Type<any>;

function randomType(random: Random, depth: number): AnyType {
  const leaves: (() => AnyType)[] = [
    () => bool,
    () => uint(random.integer(1, 5)),
    () => sint(random.integer(1, 5)),
    () => fix(random.integer(1, 3), random.integer(0, 2)),
    () => ufix(random.integer(1, 3), random.integer(0, 2)),
    () => enumeration("Letter", ["a", "b", "c", "d"]),
    () => enumeration("Hot", ["p", "q"], { encoding: "oneHot" }),
  ];
  if (depth === 0 || random.chance(0.2)) return random.pick(leaves)();
  if (random.chance(0.5)) return array(randomType(random, depth - 1), random.integer(1, 3));
  const fields = Array.from({ length: random.integer(1, 3) }, (_, i) => [`f${i}`, randomType(random, depth - 1)]);
  return bundle(Object.fromEntries(fields));
}

/** Bits of every leaf. */
type Leaves = readonly bigint[];

const widthsOf = (type: AnyType): number[] => type.leaves.map((leaf) => leaf.type.width);
const namesOf = (type: AnyType, port: string): string[] => type.leaves.map(({ path }) => [port, ...path].join("_"));
const randomLeaves = (random: Random, type: AnyType): Leaves =>
  widthsOf(type).map((width) => BigInt(random.integer(0, 2 ** width - 1)));

function read(sim: Simulation, type: AnyType, port: string): Leaves {
  return namesOf(type, port).map((name, i) => BigInt.asUintN(widthsOf(type)[i] ?? 0, sim.port(name).big));
}

function drive(sim: Simulation, type: AnyType, port: string, leaves: Leaves): void {
  namesOf(type, port).forEach((name, i) => {
    const isSigned = type.leaves[i]?.type.kind === "sint";
    const bits = leaves[i] ?? 0n;
    sim.port(name).big = isSigned ? BigInt.asIntN(widthsOf(type)[i] ?? 0, bits) : bits;
  });
}

const pack = (type: AnyType, leaves: Leaves): bigint =>
  leaves.reduce((bits, leaf, i) => (bits << BigInt(widthsOf(type)[i] ?? 0)) | leaf, 0n);

const Holder = module(
  "holder",
  ({ type, length }: { type: AnyType; length: number }) => ({
    x: input(type),
    y: input(type),
    pick: input(bool),
    write: input(bool),
    at: input(uint(2)),
    held: output(type),
    chosen: output(type),
    stored: output(type),
    bits: output(uint(type.width)),
    again: output(type),
    same: output(bool),
    all: output(array(type, length)),
  }),
  ({ x, y, pick, write, at }, { type, length }) => {
    const { held, table } = regs({ held: type, table: array(type, length) });
    const words = ram("words", type, { depth: 4, collision: "writeFirst" });
    held.next = pick.mux(x, y);
    when(write, () => {
      table.at(at).next = x;
    }).otherwise(() => {
      table.next = table.map((element, i) => at.eq(i).mux(y, element));
    });
    words.write(at, x, { enable: write });
    const bits = packed(type, held);
    return {
      held,
      chosen: table.at(at),
      stored: words.read(at),
      bits,
      again: unpacked(type, bits),
      same: equal(x, y),
      all: table,
    };
  },
);

it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))("seed %i: every leaf is where it belongs", (seed) => {
  const random = new Random(seed);
  let type = randomType(random, 3);
  while (type.width > 64) type = randomType(random, 3);
  const length = random.integer(3, 4);
  const sim = openEmbedded(elaborate(Holder({ type, length })), { seed });
  const table: (Leaves | undefined)[] = Array.from({ length }, () => undefined);
  for (let cycle = 0; cycle < 40; cycle++) {
    const x = randomLeaves(random, type);
    const y = random.chance(0.2) ? x : randomLeaves(random, type);
    const [pick, write, at] = [random.chance(0.5), random.chance(0.5), random.integer(0, 3)];
    drive(sim, type, "x", x);
    drive(sim, type, "y", y);
    sim.port("pick").value = Number(pick);
    sim.port("write").value = Number(write);
    sim.port("at").value = at;
    expect(sim.port("same").value).toBe(Number(x.every((leaf, i) => leaf === y[i])));
    sim.step();
    if (at < length) table[at] = write ? x : y;
    const held = pick ? x : y;
    expect(read(sim, type, "held"), type.canonical).toEqual(held);
    expect(read(sim, type, "again")).toEqual(held);
    expect(sim.port("bits").big).toBe(pack(type, held));
    if (write) expect(read(sim, type, "stored")).toEqual(x);
    const shown = table[Math.min(at, length - 1)];
    if (shown !== undefined) expect(read(sim, type, "chosen")).toEqual(shown);
    table.forEach((element, i) => {
      if (element !== undefined) expect(read(sim, type, `all_${i}`)).toEqual(element);
    });
  }
});
