/** Random traffic through a cell with one stream in and one out, against a queue. */
import { expect } from "vitest";
import { elaborate, type Module, type Ports } from "../../../hdlgen/index.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import type { Simulation } from "../../../sim/simulation.ts";
import type { Random } from "../../support/random.ts";

export interface StreamContract {
  readonly width: number;
  readonly capacity: number;
  /** Cycles from a word's entry until it can leave, when nothing is before it. */
  readonly latency: number;
}

/** How often a side is willing. */
export const willingness = [0.1, 0.5, 0.9, 1] as const;

export function openStreamCell(cell: Module<Ports>, seed = 1) {
  const simulation = openEmbedded(elaborate(cell), { seed });
  const port = (name: string) => simulation.port(name);
  const pins = {
    enqValid: port("enq_valid"),
    enqPayload: port("enq_payload"),
    enqReady: port("enq_ready"),
    deqReady: port("deq_ready"),
    deqValid: port("deq_valid"),
    deqPayload: port("deq_payload"),
  };
  pins.enqValid.value = 0;
  pins.deqReady.value = 0;
  simulation.reset();
  return { simulation, pins };
}

export function randomWord(random: Random, width: number): bigint {
  const bits = (BigInt(random.next()) << 32n) | BigInt(random.next());
  return bits & ((1n << BigInt(width)) - 1n);
}

export interface Traffic {
  readonly source: number;
  readonly sink: number;
  readonly cycles: number;
}

/** Sends words and compares what comes out; returns how many came. Keeps the rules of streams itself. */
export function streamTraffic(
  { simulation, pins }: ReturnType<typeof openStreamCell>,
  { width, capacity, latency }: StreamContract,
  random: Random,
  { source, sink, cycles }: Traffic,
  also: (simulation: Simulation, inside: number) => void = () => {},
): number {
  const inside: { readonly word: bigint; readonly since: number }[] = [];
  let offered: bigint | undefined;
  let waiting: bigint | undefined;
  let left = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const where = `seed ${random.seed}, cycle ${cycle}`;
    offered ??= random.chance(source) ? randomWord(random, width) : undefined;
    pins.enqValid.value = offered === undefined ? 0 : 1;
    pins.enqPayload.big = offered ?? randomWord(random, width);
    pins.deqReady.value = random.chance(sink) ? 1 : 0;
    also(simulation, inside.length);
    if (offered !== undefined && pins.enqReady.value === 1) {
      inside.push({ word: offered, since: cycle });
      offered = undefined;
    }
    const [head] = inside;
    const mayLeave = head !== undefined && cycle - head.since >= latency;
    if (pins.deqValid.value === 1) {
      expect(head?.since ?? Number.NaN, `too early or from nowhere, ${where}`).toBeLessThanOrEqual(cycle - latency);
      expect(pins.deqPayload.big, where).toBe(head?.word);
    } else expect(mayLeave, `a word is late, ${where}`).toBe(false);
    if (waiting !== undefined) expect(pins.deqValid.value === 1 ? pins.deqPayload.big : undefined, where).toBe(waiting);
    waiting = pins.deqValid.value === 1 && pins.deqReady.value === 0 ? pins.deqPayload.big : undefined;
    if (pins.deqValid.value === 1 && pins.deqReady.value === 1) {
      inside.shift();
      left++;
    }
    expect(inside.length, where).toBeLessThanOrEqual(capacity);
    simulation.step();
  }
  return left;
}
