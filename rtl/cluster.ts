import type { ClusterShape, Fabric } from "../config/index.ts";
import {
  array,
  type Bool,
  bool,
  bundle,
  cat,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  type StreamWires,
  streams,
  type UInt,
  uint,
  wires,
} from "../hdlgen/index.ts";
import {
  byName,
  numbered,
  portValue,
  type StreamIn,
  type StreamOut,
  streamsIn,
  streamsOut,
} from "./cells/named-streams.ts";
import { LifCore } from "./core/lif-core.ts";
import { ClusterBus, clusterAccess } from "./router/cluster-bus.ts";
import { SpikeExporter } from "./router/spike-exporter.ts";
import { SpikeImporter } from "./router/spike-importer.ts";
import { SpikeMesh } from "./router/spike-mesh.ts";
import { SpikeTree } from "./router/spike-tree.ts";
import { type SpikeWord, spikeWord } from "./router/spike-word.ts";
import { wordStream } from "./router/tree-stages.ts";

export interface ClusterParameters {
  readonly shape: ClusterShape;
  readonly fabric: Fabric;
}

/** Widths of the words between the cores. */
export const clusterWords = ({ routes, indexBits }: ClusterShape) => ({ routeBits: Math.log2(routes), indexBits });

const ports = ({ shape }: ClusterParameters) => {
  const type = spikeWord(clusterWords(shape));
  const outside = (way: "In" | "Out"): string[] => [
    ...(shape.host ? [`host${way}`] : []),
    ...numbered(`link${way}`, shape.links),
  ];
  return {
    ...(streamsIn(outside("In"), type) as Readonly<Record<string, StreamIn<SpikeWord>>>),
    ...(streamsOut(outside("Out"), type) as Readonly<Record<string, StreamOut<SpikeWord>>>),
    clear: input(bool),
    busy: output(bool),
    saturations: output(array(uint(16), shape.columns * shape.rows)),
    bus: input(clusterAccess),
    busData: output(bundle({ valid: bool, data: uint(16) })),
  };
};

/**
 * The cores of a chip, joined by a tree or a mesh. They run the ticks of one network together: each waits in front of a
 * tick until all events for it are there, and for nothing else.
 *
 * Ports       hostIn, linkIn0, …: spike words; period p of `hostIn` has the host's events of tick p, that of a link the
 *             words of the cluster behind it. hostOut: period t has the spikes of tick t that the host wants. linkOut0, …: for
 *             the links. clear: level, at least 1 cycle, while idle: state, lists and everything on its way to zero; nothing is
 *             taken meanwhile and for 5 cycles more. Clusters that are linked are cleared together: none is let go before all
 *             are held. busy: a core runs, or clears its state, or a delay wheel is being emptied. saturations: by core. bus:
 *             one access per pulse, at least 3 cycles apart, while idle, in the units of `clusterUnits`; `space` and `data`
 *             stand still for 2 cycles more; a read of a core is answered some cycles later
 * Latency     as the parts; an access of the bus takes a cycle more than a core's, an answer another one
 * Hazards     a period of one source that never ends holds up all. `hostOut` has to be taken, or cores come to rest
 * Source      docs/decisions/0010
 */
export const Cluster = module("cluster", ports, (io, { shape, fabric }) => {
  const cores = shape.columns * shape.rows;
  const { core, links, host } = shape;
  const words = clusterWords(shape);
  const type = spikeWord(words);
  const { updates } = core;
  const drives: Record<string, unknown> = {};

  // A word that a core took just before is on its way into a list: the core's turn comes when there is none any more, and
  // the ports go on when its lists are empty.
  const { held } = regs({ held: [uint(5), 0] });
  const request = portValue<Bool>(io, "clear");
  held.next = cat(held.trunc(4), request);
  const { clearing: clear, startsClear } = nodes({
    clearing: request.or(held.any()),
    startsClear: held.bit(1).and(held.bit(2).not()),
  });

  const answer = bundle({ valid: bool, data: uint(16) });
  const { answers } = wires({ answers: array(answer, cores) });
  const bus = instance("memoryBus", ClusterBus({ cores }), { bus: portValue(io, "bus"), answers } as never);
  const table = { writeAddress: bus.address, writeData: bus.data };

  const from = numbered("from", cores).map((name) => wordStream(name, type));
  const to = numbered("to", cores).map((name) => wordStream(name, type));
  const busy: Bool[] = [];
  const saturations: UInt[] = [];
  const lif = LifCore({ shape: core, fabric });
  for (let i = 0; i < cores; i++) {
    const aer = streams(byName([`spikes${i}`, `events${i}`], () => uint(16)));
    const spikes = portValue<StreamWires<UInt>>(aer, `spikes${i}`);
    const events = portValue<StreamWires<UInt>>(aer, `events${i}`);
    const own = instance(`core${i}`, lif, {
      ...{ events: events.out, spikes: spikes.in, clear: startsClear },
      bus: {
        ...{ write: bus.coreWrites.at(i), read: bus.coreReads.at(i) },
        ...{ space: bus.space, address: bus.address, data: bus.data },
      },
    });
    answers.at(i).value = own.busData;
    saturations.push(own.saturations);
    const exporter = SpikeExporter({ ...words, rows: shape.exportRows, updates, fabric });
    instance(`exporter${i}`, exporter, {
      ...{ spikes: spikes.out, words: at(from, i).in, clear, write: bus.exportWrites.at(i) },
      ...table,
    });
    const importer = SpikeImporter({
      ...{ ...words, entries: shape.importEntries, delayedWords: shape.delayedWords, fabric },
    });
    const { sweeping } = instance(`importer${i}`, importer, {
      ...{ words: at(to, i).out, events: events.in, clear },
      ...{ writeImports: bus.importWrites.at(i), writeDelayed: bus.delayedWrites.at(i) },
      ...table,
    });
    busy.push(own.busy, sweeping);
  }

  const outside = {
    in: [...(host ? ["hostIn"] : []), ...numbered("linkIn", links)],
    out: [...(host ? ["hostOut"] : []), ...numbered("linkOut", links)],
  };
  const connections = {
    ...byName(numbered("from", cores), (i) => at(from, i).out),
    ...byName(numbered("to", cores), (i) => at(to, i).in),
    ...byName([...outside.in, ...outside.out], (_, name) => portValue<unknown>(io, name)),
    ...{ clear, ...table },
  };
  const joined =
    shape.fabric === "tree"
      ? instance("tree", SpikeTree({ ...words, cores, links, host, fabric }), {
          ...connections,
          ...{ write: bus.outsideWrite, writeSpace: bus.space },
        } as never)
      : instance("mesh", SpikeMesh({ ...words, columns: shape.columns, rows: shape.rows, links, host, fabric }), {
          ...connections,
          ...{ write: bus.meshWrite, writeNode: bus.writeNode },
        } as never);
  for (const name of [...outside.in, ...outside.out]) drives[name] = portValue(joined, name);
  return {
    ...drives,
    ...{ saturations, busData: bus.busData },
    busy: busy.reduce((any, each) => any.or(each), clear),
  } as never;
});

function at<V>(list: readonly V[], index: number): V {
  const value = list[index];
  if (value === undefined) throw new Error(`no ${index}`);
  return value;
}
