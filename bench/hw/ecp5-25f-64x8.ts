import { ecp5ChipDesign, ecp5ProbeDesign, figureCycles } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import { hardwareFigure } from "./hardware-figure.ts";

const figure = figureCores["ecp5-25f-64x8"];

export const ecp525f64x8 = hardwareFigure({
  id: "hw.ecp5-25f-64x8",
  family: "ecp5",
  device: "ECP5-25F",
  lanes: 64,
  weightBits: 8,
  network: "784-64-10",
  targets: {
    sopPerCycle: { everyAxon: 57, digits: 48 },
    full: { fmaxMHz: 175, used: { lut: 4500 } },
    lean: { fmaxMHz: 185, used: {} },
  },
  toolSets: ["pypi"],
  source: import.meta.url,
  cycles: async (report) => figureCycles(figure, report),
  designs: async () => ({
    full: ecp5ChipDesign(figure, "full", 175),
    lean: ecp5ProbeDesign(figure, "lean", 185),
  }),
});
