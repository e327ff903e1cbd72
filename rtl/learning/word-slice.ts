import { type CoreShape, sliceBits, weightSlices } from "../../config/index.ts";
import { regArray, type UInt, uint } from "../../hdlgen/index.ts";

/** Slices that one stage chooses from, as many as two index bits. */
const choices = 4;

/** Cycles that `chosenSlice` takes. */
export const choiceLatency = (shape: CoreShape): number =>
  Math.max(0, Math.ceil(Math.log2(weightSlices(shape)) / Math.log2(choices)) - 1);

/** The slice of a word that `index` says, `choiceLatency` cycles later: a tree whose last choice has no register. */
export function chosenSlice(word: readonly UInt[], index: UInt): UInt {
  let left = word;
  let rest = index;
  for (let stage = 0; left.length > choices; stage++) {
    const wires = regArray(`choice${stage}`, Math.ceil(left.length / choices), uint(sliceBits));
    for (const [i, register] of wires.entries()) {
      register.next = selected(left.slice(choices * i, choices * (i + 1)), rest);
    }
    left = wires;
    rest = rest.slice(rest.width - 1, 2);
  }
  return selected(left, rest);
}

/** One of up to four by the low bits of an index. */
function selected(values: readonly UInt[], index: UInt): UInt {
  const low = index.trunc(Math.min(2, index.width));
  const slice = values.reduceRight<UInt | undefined>(
    (rest, value, i) => (rest === undefined ? value : low.eq(i).mux(value, rest)),
    undefined,
  );
  if (slice === undefined) throw new Error("a weight word without slices");
  return slice;
}
