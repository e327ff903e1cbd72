/** The memory bus of a core as a table: what lies where, and how the words are cut. */
import {
  busSpaces,
  type CoreShape,
  delayLayout,
  delayProgramAddress,
  type EncoderShape,
  type Field,
  frameOrderBits,
  frameRegisters,
  groupLayout,
  inputParameterLayout,
  outputParameterLayout,
  segmentLayout,
  sliceStride,
  slicesOf,
  weightSlices,
} from "../../config/index.ts";

export interface BusMemory {
  readonly space: number;
  readonly name: string;
  readonly firstAddress: number;
  readonly words: number;
  /** 16-bit slices of a word, and the addresses from one word to the next. */
  readonly slices: number;
  readonly stride: number;
  readonly access: "read, write" | "write" | "read";
  readonly content: string;
  /** Fields of a word from bit 0 up; empty where the content says it all. */
  readonly fields: readonly Field[];
}

/** The memories that a core of this shape has, in the order in which they are loaded. */
export function busMap(shape: CoreShape, encoder?: EncoderShape): readonly BusMemory[] {
  const rows = shape.slots / shape.updates;
  const sliced = (
    name: keyof typeof busSpaces,
    words: number,
    slices: number,
    access: BusMemory["access"],
    content: string,
    { fields = [], firstAddress = 0 }: { readonly fields?: readonly Field[]; readonly firstAddress?: number } = {},
  ): BusMemory => ({
    ...{ space: busSpaces[name], name, firstAddress, words, slices },
    stride: slices === 0 ? 0 : sliceStride(slices),
    ...{ access, content, fields },
  });
  const [segment, group, delay] = [segmentLayout(shape), groupLayout(shape), delayLayout(shape)];
  const [first, second] = [inputParameterLayout(shape), outputParameterLayout(shape)];
  const each = (fields: readonly Field[]): readonly Field[] => (shape.updates === 1 ? fields : []);
  const perRow = shape.updates === 1 ? "of a neuron" : `of ${shape.updates} neurons, the first in the lowest bits`;
  return [
    sliced("segments", shape.segments, segment.slices, "write", "a run of a group over one list of events", {
      fields: segment.fields,
    }),
    sliced("groups", shape.groups, group.slices, "write", "what the neurons of a group have in common", {
      fields: group.fields,
    }),
    sliced("groups", shape.delayProgram, delay.slices, "write", "steps of the delay program; delay 0 ends it", {
      fields: delay.fields,
      firstAddress: delayProgramAddress,
    }),
    sliced("inputParameters", rows, slicesOf(first.bits * shape.updates), "write", `first parameters ${perRow}`, {
      fields: each(first.fields),
    }),
    sliced("outputParameters", rows, slicesOf(second.bits * shape.updates), "write", `second parameters ${perRow}`, {
      fields: each(second.fields),
    }),
    sliced("regionStart", shape.regions, 1, "write", "first list entry of a region; bit 15: spikes of the core's own"),
    sliced(
      "weights",
      shape.weightWords,
      weightSlices(shape),
      "read, write",
      `${shape.lanes} weights of ${shape.weightBits} bits, lane 0 in the lowest bits`,
    ),
    sliced("membranes", shape.slots, 1, "read", "membrane of a neuron slot, sign in all 16 bits"),
    sliced("refractory", shape.refractoryBits > 0 ? shape.slots : 0, 1, "read", "refractory counter of a neuron slot"),
    ...(encoder === undefined ? [] : frameMemories(encoder)),
  ].filter(({ words, slices }) => words > 0 && slices > 0);
}

/** What a host writes to a frame encoder: in the space of the membranes, which are only read. */
function frameMemories({ channels }: EncoderShape): readonly BusMemory[] {
  const common = { space: busSpaces.membranes, slices: 1, stride: 1, access: "write", fields: [] } as const;
  const { rate, latency, repeatedly } = frameOrderBits;
  return [
    {
      ...{ ...common, name: "frame", firstAddress: 0, words: Math.ceil(channels / 2) },
      content: `values of ${channels} channels, two in a word, the first in the low byte`,
    },
    { ...common, name: "frameTicks", firstAddress: frameRegisters.ticks, words: 1, content: "ticks of the frame" },
    {
      ...{ ...common, name: "frameOrder", firstAddress: frameRegisters.order, words: 1 },
      content: `begins the frame: bit ${rate} rate code, bit ${latency} latency code, bit ${repeatedly} again and again; none ends it`,
    },
  ];
}

/** `weightBase 13…0, region 14`: where each field lies. */
export function fieldText(fields: readonly Field[]): string {
  let low = 0;
  const parts = fields.map(({ name, bits }) => {
    const text = bits === 1 ? `${name} ${low}` : `${name} ${low + bits - 1}…${low}`;
    low += bits;
    return text;
  });
  return parts.join(", ");
}
