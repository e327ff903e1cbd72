import {
  bool,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  reset,
  stream,
  streams,
  uint,
  when,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import { checkParameters } from "../cells/parameters.ts";
import { spikeWord } from "../router/spike-word.ts";
import { checkLinkShape, frameBytes, type LinkShape } from "./frame.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import { FrameSender, frameToken } from "./frame-sender.ts";
import { LinkReceiver } from "./link-receiver.ts";
import { LinkSender } from "./link-sender.ts";
import { LinkSession } from "./link-session.ts";

/** What happened on a link, as ports of whatever has one. */
export const linkStatus = {
  up: output(bool),
  restarted: output(bool),
  unlike: output(bool),
  stalledFor: output(uint(16)),
  repeats: output(uint(16)),
  spoiled: output(uint(16)),
  ticksIn: output(uint(16)),
  ticksOut: output(uint(16)),
};

export interface LinkParameters extends LinkShape {
  /** Clock cycles that a byte takes on the line. */
  readonly byteCycles: number;
  /** Clock cycles that a byte is on its way at most, besides its own: both PHYs and the cable, there and back. */
  readonly cableCycles: number;
}

/** Cycles of a beat, by which everything that waits is timed: the longest frame and its way, rounded up. */
export const beatCycles = (parameters: LinkParameters): number => 2 ** beatBits(parameters);

const beatBits = ({ byteCycles, cableCycles, ...shape }: LinkParameters): number =>
  Math.ceil(Math.log2(frameBytes(shape, shape.frameWords) * byteCycles * escapeAllowance + cableCycles));
/** Every 64th byte of random words is escaped on average; a few more than that are expected. */
const escapeAllowance = 1.25;

const ports = (parameters: LinkParameters) => {
  checkLinkShape("link_endpoint", parameters);
  const { byteCycles, cableCycles } = parameters;
  checkParameters("link_endpoint", [
    {
      holds: Number.isInteger(byteCycles) && byteCycles >= 1 && Number.isInteger(cableCycles) && cableCycles >= 0,
      found: `${byteCycles} cycles per byte and ${cableCycles} on the way`,
      mend: "take whole numbers",
    },
  ]);
  return {
    clear: input(bool),
    enq: stream.in(spikeWord(parameters)),
    deq: stream.out(spikeWord(parameters)),
    received: input(bool),
    data: input(uint(8)),
    broken: input(bool),
    bytes: stream.out(uint(8)),
    ...linkStatus,
  };
};

/**
 * One end of a link between chips: every word goes over once and in order, whatever the line does to its bytes and however
 * long it is gone.
 *
 * Ports       clear: level, as a reset of the link alone: both ends have to be cleared before words move. enq, deq: spike
 *             words; received, data, broken: bytes of the line, or that one was lost; bytes: for the line. up: the other end
 *             was heard lately; restarted, unlike, stalledFor: of LinkSession; repeats: times that words were sent again for
 *             being asked or for lack of an answer, spoiled: frames that did not come whole, both at most 65,535; ticksIn,
 *             ticksOut: markers that have left `deq` and entered `enq`, modulo 65,536
 * Latency     a word alone takes about 12 cycles and frameBytes(…, 1) bytes of the line
 * Throughput  frameWords words in frameBytes(…) − 1 bytes of the line, at most one word in b + 2 cycles
 * Hazards     a damaged frame passes for a good one with probability 2^−crcBits
 * Cost        docs/router.md
 */
export const LinkEndpoint = module("link_endpoint", ports, (io, parameters) => {
  const { byteCycles, cableCycles, ...shape } = parameters;
  const { cleared } = regs({ cleared: [bool, true] });
  cleared.next = io.clear;
  const { restart } = nodes({ restart: reset().or(cleared) });
  return withReset(restart, () => {
    const { beatCount, beat } = regs({ beatCount: [uint(beatBits(parameters)), 0], beat: [bool, false] });
    beatCount.next = beatCount.addw(1);
    beat.next = beatCount.all();

    const { tokens } = streams({ tokens: frameToken });
    const frames = instance("frames", FrameReceiver({ crcBits: shape.crcBits }), {
      received: io.received,
      data: io.data,
      broken: io.broken,
    });
    const { listening } = wires({ listening: bool });
    const receiver = instance("receiver", LinkReceiver(shape), {
      ...frames,
      listening,
      deq: io.deq,
    });
    const session = instance("session", LinkSession({ routeBits: shape.routeBits, indexBits: shape.indexBits }), {
      beat,
      heard: receiver.heard,
      head: receiver.head,
    });
    listening.value = session.listening;
    const sender = instance("sender", LinkSender(shape), {
      enq: io.enq,
      beat,
      heard: receiver.heard,
      head: receiver.head,
      inStep: receiver.inStep,
      gap: receiver.gap,
      brought: receiver.brought,
      spoiled: receiver.spoiled,
      expected: receiver.expected,
      taken: receiver.taken,
      credit: receiver.credit,
      speaks: session.speaks,
      kind: session.kind,
      joined: session.joined,
      tokens: tokens.in,
    });
    const { bytes } = instance("line", FrameSender({ crcBits: shape.crcBits }), {
      tokens: tokens.out,
      bytes: io.bytes,
    });

    const counters = regs({
      repeats: [uint(16), 0],
      spoiled: [uint(16), 0],
      ticksIn: [uint(16), 0],
      ticksOut: [uint(16), 0],
    });
    when(sender.repeats.and(counters.repeats.all().not()), () => {
      counters.repeats.next = counters.repeats.addw(1);
    });
    when(receiver.spoiled.and(counters.spoiled.all().not()), () => {
      counters.spoiled.next = counters.spoiled.addw(1);
    });
    when(receiver.deq.valid.and(io.deq.ready).and(receiver.deq.payload.marker), () => {
      counters.ticksIn.next = counters.ticksIn.addw(1);
    });
    when(io.enq.valid.and(sender.enq.ready).and(io.enq.payload.marker), () => {
      counters.ticksOut.next = counters.ticksOut.addw(1);
    });
    const { up, restarted, unlike, stalledFor } = session;
    return { enq: sender.enq, deq: receiver.deq, bytes, up, restarted, unlike, stalledFor, ...counters };
  });
});
