/** The rows of the table of hardware figures, in its order. */
import type { Benchmark } from "../kit/benchmark.ts";
import { ecp525f64x8 } from "./ecp5-25f-64x8.ts";
import { ecp525f128x4 } from "./ecp5-25f-128x4.ts";
import { ecp585f } from "./ecp5-85f.ts";
import { hx8k64x4 } from "./hx8k-64x4.ts";
import { up5k8x8 } from "./up5k-8x8.ts";
import { up5k16x4 } from "./up5k-16x4.ts";

export const hardwareRows: readonly Benchmark[] = [up5k16x4, up5k8x8, hx8k64x4, ecp525f64x8, ecp525f128x4, ecp585f];
