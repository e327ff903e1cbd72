/**
 * Tests of hardware in vitest: `hardwareTest` opens an engine around a synchronous body and explains what fails in it;
 * matchers compare waveforms. `import "spikeforge"` does not load vitest.
 */
import { expect } from "vitest";
import { hardwareMatchers } from "./matchers.ts";

expect.extend(hardwareMatchers);

export { type CoverageReporterOptions, coverageReporter } from "../coverage/vitest-reporter.ts";
export { type RecordOptions, recordWave, type Wave, type WaveRecording } from "../waves/index.ts";
export type { WaveComparisonOptions } from "./compare-waves.ts";
export {
  type ArbitraryOf,
  type HardwareProperty,
  type HardwarePropertyOptions,
  hardwareProperty,
} from "./hardware-property.ts";
export { type EachHardwareTest, type HardwareTest, hardwareTest } from "./hardware-test.ts";
export { type HardwareMatchers, hardwareMatchers } from "./matchers.ts";
export type {
  EachBody,
  HardwareBody,
  HardwareContext,
  HardwareTestbench,
  HardwareTestOptions,
  Tested,
  WaveOptions,
} from "./options.ts";
export type { ProjectSettings } from "./settings.ts";
