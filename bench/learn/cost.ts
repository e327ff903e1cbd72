import { closeFlowTools, findEcp5FlowTools, findFlowTools } from "../../flow/index.ts";
import { type PlacementFigures, placementFigures, placementsIndifferentTo } from "../hw/placements.ts";
import type { Benchmark, Json, Measurement } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import type { Versions } from "../kit/versions.ts";
import { activities, type CostCore, type CyclesPerTick, costCores, costDesign, cyclesPerTick } from "./cost-cores.ts";

interface Cost {
  readonly core: CostCore;
  readonly learning: PlacementFigures;
  readonly inference: PlacementFigures;
  readonly cycles: readonly CyclesPerTick[];
}

export const learningCost: Benchmark = {
  id: "learn.cost",
  title: "Logic cells that pair STDP adds to a core of the UP5K",
  method:
    "The same network, plastic and not, on the same device: the core alone, placed with five seeds (median clock), and " +
    "ticks as fast as the core takes them at three activities, every spike compared with the reference. Pair STDP with " +
    "presynaptic-centred nearest neighbours, a window of 15 ticks, hard bounds and stochastic rounding; 8-bit weights.",
  unit: "LC",
  target: { goal: "atMost", value: 1000 },
  standing: "goal",
  duration: "long",
  source: import.meta.url,
  indifferentTo: placementsIndifferentTo,
  versions,
  async measure({ report }) {
    const costs: Cost[] = [];
    for (const core of costCores) {
      const cycles = activities.map((activity) => {
        report(`${core.name}: cycles with ${100 * activity.arrivals} % of the inputs active`);
        return cyclesPerTick(core, activity);
      });
      const learning = await placed(core, "learning", report);
      const inference = await placed(core, "inference", report);
      costs.push({ core, learning, inference, cycles });
    }
    return measurementOf(costs);
  },
};

async function placed(
  core: CostCore,
  build: "learning" | "inference",
  report: (message: string) => void,
): Promise<PlacementFigures> {
  const tools = await toolsOf(core);
  try {
    const request = { ...costDesign(core, build), tools } as Parameters<typeof placementFigures>[0];
    return await placementFigures(request, (message) => report(`${core.name}, ${build}: ${message}`));
  } finally {
    await closeFlowTools(tools);
  }
}

const toolsOf = ({ device }: Pick<CostCore, "device">) => {
  const options = { prefer: "pypi", install: "allowed" } as const;
  return device === "ecp5-25f" ? findEcp5FlowTools(options) : findFlowTools(options);
};

async function versions(): Promise<Versions> {
  const found: Record<string, string> = {};
  for (const device of ["up5k", "ecp5-25f"] as const) {
    for (const { name, version, close } of Object.values(await toolsOf({ device }))) {
      if (name === "yosys" || name.startsWith("nextpnr")) found[`${name} (pypi)`] = version;
      await close();
    }
  }
  return found;
}

const logicOf = ({ used }: PlacementFigures): number => used.lc ?? used.lut ?? Number.NaN;
const blocksOf = ({ used }: PlacementFigures): number => used.ebr ?? used.dp16kd ?? 0;

function measurementOf(costs: readonly Cost[]): Measurement {
  const [first] = costs;
  if (first === undefined) throw new Error("no core");
  const percent = (share: number): string => `${significant(100 * share)} %`;
  return {
    value: logicOf(first.learning) - logicOf(first.inference),
    detail: Object.fromEntries(costs.map(({ core, ...figures }) => [core.name, figures as unknown as Json] as const)),
    table: {
      columns: [
        "device",
        "network",
        "lanes",
        "LC or LUT",
        "EBR or DP16KD",
        "MHz",
        ...activities.map(({ arrivals, posts }) => `cycles per tick, ${percent(arrivals)} in, ${percent(posts)} fire`),
      ],
      rows: costs.flatMap(({ core, cycles, ...builds }) =>
        (["learning", "inference"] as const).map((build) => [
          core.name,
          `${core.inputs}-${core.neurons}${build === "learning" ? ", learning" : ""}`,
          `${core.lanes} × 8`,
          String(logicOf(builds[build])),
          String(blocksOf(builds[build])),
          String(significant(builds[build].fmaxMHz)),
          ...cycles.map((each) => String(significant(each[build]))),
        ]),
      ),
    },
  };
}
