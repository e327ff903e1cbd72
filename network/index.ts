export * from "./builder.ts";
export { adaptingPopulations } from "./check-adaptation.ts";
export { decodeBySpikeCount } from "./decoder.ts";
export * from "./encoders.ts";
export {
  type Leak,
  type LifNeuron,
  type NetworkFile,
  networkJsonSchema,
  type Quantization,
  type Reset,
  type ThresholdAdaptation,
} from "./file-schema.ts";
export * from "./idx.ts";
export { type LearnedValues, learnedNetwork, withoutLearning } from "./learned-network.ts";
export { type LearningInLsb, learningInLsb } from "./learning-in-lsb.ts";
export * from "./learning-rules.ts";
export type { Learning, LearningSettings } from "./learning-schema.ts";
export { toLsb, weightScaleOf } from "./lsb.ts";
export * from "./network.ts";
export { parseNetwork } from "./parse-network.ts";
export { fullLevel } from "./second-in-lsb.ts";
export { writeNetwork } from "./write-network.ts";
