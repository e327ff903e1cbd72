import {
  busSpaces,
  delayLayout,
  delayProgramAddress,
  type Group,
  groupLayout,
  type HardwareConfig,
  inputParameterLayout,
  leakFields,
  type MemoryBlock,
  type NeuronSlot,
  outputParameterLayout,
  ownRegionBit,
  packWord,
  packWords,
  segmentLayout,
  sliceStride,
  type WordLayout,
  weightSlices,
} from "../config/index.ts";
import { adaptationImage } from "./adaptation-image.ts";
import { learningImage } from "./learning-image.ts";
import { resetAdd, spikeReset } from "./spike-reset.ts";

/** What a loader writes over the core's memory bus, in order. Spaces that the shape leaves out are left out. */
export function coreImage(config: HardwareConfig): MemoryBlock[] {
  const { shape } = config;
  const blocks = [
    slicedBlock(busSpaces.segments, 0, segmentWords(config)),
    slicedBlock(busSpaces.groups, 0, groupWords(config)),
    slicedBlock(busSpaces.groups, delayProgramAddress, delayWords(config)),
    slicedBlock(busSpaces.inputParameters, 0, rowWords(config, inputParameterLayout(shape), inputFields)),
    slicedBlock(busSpaces.outputParameters, 0, rowWords(config, outputParameterLayout(shape), outputFields)),
    { space: busSpaces.regionStart, address: 0, words: regionWords(config) },
    weightBlock(config),
    ...adaptationImage(config),
    ...learningImage(config),
  ];
  return blocks.filter(({ words }) => words.length > 0);
}

type Slices = readonly number[];
type FieldValues = Readonly<Record<string, number>>;

function slicedBlock(space: MemoryBlock["space"], address: number, words: readonly Slices[]): MemoryBlock {
  const slices = words[0]?.length ?? 0;
  const stride = slices === 0 ? 0 : sliceStride(slices);
  const data = new Uint16Array(words.length * stride);
  for (const [i, word] of words.entries()) data.set(word, i * stride);
  return { space, address, words: data };
}

function segmentWords({ shape, segments }: HardwareConfig): Slices[] {
  const layout = segmentLayout(shape);
  return segments.map(({ region, weightBase, wait, lastOfGroup, lastOfTick }) =>
    packWord(layout, {
      weightBase,
      region,
      lastOfGroup: Number(lastOfGroup),
      lastOfTick: Number(lastOfTick),
      wait: Number(wait),
    }),
  );
}

function groupWords(config: HardwareConfig): Slices[] {
  const { shape, groups, slots } = config;
  const layout = groupLayout(shape);
  let row = 0;
  return groups.map((group) => {
    // What the group word holds of the neurons is the same for all of them.
    const slot = slots[row * shape.updates];
    row += group.rows;
    return packWord(layout, { ...groupFields(group), ...inputFields(slot, config), ...outputFields(slot, config) });
  });
}

function groupFields({ rows, lastOfTick, lastOfPopulation, record, report, loopBackRegion }: Group): FieldValues {
  return {
    rowsMinusOne: rows - 1,
    lastOfTick: Number(lastOfTick),
    lastOfPopulation: Number(lastOfPopulation),
    record: Number(record),
    report: Number(report),
    loopBack: loopBackRegion === undefined ? 0 : 1,
    loopBackRegion: loopBackRegion ?? 0,
  };
}

/** The steps and their end; nothing without delays. */
function delayWords({ shape, delaySteps }: HardwareConfig): Slices[] {
  if (shape.delayProgram === 0) return [];
  const layout = delayLayout(shape);
  const end = { delay: 0, region: 0, word: 0 };
  return [...delaySteps, end].map(({ delay, region, word }) => packWord(layout, { delay, region, word }));
}

/** The core's own spikes come to regions that change over at another time than those of host inputs. */
function regionWords({ regionStart, groups, delaySteps }: HardwareConfig): Uint16Array {
  const own = new Set<number | undefined>([
    ...groups.map((group) => group.loopBackRegion),
    ...delaySteps.map((step) => step.region),
  ]);
  return Uint16Array.from(regionStart, (start, region) => start | (own.has(region) ? 1 << ownRegionBit : 0));
}

/** Row words: the fields of U slots side by side, slot 0 lowest. */
function rowWords(
  config: HardwareConfig,
  layout: WordLayout,
  fields: (slot: NeuronSlot | undefined, config: HardwareConfig) => FieldValues,
): Slices[] {
  const { slots, shape } = config;
  const rows = Array.from({ length: slots.length / shape.updates }, (_, row) => row * shape.updates);
  return rows.map((first) =>
    packWords(
      layout,
      slots.slice(first, first + shape.updates).map((slot) => fields(slot, config)),
    ),
  );
}

/** Padding has no input, no bias and the largest threshold, so it stays at rest. */
function inputFields(slot: NeuronSlot | undefined, { shape }: HardwareConfig): FieldValues {
  return {
    bias: slot?.bias ?? 0,
    ...leakFields(slot?.leakKind ?? "none", slot?.leakAmount ?? 0, shape),
    firstTick: slot?.firstTick ?? 0,
    refractory: slot?.refractory ?? 0,
  };
}

function outputFields(slot: NeuronSlot | undefined, { shape }: HardwareConfig): FieldValues {
  return {
    threshold: slot?.threshold ?? 2 ** shape.thresholdBits - 1,
    resetKind: slot === undefined ? 0 : shape.resets.indexOf(spikeReset(slot)),
    resetAdd: slot === undefined ? 0 : resetAdd(slot),
    increment: slot?.adaptation?.increment ?? 0,
  };
}

/** Lane 0 in the lowest bits of a weight word. */
function weightBlock({ shape, weights, weightWordsUsed }: HardwareConfig): MemoryBlock {
  const slices = weightSlices(shape);
  const stride = sliceStride(slices);
  const data = new Uint16Array(weightWordsUsed * stride);
  const mask = 2 ** shape.weightBits - 1;
  for (let word = 0; word < weightWordsUsed; word++) {
    for (let lane = 0; lane < shape.lanes; lane++) {
      const bit = lane * shape.weightBits;
      const at = word * stride + (bit >> 4);
      const weight = weights[word * shape.lanes + lane];
      if (weight === undefined) throw new Error(`no weight for word ${word}, lane ${lane}`);
      data[at] = (data[at] ?? 0) | ((weight & mask) << (bit & 15));
    }
  }
  return { space: busSpaces.weights, address: 0, words: data };
}
