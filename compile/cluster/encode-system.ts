import {
  type ClusterConfig,
  type ClusterFabric,
  type ClusterShape,
  type HardwareConfig,
  type IntegerNetwork,
  meshPort,
  type NeuronPlace,
  type NodeConfig,
  type SystemConfig,
} from "../../config/index.ts";
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../../diagnostics/index.ts";
import { unsupported } from "../fits.ts";
import { type Arrangement, addressOverflow, arrange, encode } from "../place.ts";
import { joinShapes, powerOfTwo } from "../shape.ts";
import type { CoreTarget } from "../target.ts";
import { at, groupBy } from "./collect.ts";
import { connectionsOf, elementsOf, type Part } from "./connections.ts";
import { type CoreNetwork, coreNetwork } from "./core-network.ts";
import { systemOverflows } from "./fits-system.ts";
import { idleCore } from "./idle-core.ts";
import { type MeshEnd, meshMasks } from "./mesh-masks.ts";
import { chainedEntries, exportTable, type Imports, importsOf, importTable } from "./node-tables.ts";
import { type Route, routesOf, senderOf } from "./routes.ts";
import { type ChipTopology, ChipWays, joinChips } from "./topology.ts";

/** The chips of a system and the cores on each, before anything is placed on them. */
export interface SystemFrame {
  readonly chips: number;
  readonly topology: ChipTopology;
  readonly fabric: ClusterFabric;
  /** Of each chip; a tree has one row. */
  readonly columns: number;
  readonly rows: number;
  readonly hostChip: number;
}

/** A core of the frame with what it computes. */
interface PlacedCore {
  readonly chip: number;
  readonly core: number;
  readonly parts: readonly Part[];
  /** Undefined for a core without parts. */
  readonly network?: CoreNetwork;
  readonly arrangement?: Arrangement;
}

/**
 * Writes the contents of every core, port and filter for parts that have their places. All cores are given one shape.
 *
 * @param parts tile the network's neurons; on each core in the order of the network, each beginning at a group
 * @throws CMP errors with the chip and core, all together
 */
export function encodeSystem(
  net: IntegerNetwork,
  target: CoreTarget,
  frame: SystemFrame,
  parts: readonly Part[],
): SystemConfig {
  throwIfAny(unsupported(net, target));
  const connections = connectionsOf(net, parts);
  const routes = routesOf(net, parts, connections);
  const placed = placeCores(net, target, frame, parts, connections, routes);
  const { hostChip, chips, topology } = frame;
  const links = joinChips(chips, topology);
  const ways = new ChipWays(chips, links);
  const firstSlot = firstSlots(placed);
  const [core, configs] = encodeCores(placed, net, target);
  const imports = placed.map(
    ({ network }, i): Imports =>
      network === undefined
        ? { chains: new Map(), delayedWords: [] }
        : importsOf(network, at(configs, i), routes, firstSlot),
  );
  const common = commonShape(net, core, routes, imports);
  throwIfAny(systemOverflows(net, target, routes.length, common));
  const nodesPerChip = frame.columns * frame.rows;
  const clusters = Array.from({ length: chips }, (_, chip): ClusterConfig => {
    const shape: ClusterShape = {
      fabric: frame.fabric,
      columns: frame.columns,
      rows: frame.rows,
      core,
      ...common,
      links: ways.links(chip),
      host: chip === hostChip,
    };
    const masks = frame.fabric === "mesh" ? chipMasks(frame, shape, chip, routes, ways) : undefined;
    return {
      name: `${net.name}, chip ${chip}`,
      shape,
      nodes: Array.from({ length: nodesPerChip }, (_, node): NodeConfig => {
        const index = chip * nodesPerChip + node;
        const { parts: own, network } = at(placed, index);
        const exported = routes.flatMap(({ source }, route) =>
          source.kind === "part" && own.includes(source.part)
            ? [{ route, firstSlot: firstSlot(source.part), size: source.part.size }]
            : [],
        );
        const { delayedWords } = at(imports, index);
        return {
          config: at(configs, index),
          neurons: network?.neurons ?? new Int32Array(0),
          exports: exportTable(exported, core.updates, shape.exportRows),
          imports: importTable(at(imports, index), shape.routes, shape.importEntries),
          delayedWords,
          ...(masks === undefined ? {} : { mesh: masks.map((mask) => at(mask, node)) }),
        };
      }),
      hostWanted: Uint8Array.from({ length: shape.routes }, (_, route) =>
        chip === hostChip && routes[route]?.host === true ? 1 : 0,
      ),
      linkWanted: Array.from({ length: shape.links }, (_, link) =>
        Uint8Array.from({ length: shape.routes }, (__, number) => {
          const route = routes[number];
          return route !== undefined && crosses(route, chip, link, hostChip, ways) ? 1 : 0;
        }),
      ),
    };
  });
  return {
    network: net.name,
    clusters,
    links,
    hostChip,
    ...channelTables(net, routes),
    senders: routes.map((route) => senderOf(route, firstSlot)),
    places: neuronPlaces(net, parts, firstSlot),
  };
}

