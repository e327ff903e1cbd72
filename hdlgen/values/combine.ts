/** Operators on whole values: a choice between bundles or vectors is one choice per leaf. */
import { fail } from "../errors.ts";
import type { Expr } from "../ir.ts";
import { isClockValue, isLeaf } from "./hardware-value.ts";

/** A list of values that are chosen between one by one. */
export abstract class Sequence<T> implements Iterable<T> {
  abstract [Symbol.iterator](): Iterator<T>;
  /** @internal A list of the same kind of other values. */
  abstract like(elements: readonly unknown[]): Sequence<unknown>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isList = (value: unknown): value is Sequence<unknown> | readonly unknown[] =>
  value instanceof Sequence || Array.isArray(value);

/**
 * One value of several of one type, leaf by leaf: `join` receives the bits of a leaf in each of them, all of one width.
 * Literals may stand beside a value that gives them their type.
 */
export function combine<T>(values: readonly unknown[], place: string, join: (exprs: readonly Expr[]) => Expr): T {
  const leaf = values.find(isLeaf);
  if (leaf !== undefined) {
    const { exprs, wrap } = leaf.align(values);
    return wrap(join(exprs)) as T;
  }
  const list = values.find((value) => value instanceof Sequence);
  if (list !== undefined && values.every(isList)) return list.like(combineLists(values, place, join)) as T;
  if (values.some(isClockValue)) {
    return fail(
      "HDL152",
      place,
      "a choice between clocks: there is no logic on them",
      "let a cell of the target select one",
    );
  }
  if (!values.every(isRecord)) {
    return fail("HDL107", place, "two literals", "make one side a typed constant: constant(uint(8), 3)");
  }
  const keys = [...new Set(values.flatMap((value) => Object.keys(value)))];
  for (const value of values) {
    const lacking = keys.filter((key) => !(key in value));
    if (lacking.length > 0) fail("HDL108", place, `one side has no ${lacking.join(", ")}`, "give every field on both");
  }
  const entries = keys.map((key) => [
    key,
    combine(
      values.map((value) => value[key]),
      place,
      join,
    ),
  ]);
  return Object.fromEntries(entries) as T;
}

function combineLists(
  values: readonly (Sequence<unknown> | readonly unknown[])[],
  place: string,
  join: (exprs: readonly Expr[]) => Expr,
): unknown[] {
  const lists = values.map((value) => [...value]);
  const lengths = [...new Set(lists.map((list) => list.length))];
  const [length = 0, other] = lengths;
  if (other !== undefined) {
    fail("HDL172", place, `${length} elements beside ${other}`, "give arrays of one length");
  }
  return Array.from({ length }, (_, i) =>
    combine(
      lists.map((list) => list[i]),
      place,
      join,
    ),
  );
}
