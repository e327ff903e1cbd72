/**
 * What a chip that boots reads from its flash:
 *
 *     bytes 0…3     "SPKB"
 *     bytes 4…7     length of the frames in bytes, little endian, below 2^24
 *     bytes 8…11    shape hash of the design, little endian
 *     from 12 on    the frames, as they would be sent over the host link
 *     behind them   "E"
 */
export const bootMagic: Uint8Array = new TextEncoder().encode("SPKB");
export const bootHeaderBytes = 12;
export const bootEnd = 0x45;
/** Of the frames. */
export const longestBootBytes = 2 ** 24 - 1;
