import { ice40Board } from "../../constraints/index.ts";
import { boardDesign, figureCycles, probeDesign } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import { hardwareFigure } from "./hardware-figure.ts";

const figure = figureCores["up5k-16x4"];

export const up5k16x4 = hardwareFigure({
  id: "hw.up5k-16x4",
  family: "ice40",
  device: "UP5K",
  lanes: 16,
  weightBits: 4,
  network: "784-240-10",
  targets: {
    sopPerCycle: { everyAxon: 15.4, digits: 14.5 },
    full: { fmaxMHz: 60, used: { lc: 2200, ebr: 20, spram: 4 } },
    lean: { fmaxMHz: 66, used: { lc: 1700, ebr: 13 } },
  },
  toolSets: ["pypi", "npm"],
  source: import.meta.url,
  inputs: ["constraints/icebreaker.pcf"],
  cycles: async (report) => figureCycles(figure, report),
  designs: async () => ({
    full: boardDesign(figure, "full", ice40Board("icebreaker"), 60),
    lean: probeDesign(figure, "lean", 66),
  }),
});