function placeCores(
  net: IntegerNetwork,
  target: CoreTarget,
  { chips, columns, rows }: SystemFrame,
  parts: readonly Part[],
  connections: ReturnType<typeof connectionsOf>,
  routes: readonly Route[],
): PlacedCore[] {
  const nodes = columns * rows;
  const exported = new Set(routes.flatMap(({ source }) => (source.kind === "part" ? [source.part] : [])));
  const numberOf = ({ chip, core }: Part): number => chip * nodes + core;
  const byCore = groupBy(parts, numberOf);
  const onto = groupBy(connections, ({ target: part }) => numberOf(part));
  const problems: Diagnostic[] = [];
  const placed = Array.from({ length: chips * nodes }, (_, number): PlacedCore => {
    const place = { chip: Math.floor(number / nodes), core: number % nodes };
    const own = byCore.get(number) ?? [];
    if (own.length === 0) return { ...place, parts: own };
    const name = coreName(net, place.chip, place.core);
    const network = coreNetwork(net, name, own, onto.get(number) ?? [], (part) => exported.has(part), target);
    try {
      return { ...place, parts: own, network, arrangement: arrange(network.net, target) };
    } catch (error) {
      if (!(error instanceof SpikeforgeError)) throw error;
      problems.push(...error.diagnostics);
      return { ...place, parts: own, network };
    }
  });
  throwIfAny(problems);
  return placed;
}

const coreName = ({ name }: IntegerNetwork, chip: number, core: number): string =>
  `${name}, chip ${chip}, core ${core}`;

/** First slot of a part on its core. */
function firstSlots(placed: readonly PlacedCore[]): (part: Part) => number {
  const slots = new Map<Part, number>();
  for (const { parts, arrangement } of placed) {
    for (const [i, part] of parts.entries()) slots.set(part, arrangement?.layout.populations[i]?.firstSlot ?? 0);
  }
  return (part) => slots.get(part) ?? 0;
}

/** All cores encoded for the one shape that holds each. */
function encodeCores(
  placed: readonly PlacedCore[],
  net: IntegerNetwork,
  target: CoreTarget,
): [ClusterShape["core"], HardwareConfig[]] {
  const [first, ...others] = placed.flatMap(({ arrangement }) =>
    arrangement === undefined ? [] : [arrangement.shape],
  );
  if (first === undefined) throw new Error(`"${net.name}" has no neurons`);
  const shape = joinShapes(first, ...others);
  throwIfAny(addressOverflow(shape, net, target));
  const configs = placed.map(({ chip, core, arrangement }) =>
    arrangement === undefined ? idleCore(coreName(net, chip, core), shape) : encode(arrangement, shape),
  );
  return [shape, configs];
}

