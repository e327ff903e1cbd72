import { ice40Board } from "../../constraints/index.ts";
import { boardDesign, figureCycles, probeDesign } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import { hardwareFigure } from "./hardware-figure.ts";

const figure = figureCores["hx8k-64x4"];

export const hx8k64x4 = hardwareFigure({
  id: "hw.hx8k-64x4",
  family: "ice40",
  device: "HX8K",
  lanes: 64,
  weightBits: 4,
  network: "196-60-10",
  targets: {
    sopPerCycle: { everyAxon: 44, digits: 18 },
    full: { fmaxMHz: 150, used: { lc: 4000, ebr: 32 } },
    lean: { fmaxMHz: 160, used: { lc: 3200 } },
  },
  toolSets: ["pypi", "npm"],
  source: import.meta.url,
  inputs: ["constraints/hx8k-evn.pcf"],
  cycles: async (report) => figureCycles(figure, report),
  designs: async () => ({
    full: boardDesign(figure, "full", ice40Board("hx8k-evn"), 150),
    lean: probeDesign(figure, "lean", 160),
    unmultiplied: boardDesign(figure, "unmultiplied", ice40Board("hx8k-evn"), 150),
  }),
});
