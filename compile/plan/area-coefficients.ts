/** Written by bench/area/run.ts, which synthesises cores with yosys 0.55.944 and fits what their parts take. */
import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  /** fitted to 9 cores within 1.2 %, left out 3.3 %, 3 others 2.8 %. */
  ice40: {
    plainFlipFlops: 1.339,
    logicFlipFlops: 0.329,
    adderBits: 0,
    muxBits: 0.344,
    gates: 0.402,
    enables: 1.784,
    memoryLuts: 26.282,
  },
  /** fitted to 9 cores within 5.7 %, left out 9.5 %, 1 others 0.9 %. */
  ecp5: {
    plainFlipFlops: 0.061,
    logicFlipFlops: 0.035,
    adderBits: 1.011,
    muxBits: 0.937,
    gates: 0,
    enables: 3.174,
    memoryLuts: 0,
  },
};