type CommonShape = Pick<ClusterShape, "routes" | "indexBits" | "exportRows" | "importEntries" | "delayedWords">;

function commonShape(
  net: IntegerNetwork,
  core: ClusterShape["core"],
  routes: readonly Route[],
  imports: readonly Imports[],
): CommonShape {
  const count = Math.max(2, powerOfTwo(routes.length));
  const delayedWords = Math.max(...imports.map((each) => each.delayedWords.length));
  const widest = Math.max(core.slots, ...net.inputs.map(({ size }) => size));
  return {
    routes: count,
    indexBits: Math.max(1, Math.ceil(Math.log2(widest))),
    exportRows: core.slots / core.updates,
    importEntries: powerOfTwo(count + Math.max(...imports.map(chainedEntries))),
    delayedWords: delayedWords === 0 ? 0 : Math.max(2, powerOfTwo(delayedWords)),
  };
}

/** Chips that words of a route have to reach. */
function goalChips({ listeners, host }: Route, hostChip: number): Set<number> {
  return new Set([...listeners.map(({ chip }) => chip), ...(host ? [hostChip] : [])]);
}

const homeOf = ({ source }: Route, hostChip: number): number => (source.kind === "part" ? source.part.chip : hostChip);

/** Whether a route's words leave a chip by a link. */
function crosses(route: Route, chip: number, link: number, hostChip: number, ways: ChipWays): boolean {
  const home = homeOf(route, hostChip);
  return [...goalChips(route, hostChip)].some((goal) =>
    ways.way(home, goal).some((end) => end.chip === chip && end.link === link),
  );
}

/** Mesh masks of a chip, by route and node. */
function chipMasks(
  frame: SystemFrame,
  { links, routes: count }: ClusterShape,
  chip: number,
  routes: readonly Route[],
  ways: ChipWays,
): number[][] {
  const { hostChip } = frame;
  const none = new Array<number>(frame.columns * frame.rows).fill(0);
  return Array.from({ length: count }, (_, number) => {
    const route = routes[number];
    if (route === undefined) return none;
    const home = homeOf(route, hostChip);
    const { source } = route;
    const from: MeshEnd =
      home !== chip
        ? { extra: meshPort.link0 + (ways.towards(chip, home) ?? 0) }
        : source.kind === "part"
          ? { core: source.part.core }
          : { extra: meshPort.host };
    const to: MeshEnd[] = route.listeners.filter((listener) => listener.chip === chip).map(({ core }) => ({ core }));
    if (route.host && chip === hostChip) to.push({ extra: meshPort.host });
    for (let link = 0; link < links; link++) {
      if (crosses(route, chip, link, hostChip, ways)) to.push({ extra: meshPort.link0 + link });
    }
    return to.length === 0 ? none : meshMasks(frame, from, to);
  });
}

function channelTables(net: IntegerNetwork, routes: readonly Route[]) {
  const numbers = new Map(routes.map(({ source }, number) => [elementsOf(source), number]));
  const route = net.inputs.flatMap((range) => new Array<number>(range.size).fill(numbers.get(range) ?? -1));
  const index = net.inputs.flatMap(({ size }) => Array.from({ length: size }, (_, i) => i));
  return { channelRoute: Int32Array.from(route), channelIndex: Int32Array.from(index) };
}

function neuronPlaces(net: IntegerNetwork, parts: readonly Part[], firstSlot: (part: Part) => number): NeuronPlace[] {
  const places = new Array<NeuronPlace | undefined>(net.neurons.count);
  for (const part of parts) {
    const { chip, core, first, size } = part;
    const slot = firstSlot(part);
    for (let i = 0; i < size; i++) places[first + i] = { chip, core, slot: slot + i };
  }
  return places.map((place, neuron) => {
    if (place === undefined) throw new Error(`neuron ${neuron} is on no core`);
    return place;
  });
}
