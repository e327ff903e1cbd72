import {
  type Bool,
  bool,
  cat,
  constant,
  formal,
  input,
  module,
  nodes,
  output,
  past,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { bitsFor, checkParameters } from "../cells/parameters.ts";
import { arrivingByte } from "../host-link/byte-line.ts";
import { byteTimeBits, byteTimes, type FlashScript, flashScript } from "./flash-script.ts";

export interface FlashBootParameters {
  /** Where in the flash the boot image begins, in bytes, below 2^24. */
  readonly offset: number;
  /** Clock cycles for which the flash's clock is high, and for which it is low. */
  readonly halfPeriodCycles: number;
  /** Byte times, 1…2^24 − 2, that the flash is given to wake up. */
  readonly wakeBytes: number;
  /** 32 bits; an image for another design is refused. */
  readonly shapeHash: number;
}

const lengthBits = 24;
const halfBits = lengthBits / 2;

const ports = ({ offset, halfPeriodCycles, wakeBytes }: FlashBootParameters) => {
  checkParameters("flash_boot", [
    { holds: isWithin(offset, 0, 2 ** 24 - 1), found: `an offset of ${offset}`, mend: "take 0…2^24 − 1" },
    {
      holds: isWithin(halfPeriodCycles, 1, 1024),
      found: `half a period of ${halfPeriodCycles} cycles`,
      mend: "take a whole number, 1…1024",
    },
    {
      holds: isWithin(wakeBytes, 1, 2 ** lengthBits - 2),
      found: `${wakeBytes} byte times to wake up`,
      mend: "take 1…2^24 − 2",
    },
  ]);
  return {
    wants: input(bool),
    answers: input(bool),
    refuses: input(bool),
    arriving: output(arrivingByte),
    booting: output(bool),
    failed: output(bool),
    select: output(bool),
    clock: output(bool),
    mosi: output(bool),
    miso: input(bool),
  };
};

const isWithin = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

/**
 * Reads a boot image (`config/boot-layout.ts`) from an SPI flash after reset, and gives its frames to a link as if a host
 * sent them: the next one when the last one has been answered. Stops at the first thing that is wrong.
 *
 * Ports       wants, refuses: the link's; answers: it sends a byte of an answer; arriving: to the link. booting: from reset to
 *             the end, good or bad; failed: it was bad, a register that stays until reset. select (low), clock, mosi, miso: the
 *             flash's pins, SPI mode 0; the first three are registers, miso is taken as the clock falls
 * Throughput  a byte in 16 half periods and 2 cycles, or as the link takes them
 * Hazards     the clock also runs while the flash is not selected, which cells like USRMCLK need
 * Cost        about 97 LC
 * Proof       for all time: its assertions
 * Source      docs/flash-boot.md
 */
export const FlashBoot = module("flash_boot", ports, (io, { offset, halfPeriodCycles, wakeBytes, shapeHash }) => {
  const { booting, moves, ends, failed } = regs({
    booting: [bool, true],
    moves: [bool, false],
    ends: [bool, false],
    failed: [bool, false],
  });
  const { byteTime, bitIndex } = regs({
    byteTime: [uint(byteTimeBits), byteTimes.wake],
    bitIndex: [uint(3), 0],
  });
  const { select, clock, mosi } = regs({ select: [bool, true], clock: [bool, false], mosi: [bool, true] });
  const { turns } = nodes({ turns: halfPeriodEnds(moves, halfPeriodCycles) });
  const { rises, falls } = nodes({ rises: turns.and(clock.not()), falls: turns.and(clock) });
  clock.next = clock.xor(turns);

  // As the clock rises, byte time and bit go to what comes next; as it falls, that goes on the line.
  const { lowIsZero, highIsZero } = regs({ lowIsZero: [bool, false], highIsZero: bool });
  const { isLast } = nodes({ isLast: lowIsZero.and(highIsZero) });
  const { repeats } = nodes({
    repeats: byteTime.eq(byteTimes.gap).or(byteTime.eq(byteTimes.frames)).and(isLast.not()),
  });
  when(rises, () => {
    bitIndex.next = bitIndex.addw(1);
    when(bitIndex.all().and(repeats.not()), () => {
      byteTime.next = byteTime.addw(1);
    });
  });
  const { script } = nodes({ script: scriptBit(flashScript(offset, shapeHash), byteTime, bitIndex) });
  const { shift, expects } = regs({ shift: uint(8), expects: [bool, false] });
  when(falls, () => {
    shift.next = cat(shift.trunc(7), io.miso);
    mosi.next = script;
    expects.next = isExpected(byteTime);
  });

  // Between two bytes.
  const { feeds, received, answered } = regs({ feeds: [bool, false], received: [bool, false], answered: bool });
  const { pauses } = nodes({ pauses: booting.and(moves.not()) });
  const { stops } = nodes({ stops: failed.or(byteTime.eq(byteTimes.done)) });
  const { goes } = nodes({ goes: pauses.and(stops.not()).and(feeds.not().or(io.wants)) });
  ends.next = pauses.and(stops).and(io.wants);
  moves.next = goes.or(moves.and(falls.and(bitIndex.eq(0)).not()));
  received.next = goes.and(feeds);
  when(goes, () => {
    select.next = byteTime.eq(byteTimes.gap);
    feeds.next = byteTime.eq(byteTimes.frames);
  });

  // Bytes that are left. Adding ones everywhere counts down; the carry is missing at 0. The high half follows a cycle later.
  const { low, high, borrow } = regs({
    low: [uint(halfBits), (wakeBytes + 1) % 2 ** halfBits],
    high: [uint(halfBits), Math.floor((wakeBytes + 1) / 2 ** halfBits)],
    borrow: [bool, false],
  });
  const counts = byteTime.bit(4);
  const ones = counts.asUInt().replicate(halfBits);
  const { lowCounted, highCounted } = nodes({ lowCounted: low.add(ones), highCounted: high.add(ones) });
  lowIsZero.next = lowCounted.bit(halfBits).not();
  highIsZero.next = highCounted.bit(halfBits).not();
  borrow.next = goes.and(counts).and(lowIsZero);
  // The last three bytes that are shifted in are the length.
  const { loads } = nodes({ loads: goes.and(counts.not()).and(byteTime.slice(3, 2).all().not()) });
  when(loads.or(goes.and(counts)), () => {
    low.next = counts.mux(lowCounted.trunc(halfBits), cat(high.trunc(8), low.slice(halfBits - 1, 8)));
  });
  when(loads.or(borrow), () => {
    high.next = counts.mux(highCounted.trunc(halfBits), cat(shift, high.slice(halfBits - 1, 8)));
  });
  when(ends, () => {
    select.next = true;
    booting.next = false;
  });

  // The last byte that the link got has to be the end of a frame that it answered.
  answered.next = io.answers.or(answered.and(received.not()));
  // A register, since the pin is far away; what goes on meanwhile stops before a byte reaches the link.
  const { differs } = regs({ differs: [bool, false] });
  differs.next = falls.and(expects).and(io.miso.xor(mosi));
  const { isRefused } = nodes({ isRefused: io.answers.and(io.refuses) });
  failed.next = failed.or(differs).or(booting.and(isRefused.or(ends.and(answered.not()))));
  formal.assert(received.implies(past(io.wants)), "a byte goes to the link only when it wants one");
  formal.assert(
    booting.or(select.and(received.not())),
    "when the boot is over the flash is let go, and nothing goes to the link",
  );
  formal.assert(moves.or(clock.not()), "the flash's clock rests low");
  formal.assert(past(failed).implies(failed), "a failure stays");
  return {
    arriving: { received, broken: false, data: shift },
    booting,
    failed,
    select,
    clock,
    mosi,
  };
});

/** The bit of the script, which is in words of eight byte times. */
function scriptBit(words: FlashScript, byteTime: UInt, bitIndex: UInt): Bool {
  const place = cat(byteTime.trunc(3), bitIndex);
  const [first, second, third, last] = words;
  const of = (word: bigint) => constant(uint(64), word).bitAt(place);
  const upper = byteTime.bit(3).mux(of(last), of(third));
  const lower = byteTime.bit(3).mux(of(second), of(first));
  return byteTime.bit(4).mux(upper, lower);
}

/** The byte times in which what the flash gives is compared: magic, highest byte of the length, hash, end. */
function isExpected(byteTime: UInt): Bool {
  const isHeader = byteTime.bit(4).not().and(byteTime.bit(2));
  const isHighest = byteTime.slice(1, 0).all().and(byteTime.bit(3));
  const isEnd = byteTime.bit(4).and(byteTime.bit(0));
  return isHeader.or(byteTime.bit(4).not().and(isHighest)).or(isEnd.and(byteTime.bit(3).not()));
}

/** True in the last cycle of every half period while the clock moves. */
function halfPeriodEnds(moves: Bool, cycles: number): Bool {
  if (cycles === 1) return moves;
  const { left } = regs({ left: uint(bitsFor(cycles)) });
  const { isOver } = nodes({ isOver: left.eq(0) });
  left.next = moves
    .not()
    .or(isOver)
    .mux(cycles - 1, left.subw(1));
  return moves.and(isOver);
}
