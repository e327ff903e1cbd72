/** Streams of spike words merged into one and copied to several, in stages of at most four. */
import { type Bool, instance, reset, type StreamWires, streams, type Type, withReset } from "../../hdlgen/index.ts";
import { Fifo } from "../cells/fifo.ts";
import { byName, portValue } from "../cells/named-streams.ts";
import { SkidBuffer } from "../cells/skid-buffer.ts";
import { StreamFork } from "../cells/stream-fork.ts";
import { MarkerMerge } from "./marker-merge.ts";
import type { SpikeWord } from "./spike-word.ts";

export type Words = StreamWires<SpikeWord>;

/** What the streams of one fabric have in common. */
export interface Stages {
  readonly type: Type<SpikeWord>;
  readonly clear: Bool;
}

/** A copy of a stream, and how many of its words may wait for whoever takes it, so that other copies go on meanwhile. */
export interface Copy {
  readonly name: string;
  readonly waiting: 0 | 2 | 4;
}

const arity = 4;

export const wordStream = (name: string, type: Type<SpikeWord>): Words =>
  portValue(streams(byName([name], () => type)), name);

/** The periods of all sources as one stream: the source itself if there is one, a stage of `MarkerMerge`s for 4, two for 16, … */
export function mergedWords(
  name: string,
  sources: readonly Words[],
  stages: Stages,
  cut: "forward" | "both" = "forward",
): Words {
  const [only] = sources;
  if (only === undefined) throw new Error(`${name} has no source`);
  if (sources.length === 1) return only;
  const parts = split(sources).map((group, i) => mergedWords(`${name}Of${i}`, group, stages, "both"));
  const { type, clear } = stages;
  const result = wordStream(name, type);
  const names = parts.map((_, source) => `source${source}`);
  instance(`${name}Merge`, MarkerMerge({ type, sources: names, cut }), {
    ...byName(names, (source) => parts[source]?.out),
    ...{ clear, deq: result.in },
  } as never);
  return result;
}

/** A stream for each copy, in their order: one stage for 4, two for 16, … */
export function copiedWords(source: Words, copies: readonly Copy[], stages: Stages): Words[] {
  const [only] = copies;
  if (copies.length === 1 && only !== undefined) return [waitingWords(source, only, stages)];
  const groups = split(copies);
  const branches = groups.map((group) => ({
    group,
    name: `${group[0]?.name}${group.length > 1 ? `And${group.length - 1}` : ""}`,
  }));
  const { type, clear } = stages;
  const forked = branches.map(({ name }) => wordStream(`${name}Copy`, type));
  const names = branches.map((_, sink) => `sink${sink}`);
  withReset(reset().or(clear), () =>
    instance(`${branches[0]?.name}Fork`, StreamFork({ type, sinks: names }), {
      enq: source.out,
      ...byName(names, (sink) => forked[sink]?.in),
    } as never),
  );
  return branches.flatMap(({ group, name }, i) => {
    const branch = forked[i];
    if (branch === undefined) throw new Error(name);
    const isGroup = group.length > 1;
    return copiedWords(isGroup ? waitingWords(branch, { name, waiting: 2 }, stages) : branch, group, stages);
  });
}

function waitingWords(source: Words, { name, waiting }: Copy, { type, clear }: Stages): Words {
  if (waiting === 0) return source;
  const result = wordStream(name, type);
  const cell = waiting === 2 ? SkidBuffer({ type }) : Fifo({ type, depth: waiting, storage: "logic" });
  withReset(reset().or(clear), () => instance(`${name}Waiting`, cell, { enq: source.out, deq: result.in }));
  return result;
}

/** At most four parts, as equal as can be; one element each if there are so few. */
function split<T>(list: readonly T[]): T[][] {
  const count = Math.min(arity, list.length);
  return Array.from({ length: count }, (_, i) =>
    list.slice(Math.round((i * list.length) / count), Math.round(((i + 1) * list.length) / count)),
  );
}
