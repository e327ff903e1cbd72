import { ecp5ChipDesign, ecp5ProbeDesign, figureCycles } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import { hardwareFigure } from "./hardware-figure.ts";

const figure = figureCores["ecp5-25f-128x4"];

export const ecp525f128x4 = hardwareFigure({
  id: "hw.ecp5-25f-128x4",
  family: "ecp5",
  device: "ECP5-25F",
  lanes: 128,
  weightBits: 4,
  network: "784-128-10",
  targets: {
    sopPerCycle: { everyAxon: 105, digits: 85 },
    full: { fmaxMHz: 165, used: { lut: 6500 } },
    lean: { fmaxMHz: 180, used: {} },
  },
  toolSets: ["pypi"],
  source: import.meta.url,
  cycles: async (report) => figureCycles(figure, report),
  designs: async () => ({
    full: ecp5ChipDesign(figure, "full", 165),
    lean: ecp5ProbeDesign(figure, "lean", 180),
  }),
});
