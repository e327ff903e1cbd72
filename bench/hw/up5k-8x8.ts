import { ice40Board } from "../../constraints/index.ts";
import { boardDesign, figureCycles } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import { hardwareFigure } from "./hardware-figure.ts";

const figure = figureCores["up5k-8x8"];

export const up5k8x8 = hardwareFigure({
  id: "hw.up5k-8x8",
  family: "ice40",
  device: "UP5K",
  lanes: 8,
  weightBits: 8,
  network: "784-160-10",
  targets: {
    sopPerCycle: { everyAxon: 7.7, digits: 7.3 },
    full: { fmaxMHz: 60, used: { lc: 2000 } },
  },
  toolSets: ["pypi", "npm"],
  source: import.meta.url,
  inputs: ["constraints/icebreaker.pcf"],
  cycles: async (report) => figureCycles(figure, report),
  designs: async () => ({ full: boardDesign(figure, "full", ice40Board("icebreaker"), 60) }),
});
