/** Draws the circuits' rasters into docs/images: `node --import tsx examples/circuits/plots.ts`. */
import { writeFileSync } from "node:fs";
import { type RasterPanel, rasterSvg } from "../../index.ts";
import type { Activity } from "./activity.ts";
import * as circuits from "./index.ts";

const panel = (activity: Activity, name: string, title: string, ticks: number, height: number): RasterPanel => ({
  title,
  rows: activity.counts(name).length,
  rowName: "cell",
  spikes: activity.raster(name).filter(([tick]) => tick < ticks),
  height,
});

async function draw(
  name: string,
  title: string,
  ticks: number,
  panels: readonly RasterPanel[],
  marks: readonly { readonly from: number; readonly label: string }[] = [],
): Promise<void> {
  const svg = await rasterSvg(title, ticks, panels, marks);
  writeFileSync(new URL(`../../docs/images/${name}.svg`, import.meta.url), svg);
}

const competition = circuits.simulate(circuits.winnerTakeAll());
const competitionTicks = 2400;
await draw(
  "winner-take-all",
  "Winner-take-all: in each trial another cell has the strongest input",
  competitionTicks,
  [panel(competition, "cells", "cells that inhibit each other", competitionTicks, 1)],
  [0, 1, 2, 3].map((cell) => ({ from: cell * 600, label: `strongest input: ${cell}` })),
);

const oscillator = circuits.simulate(circuits.halfCentreOscillator({ ticks: 400 }));
await draw("half-centre-oscillator", "Half-centre oscillator: two cells take turns", 400, [
  panel(oscillator, "cells", "cells", 400, 1),
  panel(oscillator, "fatigue", "interneurons that tire them", 400, 1),
]);

const ring = circuits.simulate(circuits.ringAttractor());
const ringTicks = 600;
await draw(
  "ring-attractor",
  "Ring attractor: a bump of activity remembers the last cue",
  ringTicks,
  [panel(ring, "ring", "cells on a ring", ringTicks, 1)],
  circuits.cues.slice(0, 2).map(({ from, position }) => ({ from, label: `cue at ${position}` })),
);

const reservoir = circuits.simulate(circuits.balancedReservoir({ ticks: 150 }));
await draw("balanced-reservoir", "Balanced reservoir: one column of eight", 150, [
  panel(reservoir, "E0", "excitatory cells", 150, 4),
  panel(reservoir, "I0", "inhibitory cells", 150, 1),
]);
