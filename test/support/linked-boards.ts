/** Random recurrent networks on boards: chips in engines of their own, joined by cables between their pins. */
import { clusterImage, placeSystem, type SystemOptions } from "../../compile/index.ts";
import type { SystemConfig } from "../../config/index.ts";
import { type Design, elaborate } from "../../hdlgen/index.ts";
import { LinkedCluster, type LinkPins } from "../../rtl/linked-cluster.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { ClusterRun } from "../../sim/harness/cluster-run.ts";
import { CabledClusters, type CableRunOptions, clusterInside, withoutLinkStreams } from "../../sim/links/index.ts";
import { lockstepNetwork, streamNetwork } from "../../sim/lockstep/network.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { recurrentNetwork } from "./any-cores.ts";
import { allReported } from "./many-cores-run.ts";
import { Random } from "./random.ts";
import { randomInput } from "./random-network.ts";
import { roomyTarget } from "./roomy-target.ts";

/** 48 MHz; other boards' clocks are a little off. */
export const hostPeriod = 20_833;
const periods = [hostPeriod, hostPeriod + 60, hostPeriod - 45, hostPeriod + 25];

export const serialPins: LinkPins = {
  ...{ kind: "serial", lanes: 4, clockCyclesPerBit: 2 },
  ...{ window: 16, frameWords: 2, crcBits: 32 },
};
export const uartPins: LinkPins = { kind: "uart", clockCyclesPerBit: 4, window: 16, frameWords: 2, crcBits: 32 };

/** 1 % of the bits of every wire. */
export const bitErrors = ({ clockCyclesPerBit }: LinkPins, rate = 0.01) => ({
  rate,
  bit: clockCyclesPerBit * hostPeriod,
});

export interface BoardsOptions extends Partial<Pick<CableRunOptions, "errors" | "beats" | "beforeCycle">> {
  readonly seed: number;
  readonly boards: SystemOptions;
  readonly pins: LinkPins;
  readonly ticks: number;
  readonly open?: (design: Design, seed: number) => Promise<Simulation> | Simulation;
}

export interface BoardsTotals {
  readonly ticks: number;
  readonly spikes: number;
  /** Of all ends, in the stream: frames that did not come whole, and times that words were sent again. */
  readonly spoiled: number;
  readonly repeats: number;
  /** Of the stream alone. */
  readonly cycles: number;
}

/**
 * Runs a seed's network with all state compared after every tick, then as a stream with the spikes of every tick; throws
 * SIM125 at the first difference, and SIM200 when a link is down for too long.
 */
export async function runOnBoards(options: BoardsOptions): Promise<BoardsTotals> {
  const { seed, boards, pins, ticks, open = openEngine } = options;
  const target = roomyTarget(4);
  const network = allReported(recurrentNetwork(seed));
  const { system } = placeSystem(network, target, boards);
  const simulations: Simulation[] = [];
  try {
    for (const [chip, { shape }] of system.clusters.entries()) {
      const design = elaborate(LinkedCluster({ shape, fabric: target.fabric, pins }));
      simulations.push(await open(design, seed + chip));
    }
    return runCabled(system, simulations, options, (run) => {
      const random = new Random(seed);
      const reference = new Reference(network);
      let spikes = 0;
      const stepped = lockstepNetwork(run, reference, randomInput(random, network, ticks), {
        observe: (state) => {
          spikes += state.spikes.length;
        },
      });
      const streamed = streamNetwork(run, reference, randomInput(random, network, ticks));
      return { ticks: stepped.ticks + streamed.ticks, spikes, cycles: streamed.cycles - streamed.clearCycles };
    });
  } finally {
    for (const simulation of simulations) simulation.close();
  }
}

/** Pulls any cable at random for 1 to 16,384 cycles, and leaves all in for 1 to 8,192. */
export function randomPulls(seed: number) {
  const random = new Random(seed);
  const upTo = (bits: number): number => Math.ceil(2 ** (random.integer(0, 1000 * bits) / 1000));
  let change = 0;
  let pulled: number | undefined;
  return {
    count: 0,
    beforeCycle(cables: CabledClusters, cycle: number): void {
      if (cycle === 0) change = upTo(13);
      if (cycle < change) return;
      if (pulled === undefined) {
        pulled = random.integer(0, cables.count - 1);
        cables.pull(pulled);
        this.count++;
      } else {
        cables.plug(pulled);
        pulled = undefined;
      }
      change = cycle + upTo(pulled === undefined ? 13 : 14);
    },
  };
}

const openEngine = (design: Design, seed: number): Simulation => openEmbedded(design, { seed });

function runCabled<T extends object>(
  system: SystemConfig,
  simulations: readonly Simulation[],
  { seed, pins, errors, beats = 2_000, beforeCycle }: BoardsOptions,
  body: (run: ClusterRun) => T,
): T & CabledClusters["troubles"] {
  for (const simulation of simulations) quietPins(simulation);
  const cables = new CabledClusters(system, simulations, {
    ...{ kind: pins.kind, periods, seed, beats, delay: 5_000, jitter: 2_000 },
    ...(errors && { errors }),
    ...(beforeCycle && { beforeCycle }),
  });
  const run = new ClusterRun(withoutLinkStreams(system), simulations.map(clusterInside), { links: () => cables });
  run.load(system.clusters.map(clusterImage));
  return { ...body(run), ...cables.troubles };
}

/** Before the cables bring anything. */
function quietPins(simulation: Simulation): void {
  for (const { direction, signal } of simulation.design.top.ports) {
    if (direction !== "input" || signal.type.kind === "clock") continue;
    simulation.port(signal.name).value = signal.name.endsWith("_rx") ? 1 : 0;
  }
}
