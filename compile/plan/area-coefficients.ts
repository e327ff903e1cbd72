/** Written by bench/area/run.ts, which synthesises cores with yosys 0.55.944 and fits what their parts take. */
import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  /** fitted to 9 cores within 1.2 %, left out 4.2 %, 3 others 3.0 %. */
  ice40: {
    plainFlipFlops: 1.238,
    logicFlipFlops: 0.44,
    adderBits: 0,
    muxBits: 0.198,
    gates: 0.515,
    enables: 1.388,
    memoryLuts: 16.064,
  },
  /** fitted to 9 cores within 5.8 %, left out 10.4 %, 1 others 1.5 %. */
  ecp5: {
    plainFlipFlops: 0.101,
    logicFlipFlops: 0.069,
    adderBits: 0.908,
    muxBits: 0.894,
    gates: 0,
    enables: 3.489,
    memoryLuts: 0,
  },
};
