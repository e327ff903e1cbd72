import {
  bool,
  cat,
  constant,
  formal,
  input,
  module,
  output,
  regs,
  type Sees,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { greatestLfsrWidth, leastLfsrWidth, lfsrTaps } from "./lfsr-taps.ts";
import { checkParameters } from "./parameters.ts";

export interface LfsrParameters {
  /** 3…64 bits. */
  readonly width: number;
  /**
   * `galois`: the bit that leaves is added at the taps, one LUT deep. `fibonacci`: the sum of the taps enters, so that
   * the value is a window that slides over one bit sequence.
   */
  readonly form: "galois" | "fibonacci";
  /** Value at reset, not 0; default 1. */
  readonly seed?: number | bigint;
  /** Shifts per step, for fresh bits in every step; default 1. Without a common factor with the period 2^width − 1. */
  readonly shiftsPerStep?: number;
}

const ports = ({ width, seed = 1, shiftsPerStep = 1 }: LfsrParameters) => {
  const isWidth = Number.isInteger(width) && width >= leastLfsrWidth && width <= greatestLfsrWidth;
  const period = 2n ** BigInt(isWidth ? width : 1) - 1n;
  const isCount = Number.isInteger(shiftsPerStep) && shiftsPerStep >= 1 && shiftsPerStep <= 64;
  checkParameters("lfsr", [
    { holds: isWidth, found: `${width} bits`, mend: `take ${leastLfsrWidth} to ${greatestLfsrWidth}` },
    {
      holds: !isWidth || (BigInt(seed) > 0n && BigInt(seed) <= period),
      found: `seed ${seed}`,
      mend: `take 1 to ${period}: 0 would stay for ever`,
    },
    { holds: isCount, found: `${shiftsPerStep} shifts per step`, mend: "take 1 to 64" },
    {
      holds: !isWidth || !isCount || commonFactor(BigInt(shiftsPerStep), period) === 1n,
      found: `${shiftsPerStep} shifts per step`,
      mend: `take a number without a common factor with the period, ${period}`,
    },
  ]);
  return { step: input(bool), value: output(uint(width)) };
};

function commonFactor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonFactor(b, a % b);
}

/** The register, for proofs. */
export function lfsr(
  { step }: Sees<ReturnType<typeof ports>>,
  { width, form, seed = 1, shiftsPerStep = 1 }: LfsrParameters,
) {
  const mask = lfsrTaps(width).reduce((sum, tap) => sum | (1n << BigInt(tap - 1)), 0n);
  const { value } = regs({ value: [uint(width), seed] });
  const shifted = (now: UInt): UInt =>
    form === "galois"
      ? now.shr(1).xor(now.bit(0).mux(mask, constant(uint(width), 0)))
      : cat(now.trunc(width - 1), now.and(mask).parity());
  when(step, () => {
    value.next = Array.from({ length: shiftsPerStep }).reduce<UInt>(shifted, value);
  });
  formal.assert(value.any(), "an LFSR is never 0");
  return { drives: { value }, value };
}

/**
 * Pseudo-random numbers: a linear feedback shift register that goes through all values but 0.
 *
 * Ports       step: go on to the next value; value: a register
 * Latency     1 cycle.  Throughput: 1 value per cycle.  Period: 2^width − 1 steps
 * Hazards     values that follow one another share all but `shiftsPerStep` bits; linear, so not for secrets
 * Cost        1 LC per bit and about 1 LUT more per step and tap; docs/cells.md
 * Proof       k-induction: never 0. The polynomials are shown primitive by arithmetic, so that the period is complete
 * Source      taps: rtl/cells/lfsr-taps.ts
 */
export const Lfsr = module("lfsr", ports, (io, parameters) => lfsr(io, parameters).drives);
