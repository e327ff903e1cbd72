import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import type { Expr } from "../ir.ts";
import { combine, Sequence } from "./combine.ts";
import { bitsFor } from "./count.ts";
import type { UInt } from "./scalars.ts";

/**
 * A vector: a fixed number of values of one type. It iterates, so `[...v]`, `for … of` and destructuring work; a number
 * selects an element when the hardware is built, a signal while it runs.
 */
export class Vec<T> extends Sequence<T> {
  readonly #elements: readonly T[];
  readonly #select: ((index: UInt) => T) | undefined;

  /** @internal `select` replaces the choice among the elements where it can do more than read. */
  constructor(elements: readonly T[], select?: (index: UInt) => T) {
    super();
    this.#elements = elements;
    this.#select = select;
  }

  get length(): number {
    return this.#elements.length;
  }

  /**
   * The element at an index.
   *
   * A signal may have no more bits than the last index needs (HDL171), and can still point beyond the end when the
   * length is no power of two. Then the bits that lead beyond it count as 0, the highest first: of six elements, 6 reads
   * element 4 and 7 element 5. A write beyond the end changes nothing. A number outside throws HDL170.
   */
  at(index: number | UInt): T {
    if (typeof index !== "number") {
      checkIndex(index, this.length);
      return this.#select === undefined ? selected(this.#elements, index) : this.#select(index);
    }
    const element = this.#elements[index];
    if (element === undefined) {
      return fail("HDL170", "array", `element ${index} of ${this.length}`, `there are 0…${this.length - 1}`);
    }
    return element;
  }

  map<U>(change: (element: T, index: number) => U): U[] {
    return this.#elements.map((element, i) => change(element, i));
  }
  /** From the first element on, or from `start` where there is one. */
  reduce(join: (result: T, element: T) => T): T;
  reduce<U>(join: (result: U, element: T) => U, start: U): U;
  reduce<U>(join: (result: U | T, element: T) => U | T, start?: U): U | T {
    const [first, ...rest] = this.#elements;
    if (start !== undefined) return this.#elements.reduce<U | T>((result, element) => join(result, element), start);
    if (first === undefined) throw new Error("an array has at least one element");
    return rest.reduce<U | T>((result, element) => join(result, element), first);
  }
  override [Symbol.iterator](): Iterator<T> {
    return this.#elements[Symbol.iterator]();
  }
  override like(elements: readonly unknown[]): Vec<unknown> {
    return new Vec(elements);
  }
}

/** An index that is no wider than the last element's. */
export function checkIndex(index: UInt, length: number): void {
  const needed = bitsFor(length - 1);
  if (index.width > needed) {
    fail("HDL171", "array", `${index.width}-bit index for ${length} elements`, `use .trunc(${needed})`);
  }
}

/** The element that a signal selects, by a balanced tree of `mux`. */
export function selected<T>(elements: readonly T[], index: UInt): T {
  return combine<T>(elements, "array", (exprs) => {
    const choose = (low: number, bit: number): Expr => {
      if (bit < 0) return expect(exprs[low]);
      const high = low + 2 ** bit;
      const below = choose(low, bit - 1);
      if (high >= exprs.length) return below;
      return ir.mux(ir.slice(index.expr, bit, 1), choose(high, bit - 1), below);
    };
    return choose(0, index.width - 1);
  });
}

function expect(expr: Expr | undefined): Expr {
  if (expr === undefined) throw new Error("an element is missing");
  return expr;
}
