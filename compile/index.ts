export { firstTicks } from "./first-tick.ts";
export { coreImage } from "./image.ts";
export { place } from "./place.ts";
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
