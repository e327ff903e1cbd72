import type { IntegerNetwork } from "../../../config/index.ts";
import { type CoreTarget, weightWordsThatFit } from "../../target.ts";
import { at } from "../collect.ts";
import type { Part } from "../connections.ts";
import type { SystemFrame } from "../encode-system.ts";
import { ChipWays, joinChips } from "../topology.ts";
import type { BinLimits } from "./bins.ts";
import { type Chunks, chunksOf, type Net } from "./chunks.ts";
import { type Flows, meshPositions } from "./positions.ts";
import { fillBins } from "./refine.ts";

export interface PartitionOptions {
  /** Expected share of channels and neurons that are active in a tick. */
  readonly rate: number;
  /** Chunks per core: more balance better and are cut into more parts. */
  readonly piecesPerCore: number;
  /** Share of each limit that is planned with; what a core needs is only known when it is laid out. */
  readonly fullness: number;
}

/** Cost of a word that goes over a chip link, in cycles; on a chip it is a cycle for a port. */
const linkCycles = 8;
const portCycles = 0.25;

/** Cuts a network and puts the parts on chips, then on the cores of each, then those on the nodes of a mesh. */
export function placeParts(
  net: IntegerNetwork,
  target: CoreTarget,
  frame: SystemFrame,
  { rate, piecesPerCore, fullness }: PartitionOptions,
): Part[] {
  const cores = frame.columns * frame.rows;
  const problem = chunksOf(net, target, rate, cores * frame.chips * piecesPerCore);
  const limits = limitsOf(net, target, fullness);
  const ways = new ChipWays(frame.chips, joinChips(frame.chips, frame.topology));
  const chipOf = fillBins(problem, {
    count: frame.chips,
    distance: (from, to) => (from === to ? 0 : linkCycles * ways.way(from, to).length),
    host: frame.hostChip,
    // Sources that several cores of a chip listen to take their entries on each.
    limits: scaled(limits, cores),
  });
  const coreOf = new Int32Array(problem.chunks.length);
  for (let chip = 0; chip < frame.chips; chip++) {
    const { chunks, numbers } = onChip(problem, chipOf, chip);
    const binOf = fillBins(chunks, {
      count: cores,
      distance: (from, to) => (from === to ? 0 : portCycles),
      // The host is at no core.
      host: -1,
      limits,
    });
    const nodeOf =
      frame.fabric === "mesh" ? meshPositions(flowsOf(chunks, binOf, cores), frame) : binOf.map((_, core) => core);
    for (const [i, number] of numbers.entries()) {
      const bin = at([...binOf.subarray(i, i + 1)], 0);
      coreOf[number] = frame.fabric === "mesh" ? (nodeOf[bin] ?? 0) : bin;
    }
  }
  return partsOf(net, problem, chipOf, coreOf);
}

function limitsOf(net: IntegerNetwork, target: CoreTarget, fullness: number): BinLimits {
  const { slots, segments, listEntries, historyWords } = target.limits;
  const weightWords = weightWordsThatFit(target, net.weightBits);
  return scaled({ weightWords, slots, segments, listEntries, historyWords }, fullness);
}

function scaled(limits: BinLimits, factor: number): BinLimits {
  return {
    weightWords: limits.weightWords * factor,
    slots: limits.slots * factor,
    segments: limits.segments * factor,
    listEntries: limits.listEntries * factor,
    historyWords: limits.historyWords * factor,
  };
}

/** The chunks of one chip with what they hear; senders on other chips are as the host's. */
function onChip({ chunks, nets }: Chunks, chipOf: Int32Array, chip: number): { chunks: Chunks; numbers: number[] } {
  const numbers = [...chunks.keys()].filter((number) => chipOf[number] === chip);
  const local = new Map(numbers.map((number, i) => [number, i]));
  const ownNets = nets.flatMap((net): Net[] => {
    const listeners = net.listeners.flatMap((listener) => local.get(listener) ?? []);
    const chunk = net.chunk === undefined ? undefined : local.get(net.chunk);
    if (listeners.length === 0 && chunk === undefined) return [];
    const leaves = net.host || listeners.length < net.listeners.length;
    const { words, entries } = net;
    return [{ words, entries, listeners, host: leaves, ...(chunk === undefined ? {} : { chunk }) }];
  });
  return { chunks: { chunks: numbers.map((number) => at(chunks, number)), nets: ownNets }, numbers };
}

function flowsOf({ nets }: Chunks, binOf: Int32Array, cores: number): Flows {
  const between = Array.from({ length: cores }, () => new Float64Array(cores));
  const outside = new Float64Array(cores);
  const add = (sums: Float64Array | undefined, index: number, words: number): void => {
    if (sums !== undefined) sums[index] = (sums[index] ?? 0) + words;
  };
  for (const { chunk, words, listeners, host } of nets) {
    const goals = new Set(listeners.map((listener) => binOf[listener] ?? 0));
    const from = chunk === undefined ? undefined : (binOf[chunk] ?? 0);
    for (const goal of goals) {
      if (from === undefined) add(outside, goal, words);
      else if (goal !== from) add(between[from], goal, words);
    }
    if (host && from !== undefined) add(outside, from, words);
  }
  return { between, outside };
}

/** Neighbouring chunks of a population that came to the same core are one part. */
function partsOf(net: IntegerNetwork, { chunks }: Chunks, chipOf: Int32Array, coreOf: Int32Array): Part[] {
  const parts: { population: string; first: number; size: number; chip: number; core: number }[] = [];
  for (const [number, { population, first, size }] of chunks.entries()) {
    const { name } = at(net.populations, population);
    const place = { chip: chipOf[number] ?? 0, core: coreOf[number] ?? 0 };
    const last = parts.at(-1);
    const continues = last?.population === name && last.chip === place.chip && last.core === place.core;
    if (last !== undefined && continues) last.size += size;
    else parts.push({ population: name, first, size, ...place });
  }
  return parts;
}
