import type { ClusterShape, Fabric } from "../config/index.ts";
import {
  array,
  type Bool,
  bool,
  bundle,
  clock,
  input,
  instance,
  module,
  output,
  type StreamWires,
  streams,
  uint,
} from "../hdlgen/index.ts";
import { byName, portValue, type StreamIn, type StreamOut, streamsIn, streamsOut } from "./cells/named-streams.ts";
import type { LinkShape } from "./chip-link/frame.ts";
import { linkStatus } from "./chip-link/link-endpoint.ts";
import { SerialLink } from "./chip-link/serial-link.ts";
import { UartLink } from "./chip-link/uart-link.ts";
import { Cluster, clusterWords } from "./cluster.ts";
import { clusterAccess } from "./router/cluster-bus.ts";
import { type SpikeWord, spikeWord } from "./router/spike-word.ts";

/** The pins of a link, and how safe its frames are. */
export type LinkPins = Omit<LinkShape, "routeBits" | "indexBits"> &
  (
    | { readonly kind: "uart"; readonly clockCyclesPerBit: number }
    | { readonly kind: "serial"; readonly lanes: 1 | 4; readonly clockCyclesPerBit: number }
  );

export interface LinkedClusterParameters {
  readonly shape: ClusterShape;
  readonly fabric: Fabric;
  /** Of all its links. */
  readonly pins: LinkPins;
}

const hostStreams = (shape: ClusterShape) => ({ in: shape.host ? ["hostIn"] : [], out: shape.host ? ["hostOut"] : [] });

const statusNames = Object.keys(linkStatus) as (keyof typeof linkStatus)[];

/** `link0Rx` for `rx` of link 0. */
const ofLink = (link: number, name: string): string => `link${link}${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const pinNames = {
  uart: { in: ["rx"], out: ["tx"] },
  serial: { in: ["inClock", "inStart", "inData"], out: ["outClock", "outStart", "outData"] },
} as const;

function pinsOf(link: number, pins: LinkPins): object {
  const at = (name: string): string => ofLink(link, name);
  if (pins.kind === "uart") return { [at("rx")]: input(bool, { domain: "async" }), [at("tx")]: output(bool) };
  const domain = at("inClock");
  return {
    [domain]: input(clock),
    [at("inStart")]: input(bool, { domain }),
    [at("inData")]: input(uint(pins.lanes), { domain }),
    [at("outClock")]: output(bool),
    [at("outStart")]: output(bool),
    [at("outData")]: output(uint(pins.lanes)),
  };
}

const ports = ({ shape, pins }: LinkedClusterParameters) => {
  const type = spikeWord(clusterWords(shape));
  const host = hostStreams(shape);
  const links = Array.from({ length: shape.links }, (_, link) => ({
    ...pinsOf(link, pins),
    ...Object.fromEntries(statusNames.map((name) => [ofLink(link, name), linkStatus[name]])),
  }));
  return {
    ...(streamsIn(host.in, type) as Readonly<Record<string, StreamIn<SpikeWord>>>),
    ...(streamsOut(host.out, type) as Readonly<Record<string, StreamOut<SpikeWord>>>),
    clear: input(bool),
    busy: output(bool),
    saturations: output(array(uint(16), shape.columns * shape.rows)),
    bus: input(clusterAccess),
    busData: output(bundle({ valid: bool, data: uint(16) })),
    ...(Object.assign({}, ...links) as Record<never, never>),
  };
};

/**
 * A cluster whose links have pins: a board's chip among others.
 *
 * Ports       hostIn, hostOut, clear, busy, saturations, bus, busData: as Cluster. link0…: the pins of UartLink (link0Rx,
 *             link0Tx) or SerialLink (link0InClock, …) and the status of LinkEndpoint (link0Up, link0StalledFor, …). clear
 *             clears the links too: a run begins when all chips have been cleared, in any order
 * Latency     as Cluster and LinkEndpoint
 * Hazards     a chip whose neighbour was cleared says `restarted` until it is cleared too, and gets no word; a link that is
 *             down holds up all chips, until it is up again
 */
export const LinkedCluster = module("linked_cluster", ports, (io, { shape, fabric, pins }) => {
  const words = clusterWords(shape);
  const type = spikeWord(words);
  const clear = portValue<Bool>(io, "clear");
  const host = hostStreams(shape);
  const drives: Record<string, unknown> = {};
  const joints: Record<string, unknown> = {};
  for (let link = 0; link < shape.links; link++) {
    const [into, out] = [`into${link}`, `out${link}`];
    const between = streams(byName([into, out], () => type));
    const [arriving, leaving] = [into, out].map((name) => portValue<StreamWires<SpikeWord>>(between, name)) as [
      StreamWires<SpikeWord>,
      StreamWires<SpikeWord>,
    ];
    joints[`linkIn${link}`] = arriving.out;
    joints[`linkOut${link}`] = leaving.in;
    const { in: inputs, out: outputs } = pinNames[pins.kind];
    const connections = {
      ...{ clear, enq: leaving.out, deq: arriving.in },
      ...byName(inputs, (_, name) => portValue<unknown>(io, ofLink(link, name))),
    } as never;
    const end: object =
      pins.kind === "uart"
        ? instance(`link${link}`, UartLink({ ...pins, ...words }), connections)
        : instance(`link${link}`, SerialLink({ ...pins, ...words }), connections);
    for (const name of [...outputs, ...statusNames]) drives[ofLink(link, name)] = portValue(end, name);
  }
  const cluster: object = instance("cluster", Cluster({ shape, fabric }), {
    ...byName([...host.in, ...host.out], (_, name) => portValue<unknown>(io, name)),
    ...{ ...joints, clear, bus: portValue(io, "bus") },
  } as never);
  for (const name of [...host.in, ...host.out]) drives[name] = portValue(cluster, name);
  return {
    ...drives,
    ...byName(["busy", "saturations", "busData"], (_, name) => portValue<unknown>(cluster, name)),
  } as never;
});
