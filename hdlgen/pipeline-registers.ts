/**
 * The registers of one pipeline. A value stands at a boundary between stages; what is wanted at a later boundary is
 * delayed through registers that are made when somebody asks, each of them once.
 */
import type { ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { reference } from "./expr.ts";
import type { Expr, Register, Signal, Statement } from "./ir.ts";
import type { Site } from "./site.ts";
import { regs } from "./structure.ts";
import type { Type } from "./types.ts";
import { type Bool, isLeaf, type Leaf } from "./values.ts";

/** A register to be made: it stands at `boundary`, and takes `value` at the end of the stage before it. */
export interface Rank {
  readonly name: string;
  readonly boundary: number;
  readonly value: Leaf;
  /** A literal of the value's kind: what the register is reset to. Absent: it has no reset. */
  readonly reset?: unknown;
  readonly site: Site;
}

export class PipelineRegisters {
  readonly #builder: ModuleBuilder;
  readonly #enable: Bool | undefined;
  readonly #ranks: { readonly rank: Rank; readonly signal: Signal }[] = [];

  /** While `enable` is low all registers hold. */
  constructor(builder: ModuleBuilder, enable: Bool | undefined) {
    this.#builder = builder;
    this.#enable = enable;
  }

  /** Declares a register; it is assigned by `finish`. Control has a reset, payload has none. */
  add(rank: Rank): Expr {
    const { name, value, reset } = rank;
    const type = typeOfLeaf(value);
    const { [name]: register } = regs({ [name]: reset === undefined ? type : ([type, reset] as const) });
    if (!isLeaf(register) || register.expr.op !== "ref") throw new Error("a register is a reference");
    this.#ranks.push({ rank, signal: register.expr.signal });
    return reference(register.expr.signal);
  }

  /** Assigns the registers, control before payload, in the order of the stages, and lists them in it. */
  finish(site: Site): void {
    const ranks = this.#ranks
      .map((each, made) => ({ ...each, made }))
      .sort((a, b) => group(a.rank) - group(b.rank) || a.rank.boundary - b.rank.boundary || a.made - b.made);
    inOrder(
      this.#builder.registers,
      ranks.map(({ signal }) => signal),
    );
    const assignments = ranks.map(
      ({ rank, signal }): Statement => ({ kind: "assign", target: signal, value: rank.value.expr, site: rank.site }),
    );
    if (this.#enable === undefined) for (const assignment of assignments) this.#builder.add(assignment);
    else if (assignments.length > 0) {
      // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
      this.#builder.add({ kind: "if", cond: this.#enable.expr, then: assignments, else: [], site });
    }
  }
}

/** A type whose values are like this one: the same kind and width. */
export function typeOfLeaf(leaf: Leaf): Type<Leaf> {
  return {
    width: leaf.width,
    canonical: leaf.describe(),
    leaves: [{ path: [], type: leaf.irType }],
    wrap: ([expr]) => leaf.over(expr ?? leaf.expr),
    unwrap: (value) => [(value as Leaf).expr],
    encode(value, place) {
      const [, literal] = leaf.align([leaf, value]).exprs;
      if (literal?.op === "const" && literal.width === leaf.width) return [literal.value];
      return fail("HDL104", place, `${String(value)} for a ${leaf.describe()}`, "give a value of that kind");
    },
  };
}

const group = ({ reset }: Rank): number => (reset === undefined ? 1 : 0);

/** Rearranges some members of a list among the places that they have. */
function inOrder(registers: Register[], wanted: readonly Signal[]): void {
  const own = new Set(wanted);
  const bySignal = new Map(registers.map((register) => [register.signal, register]));
  const places = registers.flatMap(({ signal }, place) => (own.has(signal) ? [place] : []));
  wanted.forEach((signal, i) => {
    const [place, register] = [places[i], bySignal.get(signal)];
    if (place !== undefined && register !== undefined) registers[place] = register;
  });
}
