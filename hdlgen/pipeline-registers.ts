/**
 * The registers of one pipeline. A value stands at a boundary between stages; what is wanted at a later boundary is
 * delayed through registers that are made when somebody asks, each of them once.
 */
import type { ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { reference } from "./expr.ts";
import type { Expr, Register, Signal, Statement } from "./ir.ts";
import type { Site } from "./site.ts";
import type { Bool, Leaf } from "./values.ts";

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
    const { name, value, reset, site } = rank;
    const signal = this.#builder.signal(name, value.irType, "register", site);
    const bits = reset === undefined ? undefined : resetBits(value, reset, `${this.#builder.name}.${name}`);
    this.#builder.register({
      signal,
      ...(bits === undefined ? {} : { reset: { value: bits, when: this.#builder.resetExpr(name) } }),
    });
    this.#ranks.push({ rank, signal });
    return reference(signal);
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

/** A literal of a value's kind as bits. */
function resetBits(like: Leaf, literal: unknown, place: string): bigint {
  const [, bits] = like.align([like, literal]).exprs;
  if (bits?.op === "const" && bits.width === like.width) return bits.value;
  return fail("HDL104", place, `${String(literal)} for a ${like.describe()}`, "give a literal of that kind and width");
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
