/** Two or more ends of links under random traffic: what goes in on one side comes out on the other, once and in order. */
import { elaborate, type Module, type Ports } from "../../hdlgen/index.ts";
import { AerReceiver } from "../../rtl/chip-link/aer-receiver.ts";
import { AerSender } from "../../rtl/chip-link/aer-sender.ts";
import type { LinkShape } from "../../rtl/chip-link/frame.ts";
import { SerialLink } from "../../rtl/chip-link/serial-link.ts";
import { UartLink } from "../../rtl/chip-link/uart-link.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { type CableOptions, LinkedChips } from "../../sim/links/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { Random } from "../support/random.ts";

export interface Word {
  readonly marker: number;
  readonly route: number;
  readonly index: number;
}

const shape = { routeBits: 6, indexBits: 9, window: 32, frameWords: 8, crcBits: 32 } as const;
export const period = 20_833;

export interface Phy {
  readonly name: string;
  readonly module: Module<Ports>;
  /** From an end's output to the other's input. */
  readonly pins: readonly (readonly [string, string])[];
  readonly openLevel: 0 | 1;
  /** Time of a bit. */
  readonly bit: number;
}

export function uartPhy(clockCyclesPerBit: number, parameters: Partial<LinkShape> = {}): Phy {
  return {
    name: `uart, ${clockCyclesPerBit} cycles per bit`,
    module: UartLink({ ...shape, ...parameters, clockCyclesPerBit }),
    pins: [["tx", "rx"]],
    openLevel: 1,
    bit: clockCyclesPerBit * period,
  };
}

export function serialPhy(lanes: 1 | 4, clockCyclesPerBit: number, parameters: Partial<LinkShape> = {}): Phy {
  return {
    name: `serial, ${lanes} lanes, ${clockCyclesPerBit} cycles per bit`,
    module: SerialLink({ ...shape, ...parameters, lanes, clockCyclesPerBit }),
    pins: [
      ["out_clock", "in_clock"],
      ["out_start", "in_start"],
      ["out_data", "in_data"],
    ],
    openLevel: 0,
    bit: (clockCyclesPerBit * period) / 2,
  };
}

/** Drives `enq` and reads `deq` of an end, at random. */
export class Traffic {
  readonly simulation: Simulation;
  readonly sent: Word[] = [];
  readonly received: Word[] = [];
  /** Words that are still to be sent. */
  toSend = 0;
  /** Chances per cycle. */
  offers = 1;
  takes = 1;
  readonly #random: Random;
  readonly #enq;
  readonly #deq;
  readonly #limits: { readonly routes: number; readonly indices: number };
  #offered: Word | undefined;

  constructor(simulation: Simulation, random: Random, limits = { routes: 63, indices: 511 }) {
    this.simulation = simulation;
    this.#random = random;
    this.#limits = limits;
    this.#enq = this.#pinsOf("enq", ["valid", "ready"]);
    this.#deq = this.#pinsOf("deq", ["valid", "ready"]);
  }

  #pinsOf(stream: string, names: readonly ["valid", "ready"]) {
    const [valid, ready] = names.map((name) => this.#port(`${stream}_${name}`));
    const [marker, route, index] = ["marker", "route", "index"].map((name) => this.#port(`${stream}_payload_${name}`));
    return { valid, ready, marker, route, index };
  }

  #port(name: string) {
    return this.simulation.names === undefined || !hasPort(this.simulation, name)
      ? undefined
      : this.simulation.port(name);
  }

