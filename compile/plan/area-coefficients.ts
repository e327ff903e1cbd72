import type { AreaFamily, AreaWeights } from "./area.ts";

export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {
  ice40: { flipFlops: 0.5, adderBits: 1, muxBits: 0.5, gates: 0.5, enables: 1, memoryLuts: 1 },
  ecp5: { flipFlops: 0, adderBits: 1, muxBits: 0.5, gates: 0.5, enables: 1, memoryLuts: 1 },
};
