import {
  busSpaces,
  type HardwareConfig,
  inputParameterLayout,
  type MemoryBlock,
  type NeuronSlot,
  outputParameterLayout,
  packWord,
  segmentLayout,
  sliceStride,
  weightSlices,
} from "../config/index.ts";

/** What a loader writes over the core's memory bus, in order. */
export function coreImage(config: HardwareConfig): MemoryBlock[] {
  const { shape } = config;
  const segments = segmentLayout(shape);
  const inputs = inputParameterLayout(shape);
  const outputs = outputParameterLayout(shape);
  return [
    slicedBlock(
      busSpaces.segments,
      config.segments.map(({ region, weightBase, lastOfGroup, lastOfTick }) =>
        packWord(segments, { weightBase, region, lastOfGroup: Number(lastOfGroup), lastOfTick: Number(lastOfTick) }),
      ),
    ),
    slicedBlock(
      busSpaces.inputParameters,
      config.slots.map((slot) => packWord(inputs, inputFields(slot))),
    ),
    slicedBlock(
      busSpaces.outputParameters,
      config.slots.map((slot) => packWord(outputs, outputFields(slot, shape.membraneBits))),
    ),
    { space: busSpaces.regionStart, address: 0, words: Uint16Array.from(config.regionStart) },
    weightBlock(config),
  ];
}

function slicedBlock(space: MemoryBlock["space"], words: readonly (readonly number[])[]): MemoryBlock {
  const stride = sliceStride(words[0]?.length ?? 1);
  const data = new Uint16Array(words.length * stride);
  for (const [i, slices] of words.entries()) data.set(slices, i * stride);
  return { space, address: 0, words: data };
}

/** Padding has no input, no bias and the largest threshold, so it stays at rest. */
function inputFields(slot: NeuronSlot | undefined): Record<string, number> {
  return {
    bias: slot?.bias ?? 0,
    shiftOn: slot?.leakKind === "shift" ? 1 : 0,
    shiftAmount: slot?.leakKind === "shift" ? slot.leakAmount : 0,
    linearAmount: slot?.leakKind === "linear" ? slot.leakAmount : 0,
    firstTick: slot?.firstTick ?? 0,
  };
}

function outputFields(slot: NeuronSlot | undefined, membraneBits: number): Record<string, number> {
  return {
    threshold: slot?.threshold ?? 2 ** (membraneBits - 1) - 1,
    subtract: slot?.resetKind === "subtract" ? 1 : 0,
    resetAdd: slot === undefined ? 0 : slot.resetKind === "subtract" ? 0 - slot.resetValue : slot.resetValue,
    refractory: slot?.refractory ?? 0,
    report: slot?.report === "host" ? 1 : 0,
    loopBack: slot?.loopBackRegion === undefined ? 0 : 1,
    loopBackRegion: slot?.loopBackRegion ?? 0,
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
