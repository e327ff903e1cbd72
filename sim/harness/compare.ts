/** The first difference between two accounts of one tick. */
import type { TickState } from "./network-run.ts";

export interface Mismatch {
  readonly tick: number;
  readonly neuron: number;
  readonly what: "spike" | "membrane" | "refractory";
  readonly found: number;
  readonly expected: number;
}

export type ExpectedState = Omit<TickState, "tick">;

/** Compares every spike, membrane and refractory counter; undefined when all are equal. */
export function firstMismatch(found: TickState, expected: ExpectedState): Mismatch | undefined {
  return spikeMismatch(found, expected.spikes) ?? stateMismatch(found, expected);
}

function spikeMismatch({ tick, spikes }: TickState, expected: readonly number[]): Mismatch | undefined {
  if (areEqual(spikes, expected)) return undefined;
  const [have, want] = [new Set(spikes), new Set(expected)];
  const differing = [...spikes.filter((n) => !want.has(n)), ...expected.filter((n) => !have.has(n))];
  if (differing.length > 0) {
    const neuron = Math.min(...differing);
    return { tick, neuron, what: "spike", found: Number(have.has(neuron)), expected: Number(want.has(neuron)) };
  }
  const twice = spikes.find((neuron, i) => spikes.indexOf(neuron) !== i);
  return twice === undefined ? undefined : { tick, neuron: twice, what: "spike", found: 2, expected: 1 };
}

function stateMismatch(found: TickState, expected: ExpectedState): Mismatch | undefined {
  for (const [what, have, want] of [
    ["membrane", found.membranes, expected.membranes],
    ["refractory", found.refractory, expected.refractory],
  ] as const) {
    if (areEqual(have, want)) continue;
    for (let neuron = 0; neuron < Math.max(have.length, want.length); neuron++) {
      const [a, b] = [have[neuron] ?? Number.NaN, want[neuron] ?? Number.NaN];
      if (a !== b) return { tick: found.tick, neuron, what, found: a, expected: b };
    }
  }
  return undefined;
}

/** The usual case, which is to be cheap. */
function areEqual(found: ArrayLike<number>, expected: ArrayLike<number>): boolean {
  if (found.length !== expected.length) return false;
  for (let i = 0; i < found.length; i++) if (found[i] !== expected[i]) return false;
  return true;
}
