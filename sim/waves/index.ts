/** Waves: recorded from simulations, written for viewers, shown as text. */
export { type AsciiOptions, asciiWave } from "./ascii.ts";
export { toFst } from "./fst/index.ts";
export { type GtkwOptions, toGtkw } from "./gtkw.ts";
export {
  type Recordable,
  type RecordableTestbench,
  type RecordOptions,
  recordWave,
  type WaveRecording,
} from "./recorder.ts";
export { toVcd, type VcdOptions, vcdText } from "./vcd.ts";
export {
  bitsAt,
  changeAt,
  cyclesOf,
  samplesOf,
  scopePathOf,
  type TimeUnit,
  type Wave,
  type WaveClock,
  type WaveScope,
  type WaveSignal,
} from "./wave.ts";
export { waveOfTrace } from "./wave-of-trace.ts";
export type { TableOptions } from "./wave-table.ts";
export {
  toWaveDrom,
  type WaveDrom,
  type WaveDromEntry,
  type WaveDromGroup,
  type WaveDromLane,
  type WaveDromOptions,
} from "./wavedrom.ts";
