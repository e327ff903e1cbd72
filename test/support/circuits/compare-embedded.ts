/** Runs a circuit on the embedded engine beside a truth, cycle by cycle. */
import type { Design } from "../../../hdlgen/ir.ts";
import type { MemoryHandle, Simulation } from "../../../sim/simulation.ts";
import { Random } from "../random.ts";
import { randomValue } from "./draw-terms.ts";

/** What a circuit does, by something else than the engine. Values are integers of the signal's type. */
export interface Truth {
  readonly registerNames: readonly string[];
  readonly memoryNames: readonly string[];
  setInput(name: string, value: bigint): void;
  output(name: string): bigint;
  register(path: string): bigint;
  /** Whether a register has a value before the first edge. */
  startsKnown(path: string): boolean;
  /** How many words of a memory, lowest address first, have contents before the first edge. */
  knownWords(path: string): number;
  setRegister(path: string, value: bigint): void;
  /** Whether the data of a read is anything, because its address was written when it was read. */
  isOpen(path: string): boolean;
  memory(path: string): readonly bigint[];
  setMemory(path: string, words: readonly bigint[]): void;
  step(): void;
}

export interface Difference {
  readonly cycle: number;
  readonly signal: string;
  readonly expected: bigint;
  /** Absent: it has bits that are neither 0 nor 1. */
  readonly found: bigint | undefined;
}

export type Opened = Pick<Simulation, "names" | "port" | "register" | "memory" | "step">;

/** The first difference in outputs, registers and memories, or undefined. Stimuli follow from the seed alone. */
export function compareWithTruth(
  design: Design,
  sim: Opened,
  truth: Truth,
  { seed, cycles }: { readonly seed: number; readonly cycles: number },
): Difference | undefined {
  const random = new Random(seed ^ 0x5f3759df);
  const registers = truth.registerNames.map((name) => sim.register(name));
  const memories = truth.memoryNames.map((name) => sim.memory(name));
  const wordsOf = (memory: MemoryHandle) => Array.from({ length: memory.depth }, (_, at) => memory.getBig(at));
  // What nothing determines is whatever the engine drew.
  for (const { name, big } of registers) {
    if (!truth.startsKnown(name)) truth.setRegister(name, big);
    else if (big !== truth.register(name))
      return { cycle: 0, signal: name, expected: truth.register(name), found: big };
  }
  for (const memory of memories) {
    const known = truth.memory(memory.name).slice(0, truth.knownWords(memory.name));
    const words = wordsOf(memory);
    const wrong = known.findIndex((word, at) => word !== words[at]);
    const [expected = 0n, found = 0n] = [known[wrong], words[wrong]];
    if (wrong >= 0) return { cycle: 0, signal: `${memory.name}[${wrong}]`, expected, found };
    truth.setMemory(memory.name, words);
  }
  const { top } = design;
  const inputs = top.ports.filter(({ direction }) => direction === "input").map(({ signal }) => signal);
  const drivers = [...inputs, ...(top.reset === undefined ? [] : [top.reset])].map(({ name, type }) => ({
    handle: sim.port(name),
    type: { kind: type.kind === "sint" ? "sint" : type.kind === "uint" ? "uint" : "bool", width: type.width } as const,
  }));
  const outputs = top.outputs.map(({ signal }) => sim.port(signal.name));
  for (let cycle = 0; cycle < cycles; cycle++) {
    // Often nothing is written at all: an engine may then skip what cannot change, and must know what can.
    const holds = cycle > 0 && random.chance(0.4);
    for (const { handle, type } of holds ? [] : drivers) {
      if (cycle > 0 && random.chance(0.2)) continue;
      const value = handle.name === "rst" ? (random.chance(0.15) ? 1n : 0n) : randomValue(random, type);
      handle.big = value;
      truth.setInput(handle.name, value);
    }
    // Not in every cycle: an engine must take the edge right without having been asked to settle.
    if (cycle % 4 !== 3) {
      for (const { name, big } of outputs) {
        const expected = truth.output(name);
        if (big !== expected) return { cycle, signal: name, expected, found: big };
      }
    }
    sim.step();
    truth.step();
    for (const { name, big } of registers) {
      if (truth.isOpen(name)) truth.setRegister(name, big);
      else if (big !== truth.register(name)) return { cycle, signal: name, expected: truth.register(name), found: big };
    }
  }
  for (const memory of memories) {
    const words = truth.memory(memory.name);
    for (const [at, found] of wordsOf(memory).entries()) {
      const expected = words[at] ?? 0n;
      if (found !== expected) return { cycle: cycles, signal: `${memory.name}[${at}]`, expected, found };
    }
  }
  return undefined;
}
