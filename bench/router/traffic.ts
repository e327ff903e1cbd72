/** Traffic between 16 cores and the host: what is offered to a fabric, what it accepts, and how long words are under way. */
import { meshPort } from "../../config/index.ts";
import { type Design, elaborate } from "../../hdlgen/index.ts";
import { SpikeMesh } from "../../rtl/router/spike-mesh.ts";
import { SpikeTree } from "../../rtl/router/spike-tree.ts";
import { compileEmbedded, type EmbeddedDesign } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { Random } from "../../test/support/random.ts";
import { SpikeCrossbar } from "./spike-crossbar.ts";

const columns = 4;
const rows = 4;
export const cores = columns * rows;
/** The host is one more end. */
const host = cores;
const ends = cores + 1;
/** A route for each end that words go to, or, with layers, that they come from. */
const routeBits = 5;
/** The sender and a number: words are told apart while they are under way. */
const numberBits = 9;
const indexBits = 5 + numberBits;

export const patternNames = ["uniform", "hotspot", "layers"] as const;
export type PatternName = (typeof patternNames)[number];
export const fabricNames = ["tree", "mesh", "crossbar"] as const;
export type FabricName = (typeof fabricNames)[number];

interface Pattern {
  /** The ends that a route's words go to. */
  readonly sinks: (route: number) => readonly number[];
  /** Whose words a route has; undefined: anybody's. */
  readonly senderOf: (route: number) => number | undefined;
  /** The route of a core's next word. */
  readonly routeFrom: (core: number, random: Random) => number;
}

const hot = 5;
/** Any core but this one. */
const another = (core: number, random: Random): number => (core + 1 + random.integer(0, cores - 2)) % cores;
const toOneCore = { sinks: (route: number) => (route < cores ? [route] : []), senderOf: () => undefined };

const patterns: Readonly<Record<PatternName, Pattern>> = {
  uniform: { ...toOneCore, routeFrom: another },
  /** A quarter of all words goes to one core. */
  hotspot: {
    ...toOneCore,
    routeFrom: (core, random) => (core !== hot && random.chance(0.25) ? hot : another(core, random)),
  },
  /** Each column is a layer: a core's words go to all cores of the next one, the last one's to the host. */
  layers: {
    sinks: (route) => {
      if (route >= cores) return [];
      const next = (route % columns) + 1;
      return next === columns ? [host] : Array.from({ length: rows }, (_, y) => next + columns * y);
    },
    senderOf: (route) => route,
    routeFrom: (core) => core,
  },
};

/** The port of a mesh node by which words for an end go on: along the row, then along the column. */
function meshWay(node: number, end: number): { readonly bit: number; readonly next?: number } {
  const target = end === host ? 0 : end;
  const [dx, dy] = [(target % columns) - (node % columns), Math.floor(target / columns) - Math.floor(node / columns)];
  if (dx !== 0) return { bit: dx > 0 ? meshPort.east : meshPort.west, next: node + Math.sign(dx) };
  if (dy !== 0) return { bit: dy > 0 ? meshPort.south : meshPort.north, next: node + Math.sign(dy) * columns };
  return { bit: end === host ? meshPort.host : meshPort.local };
}

/** Masks by node: the union of the ways from whoever sends to all sinks. */
function meshMasks({ sinks, senderOf }: Pattern, route: number): number[] {
  const masks = new Array<number>(cores).fill(0);
  const sender = senderOf(route);
  for (const start of sender === undefined ? masks.keys() : [sender]) {
    for (const end of sinks(route)) {
      for (let node: number | undefined = start; node !== undefined; ) {
        const { bit, next } = meshWay(node, end);
        masks[node] = (masks[node] ?? 0) | (1 << bit);
        node = next;
      }
    }
  }
  return masks;
}

type Writes = readonly Readonly<Record<string, number>>[];

interface Fabric {
  readonly design: () => Design;
  readonly writes: (pattern: Pattern) => Writes;
}

const routes = Array.from({ length: ends }, (_, route) => route);
const words = { routeBits, indexBits };
const fabrics: Readonly<Record<FabricName, Fabric>> = {
  tree: {
    design: () => elaborate(SpikeTree({ ...words, cores, links: 0, host: true, fabric: "ecp5" })),
    writes: ({ sinks }) =>
      routes.map((route) => ({
        ...{ write_space: 0, write_address: route },
        write_data: sinks(route).includes(host) ? 1 : 0,
      })),
  },
  mesh: {
    design: () => elaborate(SpikeMesh({ ...words, columns, rows, links: 0, host: true, fabric: "ecp5" })),
    writes: (pattern) =>
      routes.flatMap((route) =>
        meshMasks(pattern, route).map((mask, node) => ({
          ...{ write_node: node, write_address: route, write_data: mask },
        })),
      ),
  },
  crossbar: {
    design: () => elaborate(SpikeCrossbar({ ...words, ends })),
    writes: ({ sinks }) =>
      routes.map((route) => ({
        write_address: route,
        write_data: sinks(route).reduce((mask, end) => mask | (1 << end), 0),
      })),
  },
};

export interface LoadPoint {
  /** Words per cycle that all cores together want to send, and that the fabric takes. */
  readonly offered: number;
  readonly accepted: number;
  /** Words per cycle that come to those who want them. */
  readonly delivered: number;
  /** Cycles from a word's making, waiting before the fabric included, until the last of its sinks has it: mean and the longest. */
  readonly latency: number;
  readonly longest: number;
}

