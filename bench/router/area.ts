import { bareEcp5, bareIce40 } from "../../constraints/index.ts";
import { type SynthesisRequest, synthesise } from "../../flow/synthesise.ts";
import { type Design, printVerilog } from "../../hdlgen/index.ts";
import { findTool, type Tool } from "../../tools/index.ts";
import { type Area, areaByPath } from "../budgets/netlist-area.ts";
import type { Benchmark, Measurement } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { areaDesigns, type RouterFabric, routerNames, treeName, treeSizes } from "./area-designs.ts";

const fabrics: readonly RouterFabric[] = ["ice40up", "ecp5"];
const findYosys = (): Promise<Tool> => findTool("yosys", { prefer: "pypi", install: "allowed" });

/** Logic cells that routers of this kind were expected to take, before there was this one. */
const expected = { filter: 20, meshRouter: [600, 900] } as const;

export const routerArea: Benchmark = {
  id: "router.area",
  title: "Logic cells of an interior router of a mesh, 64 routes, on the UP5K",
  method:
    "Each part of the routing by itself, after synthesis for the device, flat, and packed as nextpnr packs it; routes of 6 " +
    "bits, indices of 10, 256 rows and 128 import entries per core, 16 words of delayed axons, links with 64 words on " +
    `their way. Estimates for routers of this kind are ${expected.meshRouter.join(" to ")} LC for a router of a mesh and ` +
    `about ${expected.filter} for the filter of a core in a tree. Per core: exporter and importer and the core's share of ` +
    "the tree, or its router; the memory bus is left out.",
  unit: "LC",
  target: { goal: "atMost", value: expected.meshRouter[1] },
  standing: "goal",
  duration: "long",
  source: import.meta.url,
  // They start yosys, whose version is in the key.
  indifferentTo: ["tools/"],
  versions: async () => {
    const yosys = await findYosys();
    await yosys.close();
    return { "yosys (pypi)": yosys.version };
  },
  async measure({ report }) {
    const yosys = await findYosys();
    try {
      const areas: Record<string, Record<RouterFabric, Area>> = {};
      for (const [name, design] of Object.entries(areaDesigns)) {
        const ofFabrics: Partial<Record<RouterFabric, Area>> = {};
        for (const fabric of fabrics) {
          ofFabrics[fabric] = await synthesisedArea(design(fabric), fabric, yosys);
          report(`${name}, ${fabric}: ${JSON.stringify(ofFabrics[fabric])}`);
        }
        areas[name] = ofFabrics as Record<RouterFabric, Area>;
      }
      return measurementOf(areas);
    } finally {
      await yosys.close();
    }
  },
};

/** The area of a design by itself. */
export async function synthesisedArea(design: Design, fabric: RouterFabric, yosys: Tool): Promise<Area> {
  const files = Object.entries(printVerilog(design)).filter(([name]) => !name.startsWith("models/"));
  const isVerilog = (name: string): boolean => name.endsWith(".v");
  const request = {
    top: design.top.name,
    verilog: Object.fromEntries(files.filter(([name]) => isVerilog(name))),
    memoryFiles: Object.fromEntries(files.filter(([name]) => !isVerilog(name))),
    tools: { yosys },
  };
  const { json } =
    fabric === "ecp5"
      ? await synthesise({ ...request, board: bareEcp5("25k", "CABGA381", 6) } as SynthesisRequest<"ecp5">, () => {})
      : await synthesise({ ...request, board: bareIce40("up5k", "sg48") } as SynthesisRequest, () => {});
  return areaByPath(json, design.top.name, 0).get(design.top.name) ?? {};
}

type Areas = Readonly<Record<string, Readonly<Record<RouterFabric, Area>>>>;

function measurementOf(areas: Areas): Measurement {
  const of = (name: string, fabric: RouterFabric, resource: string): number => areas[name]?.[fabric][resource] ?? 0;
  /** Exporter, importer, and of the tree what comes upon a core. */
  const perCore = (cores: number, fabric: RouterFabric, resource: string): number =>
    of(routerNames.exporter, fabric, resource) +
    of(routerNames.delaying, fabric, resource) +
    of(treeName(cores), fabric, resource) / cores;
  const counts = (count: (fabric: RouterFabric, resource: string) => number): string[] => [
    ...[count("ice40up", "lc"), count("ice40up", "ebr")].map(shown),
    ...[count("ecp5", "lut"), count("ecp5", "ff"), count("ecp5", "dp16kd")].map(shown),
  ];
  const inMesh = (fabric: RouterFabric, resource: string): number =>
    of(routerNames.exporter, fabric, resource) +
    of(routerNames.delaying, fabric, resource) +
    of(routerNames.mesh, fabric, resource);
  return {
    value: of(routerNames.mesh, "ice40up", "lc"),
    detail: {
      areas,
      perCore: {
        ...Object.fromEntries(
          treeSizes.map((cores) => [`tree of ${cores}`, significant(perCore(cores, "ice40up", "lc"))]),
        ),
        mesh: inMesh("ice40up", "lc"),
      },
      expected: { ...expected },
    },
    table: {
      columns: ["part", "UP5K LC", "EBR", "ECP5 LUT", "FF", "DP16KD"],
      rows: [
        ...Object.keys(areas).map((name) => [name, ...counts((fabric, resource) => of(name, fabric, resource))]),
        ...treeSizes.map((cores) => [
          `per core, tree of ${cores}, with delays`,
          ...counts((fabric, resource) => perCore(cores, fabric, resource)),
        ]),
        ["per core, mesh, with delays", ...counts(inMesh)],
      ],
    },
  };
}

const shown = (count: number): string => Math.round(count).toLocaleString("en");
