/** Bits that constants fix: no stimulus can make them change, so that nobody is told to. */
import { maskOf } from "../../hdlgen/expr.ts";
import type { Expr, ModuleIr, Signal } from "../../hdlgen/ir.ts";

/** Bits that are known, and what they are; bits of `value` outside `mask` are 0. */
export interface KnownBits {
  readonly mask: bigint;
  readonly value: bigint;
}

const unknown: KnownBits = { mask: 0n, value: 0n };
/** Deeper expressions are taken as unknown, which is always right. */
const deepest = 100;

/** Known bits of one instance of a module, given those of its inputs. */
export class ConstantBits {
  readonly #values: ReadonlyMap<Signal, Expr>;
  readonly #inputs: ReadonlyMap<Signal, KnownBits>;
  readonly #signals = new Map<Signal, KnownBits>();
  readonly #exprs = new Map<Expr, KnownBits>();

  constructor({ nodes, outputs }: ModuleIr, inputs: ReadonlyMap<Signal, KnownBits>) {
    this.#values = new Map([...nodes, ...outputs].map(({ signal, value }) => [signal, value]));
    this.#inputs = inputs;
  }

  ofSignal(signal: Signal, depth = 0): KnownBits {
    const known = this.#inputs.get(signal) ?? this.#signals.get(signal);
    if (known !== undefined) return known;
    const value = this.#values.get(signal);
    const found = value === undefined ? unknown : this.ofExpr(value, depth + 1);
    if (depth < deepest / 2) this.#signals.set(signal, found);
    return found;
  }

  ofExpr(expr: Expr, depth = 0): KnownBits {
    if (expr.op === "const") return { mask: maskOf(expr.width), value: BigInt.asUintN(expr.width, expr.value) };
    if (depth > deepest) return unknown;
    if (expr.op === "ref") return this.ofSignal(expr.signal, depth);
    const known = this.#exprs.get(expr);
    if (known !== undefined) return known;
    const found = this.#operator(expr, depth + 1);
    if (depth < deepest / 2) this.#exprs.set(expr, found);
    return found;
  }

  #operator(expr: Exclude<Expr, { op: "const" | "ref" }>, depth: number): KnownBits {
    const of = (operand: Expr): KnownBits => this.ofExpr(operand, depth);
    const all = maskOf(expr.width);
    switch (expr.op) {
      case "not": {
        const a = of(expr.a);
        return { mask: a.mask, value: ~a.value & a.mask };
      }
      case "and": {
        const [a, b] = [of(expr.a), of(expr.b)];
        const mask = (a.mask & b.mask) | (a.mask & ~a.value) | (b.mask & ~b.value);
        return { mask, value: a.value & b.value & mask };
      }
      case "or": {
        const [a, b] = [of(expr.a), of(expr.b)];
        const mask = (a.mask & b.mask) | a.value | b.value;
        return { mask, value: (a.value | b.value) & mask };
      }
      case "xor": {
        const [a, b] = [of(expr.a), of(expr.b)];
        const mask = a.mask & b.mask;
        return { mask, value: (a.value ^ b.value) & mask };
      }
      case "mux": {
        const cond = of(expr.cond);
        if (cond.mask === 1n) return of(cond.value === 1n ? expr.whenTrue : expr.whenFalse);
        const [a, b] = [of(expr.whenTrue), of(expr.whenFalse)];
        const mask = a.mask & b.mask & ~(a.value ^ b.value);
        return { mask, value: a.value & mask };
      }
      case "slice": {
        const a = of(expr.a);
        return { mask: (a.mask >> BigInt(expr.low)) & all, value: (a.value >> BigInt(expr.low)) & all };
      }
      case "cat":
        return expr.parts.reduce<KnownBits>((high, part) => {
          const bits = of(part);
          const width = BigInt(part.width);
          return { mask: (high.mask << width) | bits.mask, value: (high.value << width) | bits.value };
        }, unknown);
      case "extend": {
        const a = of(expr.a);
        const high = all & ~maskOf(expr.a.width);
        if (!expr.signed) return { mask: a.mask | high, value: a.value };
        const sign = 1n << BigInt(expr.a.width - 1);
        if ((a.mask & sign) === 0n) return a;
        return { mask: a.mask | high, value: (a.value & sign) === 0n ? a.value : a.value | high };
      }
      default:
        return this.#whole(expr, of);
    }
  }

  /** Operators whose result is known where that of every operand is, and low zeros of products and sums. */
  #whole(expr: Exclude<Expr, { op: "const" | "ref" }>, of: (operand: Expr) => KnownBits): KnownBits {
    switch (expr.op) {
      case "reduceAnd":
      case "reduceOr": {
        const a = of(expr.a);
        const isAnd = expr.op === "reduceAnd";
        const decides = isAnd ? a.mask & ~a.value : a.value;
        if (decides !== 0n) return { mask: 1n, value: isAnd ? 0n : 1n };
        return a.mask === maskOf(expr.a.width) ? { mask: 1n, value: isAnd ? 1n : 0n } : unknown;
      }
      case "eq":
      case "ne": {
        const [a, b] = [of(expr.a), of(expr.b)];
        const both = a.mask & b.mask;
        const differs = ((a.value ^ b.value) & both) !== 0n;
        if (!differs && both !== maskOf(expr.a.width)) return unknown;
        return { mask: 1n, value: differs === (expr.op === "ne") ? 1n : 0n };
      }
      case "add":
      case "sub":
      case "mul": {
        // From the lowest bit on, as far as both are known.
        const [a, b] = [of(expr.a), of(expr.b)];
        const both = a.mask & b.mask;
        let width = 0;
        while (width < expr.width && ((both >> BigInt(width)) & 1n) === 1n) width++;
        const mask = maskOf(width);
        const value = expr.op === "add" ? a.value + b.value : expr.op === "sub" ? a.value - b.value : a.value * b.value;
        return { mask, value: value & mask };
      }
      default:
        return unknown;
    }
  }
}
