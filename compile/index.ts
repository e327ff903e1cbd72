export { firstTicks } from "./first-tick.ts";
export { coreImage } from "./image.ts";
export { place } from "./place.ts";
export { quantise } from "./quantise.ts";
export { type CoreLimits, type CoreTarget, up5kTarget, weightWordsThatFit } from "./target.ts";
