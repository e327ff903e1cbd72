/** What a lockstep run compares, as pairs of readers. */
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";
import { nearestNames } from "../nearest.ts";
import { formatValue, scopesBelow, signalsByPath, signalTree } from "../signal-tree.ts";
import type { SignalCell, Simulation } from "../simulation.ts";
import { CellPairs } from "./cell-pairs.ts";
import { memoryOf, type Reader, type Side, type SideMemory } from "./side.ts";

/** Both sides' value of one signal or word, where they differ. */
export interface DifferingSignal {
  /** Hierarchical name on the first side; of a word of a memory with its address, `weights[17]`. */
  readonly signal: string;
  readonly first: bigint;
  readonly second: bigint;
  /** The same as people read them: labels, signs, binary points. */
  readonly firstText: string;
  readonly secondText: string;
}

interface SignalProbe {
  readonly name: string;
  readonly type: IrType;
  readonly first: Reader;
  readonly second: Reader;
  /** Does not fit a number. */
  readonly isWide: boolean;
}

interface MemoryProbe {
  readonly name: string;
  readonly type: IrType;
  readonly first: SideMemory;
  readonly second: SideMemory;
}

/** Names of what is compared: a list, or a choice among all that both sides have. */
export type Compared = readonly string[] | ((name: string) => boolean);

const widestNumber = 53;
const suggestions = 3;

export class Probes {
  /** What is compared. */
  readonly names: readonly string[];
  readonly #signals: readonly SignalProbe[];
  /** Of these, those that can be compared where they lie; and the rest. */
  readonly #cells: CellPairs;
  readonly #others: readonly SignalProbe[];
  readonly #memories: readonly MemoryProbe[];
  /** What is not compared, and only shown where something that is compared differs. */
  readonly #shown: { readonly signals: readonly SignalProbe[]; readonly memories: readonly MemoryProbe[] };
  readonly #sites: ReadonlyMap<string, Site>;

