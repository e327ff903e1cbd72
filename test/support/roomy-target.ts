import type { CoreTarget } from "../../compile/index.ts";

/** A core target that any random network of the tests fits, with memories as small as the network allows. */
export const roomyTarget = (lanes: number, updates = 1): CoreTarget => ({
  name: "test",
  fabric: "ice40hx",
  lanes,
  updates,
  blockDepth: 2,
  limits: {
    weightMemory: { blocks: 4, wordsPerBlock: 16_384, bitsPerWord: 64 },
    slots: 1024,
    listEntries: 1024,
    regions: 32,
    segments: 256,
    historyWords: 64,
    delayProgram: 256,
    membraneBits: 16,
  },
});
