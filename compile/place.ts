import {
  type Adaptation,
  type CoreShape,
  type HardwareConfig,
  type IntegerNetwork,
  leakKinds,
  listIndexBits,
  type NeuronSlot,
  regionBits,
  resetKinds,
} from "../config/index.ts";
import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";
import { overflows, unsupported } from "./fits.ts";
import { type Layout, layOut } from "./layout.ts";
import { learningOf } from "./learning.ts";
import { programOf } from "./program.ts";
import { shapeOf } from "./shape.ts";
import type { CoreTarget } from "./target.ts";

/** Bits of an AER event word below the marker bit. */
const aerEventBits = 15;

/** A network laid out for a core, before any word is written. */
export interface Arrangement {
  readonly net: IntegerNetwork;
  readonly layout: Layout;
  /** By slot, as in HardwareConfig. */
  readonly slots: readonly (NeuronSlot | undefined)[];
  readonly slotOfNeuron: Int32Array;
  /** The smallest core that holds it. */
  readonly shape: CoreShape;
}

/**
 * Places a network on one core: which neuron lives in which slot, what every group walks, where every weight lies, how
 * spikes come back. Throws CMP003 and CMP005 for what a core cannot do, CMP004…CMP017, CMP030 and CMP031 for what does
 * not fit; all problems together.
 */
export function place(net: IntegerNetwork, target: CoreTarget): HardwareConfig {
  const arrangement = arrange(net, target);
  throwIfAny(addressOverflow(arrangement.shape, net, target));
  return encode(arrangement, arrangement.shape);
}

/** Lays a network out and finds the smallest core for it. Throws as `place` does, but for CMP015. */
export function arrange(net: IntegerNetwork, target: CoreTarget): Arrangement {
  const problems = unsupported(net, target);
  if (problems.some(({ code }) => code === "CMP005")) throwIfAny(problems);
  const layout = layOut(net, target);
  throwIfAny([...problems, ...overflows(net, layout, target)]);
  const { slots, slotOfNeuron } = neuronSlots(net, layout);
  return { net, layout, slots, slotOfNeuron, shape: shapeOf(net, layout, slots, target) };
}

/** CMP015: regions and indices of a core are more than an AER word can tell. */
export function addressOverflow(shape: CoreShape, net: IntegerNetwork, { name }: CoreTarget): Diagnostic[] {
  const addressBits = regionBits(shape) + listIndexBits(shape);
  if (addressBits <= aerEventBits) return [];
  const found = `event words need ${addressBits} bits for region and index, have ${aerEventBits}`;
  const mend = "use fewer inputs and populations, or fewer channels and neurons";
  return [{ code: "CMP015", place: `network "${net.name}" on ${name}`, found, mend }];
}

/** Writes the contents of a core of the given shape: the arrangement's own, or one that is larger in everything. */
export function encode({ net, layout, slots, slotOfNeuron }: Arrangement, shape: CoreShape): HardwareConfig {
  const learning = learningOf(net, layout, shape);
  return {
    name: net.name,
    shape,
    ...programOf(net, layout, shape),
    regionStart: Array.from({ length: shape.regions }, (_, region) => layout.regions[region]?.start ?? 0),
    weightWordsUsed: layout.weightWords,
    slots,
    slotOfNeuron,
    channelWord: channelWords(net, layout, shape),
    fanOut: fanOutOf(net),
    ...(learning === undefined ? {} : { learning }),
    ...(net.adaptation === undefined ? {} : { adaptation: decayOf(net.adaptation) }),
  };
}

const decayOf = ({ limit, period, shift }: Adaptation) => ({ limit, period, shift });

function neuronSlots(net: IntegerNetwork, { rows, updates, populations }: Layout) {
  const slots: (NeuronSlot | undefined)[] = new Array<undefined>(rows * updates).fill(undefined);
  const slotOfNeuron = new Int32Array(net.neurons.count);
  for (const { range, firstSlot } of populations) {
    for (let index = 0; index < range.size; index++) {
      slots[firstSlot + index] = slotContents(net, range.first + index);
      slotOfNeuron[range.first + index] = firstSlot + index;
    }
  }
  return { slots, slotOfNeuron };
}

function slotContents({ neurons: n, adaptation: a }: IntegerNetwork, neuron: number): NeuronSlot {
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
    ...(a === undefined ? {} : { adaptation: { increment: at(a.increment), initial: at(a.initial) } }),
  };
}

function channelWords(net: IntegerNetwork, { regions }: Layout, shape: CoreShape): Int32Array {
  const indexBits = listIndexBits(shape);
  return Int32Array.from(
    net.inputs.flatMap(({ name, size }) => {
      const region = regions.findIndex(
        ({ source }) => source !== "nobody" && source.kind === "input" && source.name === name,
      );
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
