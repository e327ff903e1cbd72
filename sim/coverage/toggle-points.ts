/**
 * Bits that rise and fall. Signals of one clock are packed into words, so that a bit costs next to nothing: per word a
 * register with the values at the edge before, one with the bits that have risen since the start, one with those that
 * have fallen.
 */
import { binary, cat, constant, mux, reference } from "../../hdlgen/expr.ts";
import type { Expr, ModuleIr, Register, Signal, Statement } from "../../hdlgen/ir.ts";
import type { ModuleClock } from "../clock-path.ts";
import { clockOf } from "./counters.ts";
import type { ModuleClocks } from "./module-clocks.ts";
import type { ToggledSignal } from "./report.ts";

export interface PlannedToggle extends Omit<ToggledSignal, "location"> {
  readonly signal: Signal;
  /** Where its bits are: the word, and the lowest bit in it. */
  readonly word: number;
  readonly low: number;
}

/** Registers of one word. */
export interface ToggleWord {
  readonly rose: string;
  readonly fell: string;
  readonly width: number;
}

export interface TogglePlan {
  readonly toggles: readonly PlannedToggle[];
  readonly words: readonly ToggleWord[];
  readonly registers: readonly Register[];
  readonly body: readonly Statement[];
}

/** Few wide words are faster than many narrow ones: what costs is the word. */
const wordBits = 64;

/** Every data port, register and named net of the module but resets; `name` makes names of registers that are free. */
export function planToggles(ir: ModuleIr, clocks: ModuleClocks, name: (stem: string) => string): TogglePlan {
  const packing = new Packing();
  const places = new Map<Signal, { readonly word: number; readonly low: number }>();
  const toggles: PlannedToggle[] = [];
  const add = (signal: Signal, kind: ToggledSignal["kind"], shown: Signal, clock: ModuleClock): void => {
    if (signal.type.kind === "clock") return;
    const place = places.get(shown) ?? packing.add(reference(shown), clock);
    places.set(shown, place);
    const shows = shown.name === signal.name ? {} : { shows: shown.name };
    toggles.push({ name: signal.name, kind, width: signal.type.width, signal, ...place, ...shows });
  };
  const outputs = new Map(ir.outputs.map(({ signal, value }) => [signal, value]));
  for (const { direction, signal } of ir.ports) {
    const value = outputs.get(signal);
    if (direction === "input") add(signal, "input", signal, clocks.ofSignal(signal));
    else if (value?.op === "ref" && signal.type.kind !== "clock") {
      add(signal, "output", value.signal, clocks.ofSignal(value.signal));
    } else if (value !== undefined && signal.type.kind !== "clock") {
      const place = packing.add(value, clocks.ofExpr(value));
      toggles.push({ name: signal.name, kind: "output", width: signal.type.width, signal, ...place });
    }
  }
  const ports = new Set(ir.ports.map(({ signal }) => signal.name));
  const addUnlessPort = (signal: Signal, kind: ToggledSignal["kind"], clock: ModuleClock): void => {
    // An output may show a register under the register's own name: one signal to its user.
    if (!ports.has(signal.name)) add(signal, kind, signal, clock);
  };
  for (const { signal, clock, verification } of ir.registers) {
    if (verification === undefined) addUnlessPort(signal, "register", clocks.ofRegister(clock));
  }
  for (const { reads } of ir.memories) {
    for (const { data, clock } of reads) addUnlessPort(data, "register", clocks.ofRegister(clock));
  }
  for (const signal of [...ir.nodes.map((node) => node.signal), ...ir.wires]) {
    addUnlessPort(signal, "net", clocks.ofSignal(signal));
  }
  // What cells give out: they have no inside of their own to be covered.
  for (const { module, outputs: given } of ir.instances) {
    if (module.blackBox === undefined) continue;
    for (const { signal } of given) addUnlessPort(signal, "net", clocks.ofSignal(signal));
  }
  return { toggles, ...packing.hardware(ir, name) };
}

interface OpenWord {
  readonly index: number;
  readonly clock: ModuleClock;
  /** Lowest bits first. */
  readonly parts: Expr[];
  width: number;
}

class Packing {
  readonly #words: OpenWord[] = [];
  readonly #open = new Map<ModuleClock, OpenWord>();

  add(value: Expr, clock: ModuleClock): { readonly word: number; readonly low: number } {
    let word = this.#open.get(clock);
    if (word === undefined || word.width + value.width > wordBits) {
      word = { index: this.#words.length, clock, parts: [], width: 0 };
      this.#words.push(word);
      // A wide value has a word to itself, and the one before goes on.
      if (value.width < wordBits) this.#open.set(clock, word);
    }
    const low = word.width;
    word.parts.push(value);
    word.width += value.width;
    return { word: word.index, low };
  }

  hardware(ir: ModuleIr, name: (stem: string) => string): Omit<TogglePlan, "toggles"> {
    const registers: Register[] = [];
    const body: Statement[] = [];
    const { site } = ir;
    const register = (stem: string, width: number, clock: ModuleClock): Signal => {
      const signal: Signal = { name: name(stem), type: { kind: "uint", width }, role: "register", site };
      registers.push({ signal, powerUp: 0n, ...clockOf(clock) });
      return signal;
    };
    const assign = (target: Signal, value: Expr): void => {
      body.push({ kind: "assign", target, value, site });
    };
    // Until the first edge has been seen, there is nothing to compare with.
    const started = new Map<ModuleClock, Signal>();
    const startOf = (clock: ModuleClock): Signal => {
      const known = started.get(clock);
      if (known !== undefined) return known;
      const signal = register("started", 1, clock);
      assign(signal, constant(1n, 1));
      started.set(clock, signal);
      return signal;
    };
    const words = this.#words.map(({ clock, parts, width }, index): ToggleWord => {
      const [before, rose, fell] = ["before", "rose", "fell"].map((stem) => register(`${stem}${index}`, width, clock));
      if (before === undefined || rose === undefined || fell === undefined) throw new Error("three registers");
      const now = cat(parts.toReversed());
      const [old, isStarted] = [reference(before), reference(startOf(clock))];
      const change = mux(isStarted, binary("xor", now, old), constant(0n, width));
      assign(before, now);
      assign(rose, binary("or", reference(rose), binary("and", change, now)));
      assign(fell, binary("or", reference(fell), binary("and", change, old)));
      return { rose: rose.name, fell: fell.name, width };
    });
    return { words, registers, body };
  }
}

/** For tests and reports: the bits of a toggle in its word. */
export function bitsOf({ word, low, width }: PlannedToggle, words: readonly bigint[]): bigint {
  return BigInt.asUintN(width, (words[word] ?? 0n) >> BigInt(low));
}
