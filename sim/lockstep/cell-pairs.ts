/** Signals of two engines compared where they lie: word by word, and in one stretch where both lay them out alike. */
import type { SignalCell } from "../simulation.ts";

type Words = SignalCell["words"];

interface Stretch {
  readonly first: Words;
  readonly second: Words;
}

export class CellPairs {
  readonly #stretches: readonly Stretch[];
  readonly #hosts: readonly SignalCell["host"][];

  /** The pairs have equal types. */
  constructor(pairs: readonly { readonly first: SignalCell; readonly second: SignalCell }[]) {
    const outputs = pairs.flatMap(({ first, second }) => [first, second]).filter(({ access }) => access !== "state");
    this.#hosts = [...new Set(outputs.map(({ host }) => host))];
    this.#stretches = stretchesOf(pairs.map(({ first, second }) => ({ first: first.words, second: second.words })));
  }

  differ(): boolean {
    for (const host of this.#hosts) host.settle();
    for (const { first, second } of this.#stretches) {
      for (let i = 0; i < first.length; i++) if (first[i] !== second[i]) return true;
    }
    return false;
  }
}

/** Joins neighbours that follow each other without a gap on both sides. */
function stretchesOf(pairs: readonly Stretch[]): Stretch[] {
  const sorted = [...pairs].sort((a, b) => a.first.byteOffset - b.first.byteOffset);
  const joined: Stretch[] = [];
  for (const pair of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && follows(last.first, pair.first) && follows(last.second, pair.second)) {
      joined[joined.length - 1] = {
        first: longer(last.first, pair.first.length),
        second: longer(last.second, pair.second.length),
      };
    } else joined.push(pair);
  }
  return joined;
}

function follows(before: Words, after: Words): boolean {
  return (
    before.buffer === after.buffer &&
    before.BYTES_PER_ELEMENT === after.BYTES_PER_ELEMENT &&
    before.byteOffset + before.byteLength === after.byteOffset
  );
}

function longer(words: Words, by: number): Words {
  const { buffer, byteOffset, length } = words;
  if (words instanceof Uint8Array) return new Uint8Array(buffer, byteOffset, length + by);
  if (words instanceof Uint16Array) return new Uint16Array(buffer, byteOffset, length + by);
  return new Uint32Array(buffer, byteOffset, length + by);
}
