import { uint } from "../../../hdlgen/index.ts";
import { Fifo } from "../../../rtl/cells/index.ts";

/** Eight bytes in block memory. */
export const ByteFifo = () => Fifo({ type: uint(8), depth: 8, storage: "block" });
