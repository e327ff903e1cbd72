/** Written by bench/area/run.ts, which synthesises cores with yosys 0.55.944 and fits what their parts take. */
import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  /** fitted to 9 cores within 4.2 %, left out 9.1 %, 3 others 3.4 %. */
  ice40: {
    plainFlipFlops: 1.216,
    logicFlipFlops: 0.614,
    adderBits: 0,
    muxBits: 0,
    gates: 0.562,
    enables: 1.951,
    memoryLuts: 0,
  },
  /** fitted to 9 cores within 6.6 %, left out 9.8 %, 1 others 0.1 %. */
  ecp5: {
    plainFlipFlops: 0.166,
    logicFlipFlops: 0,
    adderBits: 1.104,
    muxBits: 0.819,
    gates: 0,
    enables: 1.894,
    memoryLuts: 0.358,
  },
};
