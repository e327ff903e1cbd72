/** The words of the post history, one for every row of U neurons, in slices. */
import { type LearningShape, sliceBits } from "../../config/index.ts";
import { type Bool, bool, cat, lo, regArray, type UInt, uint } from "../../hdlgen/index.ts";
import { joined, sliced } from "../core/fields.ts";
import type { MemoryChoice } from "../core/memory-choice.ts";
import { memorySlice } from "../core/memory-slice.ts";

/** The largest age of a post that a visit can still do something with: S, or the longest window. */
export const pairingAges = ({ historyBits, slowPeriod }: Pick<LearningShape, "historyBits" | "slowPeriod">): number =>
  Math.max(slowPeriod, historyBits - 1 - slowPeriod);

export interface WordAccess extends MemoryChoice {
  readonly depth: number;
  readonly address: UInt;
  readonly write: Bool;
  readonly writeAddress: UInt;
  /** Level: what is written a cycle later is 0. */
  readonly clearing: Bool;
}

export interface PostWords {
  /** The slices of one lane, `latency` cycles after the address. */
  readonly ofLane: readonly (readonly UInt[])[];
  /** For the masks: lanes with a post of `pairingAges`, or a flag, in the row that comes. */
  readonly lanes: UInt;
}

/**
 * N bits per lane and plane, shifted with every row. `posts`: by lane and plane, of the row whose word has just been read; it
 * is written a cycle later. `lanes` belong to the row of two cycles before.
 */
export function postedWords(
  { historyBits, slowPeriod }: LearningShape,
  access: WordAccess,
  posts: readonly (readonly Bool[])[],
): PostWords {
  const perPlane = historyBits / sliceBits;
  const planes = posts.flat();
  const updated = regArray("updated", planes.length * perPlane, uint(sliceBits));
  const word = memoriesOf(updated, access);
  const shifted = planes.flatMap((post, plane) =>
    word
      .slice(plane * perPlane, (plane + 1) * perPlane)
      .map((slice, i, own) => cat(slice.trunc(sliceBits - 1), own[i - 1]?.bit(sliceBits - 1) ?? post)),
  );
  updated.forEach((own, i) => {
    own.next = access.clearing.mux(0, shifted[i] ?? 0);
  });
  // Older posts than these pair with nothing any more, neither with what is pending nor with an arrival.
  const ages = pairingAges({ historyBits, slowPeriod });
  const young = updated.flatMap((slice, i) => {
    const bits = Math.min(sliceBits, ages - (i % perPlane) * sliceBits);
    return bits > 0 ? [slice.trunc(bits)] : [];
  });
  const some = regArray("some", young.length, [bool, false]);
  some.forEach((own, i) => {
    own.next = young[i]?.any() ?? lo;
  });
  return {
    ofLane: perLane(word, posts.length),
    lanes: cat(...perLane(some, posts.length).map(anyOf).reverse()),
  };
}

/** Two bits per lane, down below up, of the row that comes; written a cycle later. `lanes` are those of this row. */
export function flagWords(access: WordAccess, { up, down }: { readonly up: UInt; readonly down: UInt }): PostWords {
  const flags = joined(up.toBools().map((flag, lane) => cat(flag, down.bit(lane))));
  const updated = regArray("updated", flags.length, uint(sliceBits));
  const word = memoriesOf(updated, access);
  updated.forEach((own, i) => {
    own.next = access.clearing.mux(0, flags[i]?.extend(sliceBits) ?? 0);
  });
  return {
    ofLane: Array.from({ length: up.width }, (_, lane) => [sliced(word, 2 * lane, 2)]),
    lanes: up.or(down),
  };
}

const memoriesOf = (updated: readonly UInt[], access: WordAccess): UInt[] =>
  updated.map((writeData, slice) => memorySlice(`posts${slice}`, access, { ...access, writeData }));

const anyOf = (flags: readonly Bool[]): Bool => flags.reduce((all, one) => all.or(one));

/** Values that stand lane by lane, as many for each. */
function perLane<T>(values: readonly T[], lanes: number): T[][] {
  const each = values.length / lanes;
  return Array.from({ length: lanes }, (_, lane) => values.slice(lane * each, (lane + 1) * each));
}
