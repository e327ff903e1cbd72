import { type Bool, bool, formal, regArray, regs, type UInt, uint } from "../../../../hdlgen/index.ts";
import { implies } from "../../cells/proofs/lemmas.ts";

export interface DueListParameters {
  /** Entries that may be due at once. */
  readonly depth: number;
  /** Cycles in which the outside would take something, until something comes. */
  readonly patience: number;
  readonly bits: number;
  /** Of a cycle, in order. */
  readonly comes: readonly { readonly when: Bool; readonly value: UInt }[];
  /** Due from the beginning. */
  readonly first?: UInt;
  /** What comes out must be when this is due. */
  readonly isDue: (value: UInt) => Bool;
  readonly out: { readonly valid: Bool; readonly ready: Bool };
}

/** A stream gives what is due, in order, each once, nothing else, and soon. */
export function assertDueList({ depth, patience, bits, comes, first, isDue, out }: DueListParameters): void {
  const list = regArray("due", depth, uint(bits));
  const [head] = list;
  if (head === undefined) throw new Error("a list without a place");
  const { dueStarted, dueCount, dueWaits } = regs({
    dueStarted: [bool, false],
    dueCount: [uint(4), 0],
    dueWaits: [uint(5), 0],
  });
  dueStarted.next = true;
  const moves = out.valid.and(out.ready);
  const one = (flag: Bool): UInt => flag.asUInt().extend(4);
  let count = dueCount.subw(one(moves));
  let values: UInt[] = list.map((value, place) => moves.mux(list[place + 1] ?? value, value));
  const begins = first === undefined ? [] : [{ when: dueStarted.not(), value: first }];
  for (const { when, value } of [...begins, ...comes]) {
    const end = count;
    values = values.map((own, place) => when.and(end.eq(place)).mux(value, own));
    count = count.addw(one(when));
  }
  list.forEach((own, place) => {
    own.next = values[place] ?? own;
  });
  dueCount.next = count;
  dueWaits.next = moves.or(out.ready.not()).or(dueCount.eq(0)).mux(0, dueWaits.addw(1));
  formal.assert(dueCount.le(depth), "the list of what is due is long enough");
  formal.assert(implies(out.valid, dueCount.any()), "nothing comes that is not due");
  formal.assert(implies(out.valid, isDue(head)), "what is due comes in its turn, as it should");
  formal.assert(dueWaits.le(patience), "what is due comes soon");
  formal.cover(dueCount.eq(0).and(out.ready).and(dueWaits.eq(0)).and(dueStarted), "all has come");
}
