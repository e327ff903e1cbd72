import type { EncoderShape, Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  constant,
  formal,
  input,
  lo,
  module,
  nodes,
  output,
  ram,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { bitsFor } from "../cells/parameters.ts";
import { onlyWhere } from "../core/only-where.ts";
import { positionOf, positionStages, stagesOf } from "./rate-position.ts";

export interface FrameScanParameters {
  readonly encoder: EncoderShape;
  readonly fabric: Fabric;
}

/** Words of one block RAM of iCE40 that is 16 bits wide. */
const wordsOfBlock = 256;

/** Stages before a value: its address, the words that were read. */
const stagesToValue = 2;

/**
 * A frame's values, and the channels whose values spike in a tick, ascending.
 *
 * Ports       write…: two values, the even channel's in the low byte. starts: pulse, while idle; isRate, multiple, nearest, beyond: the
 *             tick's, steady until idle. channels: stream. idle: all have been looked at, and taken
 * Latency     a few cycles besides one for each channel and at least one for each that spikes
 * Hazards     writes while idle
 */
export const FrameScan = module(
  "frame_scan",
  ({ encoder: { channels, rate, latency } }: FrameScanParameters) => ({
    write: input(bool),
    writeAddress: input(uint(bitsFor(wordsOf(channels)))),
    writeData: input(uint(16)),
    starts: input(bool),
    isRate: input(bool),
    ...onlyWhere(rate !== undefined, () => ({ multiple: input(uint(rate?.shift ?? 1)) })),
    ...onlyWhere(latency === "built", () => ({ nearest: input(uint(8)), beyond: input(uint(8)) })),
    channels: stream.out(uint(bitsFor(channels))),
    idle: output(bool),
  }),
  (io, { encoder: { channels, rate, latency }, fabric }) => {
    const { next, reads } = regs({ next: uint(bitsFor(channels)), reads: [bool, false] });
    const { spikes } = regs({ spikes: [bool, false] });
    // What spikes stops everything behind it until it is taken.
    const { moves } = nodes({ moves: spikes.not() });
    when(io.starts, () => {
      next.next = 0;
      reads.next = true;
    }).elsewhen(moves, () => {
      next.next = next.addw(1);
      reads.next = reads.and(next.eq(channels - 1).not());
    });

    const stages = stagesToValue + (rate === undefined ? 0 : positionStages(rate, fabric));
    const valid = regArray("valid", stages, [bool, false]);
    valid.forEach((own, i) => {
      when(moves, () => {
        own.next = valid[i - 1] ?? reads;
      });
    });
    const last = valid[stages - 1];
    if (last === undefined) throw new Error("no stages");

    const { isOdd, value } = regs({ isOdd: bool, value: uint(8) });
    const place = channels <= 2 ? constant(uint(1), 0) : next.slice(next.width - 1, 1);
    const word = valuesAt(place, moves, wordsOf(channels), io);
    when(moves, () => {
      isOdd.next = next.bit(0);
      value.next = isOdd.mux(word.odd, word.even);
    });

    const line = { channels, moves, starts: io.starts, valid: valid.slice(stagesToValue - 1) };
    const later = stages - stagesToValue;
    const hits: { rate?: Bool; latency?: Bool } = {};
    if (rate !== undefined) {
      const { position, step } = positionOf(value, io.multiple, rate, fabric, line);
      hits.rate = position.lt(step);
    }
    if (latency === "built") {
      const distance = value.not();
      const isWithin = distance.ge(io.nearest).and(distance.lt(io.beyond));
      hits.latency = stagesOf("isWithin", isWithin.asUInt(), later, moves).bit(0);
    }
    const { hit } = nodes({ hit: io.isRate.mux(hits.rate ?? lo, hits.latency ?? lo) });
    const { channel } = regs({ channel: uint(bitsFor(channels)) });
    spikes.next = spikes.mux(io.channels.ready.not(), last.and(hit));
    when(io.starts, () => {
      channel.next = 2 ** channel.width - 1;
    }).elsewhen(moves.and(last), () => {
      channel.next = channel.addw(1);
    });
    formal.assert(io.starts.implies(idle()), "a scan starts while another one goes on");
    formal.assert(io.write.implies(idle()), "values are written while they are looked at");
    return { channels: { valid: spikes, payload: channel }, idle: idle() };

    function idle(): Bool {
      return [...valid, spikes].reduce<Bool>((any, own) => any.or(own), reads).not();
    }
  },
);

const wordsOf = (channels: number): number => Math.max(2, Math.ceil(channels / 2));

interface Values {
  readonly even: UInt;
  readonly odd: UInt;
}
interface ValueWrite {
  readonly write: Bool;
  readonly writeAddress: UInt;
  readonly writeData: UInt;
}

/** The values of two channels, a cycle later: words of a block RAM, or two that are deeper and half as wide. */
function valuesAt(place: UInt, moves: Bool, depth: number, { write, writeAddress, writeData }: ValueWrite): Values {
  const memory = (name: string, data: UInt): UInt => {
    const values = ram(name, uint(data.width), { depth, collision: "dontCare", style: "block" });
    values.write(writeAddress, data, { enable: write });
    return values.read(place, { enable: moves });
  };
  if (depth > wordsOfBlock) {
    return { even: memory("evenValues", writeData.trunc(8)), odd: memory("oddValues", writeData.slice(15, 8)) };
  }
  const word = memory("values", writeData);
  return { even: word.trunc(8), odd: word.slice(15, 8) };
}
