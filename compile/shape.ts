import {
  type Adaptation,
  type AdaptationShape,
  type CoreShape,
  type IntegerNetwork,
  leakKinds,
  type NeuronSlot,
  type ParameterName,
  parameterNames,
  spikeResets,
} from "../config/index.ts";
import { historyWordBits, type Layout } from "./layout.ts";
import { learningShapeOf } from "./learning.ts";
import { resetAdd, spikeReset } from "./spike-reset.ts";
import type { CoreTarget } from "./target.ts";

/** The smallest core that holds the network, with memories no smaller than a block of the device. */
export function shapeOf(
  net: IntegerNetwork,
  layout: Layout,
  slots: readonly (NeuronSlot | undefined)[],
  { blockDepth }: CoreTarget,
): CoreShape {
  const neurons = slots.filter((slot) => slot !== undefined);
  const kinds = leakKinds.filter((kind) => kind === "none" || neurons.some(({ leakKind }) => leakKind === kind));
  // A memory has at least two words.
  const slotCount = Math.max(blockDepth, 2 * layout.updates, powerOfTwo(slots.length));
  const learning = learningShapeOf(net);
  return {
    lanes: layout.lanes,
    updates: layout.updates,
    weightBits: net.weightBits,
    weightSign: net.weightSign,
    membraneBits: net.membraneBits,
    accumulatorBits: accumulatorBits(net, layout),
    groups: Math.max(2, powerOfTwo(layout.groups), powerOfTwo(slotCount / layout.lanes)),
    slots: slotCount,
    regions: powerOfTwo(layout.regions.length),
    listEntries: Math.max(2, blockDepth / 2, powerOfTwo(layout.listEntries)),
    weightWords: Math.max(2, powerOfTwo(layout.weightWords)),
    segments: Math.max(blockDepth, powerOfTwo(layout.segments)),
    waits: hearsItself(net, layout),
    historyWords:
      layout.historyWords === 0 ? 0 : Math.max(powerOfTwo(layout.historyWords), blockDepth / historyWordBits),
    delayProgram: layout.delaySteps === 0 ? 0 : Math.max(blockDepth, powerOfTwo(layout.delaySteps + 1)),
    thresholdBits: unsignedBits(neurons.map(({ threshold }) => threshold)),
    refractoryBits: unsignedBits(neurons.map(({ refractory }) => refractory)),
    biasBits: signedBits(neurons.map(({ bias }) => bias)),
    leaks: kinds,
    leakBits: kinds.length === 1 ? 0 : Math.max(1, unsignedBits(neurons.map(({ leakAmount }) => leakAmount))),
    resets: spikeResets.filter((kind) => neurons.some((slot) => spikeReset(slot) === kind)),
    resetBits: signedBits(neurons.map(resetAdd)),
    firstTickBits: unsignedBits(neurons.map(({ firstTick }) => firstTick)),
    perNeuron: parameterNames.filter((parameter) =>
      layout.populations.some(({ firstSlot, rows }) => {
        const own = slots.slice(firstSlot, firstSlot + rows * layout.updates);
        return differs(parameter, own);
      }),
    ),
    ...(learning === undefined ? {} : { learning }),
    ...(net.adaptation === undefined ? {} : { adaptation: adaptationShape(net.adaptation) }),
  };
}

/** Somebody listens to spikes of the core's own: a segment, or what teaches. */
function hearsItself({ axons, teachers = [] }: IntegerNetwork, { populations }: Layout): boolean {
  const teaching = axons.filter(({ first }) => teachers.some(({ axonFirst }) => axonFirst === first));
  const heard = [...populations.flatMap(({ walks }) => walks), ...teaching];
  return heard.some(({ source }) => source.kind === "population");
}

/** The smallest core that can take the place of each: networks encoded for it run on one and the same hardware. */
export function joinShapes(first: CoreShape, ...others: readonly CoreShape[]): CoreShape {
  return others.reduce(joinTwo, first);
}

