import type { SystemConfig } from "../../config/index.ts";
import type { CoreTiming } from "../plan/core-timing.ts";
import { CycleModel } from "../plan/cycle-model.ts";
import { LoadCounter, type TickActivity } from "../plan/tick-load.ts";
import { at } from "./collect.ts";
import { CoreEvents, type PeriodWords, WordCounter } from "./core-events.ts";
import { Shares, type TickShare } from "./shares.ts";
import { fabricLines, linkLines } from "./word-lines.ts";

export interface CoreLoad {
  readonly chip: number;
  readonly core: number;
  readonly neurons: number;
  readonly weightWords: number;
  /** Events that its ports take from the fabric. */
  readonly events: TickShare;
  readonly spikes: TickShare;
  /** Cycles of the core alone, its input being there. */
  readonly cycles: TickShare;
}

/** One direction of a chip link. */
export interface ChipLinkLoad {
  readonly from: number;
  readonly to: number;
  readonly words: TickShare;
}

/** One direction between neighbours in a mesh, or what all cores of a tree hear. */
export interface FabricLoad {
  readonly chip: number;
  /** Absent in a tree. */
  readonly edge?: { readonly from: number; readonly to: number };
  readonly words: TickShare;
}

export interface SystemLoad {
  readonly ticks: number;
  readonly cores: readonly CoreLoad[];
  /** Both directions of every link. */
  readonly links: readonly ChipLinkLoad[];
  /** By chip; of a mesh only edges that some word takes. */
  readonly fabric: readonly FabricLoad[];
  readonly fromHost: TickShare;
  readonly toHost: TickShare;
  /**
   * Cycles of a tick: of the busiest core or port of a fabric in each, a word per cycle. What markers take from core to
   * core comes on top, 30 to 50 cycles. Chip links have clocks of their own; their words are in `links`.
   */
  readonly cycles: TickShare;
  /** Who the longest tick waits for. */
  readonly longest: { readonly chip: number; readonly core?: number; readonly edge?: FabricLoad["edge"] };
}

/**
 * What some activity loads a system with: the cycles of every core by the cycle model, the words on every link and edge.
 *
 * @param timing of the cores
 */
export function systemLoad(system: SystemConfig, timing: CoreTiming, activity: readonly TickActivity[]): SystemLoad {
  const cores = system.clusters.flatMap(({ nodes }, chip) =>
    nodes.map((node, core) => ({
      chip,
      core,
      node,
      events: new CoreEvents(node),
      counter: new LoadCounter(node.config),
      model: new CycleModel(node.config, timing),
      end: 0,
      seen: { events: new Shares(), spikes: new Shares(), cycles: new Shares() },
    })),
  );
  const local = new Int32Array(system.places.length);
  for (const { node } of cores) for (const [i, neuron] of node.neurons.entries()) local[neuron] = i;
  const lines = [...linkLines(system), ...fabricLines(system)];
  const routesFromHost = system.senders.map(({ kind }) => kind === "input");
  const hostWanted = system.clusters[system.hostChip]?.hostWanted ?? new Uint8Array(0);
  const [fromHost, toHost, cycles] = [new Shares(), new Shares(), new Shares()];
  let longest: SystemLoad["longest"] = { chip: 0 };
  const words = new WordCounter(system);
  for (const tick of activity) {
    const period = words.next(tick);
    const fired = firedByCore(system, tick.neurons, local);
    let most = { cycles: 0, who: longest };
    const consider = (taken: number, who: SystemLoad["longest"]): void => {
      if (taken > most.cycles) most = { cycles: taken, who };
    };
    for (const core of cores) {
      const neurons = fired.get(core.chip * 2 ** 16 + core.core) ?? [];
      const channels = core.events.next(period);
      const { end } = core.model.tick(core.counter.next({ channels, neurons }));
      core.seen.events.add(channels.length);
      core.seen.spikes.add(neurons.length);
      core.seen.cycles.add(end - core.end);
      consider(end - core.end, { chip: core.chip, core: core.core });
      core.end = end;
    }
    for (const line of lines) {
      const taken = wordsOf(period, line.takes);
      line.words.add(taken);
      // A marker follows.
      if (line.kind === "fabric") consider(taken + 1, { chip: line.chip, ...(line.edge && { edge: line.edge }) });
    }
    fromHost.add(wordsOf(period, (route) => at(routesFromHost, route)));
    toHost.add(wordsOf(period, (route) => hostWanted[route] === 1));
    if (most.cycles > cycles.most) longest = most.who;
    cycles.add(most.cycles);
  }
  return {
    ticks: activity.length,
    cores: cores.map(({ chip, core, node, seen }) => ({
      chip,
      core,
      neurons: node.neurons.length,
      weightWords: node.config.weightWordsUsed,
      events: seen.events.share,
      spikes: seen.spikes.share,
      cycles: seen.cycles.share,
    })),
    links: lines.flatMap((line) =>
      line.kind === "link" ? [{ from: line.from, to: line.to, words: line.words.share }] : [],
    ),
    fabric: lines.flatMap((line) =>
      line.kind === "fabric"
        ? [{ chip: line.chip, ...(line.edge && { edge: line.edge }), words: line.words.share }]
        : [],
    ),
    fromHost: fromHost.share,
    toHost: toHost.share,
    cycles: cycles.share,
    longest,
  };
}

function wordsOf(period: PeriodWords, takes: (route: number) => boolean): number {
  let count = 0;
  for (const [route, indices] of period) if (takes(route)) count += indices.length;
  return count;
}

/** Local neurons by chip × 2^16 + core. */
function firedByCore({ places }: SystemConfig, neurons: readonly number[], local: Int32Array): Map<number, number[]> {
  const fired = new Map<number, number[]>();
  for (const neuron of neurons) {
    const { chip, core } = at(places, neuron);
    const own = fired.get(chip * 2 ** 16 + core) ?? [];
    fired.set(chip * 2 ** 16 + core, own);
    own.push(local[neuron] ?? 0);
  }
  return fired;
}
