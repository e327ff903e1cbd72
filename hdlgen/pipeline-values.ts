/** Records of hardware values, as they go through a pipeline: leaf by leaf, each under the path of its keys. */
import { fail } from "./errors.ts";
import type { Expr } from "./ir.ts";
import type { Site } from "./site.ts";
import { describe, isLeaf, type Leaf, Vec } from "./values.ts";

/** T where it is made of hardware values; a literal has no width and cannot be a register. */
export type Hardware<T> = T extends Leaf | Vec<unknown>
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Hardware<T[K]> }
    : { readonly "not a hardware value": T };

/** The same for what goes through a pipeline: `undefined` is a value that this variant of a module does not have. */
export type Carried<T> = T extends Leaf | Vec<unknown> | undefined
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Carried<T[K]> }
    : { readonly "not a hardware value": T };

/** A record by leaves: what a caller gave, each leaf replaced by something that belongs to it. */
export type Tree<T> =
  | { readonly leaf: T }
  | { readonly fields: ReadonlyMap<string, Tree<T>> }
  | { readonly elements: readonly Tree<T>[]; readonly isVector: boolean }
  | { readonly absent: true };

/** Replaces every leaf of a value, and keeps `undefined`; HDL161 for anything else. */
export function treeOf<T>(
  value: unknown,
  path: readonly string[],
  place: string,
  site: Site,
  leaf: (value: Leaf, path: readonly string[]) => T,
): Tree<T> {
  if (isLeaf(value)) return { leaf: leaf(value, path) };
  if (value instanceof Vec || Array.isArray(value)) {
    const elements = [...value].map((item, i) => treeOf(item, [...path, String(i)], place, site, leaf));
    return { elements, isVector: value instanceof Vec };
  }
  if (value === undefined) return { absent: true };
  if (typeof value !== "object" || value === null) return notHardware(value, [place, ...path].join("."), site);
  const fields = Object.entries(value).map(
    ([key, item]) => [key, treeOf(item, [...path, key], place, site, leaf)] as const,
  );
  return { fields: new Map(fields) };
}

/**
 * The record that a stage reads. A leaf is fetched when it is read, so that only what is read is carried; HDL160 for
 * what is not there.
 */
export function viewOf<T>(
  fields: ReadonlyMap<string, Tree<T>>,
  place: string,
  path: readonly string[],
  fetch: (leaf: T) => unknown,
): object {
  const partOf = (tree: Tree<T>, at: readonly string[]): unknown => {
    if ("leaf" in tree) return fetch(tree.leaf);
    if ("fields" in tree) return viewOf(tree.fields, place, at, fetch);
    if ("absent" in tree) return undefined;
    const elements = tree.elements.map((element, i) => partOf(element, [...at, String(i)]));
    return tree.isVector ? new Vec(elements) : elements;
  };
  const view = {};
  for (const [key, tree] of fields) {
    Object.defineProperty(view, key, { enumerable: true, get: () => partOf(tree, [...path, key]) });
  }
  return new Proxy(view, {
    get(target, key, receiver) {
      if (typeof key === "string" && !fields.has(key)) {
        const there = [...fields.keys()].join(", ");
        return fail("HDL160", place, `${[...path, key].join(".")} does not exist yet`, `there are ${there}`);
      }
      return Reflect.get(target, key, receiver);
    },
  });
}

/** The same record with every leaf over other bits; HDL161 for what is not hardware, `undefined` included. */
export function mapLeaves(
  value: unknown,
  place: string,
  site: Site,
  map: (leaf: Leaf, path: readonly string[]) => Expr,
): unknown {
  const build = (tree: Tree<Leaf>, path: readonly string[]): unknown => {
    if ("leaf" in tree) return tree.leaf;
    if ("absent" in tree) return notHardware(undefined, [place, ...path].join("."), site);
    if ("fields" in tree) {
      return Object.fromEntries([...tree.fields].map(([key, item]) => [key, build(item, [...path, key])] as const));
    }
    const elements = tree.elements.map((element, i) => build(element, [...path, String(i)]));
    return tree.isVector ? new Vec(elements) : elements;
  };
  const tree = treeOf(value, [], place, site, (leaf, at) => leaf.over(map(leaf, at)));
  return build(tree, []);
}

function notHardware(value: unknown, place: string, site: Site): never {
  const mend = "give a value of a type: constant(uint(8), 3)";
  return fail("HDL161", place, `${describe(value)} where a hardware value is expected`, mend, site);
}