function joinTwo(a: CoreShape, b: CoreShape): CoreShape {
  for (const key of ["lanes", "updates", "weightBits", "weightSign", "membraneBits"] as const) {
    if (a[key] !== b[key]) throw new Error(`cores of ${a[key]} and ${b[key]} ${key} cannot be one`);
  }
  if (JSON.stringify(a.learning) !== JSON.stringify(b.learning)) {
    throw new Error("cores that learn otherwise cannot be one");
  }
  const largest = Object.fromEntries(sizes.map((key) => [key, Math.max(a[key], b[key])]));
  return {
    ...a,
    ...largest,
    waits: a.waits || b.waits,
    leaks: leakKinds.filter((kind) => a.leaks.includes(kind) || b.leaks.includes(kind)),
    resets: spikeResets.filter((kind) => a.resets.includes(kind) || b.resets.includes(kind)),
    perNeuron: parameterNames.filter((name) => a.perNeuron.includes(name) || b.perNeuron.includes(name)),
    ...(a.adaptation === undefined && b.adaptation === undefined
      ? {}
      : { adaptation: { bits: Math.max(a.adaptation?.bits ?? 0, b.adaptation?.bits ?? 0) } }),
  };
}

const sizes = [
  "accumulatorBits",
  "groups",
  "slots",
  "regions",
  "listEntries",
  "weightWords",
  "segments",
  "historyWords",
  "delayProgram",
  "thresholdBits",
  "refractoryBits",
  "biasBits",
  "leakBits",
  "resetBits",
  "firstTickBits",
] as const satisfies readonly (keyof CoreShape)[];

/** Holds the largest sum of the largest fan-in, from the weights' range: they can be reloaded. */
function accumulatorBits({ weightBits, weightSign }: IntegerNetwork, { populations }: Layout): number {
  const fanIn = Math.max(
    1,
    ...populations.map(({ walks }) => walks.reduce((sum, { block }) => sum + block.axonCount, 0)),
  );
  // One sign bit. The most negative sum of signed weights may be the power of two itself; a positive one may not.
  return weightSign === "signed"
    ? 1 + Math.ceil(Math.log2(fanIn * 2 ** (weightBits - 1)))
    : 1 + Math.ceil(Math.log2(fanIn * (2 ** weightBits - 1) + 1));
}

function adaptationShape({ limit, increment, initial }: Adaptation): AdaptationShape {
  return { bits: Math.max(1, unsignedBits([limit, ...increment, ...initial])) };
}

const valuesOf: Readonly<Record<ParameterName, (slot: NeuronSlot) => string | number>> = {
  threshold: ({ threshold }) => threshold,
  leak: ({ leakKind, leakAmount }) => `${leakKind} ${leakAmount}`,
  bias: ({ bias }) => bias,
  refractory: ({ refractory }) => refractory,
  reset: (slot) => `${spikeReset(slot)} ${resetAdd(slot)}`,
  firstTick: ({ firstTick }) => firstTick,
  adaptation: ({ adaptation }) => adaptation?.increment ?? 0,
};

/**
 * Whether a population's slots need a value each. Padding fits any value that leaves a neuron without input at rest; a
 * bias does not.
 */
function differs(parameter: ParameterName, slots: readonly (NeuronSlot | undefined)[]): boolean {
  const values = new Set(slots.flatMap((slot) => (slot === undefined ? [] : [valuesOf[parameter](slot)])));
  if (parameter === "bias" && slots.includes(undefined)) values.add(0);
  return values.size > 1;
}

/** The smallest power of two that is not below. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, value)));
}

/** Bits that hold every value; 0 when all are 0. */
function unsignedBits(values: readonly number[]): number {
  return 32 - Math.clz32(values.reduce((all, value) => all | value, 0));
}

function signedBits(values: readonly number[]): number {
  const magnitude = values.reduce((all, value) => all | (value < 0 ? ~value : value), 0);
  return values.every((value) => value === 0) ? 0 : 33 - Math.clz32(magnitude);
}
