/** What routing is made of, in sizes that networks of some cores have. */
import type { Fabric } from "../../config/index.ts";
import { type Design, elaborate } from "../../hdlgen/index.ts";
import { SerialLink } from "../../rtl/chip-link/serial-link.ts";
import { UartLink } from "../../rtl/chip-link/uart-link.ts";
import type { MeshPort } from "../../rtl/router/mesh-ports.ts";
import { MeshRouter } from "../../rtl/router/mesh-router.ts";
import { SpikeExporter } from "../../rtl/router/spike-exporter.ts";
import { SpikeFilter } from "../../rtl/router/spike-filter.ts";
import { SpikeImporter } from "../../rtl/router/spike-importer.ts";
import { SpikeTree } from "../../rtl/router/spike-tree.ts";

/** Fabrics that figures of routing are taken on. */
export type RouterFabric = Extract<Fabric, "ice40up" | "ecp5">;

/** 64 senders, indices of 1,024 neurons; 256 rows of the core and 128 entries of its import table. */
const words = { routeBits: 6, indexBits: 10 };
const [rows, entries, delayedWords] = [256, 128, 16];
const link = { ...words, window: 64, frameWords: 16, crcBits: 16 } as const;

const interior: readonly MeshPort[] = ["north", "east", "south", "west", "local"];
const corner: readonly MeshPort[] = ["east", "south", "local"];

/** Cores of the trees that are measured. */
export const treeSizes = [2, 4, 16] as const;

export const treeName = (cores: number): string => `tree, ${cores} cores and a host`;
export const routerNames = {
  exporter: "exporter",
  importer: "importer",
  delaying: "importer with delays",
  mesh: "mesh router, interior, 64 routes",
  serial: "link, serial, 1 lane",
} as const;

/** By what the table calls them; each is elaborated when it is measured. */
export const areaDesigns: Readonly<Record<string, (fabric: RouterFabric) => Design>> = {
  [routerNames.exporter]: (fabric) =>
    elaborate(SpikeExporter({ ...words, rows, updates: fabric === "ecp5" ? 4 : 1, fabric })),
  [routerNames.importer]: (fabric) => elaborate(SpikeImporter({ ...words, entries, delayedWords: 0, fabric })),
  [routerNames.delaying]: (fabric) => elaborate(SpikeImporter({ ...words, entries, delayedWords, fabric })),
  filter: (fabric) => elaborate(SpikeFilter({ ...words, fabric })),
  ...Object.fromEntries(
    treeSizes.map((cores) => [
      treeName(cores),
      (fabric: RouterFabric) => elaborate(SpikeTree({ ...words, cores, links: 0, host: true, fabric })),
    ]),
  ),
  "mesh router, corner, 64 routes": (fabric) => elaborate(MeshRouter({ ...words, ports: corner, fabric })),
  [routerNames.mesh]: (fabric) => elaborate(MeshRouter({ ...words, ports: interior, fabric })),
  "mesh router, interior, 256 routes": (fabric) =>
    elaborate(MeshRouter({ ...words, routeBits: 8, ports: interior, fabric })),
  "link, UART": () => elaborate(UartLink({ ...link, clockCyclesPerBit: 16 })),
  [routerNames.serial]: () => elaborate(SerialLink({ ...link, lanes: 1, clockCyclesPerBit: 2 })),
  "link, serial, 4 lanes": () => elaborate(SerialLink({ ...link, lanes: 4, clockCyclesPerBit: 2 })),
};
