/** The ports of a module as pins: nested as they are declared, inputs to drive, outputs to read. */
import type { Clock, Drives, Enum, Leaf, Module, Ports, Sees, Type, Vec } from "../../hdlgen/index.ts";
import { verilogName } from "../../hdlgen/names.ts";
import type { Pin, Probe } from "./pin.ts";

type PinsOf<T, Access extends "drive" | "read"> =
  T extends Enum<string, infer L>
    ? Access extends "drive"
      ? Pin<L>
      : Probe<L>
    : T extends Leaf
      ? Access extends "drive"
        ? Pin
        : Probe
      : T extends Vec<infer E>
        ? readonly PinsOf<E, Access>[]
        : { readonly [K in keyof T]: PinsOf<T[K], Access> };

type WithoutClocks<T> = { readonly [K in keyof T as T[K] extends Clock ? never : K]: T[K] };

/**
 * A module's ports by their names: an input is a `Pin`, an output a `Probe`, a stream `{ valid, ready, payload }`, a
 * bundle a record, an array a list. Clocks are left out: time drives them.
 */
export type Dut<P extends Ports> = PinsOf<WithoutClocks<Sees<P>>, "drive"> & PinsOf<WithoutClocks<Drives<P>>, "read">;

/** Builds the pins; `pinOf` makes that of a port by its Verilog name. */
export function dutOf<P extends Ports>(module: Module<P>, pinOf: (name: string) => Pin): Dut<P> {
  const dut: Record<string, unknown> = {};
  for (const [key, port] of Object.entries(module.ports)) {
    const sides: (Type<unknown> | undefined)[] = [port.see, port.drive];
    const trees = sides.flatMap((type) => (type === undefined ? [] : [treeOf(type, [key], pinOf)]));
    const known = trees.filter((tree) => tree !== undefined);
    if (known.length === 1) dut[key] = known[0];
    else if (known.length > 1) dut[key] = Object.assign({}, ...known);
  }
  return dut as Dut<P>;
}

function treeOf(type: Type<unknown>, path: readonly string[], pinOf: (name: string) => Pin): unknown {
  if (type.parts === undefined) return type.leaves[0]?.type.kind === "clock" ? undefined : pinOf(verilogName(path));
  const parts = type.parts.map((part) => [part.name, treeOf(part.type, [...path, part.name], pinOf)] as const);
  return isArray(type) ? parts.map(([, tree]) => tree) : Object.fromEntries(parts);
}

/** The parts of an array are numbered. */
const isArray = ({ parts = [] }: Type<unknown>): boolean => parts.every(({ name }, index) => name === String(index));
