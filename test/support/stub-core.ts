import type { Fabric } from "../../config/index.ts";
import {
  bool,
  bundle,
  cat,
  fsm,
  hi,
  input,
  instance,
  module,
  nodes,
  output,
  ram,
  regs,
  stream,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { Fifo } from "../../rtl/cells/fifo.ts";
import { HostLink } from "../../rtl/host-link/host-link.ts";

export interface StubCoreParameters {
  /** Words of the output FIFO, a power of two. */
  readonly outputDepth: number;
  /** Most events of one tick that it promises room for. */
  readonly tickOutput: number;
  /** Cycles that a tick takes besides one or two per event. */
  readonly tickCycles: number;
}

const spaceDepth = 512;
const pendingDepth = 512;

/**
 * A core without neurons, for testing the link: the events of a tick come back as its spikes, each space of the bus is
 * a memory of 512 words, and an event with bit 14 set counts as a saturation.
 */
export const StubCore = module(
  "stub_core",
  (_: StubCoreParameters) => ({
    events: stream.in(uint(16)),
    spikes: stream.out(uint(16)),
    busy: output(bool),
    room: output(bool),
    clear: input(bool),
    saturations: output(uint(16)),
    bus: input(bundle({ write: bool, read: bool, space: uint(3), address: uint(16), data: uint(16) })),
    busData: output(bundle({ valid: bool, data: uint(16) })),
  }),
  ({ events, spikes, clear, bus }, { outputDepth, tickOutput, tickCycles }) => {
    const { saturations, left, cyclesLeft, tick } = regs({
      saturations: [uint(16), 0],
      left: uint(16),
      cyclesLeft: uint(16),
      tick: [uint(15), 0],
    });
    const { room } = regs({ room: [bool, false] });
    const link = wires({
      enqValid: bool,
      deqReady: bool,
      idle: bool,
      pushValid: bool,
      pushPayload: uint(16),
    });
    const isMarker = events.payload.bit(15);
    const pending = instance("pending", Fifo({ type: uint(16), depth: pendingDepth, storage: "block" }), {
      enq: { valid: link.enqValid, payload: events.payload },
      deq: { ready: link.deqReady },
    });
    const out = instance("out", Fifo({ type: uint(16), depth: outputDepth, storage: "block" }), {
      enq: { valid: link.pushValid, payload: link.pushPayload },
      deq: { ready: spikes.ready },
    });
    link.enqValid.value = events.valid.and(isMarker.not());
    const { startTick } = nodes({ startTick: events.valid.and(isMarker).and(link.idle).and(room).and(clear.not()) });
    link.pushValid.value = false;
    link.pushPayload.value = pending.deq.payload;
    link.deqReady.value = false;
    const state = fsm(
      "state",
      {
        idle: (go) => {
          left.next = pending.level.extend(16);
          cyclesLeft.next = tickCycles;
          when(clear, () => {
            saturations.next = 0;
            tick.next = 0;
            go("drop");
          }).elsewhen(startTick, () => go("run"));
        },
        run: (go) => {
          cyclesLeft.next = cyclesLeft.subw(1);
          when(cyclesLeft.eq(0), () => go("copy"));
        },
        copy: (go) => {
          when(left.eq(0), () => go("tickEnd")).elsewhen(pending.deq.valid.and(out.enq.ready), () => {
            link.pushValid.value = true;
            link.deqReady.value = true;
            left.next = left.subw(1);
            when(pending.deq.payload.bit(14), () => {
              saturations.next = saturations.addw(1);
            });
          });
        },
        tickEnd: (go) => {
          link.pushPayload.value = cat(hi, tick);
          link.pushValid.value = true;
          when(out.enq.ready, () => {
            tick.next = tick.addw(1);
            go("idle");
          });
        },
        drop: (go) => {
          link.deqReady.value = true;
          when(pending.level.eq(0), () => go("idle"));
        },
      },
      { init: "idle" },
    );
    link.idle.value = state.is("idle");
    room.next = out.level.le(outputDepth - tickOutput - 1);

    const contents = ram("contents", uint(16), { depth: 8 * spaceDepth, collision: "dontCare" });
    const address = cat(bus.space, bus.address.trunc(Math.log2(spaceDepth)));
    // The address comes a cycle behind the pulse.
    const { written } = regs({ written: [bool, false] });
    written.next = bus.write;
    contents.write(address, bus.data, { enable: written });
    const read = regs({ asked: [bool, false], fetched: [bool, false], answered: [bool, false], data: uint(16) });
    read.asked.next = bus.read;
    read.fetched.next = read.asked;
    read.answered.next = read.fetched;
    read.data.next = contents.read(address);
    return {
      events: { ready: isMarker.mux(startTick, pending.enq.ready) },
      spikes: out.deq,
      busy: state.is("idle").not(),
      room,
      saturations,
      busData: { valid: read.answered, data: read.data },
    };
  },
);

export interface StubChipParameters extends StubCoreParameters {
  readonly clockCyclesPerBit: number;
  readonly shapeHash: number;
  readonly fabric?: Fabric;
}

/** The link with the stub behind it, with the pins of a chip. */
export const StubChip = module(
  "stub_chip",
  (_: StubChipParameters) => ({
    uartRx: input(bool),
    uartTx: output(bool),
    ledTick: output(bool),
    ledError: output(bool),
  }),
  ({ uartRx }, { clockCyclesPerBit, shapeHash, fabric = "ice40up", outputDepth, tickOutput, tickCycles }) => {
    const back = wires({
      ready: bool,
      spikes: bundle({ valid: bool, payload: uint(16) }),
      busy: bool,
      room: bool,
      saturations: uint(16),
      busData: bundle({ valid: bool, data: uint(16) }),
    });
    const link = instance("link", HostLink({ clockCyclesPerBit, shapeHash, fabric }), {
      uartRx,
      events: { ready: back.ready },
      spikes: back.spikes,
      busy: back.busy,
      room: back.room,
      saturations: back.saturations,
      busData: back.busData,
    });
    const core = instance("core", StubCore({ outputDepth, tickOutput, tickCycles }), {
      events: link.events,
      spikes: link.spikes,
      clear: link.clear,
      bus: link.bus,
    });
    back.ready.value = core.events.ready;
    back.spikes.value = core.spikes;
    back.busy.value = core.busy;
    back.room.value = core.room;
    back.saturations.value = core.saturations;
    back.busData.value = core.busData;
    return { uartTx: link.uartTx, ledTick: link.tick, ledError: link.error };
  },
);
