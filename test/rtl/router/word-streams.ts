/** The ends of streams of words in tests: random pauses, and the rule that what is offered stays. */
import { expect } from "vitest";
import type { Simulation } from "../../../sim/simulation.ts";
import type { Random } from "../../support/random.ts";

/** A word as the values of its leaves, by their names. */
export type Leaves = Readonly<Record<string, number>>;

export interface Pace {
  readonly random: Random;
  /** How often a side is willing. */
  readonly chance: () => number;
}

export interface WordEnd {
  drive(): void;
  /** When every end has driven, before the clock edge. */
  look(): void;
}

/** The port of a stream's leaf: that of a payload of one leaf is named by the empty string. */
const portName = (stream: string, leaf: string): string =>
  leaf === "" ? `${stream}_payload` : `${stream}_payload_${leaf}`;

/** Sends the words of a queue that the test fills. */
export function wordSource(sim: Simulation, name: string, { random, chance }: Pace): WordEnd & { queue: Leaves[] } {
  const [valid, ready] = [sim.port(`${name}_valid`), sim.port(`${name}_ready`)];
  const queue: Leaves[] = [];
  let offered: Leaves | undefined;
  return {
    queue,
    drive() {
      if (offered === undefined && queue.length > 0 && random.chance(chance())) offered = queue.shift();
      valid.value = offered === undefined ? 0 : 1;
      for (const [leaf, value] of Object.entries(offered ?? {})) sim.port(portName(name, leaf)).value = value;
    },
    look() {
      if (ready.value === 1) offered = undefined;
    },
  };
}

/** Takes words into a list, and checks that what is offered stays until it is taken. */
export function wordSink(
  sim: Simulation,
  name: string,
  leaves: readonly string[],
  { random, chance }: Pace,
): WordEnd & { readonly taken: Leaves[]; readonly at: number[] } {
  const [valid, ready] = [sim.port(`${name}_valid`), sim.port(`${name}_ready`)];
  const taken: Leaves[] = [];
  const at: number[] = [];
  let stalled: Leaves | undefined;
  return {
    taken,
    at,
    drive() {
      ready.value = random.chance(chance()) ? 1 : 0;
    },
    look() {
      const offered =
        valid.value === 1
          ? Object.fromEntries(leaves.map((leaf) => [leaf, sim.port(portName(name, leaf)).value]))
          : undefined;
      if (stalled !== undefined) expect(offered, `${name} changed while stalled, seed ${random.seed}`).toEqual(stalled);
      stalled = ready.value === 0 ? offered : undefined;
      if (offered === undefined || ready.value === 0) return;
      taken.push(offered);
      at.push(sim.cycle);
    },
  };
}

/** Runs until `done`, at most `limit` cycles. */
export function runEnds(sim: Simulation, ends: readonly WordEnd[], done: () => boolean, limit: number): void {
  for (let cycle = 0; !done(); cycle++) {
    if (cycle === limit) throw new Error(`nothing more after ${limit} cycles`);
    runCycles(sim, ends, 1);
  }
}

export function runCycles(sim: Simulation, ends: readonly WordEnd[], cycles: number): void {
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const end of ends) end.drive();
    for (const end of ends) end.look();
    sim.step();
  }
}

/** A willingness that changes now and then: bursts, and long stops. */
export function moody(random: Random): () => number {
  let mood = 1;
  return () => {
    if (random.chance(0.02)) mood = random.pick([0, 0.1, 0.5, 1, 1]);
    return mood;
  };
}
