/** Written by bench/area/run.ts, which synthesises cores with yosys 0.55.944 and fits what their parts take. */
import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  /** fitted to 7 cores within 7.4 %, left out 12.0 %, 2 others 4.4 %. */
  ice40: { flipFlops: 1.014, adderBits: 0, muxBits: 0, gates: 0, enables: 2.855, memoryLuts: 0 },
  /** fitted to 6 cores within 5.0 %, left out 14.1 %, 1 others 2.5 %. */
  ecp5: { flipFlops: 0, adderBits: 0.341, muxBits: 0, gates: 0.357, enables: 6.229, memoryLuts: 1.275 },
};
