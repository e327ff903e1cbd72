/**
 * Which registers change in most cycles: what tells the compiler which parts of a design rest. A design that runs for
 * long is looked at while it runs, and compiled again with what was seen; what it computes does not depend on it.
 */
import type { ModuleIr } from "../../hdlgen/ir.ts";
import type { CompiledModule } from "./compiled-module.ts";

/** A register of one unit, wherever the unit is instantiated. */
interface Watched {
  readonly unit: ModuleIr;
  readonly name: string;
  /** Indices of 32-bit words. */
  readonly words: number[];
  changes: number;
}

/** Share of the cycles in which a register changes, from which it counts as restless. */
const restlessFrom = 0.5;
/** Words looked at in all: what profiling may cost. */
const wordsInAll = 200_000;
const [fewestSamples, mostSamples] = [32, 256];
/** Cycles from one sample to the next, not in step with anything that a design counts. */
const hop = 37;

export class Profile {
  readonly samples: number;
  readonly hop = hop;
  readonly #watched: readonly Watched[];
  readonly #words: Uint32Array;
  readonly #before: Uint32Array;
  #taken = 0;

  /** `memory`: that of the running design, whose instances start at `base`. */
  constructor(top: CompiledModule, base: number, memory: ArrayBuffer) {
    this.#watched = watchedOf(top, base);
    const count = this.#watched.reduce((sum, { words }) => sum + words.length, 0);
    this.samples = Math.min(mostSamples, Math.max(fewestSamples, Math.floor(wordsInAll / Math.max(1, count))));
    this.#words = new Uint32Array(memory);
    this.#before = new Uint32Array(count);
  }

  /** Before the edge of a sample. */
  begin(): void {
    let index = 0;
    for (const { words } of this.#watched) for (const word of words) this.#before[index++] = this.#words[word] ?? 0;
  }

  /** After it. */
  end(): void {
    let index = 0;
    for (const each of this.#watched) {
      for (const word of each.words) if (this.#before[index++] !== this.#words[word]) each.changes++;
    }
    this.#taken++;
  }

  /** What the compiler asks. */
  restless(): (unit: ModuleIr, register: string) => boolean {
    const found = new Map<ModuleIr, Set<string>>();
    for (const { unit, name, words, changes } of this.#watched) {
      if (changes < restlessFrom * words.length * this.#taken) continue;
      const names = found.get(unit) ?? new Set();
      found.set(unit, names.add(name));
    }
    return (unit, register) => found.get(unit)?.has(register) ?? false;
  }
}

function watchedOf(top: CompiledModule, base: number): Watched[] {
  const byUnit = new Map<CompiledModule, Watched[]>();
  const visit = (module: CompiledModule, at: number): void => {
    const own =
      byUnit.get(module) ?? module.registers.map(({ name }) => ({ unit: module.ir, name, words: [], changes: 0 }));
    byUnit.set(module, own);
    // The low half tells enough of a wide one.
    for (const [index, { offset }] of module.registers.entries()) own[index]?.words.push((at + offset) / 4);
    for (const child of module.children) visit(child.module, at + child.offset);
  };
  visit(top, base);
  return [...byUnit.values()].flat();
}
