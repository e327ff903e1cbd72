import type { CoreShape } from "../../config/index.ts";
import { bool, bundle, uint } from "../../hdlgen/index.ts";
import { addressBits } from "./sliced-memory.ts";

/** A row of U neurons that has been updated, as learning takes it; `up` and `down` are 0 without SDSP. */
export const learnedRowOf = (shape: CoreShape) =>
  bundle({
    valid: bool,
    row: uint(addressBits(shape.slots / shape.updates)),
    spikes: uint(shape.updates),
    up: uint(shape.updates),
    down: uint(shape.updates),
    endsGroup: bool,
    endsTick: bool,
  });