export interface RunLength {
  /** Cycles before those that count, and those. */
  readonly warmUp: number;
  readonly counted: number;
  /** Cycles of a tick: so often all senders end their period. */
  readonly tick: number;
  readonly seed: number;
}

interface Travelling {
  readonly route: number;
  readonly born: number;
  readonly period: number;
  copies: number;
}

const pinsOf = (simulation: Simulation, name: string) => ({
  valid: simulation.port(`${name}_valid`),
  ready: simulation.port(`${name}_ready`),
  marker: simulation.port(`${name}_payload_marker`),
  route: simulation.port(`${name}_payload_route`),
  index: simulation.port(`${name}_payload_index`),
});

/** A fabric that loads are tried on, one after the other. */
export class FabricUnderLoad {
  readonly #fabric: FabricName;
  readonly #embedded: EmbeddedDesign;

  constructor(fabric: FabricName) {
    this.#fabric = fabric;
    this.#embedded = compileEmbedded(fabrics[fabric].design());
  }

  #open(pattern: Pattern): Simulation {
    const simulation = this.#embedded.open();
    for (const name of this.#names("from")) simulation.port(`${name}_valid`).value = 0;
    for (const name of this.#names("to")) simulation.port(`${name}_ready`).value = 1;
    simulation.port("clear").value = 0;
    simulation.port("write").value = 0;
    simulation.reset();
    simulation.port("write").value = 1;
    for (const write of fabrics[this.#fabric].writes(pattern)) {
      for (const [pin, value] of Object.entries(write)) simulation.port(pin).value = value;
      simulation.step();
    }
    simulation.port("write").value = 0;
    return simulation;
  }

  #names(side: "from" | "to"): string[] {
    const outside = { from: "host_in", to: "host_out" }[side];
    return routes.map((end) => (end === host && this.#fabric !== "crossbar" ? outside : `${side}${end}`));
  }

  /**
   * Cores make words at random, `offered` per cycle all together, and all ends a marker per tick. Every word must come to
   * each of its sinks once, in its period.
   *
   * @throws Error when one does not
   */
  run(patternName: PatternName, offered: number, { warmUp, counted, tick, seed }: RunLength): LoadPoint {
    const pattern = patterns[patternName];
    const simulation = this.#open(pattern);
    const random = new Random(seed);
    const inputs = this.#names("from").map((name) => pinsOf(simulation, name));
    const outputs = this.#names("to").map((name) => pinsOf(simulation, name));
    const queues = routes.map((): (Omit<Travelling, "copies"> | "marker")[] => []);
    const periods = routes.map(() => 0);
    // In period 0 there is nothing for the host, whose first marker is left out, but in the crossbar.
    const heard = routes.map((route): number => (route === host && this.#fabric !== "crossbar" ? 1 : 0));
    const numbers = routes.map(() => 0);
    const travelling = new Map<number, Travelling>();
    const end = warmUp + counted;
    const totals = { accepted: 0, delivered: 0, latency: 0, longest: 0, measured: 0, arrived: 0 };
    const isCounted = (born: number): boolean => born >= warmUp && born < end;

    for (let cycle = 0; cycle < end || (totals.arrived < totals.measured && cycle < 3 * end); cycle++) {
      for (const [core, queue] of queues.entries()) {
        if (cycle % tick === tick - 1) {
          queue.push("marker");
          periods[core] = (periods[core] ?? 0) + 1;
        } else if (core !== host && periods[core] !== 0 && random.chance(offered / cores)) {
          queue.push({ route: pattern.routeFrom(core, random), born: cycle, period: periods[core] ?? 0 });
          if (isCounted(cycle)) totals.measured++;
        }
        const pins = inputs[core];
        const [head] = queue;
        if (pins === undefined) continue;
        pins.valid.value = head === undefined ? 0 : 1;
        if (head === undefined) continue;
        pins.marker.value = head === "marker" ? 1 : 0;
        pins.route.value = head === "marker" ? 0 : head.route;
        pins.index.value = head === "marker" ? 0 : (core << numberBits) | (numbers[core] ?? 0);
      }
      for (const [core, queue] of queues.entries()) {
        const [head] = queue;
        if (head === undefined || inputs[core]?.ready.value !== 1) continue;
        queue.shift();
        if (head === "marker") continue;
        const number = numbers[core] ?? 0;
        travelling.set((core << numberBits) | number, { ...head, copies: pattern.sinks(head.route).length });
        numbers[core] = (number + 1) % 2 ** numberBits;
        if (isCounted(cycle)) totals.accepted++;
      }
      for (const [sink, pins] of outputs.entries()) {
        if (pins.valid.value === 0) continue;
        if (pins.marker.value === 1) {
          heard[sink] = (heard[sink] ?? 0) + 1;
          continue;
        }
        // The tree brings words to all cores, whose importers drop what they do not want.
        if (!pattern.sinks(pins.route.value).includes(sink)) continue;
        const word = travelling.get(pins.index.value);
        if (word === undefined || word.period !== heard[sink]) throw new Error(`a word from nowhere at end ${sink}`);
        if (isCounted(cycle)) totals.delivered++;
        word.copies--;
        if (word.copies > 0) continue;
        travelling.delete(pins.index.value);
        if (!isCounted(word.born)) continue;
        totals.arrived++;
        totals.latency += cycle - word.born;
        totals.longest = Math.max(totals.longest, cycle - word.born);
      }
      simulation.step();
    }
    return {
      offered,
      accepted: totals.accepted / counted,
      delivered: totals.delivered / counted,
      latency: totals.latency / totals.arrived,
      longest: totals.longest,
    };
  }
}
