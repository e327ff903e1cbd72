/** Input and output of a running network as lines of JSON, one tick or order each. */
import { z } from "zod";
import type { IntegerNetwork } from "../config/index.ts";
import { type Diagnostic, SpikeforgeError } from "../diagnostics/index.ts";
import type { TickSpikes } from "../sim/harness/network-run.ts";

/** What a line asks for. */
export type LiveOrder =
  /** Active host channels of a tick: of this one, else of the next. */
  | { readonly kind: "events"; readonly channels: readonly number[]; readonly tick?: number }
  /** So many ticks without input. */
  | { readonly kind: "run"; readonly ticks: number }
  /** State reset; ticks count from 0 again. */
  | { readonly kind: "clear" }
  /** Membranes and refractory counters of all neurons, now. */
  | { readonly kind: "state" };

const channels = z.array(z.int().nonnegative());
const line = z.union([
  channels.transform((active) => ({ kind: "events" as const, channels: active })),
  z.strictObject({ channels, tick: z.int().nonnegative().optional() }).transform(({ channels: active, tick }) => ({
    kind: "events" as const,
    channels: active,
    ...(tick === undefined ? {} : { tick }),
  })),
  z.strictObject({ run: z.int().min(1).max(1_000_000) }).transform(({ run }) => ({ kind: "run" as const, ticks: run })),
  z.strictObject({ clear: z.literal(true) }).transform(() => ({ kind: "clear" as const })),
  z.strictObject({ state: z.literal(true) }).transform(() => ({ kind: "state" as const })),
]);

const forms = '[channel, …], {"channels": […], "tick": n}, {"run": ticks}, {"clear": true} or {"state": true}';

/** Reads a line; `number` counts from 1. Throws CLI055 for one that is none of the forms, CLI011 and CLI012 for channels. */
export function parseLiveLine(text: string, number: number, channelCount: number): LiveOrder {
  const place = `stdin line ${number}`;
  const parsed = line.safeParse(jsonOf(text));
  if (!parsed.success) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    throw new SpikeforgeError({ code: "CLI055", place, found: `not an order: ${shown}`, mend: `write ${forms}` });
  }
  if (parsed.data.kind === "events") throwChannelProblems(parsed.data.channels, place, channelCount);
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: none of the forms
  }
}

function throwChannelProblems(active: readonly number[], place: string, count: number): void {
  const seen = new Set<number>();
  const problems: Diagnostic[] = [];
  for (const channel of active) {
    if (channel >= count)
      problems.push({ code: "CLI011", place, found: `channel ${channel}, the network has ${count}` });
    else if (seen.has(channel)) problems.push({ code: "CLI012", place, found: `channel ${channel} twice in one tick` });
    seen.add(channel);
  }
  if (problems.length > 0) throw new SpikeforgeError(problems);
}

/** `{"tick":3,"spikes":{"out":[0,2]}}`: neurons of each output population that fired, numbered within it. */
export function liveTickLine({ tick, spikes }: TickSpikes, { populations, outputs }: IntegerNetwork): string {
  const fired = populations
    .filter(({ name }) => outputs.includes(name))
    .map(({ name, first, size }) => [
      name,
      spikes.filter((neuron) => neuron >= first && neuron < first + size).map((neuron) => neuron - first),
    ]);
  return JSON.stringify({ tick, spikes: Object.fromEntries(fired) });
}

/** `{"tick":4,"state":{"out":{"membranes":[…],"refractory":[…]}}}`: after which tick, and every neuron by population. */
export function liveStateLine(
  tick: number,
  state: { readonly membranes: Int32Array; readonly refractory: Int32Array },
  { populations }: IntegerNetwork,
): string {
  const values = populations.map(({ name, first, size }) => [
    name,
    {
      membranes: [...state.membranes.subarray(first, first + size)],
      refractory: [...state.refractory.subarray(first, first + size)],
    },
  ]);
  return JSON.stringify({ tick, state: Object.fromEntries(values) });
}
