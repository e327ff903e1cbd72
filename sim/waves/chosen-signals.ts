/** Which signals a recording is about. */
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";
import { nearestNames } from "../nearest.ts";
import { type Scope, scopesBelow, type TreeMemory, type TreeSignal } from "../signal-tree.ts";
import type { Simulation } from "../simulation.ts";
import type { WaveSignal } from "./wave.ts";

/** A signal of a wave, before there are values. */
export interface ChosenSignal {
  readonly name: string;
  readonly path: string;
  readonly kind: WaveSignal["kind"];
  readonly type: IrType;
  readonly site?: Site;
  /** Of a word of a memory. */
  readonly word?: { readonly memory: string; readonly address: number };
}

/** Addresses that a wish may name at once. */
const mostWords = 4096;

/**
 * The signals that a simulation shows, scope by scope: by default all of them, else those that `wishes` name. A wish is
 * a signal (`core.walker.count`), a scope with all that is below it (`core.walker`), words of a memory (`words[3]`,
 * `words[0..15]`), or `*` for what is recorded by default. Throws SIM140 with the nearest names, SIM040 for a net that
 * is there but not visible.
 */
export function chosenSignals(
  tree: Scope,
  sim: Simulation,
  wishes: readonly string[] = ["*"],
): readonly ChosenSignal[] {
  const visible = new Set([...sim.names.registers, ...sim.names.nets]);
  const scopes = scopesBelow(tree);
  const problems: Diagnostic[] = [];
  const chosen = new Set<string>();
  const words = new Map<string, Set<number>>();
  const isShown = ({ kind, path }: TreeSignal): boolean =>
    kind !== "clock" && (visible.has(path) || tree.signals.some((port) => port.path === path && isPort(port)));
  const below = (path: string): readonly TreeSignal[] =>
    scopes
      .filter((scope) => path === "" || scope.path === path || scope.path.startsWith(`${path}.`))
      .flatMap(({ signals }) => signals.filter(isShown));

  for (const wish of wishes) {
    const range = /^(.*)\[(\d+)(?:\.\.(\d+))?\]$/.exec(wish);
    const memory = range === null ? undefined : memoryAt(scopes, range[1] ?? "");
    const signal = scopes.flatMap(({ signals }) => signals).find(({ path }) => path === wish);
    if (range !== null && memory !== undefined) {
      const first = Number(range[2]);
      const last = range[3] === undefined ? first : Number(range[3]);
      if (last < first || last >= memory.depth || last - first >= mostWords) {
        problems.push(badRange(wish, memory));
        continue;
      }
      const known = words.get(memory.path) ?? new Set();
      words.set(memory.path, known);
      for (let address = first; address <= last; address++) known.add(address);
    } else if (wish === "*") for (const { path } of below("")) chosen.add(path);
    else if (signal !== undefined) {
      if (!isShown(signal) && signal.kind !== "clock") sim.signal(wish);
      chosen.add(wish);
    } else if (scopes.some(({ path, name }) => path === wish || (path === "" && name === wish))) {
      for (const { path } of below(wish === tree.name ? "" : wish)) chosen.add(path);
    } else problems.push(unknown(wish, scopes));
  }
  if (problems.length > 0) throw new SpikeforgeError(problems);
  return scopes.flatMap(({ signals, memories }) => [
    ...signals.filter(({ path, kind }) => chosen.has(path) && kind !== "clock").map(signalOf),
    ...memories.flatMap((memory) =>
      [...(words.get(memory.path) ?? [])].sort((a, b) => a - b).map((at) => wordOf(memory, at)),
    ),
  ]);
}

const isPort = ({ kind }: TreeSignal): boolean => kind === "input" || kind === "output";

function memoryAt(scopes: readonly Scope[], path: string): TreeMemory | undefined {
  return scopes.flatMap(({ memories }) => memories).find((memory) => memory.path === path);
}

function signalOf({ name, path, kind, type, site }: TreeSignal): ChosenSignal {
  return { name, path, kind: kind === "clock" ? "net" : kind, type, ...(site === undefined ? {} : { site }) };
}

function wordOf({ name, path, type, site }: TreeMemory, address: number): ChosenSignal {
  return {
    name: `${name}[${address}]`,
    path: `${path}[${address}]`,
    kind: "word",
    type,
    site,
    word: { memory: path, address },
  };
}

function unknown(wish: string, scopes: readonly Scope[]): Diagnostic {
  const names = scopes.flatMap(({ path, signals, memories }) => [
    ...(path === "" ? [] : [path]),
    ...[...signals, ...memories].map((each) => each.path),
  ]);
  const memory = memoryAt(scopes, wish);
  return {
    code: "SIM140",
    place: wish,
    found: memory === undefined ? "no such signal or scope" : "a memory is recorded by its words",
    mend:
      memory === undefined
        ? `nearest: ${nearestNames(wish, names, 3).join(", ")}`
        : `name them: ${wish}[0..${Math.min(memory.depth, mostWords) - 1}]`,
  };
}

function badRange(wish: string, { path, depth }: TreeMemory): Diagnostic {
  return {
    code: "SIM140",
    place: wish,
    found: `no words of a memory with ${depth} words`,
    mend: `name up to ${mostWords} words from ${path}[0] to ${path}[${depth - 1}]`,
  };
}
