/** Random traffic at a core: events with pauses, output that is taken now and then. */
import { aerMarker } from "../../config/index.ts";
import type { NetworkRun } from "../../sim/harness/network-run.ts";
import type { Random } from "./random.ts";

export interface StreamedTicks {
  /** Neurons that fired, ascending, by tick. */
  readonly spikes: readonly (readonly number[])[];
  /** Markers that were taken while the tick before was still in flight. */
  readonly overlaps: number;
  readonly cyclesWithoutRoom: number;
}

/** Cycles without anything moving after which a core counts as stuck. */
const patience = 200_000;

/** Whether something happens in a cycle: always, by chance, or in spells. */
function rhythm(random: Random): () => boolean {
  const kind = random.pick(["always", "always", "often", "seldom", "spells"] as const);
  if (kind === "always") return () => true;
  if (kind !== "spells") {
    const probability = kind === "often" ? 0.7 : random.pick([0.04, 0.15]);
    return () => random.chance(probability);
  }
  const longest = random.pick([20, 400, 3000]);
  let isOn = false;
  let left = 0;
  return () => {
    if (left-- === 0) {
      isOn = !isOn;
      left = random.integer(1, longest);
    }
    return isOn;
  };
}

/** Sends the words of tick after tick, markers included, and collects what comes out until the last marker has. */
export function streamTicks(
  { driver: { simulation }, config }: NetworkRun,
  words: readonly (readonly number[])[],
  random: Random,
): StreamedTicks {
  const port = (name: string) => simulation.port(name);
  const [valid, payload, ready] = [port("events_valid"), port("events_payload"), port("events_ready")];
  const [outValid, outPayload, outReady] = [port("spikes_valid"), port("spikes_payload"), port("spikes_ready")];
  const room = port("room");
  const [sends, takes] = [rhythm(random), rhythm(random)];
  const queue = words.flat();
  const spikes: number[][] = [];
  const counts = { overlaps: 0, cyclesWithoutRoom: 0 };
  let open: number[] = [];
  let [sent, started, quiet] = [0, 0, 0];
  let isOffered = false;
  while (spikes.length < words.length) {
    // What is offered stays until it is taken.
    isOffered = sent < queue.length && (isOffered || sends());
    const word = queue[sent] ?? 0;
    valid.value = Number(isOffered);
    payload.value = word;
    const isTaking = takes();
    outReady.value = Number(isTaking);
    counts.cyclesWithoutRoom += 1 - room.value;
    quiet += 1;
    if (isTaking && outValid.value === 1) {
      quiet = 0;
      const out = outPayload.value;
      if ((out & aerMarker) === 0) open.push(config.slots[out]?.neuron ?? -1);
      else {
        if (out !== (aerMarker | (spikes.length & 0x7fff))) throw new Error(`marker ${out} ends tick ${spikes.length}`);
        spikes.push(open.sort((a, b) => a - b));
        open = [];
      }
    }
    if (isOffered && ready.value === 1) {
      quiet = 0;
      isOffered = false;
      sent += 1;
      if ((word & aerMarker) !== 0) {
        if (started > spikes.length) counts.overlaps += 1;
        started += 1;
      }
    }
    if (quiet > patience) throw new Error(`stuck in tick ${spikes.length}, ${queue.length - sent} words not taken`);
    simulation.step();
  }
  valid.value = 0;
  outReady.value = 0;
  // A word more than the markers that were asked for is one too many.
  simulation.step(50);
  if (outValid.value !== 0) throw new Error(`${outPayload.value} comes out behind the last marker`);
  return { spikes, ...counts };
}
