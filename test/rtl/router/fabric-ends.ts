/** The ends of a fabric in a test: senders of periods of spike words, receivers that know what must come. */
import { expect } from "vitest";
import type { Simulation } from "../../../sim/simulation.ts";
import type { Random } from "../../support/random.ts";

export interface Word {
  readonly marker: boolean;
  readonly route: number;
  readonly index: number;
}

/** Periods of a sender: the words before each marker. */
export type Periods = readonly (readonly Word[])[];

export const marker: Word = { marker: true, route: 0, index: 0 };

/** What is sent: the words of every period, each behind with its marker. */
export const withMarkers = (periods: Periods): Word[] => periods.flatMap((words) => [...words, marker]);

function streamPins(simulation: Simulation, name: string) {
  const pin = (leaf: string) => simulation.port(`${name}_${leaf}`);
  return {
    valid: pin("valid"),
    ready: pin("ready"),
    marker: pin("payload_marker"),
    route: pin("payload_route"),
    index: pin("payload_index"),
  };
}

export interface FabricEnd {
  /** Before the edge. */
  drive(): void;
  /** When all ends have driven: looks at what moves at this edge. */
  look(): void;
  readonly isDone: () => boolean;
}

/** Sends words, each offered with this chance per cycle and then until it is taken; `mayOffer` holds it back. */
export function fabricSender(
  simulation: Simulation,
  name: string,
  words: readonly Word[],
  { random, chance, mayOffer = () => true }: { random: Random; chance: number; mayOffer?: (place: number) => boolean },
): FabricEnd {
  const pins = streamPins(simulation, name);
  let next = 0;
  let isOffered = false;
  return {
    drive() {
      const word = words[next];
      isOffered ||= word !== undefined && mayOffer(next) && random.chance(chance);
      pins.valid.value = isOffered ? 1 : 0;
      // What is not offered may be anything.
      pins.marker.value = isOffered ? Number(word?.marker) : random.integer(0, 1);
      pins.route.value = isOffered ? (word?.route ?? 0) : random.integer(0, 2 ** pins.route.width - 1);
      pins.index.value = isOffered ? (word?.index ?? 0) : random.integer(0, 2 ** pins.index.width - 1);
    },
    look() {
      if (!isOffered || pins.ready.value === 0) return;
      isOffered = false;
      next++;
    },
    isDone: () => next === words.length,
  };
}

/**
 * Takes words with this chance per cycle and checks each: what is offered stays until it is taken, comes once, in the order
 * in which its route sent it, in its period.
 */
export function fabricReceiver(
  simulation: Simulation,
  name: string,
  expected: readonly ReadonlyMap<number, readonly number[]>[],
  { random, chance }: { random: Random; chance: number },
): FabricEnd & { readonly period: () => number; readonly taken: () => number } {
  const pins = streamPins(simulation, name);
  let period = 0;
  let taken = 0;
  let came = new Map<number, number[]>();
  let stalled: string | undefined;
  const where = (): string => `${name}, period ${period}, seed ${random.seed}`;
  return {
    period: () => period,
    taken: () => taken,
    drive() {
      pins.ready.value = random.chance(chance) ? 1 : 0;
    },
    look() {
      const isOffered = pins.valid.value === 1;
      const word = [pins.marker, pins.route, pins.index].map(({ value }) => value).join(" ");
      if (stalled !== undefined) expect(isOffered ? word : "nothing", `${where()}: while stalled`).toBe(stalled);
      const moves = isOffered && pins.ready.value === 1;
      stalled = isOffered && !moves ? word : undefined;
      if (!moves) return;
      if (pins.marker.value === 1) {
        expect([pins.route.value, pins.index.value], where()).toEqual([0, 0]);
        const due = expected[period];
        if (due === undefined) throw new Error(`a marker too many: ${where()}`);
        expect(Object.fromEntries(came), where()).toEqual(Object.fromEntries(due));
        came = new Map();
        period++;
        return;
      }
      taken++;
      const route = pins.route.value;
      const indices = came.get(route) ?? [];
      indices.push(pins.index.value);
      came.set(route, indices);
      const due = expected[period]?.get(route) ?? [];
      expect(indices, `route ${route}, ${where()}`).toEqual(due.slice(0, indices.length));
    },
    isDone: () => period === expected.length,
  };
}

/** Steps until all ends are done; returns the cycles. */
export function runFabric(simulation: Simulation, ends: readonly FabricEnd[], limit: number): number {
  for (let cycle = 0; cycle < limit; cycle++) {
    for (const end of ends) end.drive();
    for (const end of ends) end.look();
    if (ends.every(({ isDone }) => isDone())) return cycle;
    simulation.step();
  }
  throw new Error(`not done after ${limit} cycles: ${ends.map(({ isDone }) => isDone()).join(" ")}`);
}

/** Words by period and route: what a receiver of these routes must get. Routes without words are left out. */
export function dueWords(
  senders: readonly Periods[],
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, readonly number[]>[] {
  const periods = Math.max(...senders.map(({ length }) => length));
  return Array.from({ length: periods }, (_, period) => {
    const due = new Map<number, number[]>();
    for (const { route, index } of senders.flatMap((sender) => sender[period] ?? [])) {
      if (wanted.has(route)) due.set(route, [...(due.get(route) ?? []), index]);
    }
    return due;
  });
}

/** Periods of up to `most` words of these routes. */
export function randomPeriods(
  random: Random,
  { routes, indexBits, periods, most }: { routes: readonly number[]; indexBits: number; periods: number; most: number },
): Periods {
  return Array.from({ length: periods }, () =>
    routes.length === 0
      ? []
      : Array.from({ length: random.integer(0, most) }, () => ({
          marker: false,
          route: random.pick(routes),
          index: random.integer(0, 2 ** indexBits - 1),
        })),
  );
}
