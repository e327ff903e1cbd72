/** Written by bench/area/run.ts, which synthesises cores with yosys 0.55.944 and fits what their parts take. */
import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  /** fitted to 9 cores within 2.3 %, left out 32.3 %, 3 others 3.2 %. */
  ice40: {
    plainFlipFlops: 1.287,
    logicFlipFlops: 0.84,
    adderBits: 0,
    muxBits: 0,
    gates: 0,
    enables: 2.976,
    memoryLuts: 4.132,
  },
  /** fitted to 9 cores within 5.1 %, left out 9.2 %, 1 others 1.1 %. */
  ecp5: {
    plainFlipFlops: 0.149,
    logicFlipFlops: 0.119,
    adderBits: 0.661,
    muxBits: 0.901,
    gates: 0,
    enables: 3.384,
    memoryLuts: 0,
  },
};
