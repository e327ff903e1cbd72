/** The numbers of docs/host-link.md, for the hardware. `host/protocol.ts` has the same for the client; a test compares. */
export const protocolVersion = 1;
export const payloadWords = 250;
export const flag = 0x7e;
export const escapeByte = 0x7d;
export const escapeXor = 0x20;

/** By command code. */
export const commandNames = ["hello", "status", "mode", "write", "read", "clear", "clearFlags", "exchange"] as const;

export const statusCodes = { ok: 0, badFrame: 1, badSequence: 2, refused: 3, wrongMode: 4 } as const;

/** MODE: fewer than 2^4 = 16 mean stepped. */
export const steppedBits = 4;

/** Words of a frame that are no payload: the head and two of CRC. */
export const otherWords = 3;

/**
 * Where things are in the two frame buffers of 256 words: the head at 255, so that payload word i is at i. A request's
 * CRC follows its payload. The answer of HELLO never changes and lies with a head of its own behind the longest payload.
 * An answer's head holds the sequence number of the last executed request in its low byte.
 */
export const headAddress = 255;
export const helloAddress = payloadWords;
