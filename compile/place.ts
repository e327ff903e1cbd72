import {
  type CoreShape,
  type HardwareConfig,
  type IntegerNetwork,
  leakKinds,
  listIndexBits,
  type NeuronSlot,
  regionBits,
  resetKinds,
  type Segment,
} from "../config/index.ts";
import { throwIfAny } from "../diagnostics/index.ts";
import { overflows, unsupported } from "./fits.ts";
import { type Layout, layOut, type PlacedPopulation, type Region, type Walk } from "./layout.ts";
import type { CoreTarget } from "./target.ts";

/** Bits of an AER event word below the marker bit. */
const aerEventBits = 15;

/**
 * Places a network on one core: which neuron lives in which slot, what every group walks, where every weight lies.
 * Throws CMP001…CMP003 for what the core cannot do, CMP004…CMP015 for what does not fit; all problems together.
 */
export function place(net: IntegerNetwork, target: CoreTarget): HardwareConfig {
  const layout = layOut(net, target.lanes);
  const problems = [...unsupported(net, target), ...overflows(net, layout, target)];
  throwIfAny(problems);
  const shape = shapeOf(net, layout, target);
  const addressBits = regionBits(shape) + listIndexBits(shape);
  if (addressBits > aerEventBits) {
    const found = `event words need ${addressBits} bits for region and index, have ${aerEventBits}`;
    const mend = "use fewer inputs and populations, or fewer channels and neurons";
    throwIfAny([{ code: "CMP015", place: `network "${net.name}" on ${target.name}`, found, mend }]);
  }
  const { segments, weights } = program(layout, shape);
  const { slots, slotOfNeuron } = neuronSlots(net, layout);
  return {
    name: net.name,
    shape,
    segments,
    regionStart: Array.from({ length: shape.regions }, (_, region) => layout.regions[region]?.start ?? 0),
    weights,
    weightWordsUsed: layout.weightWords,
    slots,
    slotOfNeuron,
    channelWord: channelWords(net, layout.regions, shape),
    fanOut: fanOutOf(net),
  };
}

/** The smallest core that holds the network, with memories no smaller than a block of the device. */
function shapeOf(net: IntegerNetwork, layout: Layout, { blockDepth }: CoreTarget): CoreShape {
  const n = net.neurons;
  const kinds = leakKinds.filter((kind, index) => kind === "none" || n.leakKind.includes(index));
  const linear = n.leakAmount.filter((_, neuron) => leakKinds[n.leakKind[neuron] ?? 0] === "linear");
  const fanIn = layout.populations.map(({ walks }) => walks.reduce((sum, { block }) => sum + block.axonCount, 0));
  const largestSum = Math.max(1, ...fanIn) * 2 ** (net.weightBits - 1);
  return {
    lanes: layout.lanes,
    weightBits: net.weightBits,
    membraneBits: net.membraneBits,
    accumulatorBits: 1 + Math.ceil(Math.log2(largestSum)),
    groups: Math.max(powerOfTwo(layout.groups), powerOfTwo(blockDepth / layout.lanes)),
    regions: powerOfTwo(layout.regions.length),
    listEntries: Math.max(2, blockDepth / 2, powerOfTwo(layout.listEntries)),
    weightWords: Math.max(2, powerOfTwo(layout.weightWords)),
    segments: Math.max(blockDepth, powerOfTwo(layout.segments)),
    refractoryBits: unsignedBits(n.refractory),
    biasBits: signedBits(n.bias),
    leaks: kinds,
    leakBits: unsignedBits(linear),
    firstTickBits: unsignedBits(n.firstTick),
  };
}

function powerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, value)));
}

/** Bits that hold every value; 0 when all are 0. */
function unsignedBits(values: Int32Array): number {
  return 32 - Math.clz32(values.reduce((all, value) => all | value, 0));
}

function signedBits(values: Int32Array): number {
  const magnitude = values.reduce((all, value) => all | (value < 0 ? ~value : value), 0);
  return values.every((value) => value === 0) ? 0 : 33 - Math.clz32(magnitude);
}

