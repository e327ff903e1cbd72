export { clusterImage } from "./cluster/cluster-image.ts";
export type { Part } from "./cluster/connections.ts";
export type { SystemFrame } from "./cluster/encode-system.ts";
export { type PlacedSystem, placeSystem, type SystemOptions } from "./cluster/place-system.ts";
export type { TickShare } from "./cluster/shares.ts";
export type { ChipLinkLoad, CoreLoad, FabricLoad, SystemLoad } from "./cluster/system-load.ts";
export { systemLoad } from "./cluster/system-load.ts";
export { type ChipTopology, chipTopologies } from "./cluster/topology.ts";
export { type EncoderRequest, encodedInput, encoderBlocks, placeEncoder } from "./encoder.ts";
export { firstTicks } from "./first-tick.ts";
export { coreImage } from "./image.ts";
export { place } from "./place.ts";
export { placeInto, type ShapeMisfit } from "./place-into.ts";
export { quantise } from "./quantise.ts";
export {
  type CoreDevice,
  type CoreDeviceName,
  type CoreLimits,
  type CoreOptions,
  type CoreTarget,
  coreDevices,
  coreTarget,
  otherBlocks,
  weightWordsThatFit,
} from "./target.ts";