  beforeEdge = (): void => {
    const { valid, ready, marker, route, index } = this.#enq;
    if (valid && ready && marker && route && index) {
      if (this.#offered === undefined && this.toSend > 0 && this.#random.chance(this.offers)) {
        this.#offered = this.#word();
        this.toSend--;
        valid.value = 1;
        marker.value = this.#offered.marker;
        route.value = this.#offered.route;
        index.value = this.#offered.index;
      } else if (this.#offered === undefined) valid.value = 0;
      if (this.#offered !== undefined && ready.value === 1) {
        this.sent.push(this.#offered);
        this.#offered = undefined;
      }
    }
    const out = this.#deq;
    if (out.valid && out.ready && out.marker && out.route && out.index) {
      const takes = this.takes >= 1 || this.#random.chance(this.takes);
      out.ready.value = takes ? 1 : 0;
      if (takes && out.valid.value === 1) {
        this.received.push({ marker: out.marker.value, route: out.route.value, index: out.index.value });
      }
    }
  };

  #word(): Word {
    if (this.#random.chance(0.1)) return { marker: 1, route: 0, index: 0 };
    return {
      marker: 0,
      route: this.#random.integer(0, this.#limits.routes),
      index: this.#random.integer(0, this.#limits.indices),
    };
  }
}

function hasPort(simulation: Simulation, name: string): boolean {
  return simulation.design.top.ports.some(({ signal }) => signal.name === name);
}

/** Resets a chip with all its inputs low but those that are idle high. */
export function boot(simulation: Simulation, openLevel: 0 | 1): void {
  for (const { direction, signal } of simulation.design.top.ports) {
    if (direction !== "input" || signal.type.kind === "clock") continue;
    simulation.port(signal.name).value = signal.name === "rx" ? openLevel : 0;
  }
  simulation.reset();
}

export interface LinkOptions extends Partial<Omit<CableOptions, "name" | "joins" | "openLevel">> {
  readonly seed: number;
  /** Of the second chip's clock. */
  readonly otherPeriod?: number;
  readonly otherPhy?: Phy;
}

/** Two chips that are one end each. */
export function openPair(phy: Phy, { seed, otherPeriod = period, otherPhy = phy, ...wires }: LinkOptions) {
  const random = new Random(seed);
  const ends = [phy, otherPhy].map((each, i) => {
    const simulation = openEmbedded(elaborate(each.module), { seed: seed + i });
    boot(simulation, phy.openLevel);
    return new Traffic(simulation, random);
  });
  const [a, b] = ends as [Traffic, Traffic];
  const chips = new LinkedChips({
    seed,
    chips: [
      { name: "a", simulation: a.simulation, period, beforeEdge: a.beforeEdge },
      { name: "b", simulation: b.simulation, period: otherPeriod, phase: 7_001, beforeEdge: b.beforeEdge },
    ],
    cables: [
      {
        name: "cable",
        delay: 5_000,
        openLevel: phy.openLevel,
        ...wires,
        joins: phy.pins.flatMap(([out, into]) => [
          { from: { chip: "a", pin: out }, to: { chip: "b", pin: into } },
          { from: { chip: "b", pin: out }, to: { chip: "a", pin: into } },
        ]),
      },
    ],
  });
  return { a, b, chips };
}

/** An AerSender and an AerReceiver in two chips. */
export function openAer(phases: 2 | 4, seed: number, otherPeriod = period, jitter = 0) {
  const random = new Random(seed);
  const parameters = { routeBits: 6, indexBits: 9, phases, markers: "highest" } as const;
  const [from, to] = [AerSender({ ...parameters, setupCycles: 2 }), AerReceiver(parameters)].map((each, i) => {
    const simulation = openEmbedded(elaborate(each as Module<Ports>), { seed: seed + i });
    boot(simulation, 0);
    return new Traffic(simulation, random, { routes: 63, indices: 510 });
  }) as [Traffic, Traffic];
  const chips = new LinkedChips({
    seed,
    chips: [
      { name: "from", simulation: from.simulation, period, beforeEdge: from.beforeEdge },
      { name: "to", simulation: to.simulation, period: otherPeriod, phase: 3_003, beforeEdge: to.beforeEdge },
    ],
    cables: [
      {
        name: "cable",
        delay: 5_000,
        jitter,
        openLevel: 0,
        joins: [
          { from: { chip: "from", pin: "request" }, to: { chip: "to", pin: "request" } },
          { from: { chip: "from", pin: "address" }, to: { chip: "to", pin: "address" } },
          { from: { chip: "to", pin: "acknowledge" }, to: { chip: "from", pin: "acknowledge" } },
        ],
      },
    ],
  });
  return { from, to, chips };
}

export const status = (traffic: Traffic, name: string): number => traffic.simulation.port(name).value;
