/** The layers as they have learned, from files. */
import { readFileSync } from "node:fs";
import { type Network, parseNetwork, quantise } from "../../../index.ts";
import { answeringDigits, type LayerName, type LearnedLayer, layers } from "./digits-network.ts";
import type { Score } from "./naming.ts";

export interface CurvePoint {
  /** Images learned so far. */
  readonly images: number;
  /** Share of right answers among training images that were neither learned from nor named with. */
  readonly accuracy: number;
  /** Of the layer while it learned, since the point before. */
  readonly spikesPerImage: number;
}

/** What training found out. */
export interface LearnedMeta {
  readonly imagesLearned: number;
  readonly imagesNaming: number;
  /** The digit that each neuron stands for; −1 for none. */
  readonly names: readonly number[];
  readonly heldOut: Score;
  readonly curve: readonly CurvePoint[];
}

export interface LearnedDigits {
  /** Learns on from what it has learned. */
  readonly learning: Network;
  /** Only answers. */
  readonly answering: Network;
  readonly learned: LearnedLayer;
  readonly meta: LearnedMeta;
}

export function loadLearned(name: LayerName): LearnedDigits {
  const layer = layers[name];
  const file = (kind: string): URL => new URL(`digits-${layer.neurons}.${kind}.json`, import.meta.url);
  const learning = parseNetwork(readFileSync(file("network"), "utf8"), `digits-${layer.neurons}.network.json`);
  const meta = JSON.parse(readFileSync(file("meta"), "utf8")) as LearnedMeta;
  const { synapses, adaptation } = quantise(learning);
  const weights = synapses.find(({ plastic }) => plastic !== undefined)?.weights;
  if (weights === undefined || adaptation === undefined) throw new Error(`${learning.name} does not learn`);
  const learned = { weights, raised: adaptation.initial.subarray(0, layer.neurons) };
  return { learning, answering: answeringDigits(layer, learned), learned, meta };
}
