import { ecp5ChipsDesign } from "../support/chips-design.ts";
import { figureCycles } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import { hardwareFigure } from "./hardware-figure.ts";

const figure = figureCores["ecp5-85f"];

/** As many as its 208 block RAMs hold: with rows in LUTs, a core and its link take 38. */
const cores = 5;
/** What the sum of all has to reach. */
const sopPerSecond = 40e9;
const fmaxMHz = 140;
/**
 * With nine tenths of the block RAMs in use, nextpnr's placer of choice, `heap`, was not done with its fourth pass after a
 * quarter of an hour; this one places all in ten minutes.
 */
const placeArguments = ["--placer", "static"];

export const ecp585f = hardwareFigure({
  id: "hw.ecp5-85f",
  family: "ecp5",
  device: "ECP5-85F",
  lanes: 64,
  weightBits: 8,
  network: "784-64-10",
  cores,
  value: "everyAxon",
  targets: {
    sopPerSecond,
    sopPerCycle: { everyAxon: 57, digits: 48 },
    full: { fmaxMHz, used: {} },
  },
  toolSets: ["pypi"],
  source: import.meta.url,
  cycles: async (report) => figureCycles(figure, report),
  designs: async () => ({ full: { ...ecp5ChipsDesign(figure, "full", cores, fmaxMHz), options: { placeArguments } } }),
});
