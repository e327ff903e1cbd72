/** The numbers of docs/host-link.md. */

export const protocolVersion = 1;

export const commands = {
  hello: 0,
  status: 1,
  mode: 2,
  write: 3,
  read: 4,
  clear: 5,
  clearFlags: 6,
  exchange: 7,
} as const;
export type CommandName = keyof typeof commands;

export const statusCodes = { ok: 0, badFrame: 1, badSequence: 2, refused: 3, wrongMode: 4 } as const;
export const statusCodeMask = 7;

/** Bits of the status byte beside the code. */
export const statusFlags = { more: 0x08, busy: 0x10, freeRunning: 0x20, late: 0x40, overrun: 0x80 } as const;

/** Largest payload in 16-bit words, both ways. */
export const payloadWords = 250;
/** Data words of one WRITE, AER words out of one EXCHANGE. */
export const writeWords = payloadWords - 2;

/** Sequence, command and CRC. */
export const shortestFrame = 6;
export const longestFrame = shortestFrame + 2 * payloadWords;

/** MODE carries the tick period less these clock cycles, in 24 bits; fewer than 16 stop the timer. */
export const periodOffset = 2;
export const shortestPeriodCycles = 16 + periodOffset;
export const longestPeriodCycles = 2 ** 24 - 1 + periodOffset;

/** A marker carries its tick modulo this. */
export const markerModulus = 0x8000;
