/** Random memories. Addresses stay within the depth, since what lies beyond is left open. */
import type { Random } from "../random.ts";
import type { Profile } from "./draw-circuit.ts";
import { randomValue, type TermDrawer } from "./draw-terms.ts";
import {
  bool,
  type LeafType,
  type RecipeItem,
  type RecipeMemory,
  type RecipeRead,
  type RecipeSignal,
  type RecipeStatement,
  type RecipeWrite,
  type Term,
  uint,
} from "./recipe.ts";

export interface MemoryRequest {
  readonly random: Random;
  readonly terms: TermDrawer;
  readonly items: RecipeItem[];
  readonly name: string;
  readonly profile: Profile;
  signal(name: string, type: LeafType, from?: readonly Term[]): RecipeSignal;
  type(): LeafType;
}

/** Adds a memory, and for each read what makes its data usable: those signals. */
export function drawMemory(request: MemoryRequest): RecipeSignal[] {
  const { random, items, name, profile } = request;
  const mappable = profile.size === "netlist";
  const type = request.type();
  const depth = random.pick(mappable ? [2, 16, 64, 256, 512] : [2, 3, 4, 8, 15, 16, 20, 64]);
  const collision = random.pick(["readFirst", "writeFirst", "dontCare"] as const);
  const readCount = random.pick([1, 1, 1, 2]);
  const writeCount = mappable ? random.pick([0, 1, 1, 1]) : random.pick([0, 1, 1, 1, 2, 3]);
  const writes = Array.from({ length: writeCount }, (): RecipeWrite => {
    const mask = random.chance(0.5) ? drawMask(request, type) : undefined;
    return {
      address: drawAddress(request, depth),
      data: request.terms.of(type, random.integer(0, 2)),
      enable: request.terms.of(bool, random.integer(0, 2)),
      ...(mask === undefined ? {} : { mask }),
    };
  });
  const reads = Array.from({ length: readCount }, (_, i): RecipeRead => {
    // The same address for a write and a read is a single port.
    const shared = random.chance(0.35) ? writes[0]?.address : undefined;
    const enable = random.chance(0.5) ? request.terms.of(bool, random.integer(0, 2)) : undefined;
    return {
      signal: request.signal(`${name}_d${i}`, type),
      address: shared ?? drawAddress(request, depth),
      ...(enable === undefined ? {} : { enable }),
    };
  });
  const whole = profile.unknown === "none";
  const words = whole ? depth : random.pick([0, 1, depth - 1, depth]);
  const init = whole || random.chance(0.5) ? Array.from({ length: words }, () => randomValue(random, type)) : undefined;
  const memory: RecipeMemory = { name, type, depth, collision, reads, writes, ...(init === undefined ? {} : { init }) };
  items.push({ kind: "memory", memory });
  return reads.map((read) => {
    const shown = collision === "dontCare" || whole ? guard(request, memory, read) : read.signal;
    request.terms.add(shown);
    return shown;
  });
}

/** Shows the data of a read only where it is known: after a read without a collision. */
function guard(request: MemoryRequest, { collision, writes }: RecipeMemory, read: RecipeRead): RecipeSignal {
  const known = request.signal(`${read.signal.name}_known`, bool);
  request.items.push({ kind: "registers", registers: [{ signal: known, powerUp: 0n }] });
  const and = (a: Term, b: Term): Term => ({ operator: "bool.and", type: bool, operands: [a, b], numbers: [0, 0] });
  const not = (a: Term): Term => ({ operator: "bool.not", type: bool, operands: [a], numbers: [0, 0] });
  const meets = (write: RecipeWrite): Term =>
    and(write.enable, { operator: "uint.eq", type: bool, operands: [read.address, write.address], numbers: [0, 0] });
  const always: Term = { operator: "literal", type: bool, value: 1n, form: "typed" };
  const value =
    collision === "dontCare" ? writes.reduce<Term>((sofar, write) => and(sofar, not(meets(write))), always) : always;
  const assign: RecipeStatement = { kind: "assign", target: known, value };
  const statement: RecipeStatement =
    read.enable === undefined ? assign : { kind: "when", branches: [{ condition: read.enable, body: [assign] }] };
  request.items.push({ kind: "statement", statement });
  const { type } = read.signal;
  const asTerm = (signal: RecipeSignal): Term => ({ operator: "signal", type: signal.type, signal });
  const nothing: Term = { operator: "literal", type, value: 0n, form: "typed" };
  const shown: Term = {
    operator: "mux",
    type,
    operands: [asTerm(known), asTerm(read.signal), nothing],
    numbers: [0, 0],
  };
  const node = request.signal(`${read.signal.name}_shown`, type, [shown]);
  request.items.push({ kind: "node", signal: node, value: shown });
  return node;
}

function drawAddress({ random, terms }: MemoryRequest, depth: number): Term {
  const bits = Math.max(1, Math.ceil(Math.log2(depth)));
  const width = random.chance(0.2) ? random.integer(1, bits) : bits;
  const raw = terms.of(uint(width), random.integer(0, 2));
  if (2 ** width <= depth) return raw;
  const limit = (value: number): Term => ({
    operator: "literal",
    type: uint(width),
    value: BigInt(value),
    form: "typed",
  });
  const isWithin: Term = { operator: "uint.lt", type: bool, operands: [raw, limit(depth)], numbers: [0, 0] };
  return { operator: "mux", type: uint(width), operands: [isWithin, raw, limit(depth - 1)], numbers: [0, 0] };
}

/** Bits in any combination, or lanes of some width with one enable each. */
function drawMask({ random, terms }: MemoryRequest, { width }: LeafType): Term {
  if (random.chance(0.4)) return terms.of(uint(width), random.integer(0, 2));
  const lane = random.pick([1, 4, 8, 9, width]);
  const parts: Term[] = [];
  for (let left = width; left > 0; left -= Math.min(lane, left)) {
    const enable = random.chance(0.3)
      ? ({ operator: "literal", type: bool, value: BigInt(random.integer(0, 1)), form: "typed" } as const)
      : terms.of(bool, random.integer(0, 1));
    for (let bit = 0; bit < Math.min(lane, left); bit++) parts.push(enable);
  }
  return { operator: "cat", type: uint(width), operands: parts, numbers: [0, 0] };
}
