/**
 * A balanced network of 800 excitatory and 200 inhibitory cells (van Vreeswijk and Sompolinsky 1996, Brunel 2000): what
 * excites a cell and what inhibits it are each many times its threshold and cancel. It fires at the fluctuations that are
 * left: irregularly, and independently of the others, although nothing in the network is random but its wiring.
 *
 * The cells stand in columns on a ring, each of 100 excitatory and 25 inhibitory cells, wired at random within their own
 * and both neighbouring columns.
 */
import { lif, type NetworkBuilder, network, shiftLeak, zeroReset } from "../../index.ts";
import { type Activity, type Circuit, mean, type Span, variance } from "./activity.ts";
import { randomSynapses, seeded } from "./random.ts";

export const columns = 8;
export const columnSizes = { E: 100, I: 25 } as const;
/** Each cell hears 24 excitatory and 26 inhibitory ones on average, these with twice the weight. */
const connection = { E: { probability: 0.08, weight: 1 }, I: { probability: 0.35, weight: -2 } } as const;
/** Constant: what sustains the activity. */
const drive = 3;
/** A few ticks of input, so that the cells do not start all alike. */
export const kick = { channels: 24, ticks: 10 } as const;

type Kind = keyof typeof columnSizes;
type Cells = `${Kind}${number}`;
const kinds = ["E", "I"] as const;
const cellsOf = (kind: Kind, column: number): Cells => `${kind}${(column + columns) % columns}`;
export const columnNumbers: readonly number[] = Array.from({ length: columns }, (_, column) => column);

/** After the kick there is no input. */
export function balancedReservoir({ seed = 1, ticks = 1000 } = {}): Circuit {
  const neuron = lif({ threshold: 7, leak: shiftLeak(5), refractory: 1, bias: drive, reset: zeroReset(4) });
  let cells: NetworkBuilder<"kick"> = network("balanced_reservoir", {
    weightBits: 2,
    membraneBits: 16,
    weightScale: 1,
  }).input("kick", kick.channels);
  for (const column of columnNumbers) {
    for (const kind of kinds) cells = cells.population(cellsOf(kind, column), { size: columnSizes[kind], neuron });
  }
  const draw = seeded(seed);
  let wired: NetworkBuilder<"kick", Cells> = cells;
  for (const column of columnNumbers) {
    for (const to of kinds) {
      const target = cellsOf(to, column);
      const from = (kind: Kind) =>
        randomSynapses(draw, { from: columnSizes[kind], to: columnSizes[to], ...connection[kind] });
      const kicked = randomSynapses(draw, { from: kick.channels, to: columnSizes[to], probability: 0.2, weight: 1 });
      wired = wired.project("kick", target, { weights: kicked });
      for (const neighbour of [column - 1, column, column + 1]) {
        wired = wired
          .project(cellsOf("E", neighbour), target, { weights: from("E") })
          .project(cellsOf("I", neighbour), target, { weights: from("I") });
      }
    }
  }
  const outputs = columnNumbers.reduce((builder, column) => builder.output(cellsOf("E", column)), wired);
  const input = Array.from({ length: ticks }, (_, tick) =>
    tick < kick.ticks ? Array.from({ length: kick.channels }, (_, c) => c).filter(() => draw() < 0.3) : [],
  );
  return { network: outputs.build(), input };
}

/** Spikes per cell and tick. */
export function reservoirRate(activity: Activity, { from, to }: Span): number {
  const spikes = activity.spikes.slice(from, to).reduce((sum, all) => sum + all.length, 0);
  return spikes / (to - from) / activity.network.neurons.count;
}

/**
 * Coefficient of variation of the intervals between a cell's spikes, the mean over excitatory cells: 0 for a clock, 1 for
 * chance.
 */
export function irregularity(activity: Activity, span: Span): number {
  const byCell = columnNumbers.flatMap((column) => trains(activity, cellsOf("E", column), span)).map(intervals);
  return mean(byCell.filter(({ length }) => length >= 10).map((each) => Math.sqrt(variance(each)) / mean(each)));
}

function trains(activity: Activity, name: string, { from, to }: Span): number[][] {
  const byCell: number[][] = activity.counts(name).map(() => []);
  for (const [tick, cells] of activity.of(name).slice(from, to).entries()) {
    for (const cell of cells) byCell[cell]?.push(tick);
  }
  return byCell;
}

const intervals = (train: readonly number[]): number[] => train.slice(1).map((tick, i) => tick - (train[i] ?? 0));

/**
 * The mean correlation of two cells' spikes, from how much the number of spikes in a tick varies: 0 when they fire
 * independently of each other, 1 when all fire together.
 */
export function synchrony(activity: Activity, { from, to }: Span): number {
  const spikes = activity.spikes.slice(from, to).map(({ length }) => length);
  const cells = activity.network.neurons.count;
  const rate = mean(spikes) / cells;
  return (variance(spikes) / (cells * rate * (1 - rate)) - 1) / (cells - 1);
}

/** What excites and what inhibits a cell per tick, means over all cells, in weights; the drive is part of the first. */
export function currents(activity: Activity, { from, to }: Span) {
  const { synapses, axons, populations, neurons } = activity.network;
  const ofNeuron = { excitation: new Float64Array(neurons.count), inhibition: new Float64Array(neurons.count) };
  for (const { axonFirst, axonCount, neuronCount, weights } of synapses) {
    const axon = axons.find(({ first, size }) => axonFirst >= first && axonFirst < first + size);
    const source = populations.find(({ name }) => axon?.source.kind === "population" && name === axon.source.name);
    if (axon === undefined || source === undefined) continue;
    const sums = source.name.startsWith("E") ? ofNeuron.excitation : ofNeuron.inhibition;
    for (let row = 0; row < axonCount; row++) {
      const pre = source.first + axonFirst - axon.first + row;
      const fanOut = weights.subarray(row * neuronCount, (row + 1) * neuronCount);
      sums[pre] = (sums[pre] ?? 0) + fanOut.reduce((sum, weight) => sum + weight, 0);
    }
  }
  const total = (sums: Float64Array): number =>
    activity.spikes
      .slice(from, to)
      .flat()
      .reduce((sum, neuron) => sum + (sums[neuron] ?? 0), 0) /
    ((to - from) * neurons.count);
  return { excitation: drive + total(ofNeuron.excitation), inhibition: total(ofNeuron.inhibition) };
}
