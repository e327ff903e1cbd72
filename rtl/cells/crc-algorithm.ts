/** Cyclic redundancy checks as the public catalogues describe them, and their arithmetic at elaboration. */

export interface CrcAlgorithm {
  /** Bits of the checksum, 3…64. */
  readonly width: number;
  /** Without its highest term, highest power first: 0x04c11db7 for CRC-32. */
  readonly polynomial: number | bigint;
  /** The register before the first bit. */
  readonly initial: number | bigint;
  /** Which bit of a word comes first; `lsbFirst` is what catalogues call a reflected input. */
  readonly dataOrder: "msbFirst" | "lsbFirst";
  /** `lsbFirst`: the checksum is reversed, its highest power is its bit 0. Nearly always the same as `dataOrder`. */
  readonly crcOrder: "msbFirst" | "lsbFirst";
  /** Added to the checksum at the end. */
  readonly finalXor: number | bigint;
}

/**
 * Well-known algorithms by their names in G. Cook's Catalogue of parametrised CRC algorithms (reveng.sourceforge.io).
 */
export const crcAlgorithms = {
  "CRC-5/USB": algorithm(5, 0x05, 0x1f, "lsbFirst", 0x1f),
  "CRC-7/MMC": algorithm(7, 0x09, 0, "msbFirst", 0),
  "CRC-8/SMBUS": algorithm(8, 0x07, 0, "msbFirst", 0),
  "CRC-8/MAXIM-DOW": algorithm(8, 0x31, 0, "lsbFirst", 0),
  "CRC-15/CAN": algorithm(15, 0x4599, 0, "msbFirst", 0),
  "CRC-16/ARC": algorithm(16, 0x8005, 0, "lsbFirst", 0),
  "CRC-16/IBM-3740": algorithm(16, 0x1021, 0xffff, "msbFirst", 0),
  "CRC-16/IBM-SDLC": algorithm(16, 0x1021, 0xffff, "lsbFirst", 0xffff),
  "CRC-16/KERMIT": algorithm(16, 0x1021, 0, "lsbFirst", 0),
  "CRC-16/MODBUS": algorithm(16, 0x8005, 0xffff, "lsbFirst", 0),
  "CRC-16/USB": algorithm(16, 0x8005, 0xffff, "lsbFirst", 0xffff),
  "CRC-16/XMODEM": algorithm(16, 0x1021, 0, "msbFirst", 0),
  "CRC-24/OPENPGP": algorithm(24, 0x864cfb, 0xb704ce, "msbFirst", 0),
  "CRC-32/ISO-HDLC": algorithm(32, 0x04c11db7, 0xffffffff, "lsbFirst", 0xffffffff),
  "CRC-32/ISCSI": algorithm(32, 0x1edc6f41, 0xffffffff, "lsbFirst", 0xffffffff),
  "CRC-32/BZIP2": algorithm(32, 0x04c11db7, 0xffffffff, "msbFirst", 0xffffffff),
  "CRC-64/ECMA-182": algorithm(64, 0x42f0e1eba9ea3693n, 0, "msbFirst", 0),
  "CRC-64/XZ": algorithm(64, 0x42f0e1eba9ea3693n, 0xffffffffffffffffn, "lsbFirst", 0xffffffffffffffffn),
} as const satisfies Readonly<Record<string, CrcAlgorithm>>;

function algorithm(
  width: number,
  polynomial: number | bigint,
  initial: number | bigint,
  order: CrcAlgorithm["dataOrder"],
  finalXor: number | bigint,
): CrcAlgorithm {
  return { width, polynomial, initial, dataOrder: order, crcOrder: order, finalXor };
}

/** A sum modulo 2 of register bits and data bits, one mask each. */
export interface BitSum {
  readonly register: bigint;
  readonly data: bigint;
}

/**
 * What every register bit is after a word of `bits` bits, lowest bit first: the register has its highest power in its
 * highest bit.
 */
export function crcStep({ width, polynomial, dataOrder }: CrcAlgorithm, bits: number): BitSum[] {
  const start: BitSum[] = Array.from({ length: width }, (_, i) => ({ register: 1n << BigInt(i), data: 0n }));
  return Array.from({ length: bits }, (_, i) => (dataOrder === "lsbFirst" ? i : bits - 1 - i)).reduce((state, bit) => {
    const top = sum(state[width - 1], { register: 0n, data: 1n << BigInt(bit) });
    return state.map((_, i) => {
      const below = state[i - 1];
      return (BigInt(polynomial) >> BigInt(i)) & 1n ? sum(below, top) : (below ?? none);
    });
  }, start);
}

const none: BitSum = { register: 0n, data: 0n };
const sum = (a: BitSum = none, b: BitSum = none): BitSum => ({
  register: a.register ^ b.register,
  data: a.data ^ b.data,
});

/** What the register holds after any message and its checksum, highest power first. */
export function crcResidue({ width, polynomial, finalXor, crcOrder }: CrcAlgorithm): bigint {
  const top = 1n << BigInt(width - 1);
  const added = crcOrder === "lsbFirst" ? reversed(BigInt(finalXor), width) : BigInt(finalXor);
  // The checksum cancels the register but for what is added to it; those bits then go through.
  return Array.from({ length: width }).reduce<bigint>((state, _, i) => {
    const fed = (added >> BigInt(width - 1 - i)) & 1n;
    const feedback = (state & top ? 1n : 0n) ^ fed;
    return ((state << 1n) & ((top << 1n) - 1n)) ^ (feedback ? BigInt(polynomial) : 0n);
  }, 0n);
}

/** The lowest `width` bits in reverse order. */
export function reversed(value: bigint, width: number): bigint {
  return Array.from({ length: width }).reduce<bigint>(
    (result, _, i) => (result << 1n) | ((value >> BigInt(i)) & 1n),
    0n,
  );
}
