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
  uint,
  wires,
} from "../hdlgen/index.ts";
import { LifCore, type LifCoreParameters } from "./core/lif-core.ts";
import { HostLink } from "./host-link/host-link.ts";
import type { corePorts } from "./host-link/link-body.ts";
import { Outbox } from "./outbox.ts";

export interface ChipParameters {
  readonly core: LifCoreParameters;
  /** Clock cycles of one UART bit, at least 4. */
  readonly clockCyclesPerBit: number;
  /** 32 bits by which a host recognises the core. */
  readonly shapeHash: number;
}

/** Output words that wait for the host: what the ticks of some milliseconds give, in one block of RAM. */
const waitingWords = 256;

/** What a chip shows on LEDs. */
export const ledPorts = () => ({ ledTick: output(bool), ledError: output(bool) });

/**
 * A core behind its host link: everything of a board's design but its clock and pins.
 *
 * Ports       uartRx, uartTx: docs/host-link.md. ledTick: toggles every 8 ticks. ledError: an event was late or a
 *             tick was skipped
 * Cost        the core and the link
 */
export const Chip = module(
  "chip",
  (_: ChipParameters) => ({ uartRx: input(bool), uartTx: output(bool), ...ledPorts() }),
  ({ uartRx }, parameters) => {
    const { clockCyclesPerBit, shapeHash, core } = parameters;
    const { link, leds } = chipBody(parameters, "always", (ports) =>
      instance("link", HostLink({ clockCyclesPerBit, shapeHash, fabric: core.fabric }), { uartRx, ...ports }),
    );
    return { uartTx: link.uartTx, ...leds };
  },
);

type LinkPorts = ReturnType<typeof corePorts>;

/**
 * The link that `makeLink` declares, a core behind it, and what waits between them, in the module under construction.
 *
 * @param hostListens "always" and "never", or a register: what nobody will fetch is dropped, so that ticks go on
 */
export function chipBody<L extends Drives<LinkPorts>>(
  { core: parameters }: Pick<ChipParameters, "core">,
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
  const { room } = regs({ room: [bool, false] });
  const link = makeLink({
    events: { ready: fromCore.eventsReady },
    spikes: { valid: spikes.waiting, payload: spikes.word },
    busy: fromCore.busy,
    room,
    saturations: fromCore.saturations,
    busData: fromCore.busData,
  });
  const core = instance("core", LifCore(parameters), {
    events: link.events,
    spikes: { ready: spikes.taken },
    clear: link.clear,
    bus: link.bus,
  });
  if (hostListens === "never") {
    spikes.taken.value = hi;
    spikes.waiting.value = lo;
    spikes.word.value = 0;
    room.next = core.room;
  } else {
    const taken = hostListens === "always" ? link.spikes : { ready: link.spikes.ready.or(hostListens.not()) };
    const outbox = instance("outbox", Outbox({ fabric: parameters.fabric, depth: waitingWords }), {
      enq: core.spikes,
      deq: taken,
    });
    spikes.taken.value = outbox.enq.ready;
    spikes.waiting.value = outbox.deq.valid;
    spikes.word.value = outbox.deq.payload;
    // Ticks end while the host is away, until the outbox is full.
    room.next = core.room.and(outbox.enq.ready);
  }
  fromCore.eventsReady.value = core.events.ready;
  fromCore.busy.value = core.busy;
  fromCore.saturations.value = core.saturations;
  fromCore.busData.value = core.busData;
  return { link, leds: { ledTick: link.tick, ledError: link.error } };
}
