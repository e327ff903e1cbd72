import type { DeviceName } from "./devices.ts";
import { checkPllRange, within } from "./pll-range.ts";

/** Parameters of SB_PLL40_PAD or SB_PLL40_CORE with FEEDBACK_PATH "SIMPLE". */
export interface PllSettings {
  readonly divr: number;
  readonly divf: number;
  readonly divq: number;
  readonly filterRange: number;
  /** What comes out: in · (divf + 1) / (2^divq · (divr + 1)). */
  readonly achievedMHz: number;
}

/** Limits in MHz that all iCE40 PLLs share. Source: Lattice iCE40 LP/HX and UltraPlus data sheets, sysCLOCK PLL timing. */
const limits = {
  input: [10, 133],
  phaseDetector: [10, 133],
  vco: [533, 1066],
  output: [16, 275],
} as const;

/** Upper bound in MHz of the phase detector frequency for FILTER_RANGE 1, 2, … */
const filterBounds = [17, 26, 44, 66, 101];

/**
 * The PLL settings whose output is nearest to the requested clock; of equals the one with the smallest dividers.
 *
 * @throws BRD020 input or output outside the PLL's range
 */
export function computePll(inputMHz: number, requestedMHz: number, device: DeviceName): PllSettings {
  checkPllRange({ code: "BRD020", place: `PLL of ${device}`, inputMHz, requestedMHz }, limits);
  let best: PllSettings | undefined;
  for (let divr = 0; divr <= 15; divr++) {
    const phaseDetector = inputMHz / (divr + 1);
    if (!within(phaseDetector, limits.phaseDetector)) continue;
    for (let divf = 0; divf <= 127; divf++) {
      const vco = phaseDetector * (divf + 1);
      if (!within(vco, limits.vco)) continue;
      for (let divq = 1; divq <= 6; divq++) {
        const achievedMHz = vco / 2 ** divq;
        if (!within(achievedMHz, limits.output)) continue;
        const distance = Math.abs(achievedMHz - requestedMHz);
        if (best !== undefined && distance >= Math.abs(best.achievedMHz - requestedMHz)) continue;
        best = { divr, divf, divq, filterRange: filterRangeFor(phaseDetector), achievedMHz };
      }
    }
  }
  if (best === undefined) throw new Error(`no PLL setting for ${inputMHz} → ${requestedMHz} MHz within the limits`);
  return best;
}

function filterRangeFor(phaseDetectorMHz: number): number {
  const index = filterBounds.findIndex((bound) => phaseDetectorMHz < bound);
  return index < 0 ? filterBounds.length + 1 : index + 1;
}
