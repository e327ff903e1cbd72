import {
  type ClusterConfig,
  type ImportEntry,
  meshPort,
  type NodeConfig,
  type SystemConfig,
} from "../../config/index.ts";
import { ConfigInterpreter } from "./config-interpreter.ts";

/** A word on the fabric, without the markers that tell periods apart. */
export interface SpikeWord {
  readonly route: number;
  readonly index: number;
}

const delaySlots = 16;
const delayedWordBits = 16;
const aerRange = 2 ** 15;

/**
 * Runs a SystemConfig as its fields are documented, without any hardware and without order within a period: period p
 * carries the host's events of tick p and the cores' spikes of tick p − 1. Exporters by row, words through trees or from
 * mesh router to mesh router, filters and links between chips, importers with their chains and delays, every core by its
 * own interpreter. Throws where a configuration contradicts itself: a word that comes twice, runs in a circle or leaves
 * over a link that is not there.
 */
export class SystemInterpreter {
  readonly system: SystemConfig;
  /** By chip and core. */
  readonly cores: readonly (readonly ConfigInterpreter[])[];
  readonly #wheels: readonly (readonly DelayWheel[])[];
  /** By chip and core: words of the next period. */
  #spikes: SpikeWord[][][];
  /** Words that crossed each link end in the last tick, by chip and link. */
  #linkLoad: number[][];
  /** Events that each core took in the last tick, by chip and core. */
  #eventLoad: number[][] = [];
  #period = 0;

