/** Written by bench/area/run.ts, which synthesises cores with yosys 0.55.944 and fits what their parts take. */
import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  /** fitted to 9 cores within 1.1 %, left out 3.5 %, 3 others 2.8 %. */
  ice40: {
    plainFlipFlops: 1.257,
    logicFlipFlops: 0.389,
    adderBits: 0,
    muxBits: 0.241,
    gates: 0.538,
    enables: 1.267,
    memoryLuts: 15.088,
  },
  /** fitted to 9 cores within 6.3 %, left out 9.9 %, 1 others 0.7 %. */
  ecp5: {
    plainFlipFlops: 0.01,
    logicFlipFlops: 0,
    adderBits: 1.233,
    muxBits: 0.957,
    gates: 0,
    enables: 2.603,
    memoryLuts: 0,
  },
};
