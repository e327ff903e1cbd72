import type { EncoderShape } from "../config/index.ts";
import {
  type Bool,
  bool,
  bundle,
  type Drives,
  type Given,
  hi,
  input,
  instance,
  lo,
  module,
  output,
  regs,
  type Sees,
  type UInt,
  uint,
  wires,
} from "../hdlgen/index.ts";
import { outboxDepth, preloadLength, preloadMemory, preloadSections } from "./core/core-memories.ts";
import { LifCore, type LifCoreParameters } from "./core/lif-core.ts";
import { FrameEncoder } from "./encoder/frame-encoder.ts";
import { HostLink } from "./host-link/host-link.ts";
import type { corePorts } from "./host-link/link-body.ts";
import { Outbox } from "./outbox.ts";
import { Preload } from "./preload.ts";
import { SpikeLed } from "./spike-led.ts";

export interface ChipParameters {
  readonly core: LifCoreParameters;
  /** Absent: the host encodes. */
  readonly encoder?: EncoderShape;
  /** Clock cycles of one UART bit, at least 4. */
  readonly clockCyclesPerBit: number;
  /** 32 bits by which a host recognises the core. */
  readonly shapeHash: number;
}

/** Output words that wait for the host: what the ticks of some milliseconds give, in one block of RAM. */
const waitingWords = 256;

/** The outbox; where the core carries contents, what is written after reset waits in it at first. */
function outboxOf({ contents, ...core }: LifCoreParameters) {
  if (contents === undefined) return Outbox({ fabric: core.fabric, depth: waitingWords });
  const filled = { words: preloadLength(core), name: preloadMemory, contents };
  return Outbox({ fabric: core.fabric, depth: outboxDepth(core), filled });
}

/** What a chip shows on LEDs. */
export const ledPorts = () => ({ ledTick: output(bool), ledError: output(bool), ledSpike: output(bool) });

/**
 * A core behind its host link: everything of a board's design but its clock and pins. With `core.contents` it has a
 * network as soon as it has left its reset; the host may load another one all the same.
 *
 * Ports       uartRx, uartTx: docs/host-link.md. ledTick: toggles every 8 ticks. ledError: an event was late or a
 *             tick was skipped. ledSpike: spikes leave the core, as `SpikeLed` shows them
 * Cost        the core and the link
 */
export const Chip = module(
  "chip",
  (_: ChipParameters) => ({ uartRx: input(bool), uartTx: output(bool), ...ledPorts() }),
  ({ uartRx }, parameters) => {
    const { clockCyclesPerBit, shapeHash } = parameters;
    const { link, leds } = chipBody(parameters, "always", (ports) =>
      instance("link", HostLink({ clockCyclesPerBit, shapeHash, ...linkNeeds(parameters) }), { uartRx, ...ports }),
    );
    return { uartTx: link.uartTx, ...leds };
  },
);

/** What a link is to know of the core and of what stands before it. */
export const linkNeeds = ({ core, encoder }: Pick<ChipParameters, "core" | "encoder">) => ({
  fabric: core.fabric,
  ...(encoder === undefined ? {} : { markers: "told" as const }),
});

type LinkPorts = ReturnType<typeof corePorts>;

/**
 * The link that `makeLink` declares, a core behind it, and what waits between them, in the module under construction.
 *
 * @param hostListens "always" and "never", or a register: what nobody will fetch is dropped, so that ticks go on
 */
export function chipBody<L extends Drives<LinkPorts>>(
  { core: parameters, encoder }: Pick<ChipParameters, "core" | "encoder">,
  hostListens: "always" | "never" | Bool,
  makeLink: (ports: Given<Sees<LinkPorts>>) => L,
) {
  const word = uint(16);
  const fromCore = wires({
    eventsReady: bool,
    busy: bool,
    saturations: word,
    busData: bundle({ valid: bool, data: word }),
  });
  const spikes = wires({ taken: bool, waiting: bool, word });
  const framing = encoder && wires({ hostReady: bool, framing: bool });
  const { room } = regs({ room: [bool, false] });
  const preload =
    parameters.contents &&
    instance("preload", Preload({ sections: preloadSections(parameters) }), {
      words: { valid: spikes.waiting, payload: spikes.word },
    });
  // The link waits while a preload uses the outbox, the bus and the core.
  const onceLoaded = (flag: Bool): Bool => (preload === undefined ? flag : flag.and(preload.busy.not()));
  const either = (flag: Bool, own: Bool | undefined): Bool => (own === undefined ? flag : flag.or(own));
  const whileLoading = (own: UInt | undefined, others: UInt): UInt =>
    preload === undefined || own === undefined ? others : preload.busy.mux(own, others);
  const link = makeLink({
    events: { ready: onceLoaded(framing?.hostReady ?? fromCore.eventsReady) },
    spikes: { valid: onceLoaded(spikes.waiting), payload: spikes.word },
    busy: either(either(fromCore.busy, framing?.framing), preload?.busy),
    room,
    saturations: fromCore.saturations,
    busData: fromCore.busData,
  });
  const fromHost = { valid: onceLoaded(link.events.valid), payload: link.events.payload };
  const clear = either(link.clear, preload?.clear);
  const { write, space, address, data } = link.bus;
  const framed =
    encoder &&
    instance("frameEncoder", FrameEncoder({ encoder, fabric: parameters.fabric }), {
      words: fromHost,
      events: { ready: fromCore.eventsReady },
      ...{ bus: { write, space, address, data }, expects: link.expects, clear },
    });
  if (framing !== undefined && framed !== undefined) {
    framing.hostReady.value = framed.words.ready;
    framing.framing.value = framed.busy;
  }
  const core = instance("core", LifCore(parameters), {
    events: framed?.events ?? fromHost,
    spikes: { ready: spikes.taken },
    clear,
    bus: {
      write: either(link.bus.write, preload?.bus.write),
      read: link.bus.read,
      space: whileLoading(preload?.bus.space, link.bus.space),
      address: whileLoading(preload?.bus.address, link.bus.address),
      data: whileLoading(preload?.bus.data, link.bus.data),
    },
  });
  if (hostListens === "never") {
    if (preload !== undefined) throw new Error("contents wait in an outbox, which this chip has not");
    spikes.taken.value = hi;
    spikes.waiting.value = lo;
    spikes.word.value = 0;
    room.next = core.room;
  } else {
    const taken = hostListens === "always" ? link.spikes.ready : link.spikes.ready.or(hostListens.not());
    const outbox = instance("outbox", outboxOf(parameters), {
      enq: core.spikes,
      deq: { ready: either(onceLoaded(taken), preload?.words.ready) },
    });
    spikes.taken.value = outbox.enq.ready;
    spikes.waiting.value = outbox.deq.valid;
    spikes.word.value = outbox.deq.payload;
    // Ticks end while the host is away, until the outbox is full.
    room.next = core.room.and(outbox.enq.ready);
  }
  // A word with its high bit is a marker.
  const { lit: ledSpike } = instance("spikeLed", SpikeLed({}), {
    given: core.spikes.valid.and(spikes.taken),
    marker: core.spikes.payload.bit(15),
    slowTick: link.tick,
  });
  fromCore.eventsReady.value = core.events.ready;
  fromCore.busy.value = core.busy;
  fromCore.saturations.value = core.saturations;
  fromCore.busData.value = core.busData;
  return { link, leds: { ledTick: link.tick, ledError: link.error, ledSpike } };
}