  /** Throws SIM121 for names that a side does not have, and where there is nothing to compare. */
  constructor(first: Simulation, second: Side, compared: Compared | undefined) {
    const tree = signalTree(first.design);
    const signals = signalsByPath(tree);
    const memories = new Map(scopesBelow(tree).flatMap((scope) => scope.memories.map((each) => [each.path, each])));
    this.#sites = new Map(
      [...signals.values(), ...memories.values()].flatMap(({ path, site }) =>
        site === undefined ? [] : [[path, site] as const],
      ),
    );
    // State before outputs: what is wrong in an output most often comes from there.
    const outputs = tree.signals.filter(({ kind, isState }) => kind === "output" && !isState).map(({ path }) => path);
    const all = [...first.names.registers, ...first.names.memories, ...outputs];
    const isList = Array.isArray(compared);
    const mistaken = second.unpaired === "refused" ? second.names.filter((name) => !all.includes(name)) : [];
    const chosen: readonly string[] = isList ? compared : [...all, ...mistaken];
    const problems: Diagnostic[] = [];
    const probes: SignalProbe[] = [];
    const memoryProbes: MemoryProbe[] = [];
    const shown = { signals: [] as SignalProbe[], memories: [] as MemoryProbe[] };
    const isChosen = (name: string): boolean =>
      typeof compared === "function" ? compared(name) : !isList || compared.includes(name);
    for (const name of isList ? [...chosen, ...all.filter((each) => !compared.includes(each))] : chosen) {
      const isCompared = isChosen(name);
      const memory = memories.get(name);
      const signal = signals.get(name);
      if (memory === undefined && signal === undefined) {
        problems.push(unknown(name, "the first side", [...signals.keys(), ...memories.keys()]));
      } else if (memory !== undefined) {
        const theirs = second.memory(name);
        if (theirs !== undefined) {
          (isCompared ? memoryProbes : shown.memories).push({
            name,
            type: memory.type,
            first: memoryOf(first, name),
            second: theirs,
          });
          if (isCompared && theirs.depth !== memory.depth) problems.push(otherDepth(name, memory.depth, theirs.depth));
        } else if (isList)
          problems.push(unknown(second.nameOf(name), `the second side (${second.label})`, second.names));
      } else if (signal !== undefined) {
        const theirs = second.reader(name, signal.type);
        if (theirs !== undefined) {
          const isWide = signal.type.width > widestNumber;
          (isCompared ? probes : shown.signals).push({
            name,
            type: signal.type,
            first: first.signal(name),
            second: theirs,
            isWide,
          });
        } else if (isList)
          problems.push(unknown(second.nameOf(name), `the second side (${second.label})`, second.names));
      }
    }
    if (problems.length === 0 && probes.length + memoryProbes.length === 0) {
      problems.push({
        code: "SIM121",
        place: "lockstep",
        found: "the sides have no signal in common",
        mend: "name their counterparts with `map`",
      });
    }
    if (problems.length > 0) throw new SpikeforgeError(problems);
    this.#signals = probes;
    const { cells, others } = sorted(probes);
    this.#cells = new CellPairs(cells);
    this.#others = others;
    this.#memories = memoryProbes;
    this.#shown = shown;
    this.names = [...probes, ...memoryProbes].map(({ name }) => name);
  }

  get hasMemories(): boolean {
    return this.#memories.length > 0;
  }

  signalsDiffer(): boolean {
    if (this.#cells.differ()) return true;
    for (const { first, second, isWide } of this.#others) {
      if (isWide ? first.big !== second.big : first.value !== second.value) return true;
    }
    return false;
  }

  memoriesDiffer(): boolean {
    return this.#memories.some(({ first, second }) => firstDifferingWord(first.words(), second.words()) >= 0);
  }

  /** All that differs now, what is compared first; of each memory the first word. */
  differing(): DifferingSignal[] {
    const found: DifferingSignal[] = [];
    const add = (signal: string, type: IrType, first: bigint, second: bigint): void => {
      if (first === second) return;
      found.push({
        signal,
        first,
        second,
        firstText: formatValue(type, first),
        secondText: textOf(type, second),
      });
    };
    for (const { signals, memories } of [{ signals: this.#signals, memories: this.#memories }, this.#shown]) {
      for (const { name, type, first, second } of signals) add(name, type, first.big, second.big);
      for (const { name, type, first, second } of memories) {
        const [ours, theirs] = [first.words(), second.words()];
        const address = firstDifferingWord(ours, theirs);
        if (address >= 0) add(`${name}[${address}]`, type, BigInt(ours[address] ?? 0), BigInt(theirs[address] ?? 0));
      }
    }
    return found;
  }

  /** Where a signal, or the memory of a word, is declared. */
  siteOf(signal: string): Site | undefined {
    return this.#sites.get(signal.replace(/\[\d+\]$/, ""));
  }
}

/** Cells of equal type hold equal bits for equal values. */
function sorted(probes: readonly SignalProbe[]) {
  const cells: { first: SignalCell; second: SignalCell }[] = [];
  const others: SignalProbe[] = [];
  for (const probe of probes) {
    const { first, second, type } = probe;
    const isAlike = second.type?.width === type.width && (second.type.kind === "sint") === (type.kind === "sint");
    if (isAlike && first.cell !== undefined && second.cell !== undefined) {
      cells.push({ first: first.cell, second: second.cell });
    } else others.push(probe);
  }
  return { cells, others };
}

/** A value of the other side, which may not fit the type. */
function textOf(type: IrType, value: bigint): string {
  const bits = BigInt.asUintN(type.width, value);
  const fits = value === bits || value === BigInt.asIntN(type.width, value);
  return fits ? formatValue(type, value) : String(value);
}

function firstDifferingWord(first: ArrayLike<number | bigint>, second: ArrayLike<number | bigint>): number {
  for (let i = 0; i < first.length; i++) {
    // A model may hold numbers where the engine holds bigints.
    if (first[i] !== second[i] && BigInt(first[i] ?? 0) !== BigInt(second[i] ?? 0)) return i;
  }
  return -1;
}

function unknown(name: string, side: string, names: readonly string[]): Diagnostic {
  const nearest = nearestNames(name, names, suggestions);
  return {
    code: "SIM121",
    place: name,
    found: `${side} has no such signal`,
    mend: nearest.length === 0 ? "it has no signals at all" : `nearest: ${nearest.join(", ")}`,
  };
}

function otherDepth(name: string, first: number, second: number): Diagnostic {
  return {
    code: "SIM121",
    place: name,
    found: `${first} words on the first side, ${second} on the second`,
    mend: "leave it out with `compare`",
  };
}
