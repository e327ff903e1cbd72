/**
 * Feed-forward excitation: sources that carry the same signal, each with noise of its own, converge on one cell. Its
 * signal-to-noise ratio grows with the square root of their number.
 */
import { type InputTicks, lif, network } from "../../index.ts";
import { type Activity, type Circuit, mean, variance } from "./activity.ts";
import { bernoulliInput } from "./random.ts";
import { weightsBy } from "./weights.ts";

/** How many sources each cell of the layer listens to. */
export const fanIns = [1, 4, 16, 64] as const;
const sources = Math.max(...fanIns);

/** The signal: windows without and with it take turns. */
export const window = { ticks: 200, count: 160, rates: [0.2, 0.3] } as const;

/** One cell per fan-in. Thresholds grow with the fan-in, so that all cells fire equally often: the mean rate, twice. */
export function feedForwardExcitation({ seed = 1 } = {}): Circuit {
  const input = bernoulliInput(
    { ticks: window.count * window.ticks, channels: sources, seed },
    (tick) => window.rates[Math.floor(tick / window.ticks) % 2] ?? 0,
  );
  const built = network("feed_forward_excitation", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .input("sources", sources)
    .population("layer", { size: fanIns.length, neuron: lif({ threshold: [...fanIns] }) })
    .project("sources", "layer", {
      weights: weightsBy(sources, fanIns.length, (source, cell) => (source < (fanIns[cell] ?? 0) ? 2 : 0)),
    })
    .output("layer")
    .build();
  return { network: built, input };
}

/** How far the spike counts of windows with and without signal are apart, in standard deviations. */
export function signalToNoise(counts: readonly number[]): number {
  const [off, on] = [0, 1].map((parity) => counts.filter((_, index) => index % 2 === parity)) as [number[], number[]];
  return (mean(on) - mean(off)) / Math.sqrt((variance(on) + variance(off)) / 2);
}

const windows = Array.from({ length: window.count }, (_, index) => ({
  from: index * window.ticks,
  to: (index + 1) * window.ticks,
}));

/** Signal-to-noise ratio of each cell of the layer over that of a single source, the mean of all sources. */
export function signalToNoiseGains(activity: Activity, input: InputTicks): number[] {
  const ofSource = Array.from({ length: sources }, (_, source) =>
    signalToNoise(windows.map(({ from, to }) => count(input.slice(from, to), source))),
  );
  const byWindow = windows.map((span) => activity.counts("layer", span));
  return fanIns.map((_, cell) => signalToNoise(byWindow.map((counts) => counts[cell] ?? 0)) / mean(ofSource));
}

function count(ticks: InputTicks, channel: number): number {
  return ticks.reduce((sum, active) => sum + (active.includes(channel) ? 1 : 0), 0);
}
