/** Words over real pins: chips at clocks that differ, wires that delay, disturb and come out of their sockets. */
import { describe, expect, it } from "vitest";
import { Random } from "../support/random.ts";
import { openPair, type Phy, period, serialPhy, status, type Traffic, uartPhy } from "./link-bench.ts";

const phys = [uartPhy(4), uartPhy(16), serialPhy(1, 2), serialPhy(4, 2), serialPhy(1, 6)];
const seeds = [1, 2];

function sameWords(a: Traffic, b: Traffic): void {
  expect(b.received).toEqual(a.sent);
  expect(a.received).toEqual(b.sent);
}

/** Until all words have arrived, or for so many thousand cycles. */
function run({ a, b, chips }: ReturnType<typeof openPair>, words: number, most: number, each = () => {}): void {
  const done = (): boolean => a.received.length >= words && b.received.length >= words;
  for (let i = 0; i < most && !done(); i++) {
    chips.advance(1000 * period);
    each();
  }
}

describe.each(phys)("link over $name", (phy: Phy) => {
  it.each(seeds)("carries random words both ways between clocks that differ, seed %i", (seed) => {
    const pair = openPair(phy, { seed, otherPeriod: period + 60 * (seed - 2), jitter: 2_000 });
    const { a, b } = pair;
    [a.offers, b.offers, a.takes, b.takes] = [1, 0.02, 0.05, 1];
    [a.toSend, b.toSend] = [150, 150];
    run(pair, 150, 200);
    sameWords(a, b);
    for (const end of [a, b]) {
      expect(status(end, "up")).toBe(1);
      expect([status(end, "spoiled"), status(end, "repeats")]).toEqual([0, 0]);
      expect(status(end, "ticks_out")).toBe(end.sent.filter(({ marker }) => marker === 1).length);
      expect(status(end, "ticks_in")).toBe(end.received.filter(({ marker }) => marker === 1).length);
    }
  });

  it.each(seeds)("loses and doubles nothing where one bit in 1,000 is wrong, seed %i", (seed) => {
    const pair = openPair(phy, { seed, jitter: 2_000, errors: { rate: 0.001, bit: phy.bit } });
    const { a, b } = pair;
    [a.toSend, b.toSend] = [150, 150];
    run(pair, 150, 2_000);
    sameWords(a, b);
    expect(a.received.length + b.received.length).toBe(300);
  });

  it.each(seeds)("nor while its cable is pulled again and again, for any time, seed %i", (seed) => {
    const random = new Random(seed);
    const pair = openPair(phy, { seed, otherPeriod: period + 40 });
    const { a, b, chips } = pair;
    [a.toSend, b.toSend] = [400, 400];
    let pulls = 0;
    while ((a.received.length < 400 || b.received.length < 400) && pulls < 200) {
      pulls++;
      chips.advance(random.integer(1, 1_200 * phy.bit));
      chips.pull("cable");
      chips.advance(
        Math.round(2 ** (random.integer(0, 2_000) / 100) * phy.bit * (random.chance(0.1) ? 1 / 20 : 1 / 2000)),
      );
      chips.plug("cable");
    }
    run(pair, 400, 400);
    sameWords(a, b);
    expect(a.received.length).toBe(400);
    expect(pulls).toBeGreaterThan(3);
  });
});

describe.each([uartPhy(4), serialPhy(1, 4), serialPhy(4, 2)])("link over $name", (phy: Phy) => {
  it("loses and doubles nothing where one bit in 100 is wrong on every wire", () => {
    for (const seed of seeds) {
      const pair = openPair(phy, { seed, jitter: 1_000, errors: { rate: 0.01, bit: 2 * phy.bit } });
      const { a, b } = pair;
      [a.toSend, b.toSend] = [60, 60];
      run(pair, 60, 4_000);
      sameWords(a, b);
      expect(a.received.length, `seed ${seed}`).toBe(60);
      expect(b.received.length, `seed ${seed}`).toBe(60);
      expect(status(a, "spoiled")).toBeGreaterThan(20);
    }
  });
});

describe("link", () => {
  it("takes back all room that it gave: a stalled end stops the other one after its window, and both go on", () => {
    const pair = openPair(serialPhy(4, 2), { seed: 1 });
    const { a, b, chips } = pair;
    for (let round = 0; round < 5; round++) {
      b.takes = 0;
      a.toSend = 500;
      chips.advance(20_000 * period);
      // What waits: in the receiver's store, and in the sender's.
      expect(a.sent.length - b.received.length).toBe(64);
      b.takes = 1;
      chips.advance(60_000 * period);
      expect(a.toSend).toBe(0);
      sameWords(a, b);
    }
    expect(status(a, "repeats")).toBe(0);
  });

  it("says that it is down while its cable is pulled, and up soon after", () => {
    const { a, b, chips } = openPair(serialPhy(1, 2), { seed: 4 });
    chips.advance(20_000 * period);
    expect([status(a, "up"), status(b, "up")]).toEqual([1, 1]);
    chips.pull("cable");
    chips.advance(40_000 * period);
    expect([status(a, "up"), status(b, "up")]).toEqual([0, 0]);
    expect(status(a, "stalled_for")).toBeGreaterThan(16);
    chips.plug("cable");
    chips.advance(4_000 * period);
    expect([status(a, "up"), status(b, "up")]).toEqual([1, 1]);
    expect(status(a, "stalled_for")).toBeLessThan(4);
  });
});
