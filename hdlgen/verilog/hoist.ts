import { operands, reference } from "../expr.ts";
import type { Expr, Signal } from "../ir.ts";
import type { Site } from "../site.ts";
import { withOperands } from "./expr.ts";
import type { Names } from "./names.ts";
import { hasSignBit, signednessOf } from "./render.ts";

/** A wire that the printer adds because Verilog needs a name for what it carries. */
export interface Temporary {
  readonly signal: Signal;
  readonly value: Expr;
}

/**
 * Gives a name to what cannot stay inside an expression: the operand of a bit select or of a sign extension, and
 * compound logic that has more than one user.
 */
export class Hoister {
  readonly #names: Names;
  readonly #isShared: (expr: Expr) => boolean;
  readonly #done = new Map<Expr, Expr>();
  readonly #named = new Map<Expr, Expr>();
  #pending: Temporary[] = [];

  constructor(names: Names, isShared: (expr: Expr) => boolean) {
    this.#names = names;
    this.#isShared = isShared;
  }

  /** `expr` as it is printed inside the definition of `owner`, whose name begins those of its temporaries. */
  place(expr: Expr, owner: string, site: Site): Expr {
    const known = this.#done.get(expr);
    if (known !== undefined) return known;
    const inner = this.#inside(expr, owner, site);
    const result = this.#isShared(expr) && isCompound(expr) ? this.#name(inner, owner, site) : inner;
    this.#done.set(expr, result);
    return result;
  }

  /** `expr` as the value of the node `signal`: it has its name already. */
  define(expr: Expr, { name, site }: Signal): Expr {
    const known = this.#done.get(expr);
    if (known !== undefined) return known;
    return this.#inside(expr, name, site);
  }

  /** Lets `signal` stand for `expr`, once the signal is declared. */
  bind(expr: Expr, signal: Signal): void {
    if (isCompound(expr) && !this.#done.has(expr)) this.#done.set(expr, reference(signal));
  }

  /** Names `expr` whatever it is, unless it is a name or a constant already. */
  named(expr: Expr, owner: string, site: Site): Expr {
    return expr.op === "ref" || expr.op === "const" ? expr : this.#name(expr, owner, site, "whole");
  }

  /** Names `expr` even where it is a constant. */
  nameAny(expr: Expr, owner: string, site: Site): Expr {
    const known = this.#named.get(expr) ?? this.#name(expr, owner, site, "whole");
    this.#named.set(expr, known);
    return known;
  }

  /** The temporaries that came up since the last call, in the order of their declaration. */
  take(): readonly Temporary[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }

  #inside(expr: Expr, owner: string, site: Site): Expr {
    const placed = withOperands(
      expr,
      operands(expr).map((operand) => this.place(operand, owner, site)),
    );
    const needsName =
      (placed.op === "slice" && placed.a.op !== "ref") ||
      (placed.op === "extend" && placed.signed && placed.a.width > 1 && !hasSignBit(placed.a));
    return needsName && "a" in placed ? withOperands(placed, [this.#name(placed.a, owner, site)]) : placed;
  }

  #name(value: Expr, owner: string, site: Site, how: "part" | "whole" = "part"): Expr {
    if (value.op === "ref") return value;
    const kind = signednessOf(value) === "signed" ? "sint" : "uint";
    const name = this.#names.fresh(how === "whole" ? owner : `${owner}_${roleName[value.op]}`);
    const signal: Signal = { name, type: { kind, width: value.width }, role: "node", site };
    this.#pending.push({ signal, value });
    return reference(signal);
  }
}

/** What a temporary is called after, by the operator that makes it. */
const roleName: Record<Expr["op"], string> = {
  const: "constant",
  ref: "copy",
  not: "inverted",
  reduceAnd: "all",
  reduceOr: "any",
  reduceXor: "parity",
  add: "sum",
  sub: "difference",
  mul: "product",
  and: "both",
  or: "either",
  xor: "toggled",
  eq: "equal",
  ne: "differs",
  lt: "less",
  le: "at_most",
  shl: "shifted",
  shr: "shifted",
  asr: "shifted",
  mux: "choice",
  slice: "part",
  cat: "joined",
  extend: "wide",
};

/** Worth a name of its own when it has several users; anything less reads better repeated. */
function isCompound(expr: Expr): boolean {
  const own = operatorCount(expr);
  return own >= 2 || (own === 1 && ["add", "sub", "mul", "shl", "shr", "asr", "mux"].includes(expr.op));
}

function operatorCount(expr: Expr): number {
  switch (expr.op) {
    case "const":
    case "ref":
      return 0;
    case "slice":
      return expr.a.op === "ref" ? 0 : 1 + operatorCount(expr.a);
    case "extend":
      return operatorCount(expr.a);
    case "not":
      if (expr.a.op === "lt" || expr.a.op === "le") return operatorCount(expr.a);
      return expr.a.op === "ref" ? 0 : 1 + operatorCount(expr.a);
    default: {
      let count = 1;
      // Counting stops early: shared operands would make it exponential.
      for (const operand of operands(expr)) {
        count += operatorCount(operand);
        if (count >= 2) break;
      }
      return count;
    }
  }
}