/** The segment program and the weight words, group-major: a group's words follow each other in the order it walks. */
function program(layout: Layout, shape: CoreShape): { segments: Segment[]; weights: Int16Array } {
  const { lanes, populations, regions } = layout;
  const segments: Segment[] = [];
  const weights = new Int16Array(layout.weightWords * lanes);
  let word = 0;
  const write = ({ block }: Walk, group: number): void => {
    for (let row = 0; row < block.axonCount; row++) {
      const first = row * block.neuronCount + group * lanes;
      const end = Math.min(first + lanes, (row + 1) * block.neuronCount);
      weights.set(block.weights.subarray(first, end), (word + row) * lanes);
    }
    word += block.axonCount;
  };
  for (const { walks, groups } of populations) {
    for (let group = 0; group < groups; group++) {
      const walked = walks.map((walk): Segment => {
        const weightBase = modulo(word - firstEntry(walk, layout), shape.weightWords);
        write(walk, group);
        return { region: walk.region, weightBase, lastOfGroup: false, lastOfTick: false };
      });
      const empty = regions.findIndex(({ kind }) => kind === "empty");
      const own =
        walked.length > 0 ? walked : [{ region: empty, weightBase: 0, lastOfGroup: false, lastOfTick: false }];
      segments.push(...own.with(-1, { ...last(own), lastOfGroup: true }));
    }
  }
  return { segments: segments.with(-1, { ...last(segments), lastOfTick: true }), weights };
}

/** The list entry of a source's first element: a slot for a neuron, 0 for a channel. */
function firstEntry({ source }: Walk, { populations, lanes }: Layout): number {
  if (source.kind === "input") return 0;
  const population = populations.find(({ range }) => range.name === source.name);
  if (population === undefined) throw new Error(`no population "${source.name}"`);
  return population.firstGroup * lanes;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function last(segments: readonly Segment[]): Segment {
  const segment = segments.at(-1);
  if (segment === undefined) throw new Error("a core has at least one group, and a group at least one segment");
  return segment;
}

function neuronSlots(net: IntegerNetwork, layout: Layout) {
  const { lanes, groups, populations, regions } = layout;
  const slots: (NeuronSlot | undefined)[] = new Array<undefined>(groups * lanes).fill(undefined);
  const slotOfNeuron = new Int32Array(net.neurons.count);
  for (const population of populations) {
    const { range, firstGroup } = population;
    const region = regions.findIndex(({ kind, name }) => kind === "population" && name === range.name);
    for (let index = 0; index < range.size; index++) {
      const slot = firstGroup * lanes + index;
      slots[slot] = slotContents(net, population, range.first + index, region < 0 ? undefined : region);
      slotOfNeuron[range.first + index] = slot;
    }
  }
  return { slots, slotOfNeuron };
}

function slotContents(
  { neurons: n, outputs }: IntegerNetwork,
  { range }: PlacedPopulation,
  neuron: number,
  loopBackRegion: number | undefined,
): NeuronSlot {
  const at = (values: ArrayLike<number>): number => values[neuron] ?? 0;
  return {
    neuron,
    threshold: at(n.threshold),
    bias: at(n.bias),
    leakKind: leakKinds[at(n.leakKind)] ?? "none",
    leakAmount: at(n.leakAmount),
    resetKind: resetKinds[at(n.resetKind)] ?? "zero",
    resetValue: at(n.resetValue),
    refractory: at(n.refractory),
    firstTick: at(n.firstTick),
    report: outputs.includes(range.name) ? "host" : "none",
    ...(loopBackRegion === undefined ? {} : { loopBackRegion }),
  };
}

function channelWords(net: IntegerNetwork, regions: readonly Region[], shape: CoreShape): Int32Array {
  const indexBits = listIndexBits(shape);
  return Int32Array.from(
    net.inputs.flatMap(({ name, size }) => {
      const region = regions.findIndex((candidate) => candidate.kind === "input" && candidate.name === name);
      return Array.from({ length: size }, (_, index) => region * 2 ** indexBits + index);
    }),
  );
}

function fanOutOf(net: IntegerNetwork): Int32Array {
  const axons = net.axons.reduce((sum, { size }) => sum + size, 0);
  const fanOut = new Int32Array(axons);
  for (const { axonFirst, axonCount, neuronCount, exists } of net.synapses) {
    for (let row = 0; row < axonCount; row++) {
      const bits = exists?.subarray(row * neuronCount, (row + 1) * neuronCount);
      const synapses = bits === undefined ? neuronCount : bits.reduce((sum, bit) => sum + bit, 0);
      fanOut[axonFirst + row] = (fanOut[axonFirst + row] ?? 0) + synapses;
    }
  }
  return fanOut;
}
