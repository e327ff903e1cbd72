import { checkPllRange, within } from "./pll-range.ts";

/** Dividers of EHXPLLL fed back from its output, each 1…128. */
export interface Ecp5PllSettings {
  readonly inputDivider: number;
  readonly feedbackDivider: number;
  readonly outputDivider: number;
  /** What comes out: in · feedbackDivider / inputDivider. */
  readonly achievedMHz: number;
}

/** Limits in MHz. Source: Lattice ECP5 and ECP5-5G family data sheet (FPGA-DS-02012), sysCLOCK PLL timing. */
const limits = {
  input: [10, 400],
  phaseDetector: [10, 400],
  vco: [400, 800],
  output: [3.125, 400],
} as const;
const largestDivider = 128;

/**
 * The settings whose output is nearest to the requested clock; of equals the one with the smallest input divider, and the
 * oscillator nearest to the middle of its range.
 *
 * @throws BRD021 input or output outside the PLL's range
 */
export function computeEcp5Pll(inputMHz: number, requestedMHz: number): Ecp5PllSettings {
  checkPllRange({ code: "BRD021", place: "PLL of ECP5", inputMHz, requestedMHz }, limits);
  let best: Ecp5PllSettings | undefined;
  for (let inputDivider = 1; inputDivider <= largestDivider; inputDivider++) {
    const phaseDetector = inputMHz / inputDivider;
    if (!within(phaseDetector, limits.phaseDetector)) continue;
    for (let feedbackDivider = 1; feedbackDivider <= largestDivider; feedbackDivider++) {
      const achievedMHz = phaseDetector * feedbackDivider;
      if (!within(achievedMHz, limits.output)) continue;
      const outputDivider = outputDividerFor(achievedMHz);
      if (outputDivider === undefined) continue;
      const distance = Math.abs(achievedMHz - requestedMHz);
      if (best !== undefined && distance >= Math.abs(best.achievedMHz - requestedMHz)) continue;
      best = { inputDivider, feedbackDivider, outputDivider, achievedMHz };
    }
  }
  if (best === undefined) throw new Error(`no PLL setting for ${inputMHz} → ${requestedMHz} MHz within the limits`);
  return best;
}

/** The one that brings the oscillator nearest to the middle of its range. */
function outputDividerFor(outputMHz: number): number | undefined {
  const [low, high] = limits.vco;
  const dividers = Array.from({ length: largestDivider }, (_, i) => i + 1).filter((divider) =>
    within(outputMHz * divider, limits.vco),
  );
  const distance = (divider: number): number => Math.abs(outputMHz * divider - (low + high) / 2);
  return dividers.sort((a, b) => distance(a) - distance(b))[0];
}
