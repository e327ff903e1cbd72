/**
 * Many cores and many chips: what a chip with several cores is built with, and what its tables are loaded with. A
 * *cluster* is the cores of one chip with what joins them, a *node* a core with its ports on the fabric, a *system* the
 * clusters that chip links join. A *route* is the number of a sender, the same on every chip: a part of a population on
 * one core, or a host input.
 */
import type { CoreShape, HardwareConfig } from "./hardware-config.ts";

/** How the cores of a chip are joined. */
export const clusterFabrics = ["tree", "mesh"] as const;
export type ClusterFabric = (typeof clusterFabrics)[number];

/** What a chip is built with: everything that changes its gates. */
export interface ClusterShape {
  readonly fabric: ClusterFabric;
  /** Cores = columns × rows; node = x + columns × y. A tree has one row. */
  readonly columns: number;
  readonly rows: number;
  /** All cores are instances of one. */
  readonly core: CoreShape;
  /** Routes of the whole system, a power of two, at least 2. */
  readonly routes: number;
  /** Width of the index of a word: a slot of the sender's core, or a channel within a host input. */
  readonly indexBits: number;
  /** Rows of U slots that the exporter's table knows: `core.slots / core.updates`. */
  readonly exportRows: number;
  /** Entries of an importer's table, a power of two, at least `routes`: the head of a route stands at its number. */
  readonly importEntries: number;
  /** Words of 16 delayed axons, a power of two; 0 leaves the delay wheel out. */
  readonly delayedWords: number;
  /** Chip links, numbered from 0. All of them are in use: markers are awaited from each. */
  readonly links: number;
  /** The host is at this chip. */
  readonly host: boolean;
}

/** What a core does with the words of a route. */
export interface ImportEntry {
  /**
   * 0…32767. `(base + index) mod 2^15` is the core's AER word when `delay` is 1, the number of a delayed axon when it is
   * more.
   */
  readonly base: number;
  /** 1…15: 1 brings a word in its own period. */
  readonly delay: number;
  /** Another entry for the same words, behind the heads. */
  readonly next?: number;
}

/** A core of a cluster and the tables of its ports. */
export interface NodeConfig {
  /** Encoded for the shape that all cores have. Its neurons and channels are numbered within the core. */
  readonly config: HardwareConfig;
  /** Network neuron of every neuron of `config`. Empty for a core that has nothing to do. */
  readonly neurons: Int32Array;
  /** Route by row of U slots; undefined where nobody listens elsewhere. Length `exportRows`. */
  readonly exports: readonly (number | undefined)[];
  /** By entry, length `importEntries`; undefined at a route's number: its words are dropped. */
  readonly imports: readonly (ImportEntry | undefined)[];
  /** AER word of bit 0 of every word of delayed axons in use. */
  readonly delayedWords: readonly number[];
  /** By route: output ports of the mesh router, `meshPort` says which bit is which. Length `routes`; absent in a tree. */
  readonly mesh?: readonly number[];
}

/** Bits of a mesh mask. Rows grow southwards: south of node i is i + columns. The host and the links are at node 0. */
export const meshPort = { north: 0, east: 1, south: 2, west: 3, local: 4, host: 5, link0: 6 } as const;

/** One chip with the contents of its memories. */
export interface ClusterConfig {
  readonly name: string;
  readonly shape: ClusterShape;
  readonly nodes: readonly NodeConfig[];
  /** By route: 1 where its spikes go to the host. All 0 on a chip without host. */
  readonly hostWanted: Uint8Array;
  /** By link and route: 1 where its words go to the chip behind the link. */
  readonly linkWanted: readonly Uint8Array[];
}

/** One end of a chip link. */
export interface LinkEnd {
  readonly chip: number;
  readonly link: number;
}

/** Who sends the words of a route. */
export type Sender =
  /** A host input: index = channel − first. */
  | { readonly kind: "input"; readonly name: string; readonly first: number; readonly size: number }
  /** Neurons `first` … of a population: index − firstSlot = neuron − first. */
  | {
      readonly kind: "neurons";
      readonly population: string;
      readonly chip: number;
      readonly core: number;
      readonly first: number;
      readonly size: number;
      readonly firstSlot: number;
    };

/** Where a neuron is. */
export interface NeuronPlace {
  readonly chip: number;
  readonly core: number;
  readonly slot: number;
}

/** A network on several cores. */
export interface SystemConfig {
  readonly network: string;
  readonly clusters: readonly ClusterConfig[];
  /** Which links are joined. Chips and links make a tree. */
  readonly links: readonly { readonly a: LinkEnd; readonly b: LinkEnd }[];
  readonly hostChip: number;
  /** Route and index of every host channel; route −1: nobody listens to it, it is not sent. */
  readonly channelRoute: Int32Array;
  readonly channelIndex: Int32Array;
  /** By route; shorter than `routes`. */
  readonly senders: readonly Sender[];
  /** By neuron of the network. */
  readonly places: readonly NeuronPlace[];
}

/**
 * Units of a cluster's memory bus. Units below the number of cores are the cores themselves, with their own spaces
 * (`busSpaces`).
 */
export const clusterUnits = {
  core: (_cores: number, core: number): number => core,
  /** The tables of a node's ports: `nodeSpaces`. */
  node: (cores: number, node: number): number => cores + node,
  /** What leaves the chip: `outsideSpaces`. Trees only; a mesh has masks. */
  outside: (cores: number): number => 2 * cores,
} as const;

/** Spaces of a node's unit. They can be written only. */
export const nodeSpaces = {
  /** By row: bit 15 valid, route below. */
  exports: 0,
  /** By entry, two slices: bit 15 valid, base below; bits 3…0 delay, 15…4 next (0: the chain ends). */
  imports: 1,
  /** By word of delayed axons: the AER word of its bit 0. */
  delayedWords: 2,
  /** By route: a mesh mask. */
  mesh: 3,
} as const;

/** Spaces of the unit `outside`. They can be written only. Bit 0 by route: words of it leave. */
export const outsideSpaces = { host: 0, link: (link: number): number => 1 + link } as const;

/** Bit of an export or import word: the entry counts. */
export const tableValidBit = 15;

/** Consecutive 16-bit words of one space of a unit. */
export interface ClusterBlock {
  readonly unit: number;
  readonly space: number;
  readonly address: number;
  readonly words: Uint16Array;
}
