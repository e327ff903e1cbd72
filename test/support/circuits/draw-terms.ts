/** Random terms over a pool of values that were made before, with sharing. */
import type { Random } from "../random.ts";
import { type OperatorName, operatorNames, operators, wrap } from "./operators.ts";
import { type LeafType, type RecipeSignal, sameType, type Term } from "./recipe.ts";

export interface TermLimits {
  /** Widest product: multipliers grow with its square once they are cells. */
  readonly widestProduct: number;
  /** Widest value that is shifted by a signal. */
  readonly widestShift: number;
}

/** A value of a type: one of its extremes as often as not. */
export function randomValue(random: Random, type: LeafType): bigint {
  const { width } = type;
  const style = random.integer(0, 7);
  if (style === 0) return 0n;
  if (style === 1) return wrap(type, 1n);
  if (style === 2) return wrap(type, -1n);
  if (style === 3) return wrap(type, 2n ** BigInt(width - 1));
  if (style === 4) return wrap(type, 2n ** BigInt(width - 1) - 1n);
  if (style === 5) return wrap(type, BigInt(random.integer(0, 15)) - 8n);
  return wrap(type, (BigInt(random.next()) << 32n) | BigInt(random.next()));
}

const literalChance = 0.12;
const sharingChance = 0.25;

export class TermDrawer {
  readonly #random: Random;
  readonly #limits: TermLimits;
  readonly #pool: Term[] = [];

  constructor(random: Random, limits: TermLimits) {
    this.#random = random;
    this.#limits = limits;
  }

  /** Makes a signal available to terms. */
  add(signal: RecipeSignal): void {
    this.#pool.push({ operator: "signal", type: signal.type, signal });
  }

  /** A drawer that knows no values yet. */
  empty(): TermDrawer {
    return new TermDrawer(this.#random, this.#limits);
  }

  /** A drawer that starts with what this one has and keeps what it makes to itself. */
  branch(): TermDrawer {
    const own = new TermDrawer(this.#random, this.#limits);
    own.#pool.push(...this.#pool);
    return own;
  }

  of(type: LeafType, depth: number): Term {
    if (depth <= 0) return this.#leaf(type);
    const term = this.#application(type, depth);
    if (this.#random.chance(sharingChance)) this.#pool.push(term);
    return term;
  }

  #application(type: LeafType, depth: number): Term {
    const random = this.#random;
    for (let attempt = 0; attempt < 200; attempt++) {
      const name = random.pick(operatorNames);
      if (!this.#isWithinLimits(name, type)) continue;
      const { draw, literals } = operators[name];
      const drawn = draw(type, random);
      if (drawn === undefined) continue;
      const last = drawn.of.length - 1;
      const operands = drawn.of.map((each, i) => {
        const literal = literals !== undefined && i === last && random.chance(literalChance);
        // Depth is spent unevenly, so that long thin terms come up as well as short bushy ones.
        return (literal ? this.#plainLiteral(each) : undefined) ?? this.of(each, depth - random.pick([1, 1, 2]));
      });
      return { operator: name, type, operands, numbers: drawn.numbers ?? [0, 0] };
    }
    throw new Error(`no operator gives ${type.kind}(${type.width})`);
  }

  #isWithinLimits(name: OperatorName, { width }: LeafType): boolean {
    if (name === "uint.mul" || name === "sint.mul") return width <= this.#limits.widestProduct;
    if (name === "uint.shlBy" || name === "uint.shrBy" || name === "sint.shrBy")
      return width <= this.#limits.widestShift;
    return true;
  }

  #leaf(type: LeafType): Term {
    const random = this.#random;
    if (this.#pool.length > 0 && !random.chance(literalChance)) {
      const fitting = this.#pool.filter((term) => sameType(term.type, type));
      const wide = this.#pool.filter(({ type: { kind, width } }) => width === type.width && kind !== type.kind);
      const [other] = wide.length > 0 && random.chance(0.2) ? [random.pick(wide)] : [];
      const reread = other === undefined ? undefined : this.#converted(other, type);
      if (reread !== undefined) return reread;
      if (fitting.length > 0 && random.chance(0.8)) return random.pick(fitting);
      const converted = this.#converted(random.pick(this.#pool), type);
      if (converted !== undefined) return converted;
    }
    return { operator: "literal", type, value: randomValue(random, type), form: "typed" };
  }

  /** A value of the pool made to fit. */
  #converted(term: Term, type: LeafType): Term | undefined {
    const random = this.#random;
    const apply = (operator: OperatorName, to: LeafType, numbers: [number, number] = [0, 0]): Term => ({
      operator,
      type: to,
      operands: [term],
      numbers,
    });
    const from = term.type;
    if (from.kind === "bool") return type.kind === "bool" ? term : undefined;
    if (type.kind === "bool") return apply(`${from.kind}.bit`, type, [random.integer(0, from.width - 1), 0]);
    if (from.kind === type.kind) {
      if (from.width === type.width) return term;
      const name = from.width < type.width ? "extend" : random.pick(["trunc", "sat"] as const);
      return apply(`${type.kind}.${name}`, type, [type.width, 0]);
    }
    if (from.width === type.width) return apply(type.kind === "uint" ? "sint.asUInt" : "uint.asSInt", type);
    if (type.kind === "uint" && from.width > type.width) {
      const low = random.integer(0, from.width - type.width);
      return apply("sint.slice", type, [low + type.width - 1, low]);
    }
    return undefined;
  }

  /** A number that is exactly as wide as `type`; undefined for what has no numbers. */
  #plainLiteral(type: LeafType): Term {
    const random = this.#random;
    const { kind, width } = type;
    const form = "plain";
    if (width === 1) {
      const value = BigInt(random.integer(0, 1));
      return { operator: "literal", type, value: kind === "sint" ? -value : value, form };
    }
    const bits = kind === "sint" ? width - 1 : width;
    const least = 2n ** BigInt(bits - 1);
    const any = (BigInt(random.next()) << 32n) | BigInt(random.next());
    const magnitude = random.pick([least, 2n * least - 1n, least + (any % least)]);
    const negative = kind === "sint" && random.chance(0.5);
    return { operator: "literal", type, value: negative ? -1n - magnitude : magnitude, form };
  }
}
