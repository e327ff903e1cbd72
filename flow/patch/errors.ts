import { SpikeforgeError } from "../../diagnostics/index.ts";

/** FLOW032. */
export const notFound = (place: string, names: readonly string[]): SpikeforgeError =>
  new SpikeforgeError({
    code: "FLOW032",
    place,
    found: `no block RAM has the placeholder of ${names.join(", ")}`,
    mend: "build again: this design was not placed with these placeholders, or is already patched",
  });

/** FLOW034. */
export const damaged = (place: string, line: number, expected: string): SpikeforgeError =>
  new SpikeforgeError({
    code: "FLOW034",
    place: `${place}:${line}`,
    found: `the contents of a block RAM are damaged: ${expected} should stand here`,
    mend: "build again",
  });
