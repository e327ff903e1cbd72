import { type Bool, bool, hi, type In, nodes, regArray, regs, type Type } from "../../hdlgen/index.ts";

/** A word on its way: a marker, or what the tag says. */
export interface LineWord<T> {
  readonly valid: Bool;
  readonly marker: Bool;
  readonly tag: T;
}

export interface LookupLineParameters<T> {
  readonly tag: Type<T>;
  /** Cycles from `entering` to the last place: those of the memory and of registers behind it, at least 1. */
  readonly length: number;
  /** What is in the line after a reset. */
  readonly starts: "empty" | "with a marker";
}

/** What becomes of the last word when it is its turn: nothing is left of it, or it comes back, with this tag. */
export interface Leave<T> {
  readonly finished: Bool;
  readonly again: T;
}

/**
 * Words on their way beside a memory in which something is looked up for each of them. The memory never waits: a word that
 * cannot leave goes through the line once more, and those behind it too, so that all leave in order. So `ready` takes a
 * few gates, whatever the memory's latency is, and nothing has to hold what the memory has answered.
 *
 * `last` may leave when it is valid and it is its `turn`. `connect` is told what becomes of it then, and gives `ready` for
 * the source and the tag that is `entering`, with which the memory is addressed in this cycle.
 */
export function lookupLine<T>({ tag, length, starts }: LookupLineParameters<T>) {
  const { lastValid } = regs({ lastValid: [bool, starts === "with a marker"] });
  const valid = [...regArray("valid", length - 1, [bool, false]), lastValid];
  const marker = regArray("marker", length, [bool, true]);
  const tags = regArray("tag", length, tag);
  // While a word comes back it is nobody's turn.
  const back = regArray("back", length - 1, [bool, false]);
  const { turn } = nodes({ turn: back.reduce<Bool>((none, comes) => none.and(comes.not()), hi) });
  const last: LineWord<T> = { valid: lastValid, marker: at(marker, length - 1), tag: at(tags, length - 1) };

  const connect = (source: LineWord<T>, { finished, again }: Leave<T>) => {
    const { takes } = nodes({ takes: turn.and(lastValid.not().or(finished)) });
    const entering = takes.mux<T>(source.tag, again as In<NoInfer<T>>);
    const first = { valid: takes.mux(source.valid, lastValid), marker: takes.mux(source.marker, last.marker) };
    for (let place = 0; place < length; place++) {
      at(valid, place).next = valid[place - 1] ?? first.valid;
      at(marker, place).next = marker[place - 1] ?? first.marker;
      at(tags, place).next = (tags[place - 1] ?? entering) as In<T>;
    }
    back.forEach((comes, i) => {
      comes.next = back[i - 1] ?? turn.and(lastValid).and(finished.not());
    });
    return { ready: takes, entering };
  };
  return { last, turn, connect, inside: { valid, marker, tags, back } };
}

function at<V>(places: readonly V[], place: number): V {
  const value = places[place];
  if (value === undefined) throw new Error(`a line without place ${place}`);
  return value;
}
