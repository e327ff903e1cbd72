/** Arrays: a fixed number of values of one type. */
import { fail } from "./errors.ts";
import type { Site } from "./site.ts";
import { checkType, type Type } from "./types.ts";
import { describe, type In, Vec } from "./values.ts";

/**
 * `length` values of one type. Its elements are named `<name>_0`, `<name>_1`, … and are assigned one by one
 * (`v.at(2).next = …`), all together (`v.next = […]`), or where a signal points (`v.at(index).next = …`).
 */
export function array<T>(type: Type<T>, length: number): Type<Vec<T>> {
  checkType(type, "array");
  if (!Number.isInteger(length) || length < 1) fail("HDL172", "array", `${length} elements`, "an array has at least 1");
  const indices = Array.from({ length }, (_, i) => i);
  return {
    width: type.width * length,
    canonical: `[${length}]${type.canonical}`,
    leaves: indices.flatMap((i) => type.leaves.map((leaf) => ({ ...leaf, path: [String(i), ...leaf.path] }))),
    parts: indices.map((i) => ({ name: String(i), type, of: (whole) => (whole as Vec<T>).at(i) })),
    wrap: (leaves) => {
      const size = type.leaves.length;
      return new Vec(indices.map((i) => type.wrap(leaves.slice(i * size, (i + 1) * size))));
    },
    unwrap: (value, place, site) =>
      elementsOf(value, length, place, site).flatMap((element, i) =>
        type.unwrap(element as In<T>, `${place}[${i}]`, site),
      ),
    encode: (value, place) =>
      elementsOf(value, length, place).flatMap((element, i) => type.encode(element, `${place}[${i}]`)),
  };
}

function elementsOf(value: unknown, length: number, place: string, site?: Site): readonly unknown[] {
  if (!Array.isArray(value) && !(value instanceof Vec)) {
    return fail(
      "HDL105",
      place,
      `${describe(value)} where an array is expected`,
      "give a list with every element",
      site,
    );
  }
  const elements: readonly unknown[] = [...value];
  if (elements.length !== length) {
    fail("HDL172", place, `${elements.length} elements for an array of ${length}`, "give every element", site);
  }
  return elements;
}
