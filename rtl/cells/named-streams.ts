/** Streams whose port names are parameters: `{ sources: ["cpu", "dma"] }` makes the ports `cpu` and `dma`. */
import { type Bool, type In, type Port, stream, type Type } from "../../hdlgen/index.ts";
import type { ParameterRule } from "./parameters.ts";

export type StreamIn<T> = Port<{ readonly valid: Bool; readonly payload: T }, { readonly ready: Bool }>;
export type StreamOut<T> = Port<{ readonly ready: Bool }, { readonly valid: Bool; readonly payload: T }>;
/** What a module sees of a stream that it takes from. */
export interface Source<T> {
  readonly valid: Bool;
  readonly payload: T;
}
/** What a module sees of a stream that it gives to. */
export interface Sink {
  readonly ready: Bool;
}

export const streamsIn = <T, N extends string>(names: readonly N[], type: Type<T>) =>
  byName(names, (): StreamIn<T> => stream.in(type));

export const streamsOut = <T, N extends string>(names: readonly N[], type: Type<T>) =>
  byName(names, (): StreamOut<T> => stream.out(type));

/** `name0`, `name1`, … */
export const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);

/** `{ [name]: of(index, name) }`. */
export const byName = <N extends string, V>(names: readonly N[], of: (index: number, name: N) => V) =>
  Object.fromEntries(names.map((name, i) => [name, of(i, name)])) as { readonly [K in N]: V };

/** The value of a port: `Sees` cannot be looked into while names are a parameter. */
export function portValue<V>(io: object, name: string): V {
  const value = (io as Readonly<Record<string, V>>)[name];
  if (value === undefined) throw new Error(`no port ${name}`);
  return value;
}

export const portValues = <V>(io: object, names: readonly string[]): V[] => names.map((name) => portValue<V>(io, name));

/** The word of the source that is chosen; of the first one if none is. */
export function chosen<T>(sources: readonly Source<T>[], isChosen: (index: number) => Bool): T {
  const [first, ...others] = sources.map(({ payload }) => payload);
  if (first === undefined) throw new Error("no source");
  return others.reduce((word, payload, i) => isChosen(i + 1).mux<T>(payload, word as In<NoInfer<T>>), first);
}

/** Rules for the names of a cell's streams, besides the names `taken` by the cell. */
export function nameRules(names: readonly string[], taken: readonly string[], most = 64): ParameterRule[] {
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i || taken.includes(name)))];
  return [
    {
      holds: names.length >= 2 && names.length <= most,
      found: `${names.length} named streams`,
      mend: `name 2 to ${most}`,
    },
    {
      holds: twice.length === 0,
      found: `the name ${twice.join(", ")} is taken`,
      mend: "give each stream its own name",
    },
  ];
}
