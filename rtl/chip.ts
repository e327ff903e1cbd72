import { bool, bundle, input, instance, module, output, regs, uint, wires } from "../hdlgen/index.ts";
import { LifCore, type LifCoreParameters } from "./core/lif-core.ts";
import { HostLink } from "./host-link/host-link.ts";
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

/**
 * A core behind its host link: everything of a board's design but its clock and pins.
 *
 * Ports       uartRx, uartTx: docs/host-link.md. ledTick: toggles every 8 ticks. ledError: an event was late or a
 *             tick was skipped
 * Cost        the core and the link
 */
export const Chip = module(
  "chip",
  (_: ChipParameters) => ({
    uartRx: input(bool),
    uartTx: output(bool),
    ledTick: output(bool),
    ledError: output(bool),
  }),
  ({ uartRx }, { core: parameters, clockCyclesPerBit, shapeHash }) => {
    const word = uint(16);
    const fromCore = wires({
      eventsReady: bool,
      busy: bool,
      saturations: word,
      busData: bundle({ valid: bool, data: word }),
    });
    const spikes = wires({ taken: bool, waiting: bool, word });
    const { room } = regs({ room: [bool, false] });
    const link = instance("link", HostLink({ clockCyclesPerBit, shapeHash, fabric: parameters.fabric }), {
      uartRx,
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
    const outbox = instance("outbox", Outbox({ fabric: parameters.fabric, depth: waitingWords }), {
      enq: core.spikes,
      deq: link.spikes,
    });
    spikes.taken.value = outbox.enq.ready;
    spikes.waiting.value = outbox.deq.valid;
    spikes.word.value = outbox.deq.payload;
    // Ticks end while the host is away, until the outbox is full.
    room.next = core.room.and(outbox.enq.ready);
    fromCore.eventsReady.value = core.events.ready;
    fromCore.busy.value = core.busy;
    fromCore.saturations.value = core.saturations;
    fromCore.busData.value = core.busData;
    return { uartTx: link.uartTx, ledTick: link.tick, ledError: link.error };
  },
);
