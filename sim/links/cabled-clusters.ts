/** The chips of a system joined by cables between their pins: for `ClusterRun`. */
import type { SystemConfig } from "../../config/index.ts";
import type { ChipLinks } from "../harness/chip-links.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";
import { checkLinks, type LinkEnd } from "./check-links.ts";
import { LinkedChips } from "./linked-chips.ts";
import type { WireOptions } from "./wire.ts";

/** Cycles from one look at the links' state to the next. */
const checkEvery = 256;

/** From a chip's output to the other's input, by the names that follow `link0_`. */
const joints = {
  uart: [["tx", "rx"]],
  serial: [
    ["out_clock", "in_clock"],
    ["out_start", "in_start"],
    ["out_data", "in_data"],
  ],
} as const;

export interface CableRunOptions extends Omit<WireOptions, "openLevel"> {
  readonly kind: keyof typeof joints;
  /** Of the chips' clocks in picoseconds, in their order. */
  readonly periods: readonly number[];
  readonly seed: number;
  /** Beats of a link's end without a whole frame after which the run stops with SIM200, at most 65,534. */
  readonly beats: number;
  /** Called before each cycle of the host's chip, with the number of cycles since the last clear: the place to pull. */
  readonly beforeCycle?: (cables: CabledClusters, cycle: number) => void;
}

/**
 * Joins LinkedClusters (rtl/linked-cluster.ts), each in a simulation of its own, pin by pin as `system.links` says. Cable i
 * is link i of the system. Throws SIM200 to SIM202, naming tick and link, where a run cannot go on.
 */
export class CabledClusters implements ChipLinks {
  readonly #chips: LinkedChips;
  readonly #clears: readonly SignalHandle[];
  readonly #ends: readonly LinkEnd[];
  readonly #options: CableRunOptions;
  readonly #hostPeriod: number;
  readonly #slowest: number;
  /** Since the last clear; nothing is asked of links that have not been cleared yet. */
  #cycle = Number.NaN;

  /** @param simulations of the chips, in their order */
  constructor(system: SystemConfig, simulations: readonly Simulation[], options: CableRunOptions) {
    const { kind, periods, seed, beats: _, beforeCycle: __, ...wires } = options;
    const openLevel = kind === "uart" ? 1 : 0;
    this.#options = options;
    this.#hostPeriod = at(periods, system.hostChip);
    this.#slowest = Math.max(...periods);
    this.#clears = simulations.map((simulation) => simulation.port("clear"));
    this.#ends = system.links
      .flatMap(({ a, b }) => [a, b])
      .map(({ chip, link }) => ({
        ...{ chip: `chip${chip}`, link: `link${link}`, prefix: `link${link}_` },
        simulation: at(simulations, chip),
      }));
    const pin = ({ chip, link }: SystemConfig["links"][number]["a"], name: string) => ({
      chip: `chip${chip}`,
      pin: `link${link}_${name}`,
    });
    this.#chips = new LinkedChips({
      seed,
      chips: simulations.map((simulation, chip) => ({
        ...{ name: `chip${chip}`, simulation, period: at(periods, chip) },
        // The host's chip takes its edge at the end of each of its periods, others somewhere within.
        phase: chip === system.hostChip ? this.#hostPeriod : 1 + ((chip * 7_001) % at(periods, chip)),
      })),
      cables: system.links.map(({ a, b }, cable) => ({
        ...{ ...wires, name: String(cable), openLevel },
        joins: joints[kind].flatMap(([out, into]) => [
          { from: pin(a, out), to: pin(b, into) },
          { from: pin(b, out), to: pin(a, into) },
        ]),
      })),
    });
  }

  /** Cables. */
  get count(): number {
    return this.#ends.length / 2;
  }

  pull(cable: number): void {
    this.#chips.pull(String(cable));
  }

  plug(cable: number): void {
    this.#chips.plug(String(cable));
  }

  /** Times that words were sent again, and frames that did not come whole, at all ends since the last clear. */
  get troubles(): { readonly repeats: number; readonly spoiled: number } {
    const total = (name: string): number =>
      this.#ends.reduce((sum, { simulation, prefix }) => sum + simulation.port(prefix + name).value, 0);
    return { repeats: total("repeats"), spoiled: total("spoiled") };
  }

  /** A cycle of the host's chip; while the chips are held clear as long as each of them takes to see it. */
  step(): void {
    if (this.#clears.some(({ value }) => value !== 0)) {
      this.#cycle = 0;
      const cycles = Math.ceil((2 * this.#slowest) / this.#hostPeriod);
      this.#chips.advance(cycles * this.#hostPeriod);
      return;
    }
    this.#options.beforeCycle?.(this, this.#cycle);
    this.#chips.advance(this.#hostPeriod);
    this.#cycle += 1;
    if (this.#cycle % checkEvery === 0) checkLinks(this.#ends, this.#options);
  }
}

/** A LinkedCluster's simulation with the memories named as in the Cluster inside: what a ClusterDriver looks for. */
export function clusterInside(simulation: Simulation): Simulation {
  const path = "cluster.";
  const memories = simulation.names.memories.flatMap((name) =>
    name.startsWith(path) ? [name.slice(path.length)] : [],
  );
  return new Proxy(simulation, {
    get(target, key) {
      if (key === "names") return { ...target.names, memories };
      if (key === "memory") return (name: string) => target.memory(path + name);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The system as its driver sees it: streams of links do not reach the edge of a chip. */
export const withoutLinkStreams = (system: SystemConfig): SystemConfig => ({
  ...system,
  clusters: system.clusters.map((cluster) => ({ ...cluster, shape: { ...cluster.shape, links: 0 } })),
});

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`${index} of ${values.length}`);
  return value;
}
