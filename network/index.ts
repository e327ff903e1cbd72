export * from "./builder.ts";
export {
  type Leak,
  type LifNeuron,
  type NetworkFile,
  networkJsonSchema,
  type Quantization,
  type Reset,
} from "./file-schema.ts";
export { toLsb, weightScaleOf } from "./lsb.ts";
export * from "./network.ts";
export { parseNetwork } from "./parse-network.ts";
export { writeNetwork } from "./write-network.ts";
