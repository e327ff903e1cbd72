import type { Fabric } from "../../config/index.ts";
import { type Bool, bool, input, instance, module, type UInt, uint } from "../../hdlgen/index.ts";
import {
  byName,
  numbered,
  portValue,
  type Sink,
  type Source,
  type StreamIn,
  type StreamOut,
  streamsIn,
  streamsOut,
} from "../cells/named-streams.ts";
import { checkParameters } from "../cells/parameters.ts";
import { FirstMarkerDrop } from "./first-marker-drop.ts";
import { SpikeFilter } from "./spike-filter.ts";
import { type SpikeWord, type SpikeWordShape, spikeWord } from "./spike-word.ts";
import { type Copy, copiedWords, mergedWords, type Words, wordStream } from "./tree-stages.ts";

export interface SpikeTreeParameters extends SpikeWordShape {
  /** Cores, 1…64. */
  readonly cores: number;
  /** Chip links, 0…7. */
  readonly links: number;
  readonly host: boolean;
  readonly fabric: Fabric;
}

/** Words that may wait in front of a core that is not ready, while others go on. */
const waitingWords = { ice40up: 2, ice40hx: 2, ice40small: 2, ecp5: 4 } as const;

const ports = (parameters: SpikeTreeParameters) => {
  const { cores, links, host } = parameters;
  const type = spikeWord(parameters);
  const outside = links + (host ? 1 : 0);
  checkParameters("spike_tree", [
    { holds: cores >= 1 && cores <= 64, found: `${cores} cores`, mend: "take 1 to 64" },
    { holds: links <= 7, found: `${links} links`, mend: "take at most 7" },
    { holds: cores + outside >= 2, found: "one core and nothing else", mend: "take two, or a link or the host" },
  ]);
  const inwards = [...numbered("from", cores), ...(host ? ["hostIn"] : []), ...numbered("linkIn", links)];
  const outwards = [...numbered("to", cores), ...(host ? ["hostOut"] : []), ...numbered("linkOut", links)];
  return {
    ...(streamsIn(inwards, type) as Readonly<Record<string, StreamIn<SpikeWord>>>),
    ...(streamsOut(outwards, type) as Readonly<Record<string, StreamOut<SpikeWord>>>),
    clear: input(bool),
    write: input(bool),
    writeSpace: input(uint(3)),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  };
};

/**
 * Cores that all hear each other: their words are merged, and what comes of it goes to every core, whose importer takes
 * what it wants.
 *
 * Ports       `from0`, `to0`, …: streams from and to the cores; `hostIn`, `hostOut`, `linkIn0`, `linkOut0`, …: from and to
 *             what is outside. `to` has the words of all; `hostOut` those of cores and links, `linkOut` those of all but the
 *             link itself, as far as their tables let them pass. Period p of each has the spikes of tick p − 1, but that of
 *             `hostOut` those of tick p. clear: level, what is inside is lost and nothing taken. write: bit 0 of `writeData`:
 *             words of route `writeAddress` pass to the host (`writeSpace` 0) or link l (1 + l)
 * Latency     from core to core, with a host or a link, 3 cycles and 1 for each factor of 4 in the number of cores up, and
 *             down but for the first; to the host 1 cycle and those up, and `filterLatency`
 * Throughput  1 word per cycle, all cores together
 * Hazards     tables are written while nothing comes. Every source must end its periods, and every sink must take the words
 *             of period p + 1 once it has ended period p: then nothing ever stands still
 */
export const SpikeTree = module("spike_tree", ports, (io, parameters) => {
  const { cores, links, host, routeBits, indexBits, fabric } = parameters;
  const type = spikeWord(parameters);
  const clear = portValue<Bool>(io, "clear");
  const stages = { type, clear };
  const write = portValue<Bool>(io, "write");
  const writeSpace = portValue<UInt>(io, "writeSpace");
  const entry = byName(["writeAddress", "writeData"], (_, name) => portValue<UInt>(io, name));
  const drives: Record<string, unknown> = {};

  const enters = (name: string): Words => {
    const { valid, payload } = portValue<Source<SpikeWord>>(io, name);
    const words = wordStream(`${name}Words`, type);
    words.valid.value = valid;
    words.payload.value = payload;
    drives[name] = { ready: words.ready.and(clear.not()) };
    return words;
  };
  const leaves = (name: string, words: Words): void => {
    words.ready.value = portValue<Sink>(io, name).ready;
    drives[name] = { valid: words.valid, payload: words.payload };
  };

  const sources: Readonly<Record<string, Words>> = {
    cores: mergedWords("cores", numbered("from", cores).map(enters), stages),
    ...(host ? { host: enters("hostIn") } : {}),
    ...byName(numbered("link", links), (link) => enters(`linkIn${link}`)),
  };
  // Who hears whom: everybody all others, but hosts and links not themselves.
  const names = Object.keys(sources);
  const sinks = names.map((sink) => ({ sink, heard: names.filter((name) => sink === "cores" || name !== sink) }));
  const copies: Readonly<Record<string, Words>> = Object.fromEntries(
    names.flatMap((name) => {
      const hearing = sinks.filter(({ heard }) => heard.includes(name));
      // A merge keeps a marker waiting for those of its other sources.
      const wanted = hearing.map(
        ({ sink, heard }): Copy => ({ name: `${name}To${capital(sink)}`, waiting: heard.length > 1 ? 2 : 0 }),
      );
      return copiedWords(portValue(sources, name), wanted, stages).map((words, i) => [wanted[i]?.name, words]);
    }),
  );
  for (const { sink, heard } of sinks) {
    const all = mergedWords(
      `for${capital(sink)}`,
      heard.map((name) => portValue(copies, `${name}To${capital(sink)}`)),
      stages,
    );
    if (sink === "cores") {
      const each = numbered("to", cores).map((name): Copy => ({ name: `${name}Words`, waiting: waitingWords[fabric] }));
      for (const [core, words] of copiedWords(all, each, stages).entries()) leaves(`to${core}`, words);
      continue;
    }
    const wanted = wordStream(`${sink}Wanted`, type);
    const space = sink === "host" ? 0 : 1 + Number(sink.slice("link".length));
    instance(`${sink}Filter`, SpikeFilter({ routeBits, indexBits, fabric }), {
      ...{ words: all.out, wanted: wanted.in, clear, write: write.and(writeSpace.eq(space)), ...entry },
    } as never);
    if (sink === "host") {
      const ticks = wordStream("hostTicks", type);
      instance("hostTicksDrop", FirstMarkerDrop({ type }), { enq: wanted.out, deq: ticks.in, clear });
      leaves("hostOut", ticks);
    } else leaves(`linkOut${sink.slice("link".length)}`, wanted);
  }
  return drives as never;
});

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
