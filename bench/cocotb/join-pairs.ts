import assert from "node:assert/strict";
import { PairQueue } from "./designs/pair-queue.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** The n-th word of one stream leaves with the n-th of the other, whatever the pauses. */
export const joinPairs = twin("join_pairs", PairQueue({}), (tb, log) => {
  const { dut } = tb;

  function* send(name: "left" | "right", words: readonly number[], pause: () => boolean) {
    const { valid, ready, payload } = dut[name];
    for (const word of words) {
      while (pause()) yield;
      valid.value = 1;
      payload.value = word;
      do yield;
      while (ready.value === 0);
      valid.value = 0;
    }
    return tb.cycle;
  }

  function* receive(count: number, random: Xorshift) {
    const { valid, ready, payload } = dut.pairs;
    const pairs: [number, number][] = [];
    while (pairs.length < count) {
      ready.value = Number(random.chance(70));
      yield;
      if (valid.value === 1 && ready.value === 1) {
        const pair: [number, number] = [payload.left.value, payload.right.value];
        pairs.push(pair);
        log.note(`${tb.cycle}: ${pair[0]} and ${pair[1]}`);
      }
    }
    return pairs;
  }

  tb.reset(2);
  const [random, slow, fast, busy] = [new Xorshift(21), new Xorshift(22), new Xorshift(23), new Xorshift(24)];
  const left = Array.from({ length: 80 }, () => random.below(256));
  const right = Array.from({ length: 80 }, () => random.below(256));
  const done = tb.wait(
    tb.all({
      left: tb.fork(send("left", left, () => slow.chance(50))),
      right: tb.fork(send("right", right, () => fast.chance(20))),
      pairs: tb.fork(receive(80, busy)),
    }),
  );
  assert.deepEqual(
    done.pairs,
    left.map((word, i) => [word, right[i]]),
  );
  log.note(`left sent at ${done.left}, right at ${done.right}`);
});
