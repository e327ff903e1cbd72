import type { AxonRange, IndexRange, IntegerNetwork, SynapseBlock } from "../config/index.ts";

/** A list region: what a source population's spikes or an input's events are appended to. */
export interface Region {
  readonly kind: "input" | "population" | "empty";
  readonly name: string;
  /** First entry within a bank and number of entries that it can ever hold in a tick. */
  readonly start: number;
  readonly size: number;
}

/** One synapse block as a population's groups walk it. */
export interface Walk {
  readonly block: SynapseBlock;
  /** Index of the region that its axons arrive in. */
  readonly region: number;
  readonly source: AxonRange["source"];
}

export interface PlacedPopulation {
  readonly range: IndexRange;
  readonly firstGroup: number;
  readonly groups: number;
  readonly walks: readonly Walk[];
}

/** Where everything goes, before any word is written. */
export interface Layout {
  readonly lanes: number;
  readonly regions: readonly Region[];
  readonly populations: readonly PlacedPopulation[];
  readonly groups: number;
  readonly listEntries: number;
  readonly segments: number;
  readonly weightWords: number;
}

/**
 * Lays a network out on lanes: every population starts at a group of its own; a group walks one segment per synapse
 * block into its population, the host's before its own core's, so that waiting for spikes comes last.
 */
export function layOut(net: IntegerNetwork, lanes: number): Layout {
  const regions = listRegions(net);
  let firstGroup = 0;
  const populations = net.populations.map((range): PlacedPopulation => {
    const groups = Math.ceil(range.size / lanes);
    const walks = net.synapses
      .filter(({ neuronFirst }) => neuronFirst === range.first)
      .map((block) => walkOf(net, block, range, regions))
      .sort((a, b) => a.region - b.region);
    const placed = { range, firstGroup, groups, walks };
    firstGroup += groups;
    return placed;
  });
  const perGroup = (count: (walk: Walk) => number): number =>
    populations.reduce(
      (sum, { groups, walks }) => sum + groups * walks.reduce((total, walk) => total + count(walk), 0),
      0,
    );
  const silent = populations.filter(({ walks }) => walks.length === 0).reduce((sum, { groups }) => sum + groups, 0);
  return {
    lanes,
    regions,
    populations,
    groups: firstGroup,
    listEntries: regions.reduce((sum, { size }) => sum + size, 0),
    segments: perGroup(() => 1) + silent,
    weightWords: perGroup(({ block }) => block.axonCount),
  };
}

/** All inputs, then the populations that someone listens to, then an empty region if a group has nothing to walk. */
function listRegions(net: IntegerNetwork): Region[] {
  const heard = net.populations.filter((population) =>
    net.axons.some((axons) => isFrom(axons, "population", population)),
  );
  let start = 0;
  const place = (kind: "input" | "population", { name, size }: IndexRange): Region => {
    const region = { kind, name, start, size };
    start += size;
    return region;
  };
  const regions = [
    ...net.inputs.map((input) => place("input", input)),
    ...heard.map((population) => place("population", population)),
  ];
  const isSilent = ({ first }: IndexRange): boolean => !net.synapses.some(({ neuronFirst }) => neuronFirst === first);
  if (net.populations.some(isSilent)) regions.push({ kind: "empty", name: "", start: 0, size: 0 });
  return regions;
}

function isFrom({ source }: AxonRange, kind: "input" | "population", { name }: IndexRange): boolean {
  return source.kind === kind && source.name === name;
}

/** A block must be what `quantise` makes: all axons of one range onto all neurons of one population. */
function walkOf(net: IntegerNetwork, block: SynapseBlock, target: IndexRange, regions: readonly Region[]): Walk {
  const axons = net.axons.find(({ first, size }) => first === block.axonFirst && size === block.axonCount);
  if (axons === undefined || block.neuronCount !== target.size) {
    throw new Error(`a synapse block onto "${target.name}" does not span a whole axon range and a whole population`);
  }
  const { source } = axons;
  return { block, source, region: regions.findIndex(({ kind, name }) => kind === source.kind && name === source.name) };
}
