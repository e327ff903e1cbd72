/** A wave's names as viewers list them: scopes with variables, several of which may show the same changes. */
import type { IrType } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";
import { scopePathOf, type Wave, type WaveScope, type WaveSignal } from "./wave.ts";

export interface VariableScope {
  readonly name: string;
  readonly module: string;
  readonly path: string;
  readonly site?: Site;
  readonly scopes: readonly VariableScope[];
  /** Clocks first. */
  readonly variables: readonly NamedVariable[];
}

export interface NamedVariable {
  readonly name: string;
  readonly kind: WaveSignal["kind"] | "clock";
  readonly type: IrType;
  readonly site?: Site;
  /** Which changes it shows: those of clocks from 0 on, then those of signals; each clock and signal has one. */
  readonly handle: number;
}

/** What of a wave names its variables. */
export type WaveNames = Pick<Wave, "top"> & {
  readonly clocks: readonly Pick<Wave["clocks"][number], "paths">[];
  readonly signals: readonly Pick<WaveSignal, "name" | "path" | "kind" | "type" | "site">[];
};

/** The scopes that have something to show, with their variables. */
export function variablesOf({ top, clocks, signals }: WaveNames): VariableScope {
  const byScope = new Map<string, NamedVariable[]>();
  const add = (scope: string, variable: NamedVariable): void => {
    const list = byScope.get(scope) ?? [];
    byScope.set(scope, list);
    list.push(variable);
  };
  clocks.forEach(({ paths }, handle) => {
    for (const path of paths) {
      const name = path.slice(path.lastIndexOf(".") + 1);
      add(scopePathOf(path), { name, kind: "clock", type: { kind: "clock", width: 1 }, handle });
    }
  });
  signals.forEach(({ name, path, kind, type, site }, i) => {
    const handle = clocks.length + i;
    add(scopePathOf(path), { name, kind, type, handle, ...(site === undefined ? {} : { site }) });
  });
  return shownScope(top, byScope) ?? { ...top, scopes: [], variables: [] };
}

function shownScope(scope: WaveScope, byScope: ReadonlyMap<string, NamedVariable[]>): VariableScope | undefined {
  const variables = byScope.get(scope.path) ?? [];
  const scopes = scope.scopes.flatMap((each) => shownScope(each, byScope) ?? []);
  if (variables.length === 0 && scopes.length === 0) return undefined;
  return { ...scope, scopes, variables };
}

/** Of a fixed-point number the bits are counted from its point: `[3:-4]`. */
export function rangeOf({ width, fracBits = 0 }: IrType): string {
  return width === 1 && fracBits === 0 ? "" : ` [${width - 1 - fracBits}:${-fracBits}]`;
}

/** What viewers call a type, for those that they show as numbers with a sign or a point. */
export function typeNameOf({ kind, labels, fracBits }: IrType): string | undefined {
  if (labels !== undefined) return undefined;
  if (fracBits !== undefined) return kind === "sint" ? "sfixed" : "ufixed";
  return kind === "sint" ? "signed" : undefined;
}
