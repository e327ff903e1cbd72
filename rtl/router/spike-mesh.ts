import type { Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  input,
  instance,
  module,
  type StreamWires,
  streams,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import {
  byName,
  numbered,
  portValue,
  type Sink,
  type StreamIn,
  type StreamOut,
  streamsIn,
  streamsOut,
} from "../cells/named-streams.ts";
import { bitsFor, checkParameters } from "../cells/parameters.ts";
import { FirstMarkerDrop } from "./first-marker-drop.ts";
import { type MeshPort, mostLinks, portsOfNode } from "./mesh-ports.ts";
import { MeshRouter } from "./mesh-router.ts";
import { type SpikeWord, type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface SpikeMeshParameters extends SpikeWordShape {
  /** Nodes: node = x + columns × y, rows from north to south. */
  readonly columns: number;
  readonly rows: number;
  /** Chip links, 0…10, at node 0. */
  readonly links: number;
  /** The host is at node 0. */
  readonly host: boolean;
  readonly fabric: Fabric;
}

const inwards = ({ columns, rows, links, host }: SpikeMeshParameters): string[] => [
  ...numbered("from", columns * rows),
  ...(host ? ["hostIn"] : []),
  ...numbered("linkIn", links),
];
const outwards = ({ columns, rows, links, host }: SpikeMeshParameters): string[] => [
  ...numbered("to", columns * rows),
  ...(host ? ["hostOut"] : []),
  ...numbered("linkOut", links),
];

const ports = (parameters: SpikeMeshParameters) => {
  const { columns, rows, links, host } = parameters;
  const type = spikeWord(parameters);
  const ends = columns * rows + links + (host ? 1 : 0);
  checkParameters("spike_mesh", [
    {
      holds: Number.isInteger(columns) && Number.isInteger(rows) && columns > 0 && rows > 0 && ends > 1,
      found: `${columns} by ${rows} nodes and nothing else that sends`,
      mend: "take at least two of nodes, links and the host",
    },
    { holds: links <= mostLinks, found: `${links} links`, mend: `take at most ${mostLinks}` },
  ]);
  return {
    ...(streamsIn(inwards(parameters), type) as Readonly<Record<string, StreamIn<SpikeWord>>>),
    ...(streamsOut(outwards(parameters), type) as Readonly<Record<string, StreamOut<SpikeWord>>>),
    clear: input(bool),
    write: input(bool),
    writeNode: input(uint(bitsFor(columns * rows))),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  };
};

type Side = "north" | "east" | "south" | "west";
const opposite = { north: "south", east: "west", south: "north", west: "east" } as const;
const isSide = (port: MeshPort): port is Side => port in opposite;

/** The stream that leaves a node at a side. */
const wayOf = (node: number, side: Side): string => `${side}Of${node}`;

/** The mesh's own streams behind a port of a router, in and out. */
function outsideOf(node: number, port: MeshPort): readonly [from: string, to: string] {
  if (port === "local") return [`from${node}`, `to${node}`];
  if (port === "host") return ["hostIn", "hostOut"];
  const link = port.slice("link".length);
  return [`linkIn${link}`, `linkOut${link}`];
}

/**
 * Cores in a grid. Each word goes to all cores, links and hosts that the routers' tables name for its route, on a tree of
 * ways of which each router knows its part.
 *
 * Ports       `from0`, `to0`, …: streams from and to the core of a node; `hostIn`, `hostOut`, `linkIn0`, `linkOut0`, …: from
 *             and to what is outside, at node 0. Period p of each has the spikes of tick p − 1, but that of `hostOut` those
 *             of tick p. clear: level, what is inside is lost and nothing taken. write: the mask of route `writeAddress` in
 *             the router of `writeNode`
 * Latency     2 cycles and `meshLookup` for each router on the way
 * Hazards     tables are written while nothing comes. Every source must end its periods, and every sink must take the
 *             words of period p + 1 once it has ended period p: then nothing ever stands still
 */
export const SpikeMesh = module("spike_mesh", ports, (io, parameters) => {
  const { columns, rows, host, routeBits, indexBits, fabric } = parameters;
  const type = spikeWord(parameters);
  const nodePorts = Array.from({ length: columns * rows }, (_, node) => portsOfNode(parameters, node));
  const step = { north: -columns, east: 1, south: columns, west: -1 };
  const inside = [
    ...nodePorts.flatMap((names, node) => names.filter(isSide).map((side) => wayOf(node, side))),
    ...(host ? ["hostPeriods"] : []),
  ];
  const ways: Readonly<Record<string, StreamWires<SpikeWord>>> = streams(byName(inside, () => type));
  const way = (name: string): StreamWires<SpikeWord> => portValue(ways, name);
  const clear = portValue<Bool>(io, "clear");
  const write = portValue<Bool>(io, "write");
  const writeNode = portValue<UInt>(io, "writeNode");
  const entry = byName(["writeAddress", "writeData"], (_, name) => portValue<UInt>(io, name));
  const drives: Record<string, unknown> = {};

  for (const [node, names] of nodePorts.entries()) {
    const connected: Record<string, unknown> = {};
    for (const port of names) {
      const [from, to] = outsideOf(node, port);
      connected[`${port}In`] = isSide(port) ? way(wayOf(node + step[port], opposite[port])).out : portValue(io, from);
      connected[`${port}Out`] = isSide(port) ? way(wayOf(node, port)).in : portValue(io, to);
    }
    if ("hostOut" in connected) connected.hostOut = way("hostPeriods").in;
    const router = instance(`node${node}`, MeshRouter({ ports: names, routeBits, indexBits, fabric }), {
      ...connected,
      ...{ clear, write: write.and(writeNode.eq(node)), ...entry },
    } as never);
    for (const port of names.filter((name) => !isSide(name))) {
      const [from, to] = outsideOf(node, port);
      drives[from] = portValue(router, `${port}In`);
      drives[to] = portValue(router, `${port}Out`);
    }
  }
  if (host) {
    const ticks = instance("hostTicks", FirstMarkerDrop({ type }), {
      enq: way("hostPeriods").out,
      deq: portValue<Sink>(io, "hostOut"),
      clear,
    });
    drives.hostOut = ticks.deq;
  }
  return drives as never;
});
