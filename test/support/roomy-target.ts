import type { CoreTarget } from "../../compile/index.ts";

/** A core target that any random network of the tests fits, with memories as small as the network allows. */
export const roomyTarget = (lanes: number): CoreTarget => ({
  name: "test",
  lanes,
  blockDepth: 2,
  limits: {
    weightMemory: { blocks: 4, wordsPerBlock: 16_384, bitsPerWord: 64 },
    groups: 64,
    listEntries: 1024,
    regions: 16,
    segments: 256,
    membraneBits: 16,
  },
});
