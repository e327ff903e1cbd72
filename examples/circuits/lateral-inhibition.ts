/**
 * Lateral inhibition: cells in a row inhibit their neighbours. Next to an edge in the input the cells on the bright side
 * fire more than those far from it, and those on the dark side less: the edge is sharpened, as the horseshoe crab's eye does.
 */
import { lif, linearLeak, network } from "../../index.ts";
import { type Activity, type Circuit, mean } from "./activity.ts";
import { bernoulliInput } from "./random.ts";
import { weightsBy } from "./weights.ts";

const cells = 32;
const channelsPerCell = 8;
const ticks = 2000;
/** Cells that a cell inhibits to either side. */
const reach = 2;

export interface LateralInhibitionOptions {
  readonly inhibition?: "present" | "absent";
  readonly seed?: number;
}

/** The left half of the row in the dark, the right half in the light. */
export function lateralInhibition({ inhibition = "present", seed = 1 }: LateralInhibitionOptions = {}): Circuit {
  const channels = cells * channelsPerCell;
  const seen = network("lateral_inhibition", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("light", channels)
    .population("cells", { size: cells, neuron: lif({ threshold: 60, leak: linearLeak(1) }) })
    .project("light", "cells", {
      weights: weightsBy(channels, cells, (channel, cell) => (Math.floor(channel / channelsPerCell) === cell ? 5 : 0)),
    });
  const inhibited =
    inhibition === "present"
      ? seen.project("cells", "cells", {
          weights: weightsBy(cells, cells, (pre, post) => (pre !== post && Math.abs(pre - post) <= reach ? -10 : 0)),
        })
      : seen;
  return {
    network: inhibited.output("cells").build(),
    input: bernoulliInput({ ticks, channels, seed }, (_, channel) => (channel < channels / 2 ? 0.15 : 0.3)),
  };
}

/** Rates at the edge and far from it, in spikes per tick. */
export function edgeRates(activity: Activity) {
  const rates = activity.counts("cells").map((count) => count / activity.ticks);
  const edge = cells / 2;
  const away = 2 * reach;
  return {
    dark: mean(rates.slice(away, edge - away)),
    darkSideOfEdge: rates[edge - 1] ?? Number.NaN,
    lightSideOfEdge: rates[edge] ?? Number.NaN,
    light: mean(rates.slice(edge + away, cells - away)),
  };
}

/** (a − b) / (a + b): 0 for equal rates, 1 when the second is silent. */
export function contrast(a: number, b: number): number {
  return (a - b) / (a + b);
}
