/**
 * Feedback inhibition: the cells excite inhibitors, which inhibit the cells. From the rate on at which the inhibitors
 * start, most of what the input adds is taken away: the curve of the rate bends.
 */
import { lif, linearLeak, network } from "../../index.ts";
import type { Circuit } from "./activity.ts";
import type { InhibitionOptions } from "./feed-forward-inhibition.ts";
import { randomSynapses, seeded } from "./random.ts";
import { sweep, sweepInput } from "./rate-curve.ts";
import { allToAll } from "./weights.ts";

const channels = 80;
const cells = 32;
/** Different ones, so that the inhibitors take turns. */
const thresholds = [48, 52, 56, 60, 66, 72, 78, 86];
const inhibitors = thresholds.length;

export function feedbackInhibition({ inhibition = "present", seed = 1 }: InhibitionOptions = {}): Circuit {
  // Cells that heard the same would fire together, and the inhibitors would answer the volleys instead of the rate.
  const drive = randomSynapses(seeded(seed), { from: channels, to: cells, probability: 0.5, weight: 2 });
  const excited = network("feedback_inhibition", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("drive", channels)
    .population("cells", { size: cells, neuron: lif({ threshold: 60, leak: linearLeak(2) }) })
    .population("inhibitors", { size: inhibitors, neuron: lif({ threshold: thresholds, leak: linearLeak(20) }) })
    .project("drive", "cells", { weights: drive })
    .project("cells", "inhibitors", { weights: allToAll(cells, inhibitors, 4) });
  const inhibited =
    inhibition === "present"
      ? excited.project("inhibitors", "cells", { weights: allToAll(inhibitors, cells, -20) })
      : excited;
  return { network: inhibited.output("cells").output("inhibitors").build(), input: sweepInput(sweep, channels, seed) };
}
