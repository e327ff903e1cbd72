/** Every problem of the link has its code and text here. */
import { type Diagnostic, SpikeforgeError } from "../diagnostics/index.ts";
import { LineError } from "./transport.ts";

const hex = (value: number, digits: number) => `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;

const one = (diagnostic: Diagnostic, options?: ErrorOptions) => new SpikeforgeError(diagnostic, options);

export const noAnswer = (place: string, tries: number, timeoutMs: number) =>
  one({
    code: "LINK001",
    place,
    found: `no answer to ${tries} tries of ${timeoutMs} ms`,
    mend: "check the cable, the port, the bit rate and that the board is configured with a spikeforge design",
  });

export const silentBoard = (line: string, cause: SpikeforgeError) =>
  one(
    {
      code: "LINK001",
      place: line,
      found: `the board does not answer (${cause.diagnostics[0]?.found ?? ""})`,
      mend: "program it with the bitstream of this network, give that bitstream's bit rate (--baud), and the right port: a bridge with two has the UART on the second",
    },
    { cause },
  );

export const damaged = (place: string, tries: number, damagedTries: number) =>
  one({
    code: "LINK002",
    place,
    found: `${tries} tries failed, ${damagedTries} of them because a frame arrived damaged`,
    mend: "check the bit rate and the cable; a lower bit rate may help",
  });

export const wrongVersion = (place: string, found: number, expected: number) =>
  one({
    code: "LINK003",
    place,
    found: `link protocol version ${found}, expected ${expected}`,
    mend: "build and program the bitstream with this version of spikeforge",
  });

export const wrongShape = (place: string, found: number, expected: number) =>
  one({
    code: "LINK004",
    place,
    found: `the board holds another design: shape ${hex(found, 8)}, expected ${hex(expected, 8)}`,
    mend: "program the board with the bitstream that was built for this network",
  });

export const refused = (place: string, why: "refused" | "wrongMode") =>
  one({
    code: "LINK005",
    place,
    found: why === "refused" ? "the board refused the command" : "not possible while the board is free-running",
    mend: why === "refused" ? "host and board disagree on the protocol: rebuild the bitstream" : "call stepped() first",
  });

export const lostSequence = (place: string) =>
  one({
    code: "LINK006",
    place,
    found: "the board does not know this conversation",
    mend: "it was reset or is used by another program; connect again and load the network",
  });

export interface Mismatch {
  readonly space: string;
  readonly address: number;
  readonly written: number;
  readonly readBack: number;
}

export const verifyFailed = ({ space, address, written, readBack }: Mismatch) =>
  one({
    code: "LINK007",
    place: `${space}[${address}]`,
    found: `read back ${hex(readBack, 4)}, written ${hex(written, 4)}`,
    mend: "load again; when it stays, the memory or its wiring is at fault",
  });

export const duplicateEvent = (tick: number, word: number): Diagnostic => ({
  code: "LINK008",
  place: `tick ${tick}`,
  found: `event ${hex(word, 4)} is given twice`,
  mend: "a channel fires at most once per tick",
});

export const lateEvent = (tick: number, word: number, nextTick: number): Diagnostic => ({
  code: "LINK009",
  place: `tick ${tick}`,
  found: `event ${hex(word, 4)} is late: the next tick is ${nextTick}`,
  mend: "inject events before their tick starts",
});

export const lateOnBoard = (tick: number) =>
  one({
    code: "LINK010",
    place: `around tick ${tick}`,
    found: "an event reached the board after its tick had started",
    mend: "inject further ahead, or make the tick period longer",
  });

export const protocolBroken = (place: string, found: string) =>
  one({
    code: "LINK011",
    place,
    found,
    mend: "this is a defect of the board's design or of its core, not of the line",
  });

export const sessionOver = (place: string, cause: unknown) =>
  one(
    {
      code: "LINK012",
      place,
      found: "the session is over",
      mend: "it was closed, or an earlier request failed: connect again",
    },
    { cause },
  );

export const outOfRange = (place: string, found: string): Diagnostic => ({ code: "LINK013", place, found });

export const transportFailed = (place: string, cause: unknown) =>
  one(
    {
      code: "LINK014",
      place,
      found: `the line failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      mend: cause instanceof LineError ? cause.mend : "check that the board is still connected",
    },
    { cause },
  );

export const noEncoder = () =>
  one({
    code: "LINK030",
    place: "frame",
    found: "the board's design has no frame encoder",
    mend: "build and connect with an encoder (--encoder), or encode on the host and send events",
  });

const frameMends = {
  LINK031: "give the values of the whole input, in the order of its channels",
  LINK032: "order the frame in a code that the design was built with, or build it with this one (--encoder)",
  LINK033: "cut the run into several frames, or give one repeatedly",
} as const;

export const frameOutOfRange = (code: keyof typeof frameMends, found: string): Diagnostic => ({
  code,
  place: "frame",
  found,
  mend: frameMends[code],
});

export const frameEvent = (tick: number, channel: number): Diagnostic => ({
  code: "LINK034",
  place: `tick ${tick}`,
  found: `an event of channel ${channel}, whose input a frame drives in that tick`,
  mend: "send events of other inputs, or of ticks behind the frame; endFrame() ends it",
});