  constructor(system: SystemConfig) {
    this.system = system;
    this.cores = system.clusters.map(({ nodes }) => nodes.map(({ config }) => new ConfigInterpreter(config)));
    this.#wheels = system.clusters.map(({ nodes, shape }) =>
      nodes.map((node) => new DelayWheel(node, shape.delayedWords)),
    );
    this.#spikes = system.clusters.map(({ nodes }) => nodes.map(() => []));
    this.#linkLoad = system.clusters.map(({ shape }) => new Array<number>(shape.links).fill(0));
  }

  /** Words that left each chip by each link in the last tick. */
  get linkLoad(): readonly (readonly number[])[] {
    return this.#linkLoad;
  }

  /** Events that the cores took in the last tick, by chip and core. */
  get eventLoad(): readonly (readonly number[])[] {
    return this.#eventLoad;
  }

  /** Membrane by neuron of the network. */
  membranes(): number[] {
    return this.system.places.map(({ chip, core, slot }) => at(at(at(this.cores, chip), core).membranes, slot));
  }

  /** Runs a tick with these host channels active; returns the neurons whose spikes of the tick before the host sees. */
  tick(channels: readonly number[]): number[] {
    const period = new Period(this.system);
    const { hostChip, channelRoute, channelIndex } = this.system;
    for (const channel of channels) {
      const route = at(channelRoute, channel);
      if (route >= 0) period.enter(hostChip, "host", { route, index: at(channelIndex, channel) });
    }
    for (const [chip, ofChip] of this.#spikes.entries()) {
      for (const [core, words] of ofChip.entries()) for (const word of words) period.enter(chip, core, word);
    }
    this.#linkLoad = period.linkLoad;
    this.#eventLoad = this.system.clusters.map(() => []);
    this.#spikes = this.system.clusters.map(({ nodes }, chip) =>
      nodes.map((node, core) => {
        const words = [...new Set(at(at(period.arrived, chip), core))];
        const aer = at(at(this.#wheels, chip), core).period(this.#period, imported(node, words));
        if (new Set(aer).size !== aer.length) throw new Error(`chip ${chip}, core ${core}: an event comes twice`);
        at(this.#eventLoad, chip)[core] = aer.length;
        const reported = at(at(this.cores, chip), core).tick(aer);
        return exported(node, reported);
      }),
    );
    this.#period += 1;
    return period.atHost.map(({ route, index }) => neuronOf(this.system, route, index));
  }
}

function neuronOf({ senders }: SystemConfig, route: number, index: number): number {
  const sender = at(senders, route);
  if (sender.kind !== "neurons") throw new Error(`route ${route} is the host's own`);
  const element = index - sender.firstSlot;
  if (element < 0 || element >= sender.size) throw new Error(`route ${route} has no index ${index}`);
  return sender.first + element;
}

/** Rows without a route drop their spikes. */
function exported({ exports, config }: NodeConfig, slots: readonly number[]): SpikeWord[] {
  return slots.flatMap((slot) => {
    const route = exports[Math.floor(slot / config.shape.updates)];
    return route === undefined ? [] : [{ route, index: slot }];
  });
}

interface Arrival {
  readonly axon: number;
  readonly delay: number;
}

function imported({ imports }: NodeConfig, words: readonly SpikeWord[]): Arrival[] {
  return words.flatMap(({ route, index }) => {
    const arrivals: Arrival[] = [];
    let entry: ImportEntry | undefined = at(imports, route);
    while (entry !== undefined) {
      const { base, delay, next }: ImportEntry = entry;
      arrivals.push({ axon: (base + index) % aerRange, delay });
      if (arrivals.length > imports.length) throw new Error(`the chain of route ${route} does not end`);
      entry = next === undefined ? undefined : at(imports, next);
      if (next !== undefined && entry === undefined) throw new Error(`the chain of route ${route} is broken`);
    }
    return arrivals;
  });
}

/** Delayed axons by the slot of the period in which they become active. */
class DelayWheel {
  readonly #node: NodeConfig;
  readonly #words: number;
  readonly #slots: Set<number>[] = Array.from({ length: delaySlots }, () => new Set<number>());

  constructor(node: NodeConfig, words: number) {
    this.#node = node;
    this.#words = words;
    if (node.delayedWords.length > words) throw new Error(`${node.delayedWords.length} of ${words} delayed words`);
  }

  /** AER words of a period: what passes at once, and what has become due. */
  period(period: number, arrivals: readonly Arrival[]): number[] {
    const due = at(this.#slots, period % delaySlots);
    const events = [...due].map((axon) => {
      const word = at(this.#node.delayedWords, Math.floor(axon / delayedWordBits));
      return word + (axon % delayedWordBits);
    });
    due.clear();
    for (const { axon, delay } of arrivals) {
      if (delay === 1) events.push(axon);
      else {
        if (axon >= delayedWordBits * this.#words) throw new Error(`no delayed axon ${axon}`);
        at(this.#slots, (period + delay - 1) % delaySlots).add(axon);
      }
    }
    return events;
  }
}

/** The words of one period on their way. */
class Period {
  /** By chip and core. */
  readonly arrived: SpikeWord[][][];
  readonly atHost: SpikeWord[] = [];
  readonly linkLoad: number[][];
  readonly #system: SystemConfig;
  /** What is behind each link. */
  readonly #behind = new Map<string, { chip: number; link: number }>();

  constructor(system: SystemConfig) {
    this.#system = system;
    this.arrived = system.clusters.map(({ nodes }) => nodes.map(() => []));
    this.linkLoad = system.clusters.map(({ shape }) => new Array<number>(shape.links).fill(0));
    for (const { a, b } of system.links) {
      this.#behind.set(`${a.chip} ${a.link}`, b);
      this.#behind.set(`${b.chip} ${b.link}`, a);
    }
  }

  /** A word comes into a chip, from a core, from the host or over a link. */
  enter(chip: number, from: number | "host" | { readonly link: number }, word: SpikeWord): void {
    const cluster = at(this.#system.clusters, chip);
    if (cluster.shape.fabric === "tree") this.#throughTree(chip, cluster, from, word);
    else this.#throughMesh(chip, cluster, from, word);
  }

  #throughTree(
    chip: number,
    cluster: ClusterConfig,
    from: number | "host" | { readonly link: number },
    word: SpikeWord,
  ) {
    for (const core of cluster.nodes.keys()) this.#arrive(chip, core, word);
    if (from !== "host" && at(cluster.hostWanted, word.route) === 1) this.#toHost(cluster, word);
    for (const [link, wanted] of cluster.linkWanted.entries()) {
      const back = typeof from === "object" && from.link === link;
      if (!back && at(wanted, word.route) === 1) this.#leave(chip, link, word);
    }
  }

  #throughMesh(
    chip: number,
    cluster: ClusterConfig,
    from: number | "host" | { readonly link: number },
    word: SpikeWord,
  ) {
    const entry =
      typeof from === "number" ? meshPort.local : from === "host" ? meshPort.host : meshPort.link0 + from.link;
    const visited = new Set<number>();
    const { columns, rows } = cluster.shape;
    const visit = (node: number, input: number): void => {
      if (visited.has(node)) throw new Error(`route ${word.route} comes to node ${node} twice`);
      visited.add(node);
      const mask = at(at(cluster.nodes, node).mesh ?? [], word.route);
      for (let port = 0; port < 32; port++) {
        if (((mask >>> port) & 1) === 0) continue;
        if (port === input) throw new Error(`route ${word.route} leaves node ${node} as it came`);
        const [x, y] = [node % columns, Math.floor(node / columns)];
        if (port === meshPort.local) this.#arrive(chip, node, word);
        else if (port === meshPort.north && y > 0) visit(node - columns, meshPort.south);
        else if (port === meshPort.south && y < rows - 1) visit(node + columns, meshPort.north);
        else if (port === meshPort.east && x < columns - 1) visitRow(node + 1, meshPort.west, input);
        else if (port === meshPort.west && x > 0) visitRow(node - 1, meshPort.east, input);
        else if (port === meshPort.host && node === 0) this.#toHost(cluster, word);
        else if (port >= meshPort.link0 && node === 0) this.#leave(chip, port - meshPort.link0, word);
        else throw new Error(`node ${node} has no port ${port}`);
      }
    };
    /** Words that move along a column stay in it. */
    const visitRow = (node: number, input: number, before: number): void => {
      if (before === meshPort.north || before === meshPort.south) throw new Error("a word turns into a row");
      visit(node, input);
    };
    visit(typeof from === "number" ? from : 0, entry);
  }

  #arrive(chip: number, core: number, word: SpikeWord): void {
    at(at(this.arrived, chip), core).push(word);
  }

  #toHost({ shape, name }: ClusterConfig, word: SpikeWord): void {
    if (!shape.host) throw new Error(`${name} has no host`);
    this.atHost.push(word);
  }

  #leave(chip: number, link: number, word: SpikeWord): void {
    const end = this.#behind.get(`${chip} ${link}`);
    const load = at(this.linkLoad, chip);
    if (end === undefined) throw new Error(`chip ${chip} has no link ${link}`);
    load[link] = at(load, link) + 1;
    this.enter(end.chip, { link: end.link }, word);
  }
}

function at<T>(items: { readonly [index: number]: T; readonly length: number }, index: number): T {
  const item = items[index];
  if (index < 0 || index >= items.length) throw new RangeError(`index ${index} of ${items.length}`);
  return item as T;
}
