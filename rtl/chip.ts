import { bool, bundle, input, instance, module, output, uint, wires } from "../hdlgen/index.ts";
import { LifCore, type LifCoreParameters } from "./core/lif-core.ts";
import { HostLink } from "./host-link/host-link.ts";

export interface ChipParameters {
  readonly core: LifCoreParameters;
  /** Clock cycles of one UART bit, at least 4. */
  readonly clockCyclesPerBit: number;
  /** 32 bits by which a host recognises the core. */
  readonly shapeHash: number;
}

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
      spikesValid: bool,
      spikesPayload: word,
      busy: bool,
      room: bool,
      saturations: word,
      busData: bundle({ valid: bool, data: word }),
    });
    const link = instance("link", HostLink({ clockCyclesPerBit, shapeHash, fabric: parameters.fabric }), {
      uartRx,
      events: { ready: fromCore.eventsReady },
      spikes: { valid: fromCore.spikesValid, payload: fromCore.spikesPayload },
      busy: fromCore.busy,
      room: fromCore.room,
      saturations: fromCore.saturations,
      busData: fromCore.busData,
    });
    const core = instance("core", LifCore(parameters), {
      events: link.events,
      spikes: link.spikes,
      clear: link.clear,
      bus: link.bus,
    });
    fromCore.eventsReady.value = core.events.ready;
    fromCore.spikesValid.value = core.spikes.valid;
    fromCore.spikesPayload.value = core.spikes.payload;
    fromCore.busy.value = core.busy;
    fromCore.room.value = core.room;
    fromCore.saturations.value = core.saturations;
    fromCore.busData.value = core.busData;
    return { uartTx: link.uartTx, ledTick: link.tick, ledError: link.error };
  },
);
