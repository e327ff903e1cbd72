/**
 * Feed-forward inhibition: what excites the cells also excites inhibitors, which start at a higher rate and then take away
 * as much as the input adds. The cells' rate rises, bends and stays.
 */
import { lif, linearLeak, network } from "../../index.ts";
import type { Circuit } from "./activity.ts";
import { sweep, sweepInput } from "./rate-curve.ts";
import { allToAll } from "./weights.ts";

export interface InhibitionOptions {
  readonly inhibition?: "present" | "absent";
  readonly seed?: number;
}

const channels = 40;
const cells = 16;
const inhibitors = 8;
const weight = 2;

/** Inhibitors lose as much per tick as this input rate brings them: below, they are silent. */
const kneeRate = 0.15;

export function feedForwardInhibition({ inhibition = "present", seed = 1 }: InhibitionOptions = {}): Circuit {
  const driven = network("feed_forward_inhibition", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("drive", channels)
    .population("cells", { size: cells, neuron: lif({ threshold: 60, leak: linearLeak(2) }) })
    .population("inhibitors", {
      size: inhibitors,
      neuron: lif({ threshold: 80, leak: linearLeak(kneeRate * channels * weight) }),
    })
    .project("drive", "cells", { weights: allToAll(channels, cells, weight) })
    .project("drive", "inhibitors", { weights: allToAll(channels, inhibitors, weight) });
  // An inhibitor fires once for every 80 that the input brings beyond the knee: eight times 10 take them away.
  const inhibited =
    inhibition === "present"
      ? driven.project("inhibitors", "cells", { weights: allToAll(inhibitors, cells, -10) })
      : driven;
  return { network: inhibited.output("cells").output("inhibitors").build(), input: sweepInput(sweep, channels, seed) };
}
