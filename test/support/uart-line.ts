/** A UART in software, for driving and reading pins: the bit length need not be a whole number of cycles. */

/** Levels of the line, cycle by cycle, for bytes sent back to back after an idle time. */
export function lineLevels(bytes: Iterable<number>, cyclesPerBit: number, idleBits = 2): number[] {
  const bits = [
    ...Array.from({ length: idleBits }, () => 1),
    ...Array.from(bytes).flatMap((byte) => [0, ...Array.from({ length: 8 }, (_, i) => (byte >> i) & 1), 1]),
    ...Array.from({ length: 2 }, () => 1),
  ];
  return Array.from(
    { length: Math.floor(bits.length * cyclesPerBit) },
    (_, i) => bits[Math.floor(i / cyclesPerBit)] ?? 1,
  );
}

/** Reads bytes from levels; a missing stop bit throws. */
export function bytesOfLevels(levels: readonly number[], cyclesPerBit: number): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < levels.length; at++) {
    if (levels[at] !== 0) continue;
    const bit = (index: number) => levels[Math.floor(at + (index + 0.5) * cyclesPerBit)] ?? 1;
    let byte = 0;
    for (let i = 0; i < 8; i++) byte |= bit(i + 1) << i;
    if (bit(9) !== 1) throw new Error(`no stop bit at ${at}`);
    bytes.push(byte);
    at = Math.floor(at + 9.5 * cyclesPerBit);
  }
  return bytes;
}
