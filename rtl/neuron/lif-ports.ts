/** What the neuron pipeline is given with a neuron, by the fields of config/core-layout.ts. */
import { type CoreShape, codedLeaks } from "../../config/index.ts";
import { bundle, sint, uint } from "../../hdlgen/index.ts";

const atLeastOne = (bits: number): number => Math.max(1, bits);
const choice = (kinds: number): number => atLeastOne(Math.ceil(Math.log2(kinds)));

/** A field that the shape leaves out is one bit wide and ignored. */
export const refractoryWidth = (shape: CoreShape): number => atLeastOne(shape.refractoryBits);
export const firstTickWidth = (shape: CoreShape): number => atLeastOne(shape.firstTickBits);

/** Needed together with the membrane. `leakKind` is the index into `codedLeaks`. */
export const inputFieldsOf = (shape: CoreShape) =>
  bundle({
    bias: sint(atLeastOne(shape.biasBits)),
    leakKind: uint(choice(codedLeaks(shape).length)),
    leakAmount: uint(atLeastOne(shape.leakBits)),
    firstTick: uint(firstTickWidth(shape)),
    refractory: uint(refractoryWidth(shape)),
  });

export const thresholdWidth = (shape: CoreShape): number => atLeastOne(shape.thresholdBits);
export const adaptationWidth = ({ adaptation }: CoreShape): number => atLeastOne(adaptation?.bits ?? 0);
/** What the membrane is compared with: θ, or θ + a, exact. */
export const effectiveWidth = (shape: CoreShape): number =>
  shape.adaptation === undefined ? thresholdWidth(shape) : 1 + Math.max(thresholdWidth(shape), adaptationWidth(shape));

/** Needed to compare. `resetKind` is the index into `shape.resets`; `resetAdd` is ρ. */
export const outputFieldsOf = (shape: CoreShape) =>
  bundle({
    threshold: uint(effectiveWidth(shape)),
    resetKind: uint(choice(shape.resets.length)),
    resetAdd: sint(atLeastOne(shape.resetBits)),
  });
