import {
  bool,
  cat,
  formal,
  input,
  lo,
  module,
  output,
  regs,
  type Sees,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { type BitSum, type CrcAlgorithm, crcResidue, crcStep } from "./crc-algorithm.ts";
import { checkParameters } from "./parameters.ts";

export interface CrcParameters {
  /** One of `crcAlgorithms`, or one of your own. */
  readonly algorithm: CrcAlgorithm;
  /** Bits of a word, 1…64: all of them go into the checksum in one cycle. */
  readonly bitsPerCycle: number;
}

const fits = (value: number | bigint, width: number): boolean =>
  BigInt(value) >= 0n && BigInt(value) >> BigInt(width) === 0n;

const ports = ({ algorithm, bitsPerCycle }: CrcParameters) => {
  const { width } = algorithm;
  const isWidth = Number.isInteger(width) && width >= 3 && width <= 64;
  checkParameters("crc", [
    { holds: isWidth, found: `a checksum of ${width} bits`, mend: "take 3 to 64" },
    {
      holds: Number.isInteger(bitsPerCycle) && bitsPerCycle >= 1 && bitsPerCycle <= 64,
      found: `${bitsPerCycle} bits per cycle`,
      mend: "take 1 to 64",
    },
    ...(["polynomial", "initial", "finalXor"] as const).map((name) => ({
      holds: !isWidth || fits(algorithm[name], width),
      found: `${name} ${algorithm[name]} does not fit ${width} bits`,
      mend: "leave out the highest term of a polynomial",
    })),
  ]);
  return {
    clear: input(bool),
    enable: input(bool),
    data: input(uint(bitsPerCycle)),
    checksum: output(uint(width)),
    good: output(bool),
  };
};

/** The checksum with its register in view, for proofs. */
export function crc(
  { clear, enable, data }: Sees<ReturnType<typeof ports>>,
  { algorithm, bitsPerCycle }: CrcParameters,
) {
  const { width, initial, crcOrder, finalXor } = algorithm;
  const { remainder } = regs({ remainder: [uint(width), initial] });
  when(clear, () => {
    remainder.next = initial;
  }).elsewhen(enable, () => {
    remainder.next = cat(
      ...crcStep(algorithm, bitsPerCycle)
        .map((bits) => sumOf(bits, remainder, data))
        .reverse(),
    );
  });
  formal.assert(clear.and(enable).not(), "a word comes while the checksum starts anew");
  const ordered = crcOrder === "lsbFirst" ? mirrored(remainder) : remainder;
  const drives = {
    checksum: BigInt(finalXor) === 0n ? ordered : ordered.xor(finalXor),
    good: remainder.eq(crcResidue(algorithm)),
  };
  return { drives, remainder };
}

function sumOf(bits: BitSum, register: UInt, data: UInt) {
  const fromRegister = bits.register === 0n ? lo : register.and(bits.register).parity();
  return bits.data === 0n ? fromRegister : fromRegister.xor(data.and(bits.data).parity());
}

const mirrored = (value: UInt): UInt => cat(...Array.from({ length: value.width }, (_, i) => value.bit(i)));

/**
 * Checksum of a message, any polynomial, any number of bits at a time.
 *
 * Ports       clear: the next word is a message's first; enable: `data` is a word of the message; checksum: of the
 *             message so far; good: the message so far ends with its own checksum, highest power first
 * Latency     1 cycle.  Throughput: 1 word per cycle
 * Hazards     no word while `clear` is high
 * Cost        `width` flip-flops and a tree of XOR that grows with `bitsPerCycle`; docs/cells.md
 * Proof       k-induction: equals a register that takes one bit after the other
 */
export const Crc = module("crc", ports, (io, parameters) => crc(io, parameters).drives);
