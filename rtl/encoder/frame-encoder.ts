import { aerMarker, frameRegisterBit, frameSpace, frameTickBits } from "../../config/index.ts";
import {
  bool,
  bundle,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  stream,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { bitsFor } from "../cells/parameters.ts";
import { onlyWhere } from "../core/only-where.ts";
import { FrameScan, type FrameScanParameters } from "./frame-scan.ts";
import { FrameSteps } from "./frame-steps.ts";

/**
 * Stands in the way of AER words into a core, and puts the events of a frame in front of each tick's marker. Words of the
 * host pass as if it were not there, a marker when its tick's events have gone.
 *
 * Ports       words: the host's; events: the core's. bus: what is written over the memory bus, of which this takes its part of the
 *             space of membranes; address and data stand for a cycle behind the pulse, in which they are looked at. expects: the
 *             marker of the next tick is going to come, so that its events may go now. clear: the frame ends. busy: rises within
 *             2 cycles of `expects` and 3 of a write; a marker that waits is not told here
 * Latency     none for words, but that a marker without `expects` before it waits for a scan: one cycle for each channel, at least
 *             one for each event, and 7
 * Hazards     writes and `clear` only while idle
 * Source      docs/host-link.md §8
 */
export const FrameEncoder = module(
  "frame_encoder",
  (_: FrameScanParameters) => ({
    words: stream.in(uint(16)),
    events: stream.out(uint(16)),
    bus: input(bundle({ write: bool, space: uint(3), address: uint(16), data: uint(16) })),
    expects: input(bool),
    clear: input(bool),
    busy: output(bool),
  }),
  ({ words, events, bus, expects, clear }, parameters) => {
    const { channels, firstWord, rate, latency } = parameters.encoder;
    const { scans, prepared } = regs({ scans: [bool, false], prepared: [bool, false] });
    const isMarker = words.payload.bit(Math.log2(aerMarker));
    const { begins } = wires({ begins: bool });

    // A cycle late, when the address is there.
    const { writes } = regs({ writes: [bool, false] });
    writes.next = bus.write.and(bus.space.eq(frameSpace));
    const isRegister = bus.address.bit(frameRegisterBit);
    const { writesRegister } = nodes({ writesRegister: writes.and(isRegister) });
    const steps = instance("course", FrameSteps(parameters.encoder), {
      writeTicks: writesRegister.and(bus.address.bit(0).not()),
      writeOrder: writesRegister.and(bus.address.bit(0)),
      data: bus.data.trunc(frameTickBits),
      advance: begins.and(prepared),
      clear,
    });

    const { isWanted } = nodes({ isWanted: expects.or(words.valid.and(isMarker)) });
    const { starts } = nodes({
      starts: isWanted.and(steps.active).and(prepared.or(scans).or(steps.busy).not()),
    });
    const spiking = wires({ ready: bool });
    const addressBits = bitsFor(Math.max(2, Math.ceil(channels / 2)));
    const scan = instance("scan", FrameScan(parameters), {
      write: writes.and(isRegister.not()),
      writeAddress: bus.address.trunc(addressBits),
      writeData: bus.data,
      starts,
      isRate: steps.isRate,
      ...onlyWhere(rate !== undefined, () => ({ multiple: steps.multiple })),
      ...onlyWhere(latency === "built", () => ({ nearest: steps.nearest, beyond: steps.beyond })),
      channels: spiking,
    });
    const { ends } = nodes({ ends: scans.and(scan.idle) });
    scans.next = starts.or(scans.and(ends.not()));
    prepared.next = ends.or(prepared.and(begins.or(clear).not()));

    const { spikes } = nodes({ spikes: scan.channels.valid });
    const { passes } = nodes({ passes: spikes.not().and(isMarker.not().or(prepared).or(steps.active.not())) });
    const event = scan.channels.payload.extend(16);
    const isAligned = firstWord % 2 ** scan.channels.payload.width === 0;
    spiking.ready.value = events.ready;
    begins.value = words.valid.and(isMarker).and(passes).and(events.ready);

    formal.assert(scan.idle.not().implies(scans), "channels are looked at outside a scan");
    formal.assert(spikes.implies(scans.and(steps.active).and(prepared.not())), "an event of a frame comes by itself");
    formal.assert(begins.implies(scans.not()), "a tick begins while its frame is looked at");
    formal.assert(begins.and(steps.active).implies(prepared), "a tick begins without its frame's events");
    return {
      words: { ready: events.ready.and(passes) },
      events: {
        valid: spikes.or(words.valid.and(passes)),
        payload: spikes.mux(isAligned ? event.or(firstWord) : event.addw(firstWord), words.payload),
      },
      busy: scans.or(steps.busy),
    };
  },
);
