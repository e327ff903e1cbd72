import type { WordLayout } from "../../config/index.ts";
import { type Bool, constant, regs, type UInt, uint, when } from "../../hdlgen/index.ts";
import { type Fields, fieldsOf, type Slices } from "./fields.ts";

export interface ParameterSources {
  /** The group word, and the cycle in which its fields are taken over. */
  readonly group: Fields;
  readonly takeOver: Bool;
  /** The word of the row, one record for each of its neurons; without slices where none has parameters of its own. */
  readonly row: Slices;
  readonly layout: WordLayout;
}

/** A field of the group word in a register, `group` before its name, from the cycle after `takeOver`; undefined where it has none. */
export function heldField(group: Fields, name: string, takeOver: Bool): UInt | undefined {
  if (!group.has(name)) return undefined;
  const field = group.uint(name);
  const key = `group${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const register = regs({ [key]: uint(field.width) })[key];
  if (register === undefined) throw new Error(key);
  when(takeOver, () => {
    register.next = field;
  });
  return register;
}

/** Parameters of a neuron of the row by name: its own, or its group's, or one bit of 0 where the core has none. */
export function parameterFields<N extends string>(
  names: readonly N[],
  { group, takeOver, row, layout }: ParameterSources,
): (lane: number) => Readonly<Record<N, UInt>> {
  const shared = new Map(names.map((name) => [name, heldField(group, name, takeOver)]));
  return (lane) => {
    const own = fieldsOf(row, layout, lane);
    const field = (name: N): UInt => shared.get(name) ?? (own.has(name) ? own.uint(name) : constant(uint(1), 0));
    return Object.fromEntries(names.map((name) => [name, field(name)])) as Record<N, UInt>;
  };
}
