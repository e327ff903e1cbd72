import type { FabricLoad, SystemPlan, TickShare } from "../../index.ts";
import { table } from "../output.ts";

/** Busier edges of a mesh are shown, so many of them. */
const edgesShown = 4;
/** Cores are shown one by one up to so many; of more, the busiest. */
const coresShown = 32;

const mean = ({ mean: value }: TickShare): string => value.toFixed(1);
const cycles = ({ mean: value }: TickShare): string => value.toFixed(0);

/** A plan of several cores for people. */
export function systemLines(plan: SystemPlan): string[] {
  const { load, target, area, chips, cores } = plan;
  const { blocks, spram } = target.device;
  const isEcp5 = target.device.fabric === "ecp5";
  const [unit, memory] = isEcp5 ? ["LUT", "DP16KD"] : ["LC", "EBR"];
  const joined = plan.fabric === "mesh" ? `mesh of ${plan.columns} × ${plan.rows}` : "tree";
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  const { longest } = load;
  const waited =
    longest.core !== undefined
      ? `core ${longest.core} of chip ${longest.chip}`
      : `${longest.edge === undefined ? "the tree" : edgeName(longest.edge)} of chip ${longest.chip}`;
  return [
    `${plan.network} on ${count(chips, "chip")} (${target.name}) with ${count(cores, "core")} each, ${joined}: ${plan.lanes} lanes of ${plan.weightBits} bits, ${count(plan.updates, "neuron")} per cycle and core`,
    "",
    ...table([
      ["tick", `${cycles(load.cycles)} cycles, at most ${load.cycles.most}: the longest waits for ${waited}`],
      ["host", `${mean(load.fromHost)} events in, ${mean(load.toHost)} spikes out per tick`],
      ["routes", `${plan.routes} numbers for senders`],
      ["clock", `${plan.clock.MHz.toFixed(0)} MHz predicted for a core`],
      [
        "area",
        `${area.cells} of ${target.cells} ${unit}, ${area.blocks} of ${blocks} ${memory}${spram > 0 ? `, ${area.spram} of ${spram} SPRAM` : ""} per chip`,
      ],
    ]),
    "",
    ...coreTable(plan),
    "",
    ...table([
      ["words per tick", "mean", "most"],
      ...load.links.map(({ from, to, words }) => [`link chip ${from} → chip ${to}`, mean(words), words.most]),
      ...shownFabric(load.fabric).map(({ chip, edge, words }) => [
        `chip ${chip}, ${edge === undefined ? "tree" : edgeName(edge)}`,
        mean(words),
        words.most,
      ]),
    ]),
    ...(area.cells > target.cells || area.blocks > blocks || area.spram > spram ? ["", "does not fit the device"] : []),
  ];
}

const edgeName = ({ from, to }: { readonly from: number; readonly to: number }): string => `edge ${from} → ${to}`;

function coreTable({ load, weightWords }: SystemPlan): string[] {
  const busiest = load.cores.toSorted((a, b) => b.cycles.mean - a.cycles.mean).slice(0, coresShown);
  const shown = load.cores.filter((core) => busiest.includes(core));
  const left = load.cores.length - shown.length;
  return [
    ...table([
      ["chip", "core", "neurons", `weight words of ${weightWords}`, "events", "spikes", "cycles"],
      ...shown.map((core) => [
        core.chip,
        core.core,
        core.neurons,
        core.weightWords,
        mean(core.events),
        mean(core.spikes),
        cycles(core.cycles),
      ]),
    ]),
    ...(left > 0 ? [`and ${left} cores that are less busy`] : []),
  ];
}

/** Trees, and the busiest edges of meshes. */
function shownFabric(fabric: readonly FabricLoad[]): FabricLoad[] {
  const edges = fabric.filter(({ edge }) => edge !== undefined).toSorted((a, b) => b.words.mean - a.words.mean);
  return [...fabric.filter(({ edge }) => edge === undefined), ...edges.slice(0, edgesShown)];
}

export function systemJson(plan: SystemPlan): unknown {
  const { target, ...rest } = plan;
  return { ...rest, target: target.name, device: target.device.name };
}
