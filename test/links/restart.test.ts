/** Ends that forget: a run goes on only where both count from the same beginning. */
import { describe, expect, it } from "vitest";
import type { SpikeforgeError } from "../../diagnostics/index.ts";
import { checkLinks } from "../../sim/links/index.ts";
import { Random } from "../support/random.ts";
import { openPair, period, serialPhy, status, type Traffic, uartPhy } from "./link-bench.ts";

const phys = [uartPhy(4), serialPhy(1, 2), serialPhy(4, 2)];
const cycles = (count: number): number => count * period;

/** As a host clears a chip: the line stays as it is. */
function clear({ chips }: ReturnType<typeof openPair>, end: Traffic, forCycles: number): void {
  end.simulation.port("clear").value = 1;
  chips.advance(cycles(forCycles));
  end.simulation.port("clear").value = 0;
}

function forget(end: Traffic): void {
  end.sent.length = 0;
  end.received.length = 0;
}

describe.each(phys)("link over $name", (phy) => {
  it("an end that was cleared in the middle gets nothing until the other one is cleared too, and that one says so", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = new Random(seed);
      const pair = openPair(phy, { seed, ...(seed % 3 === 0 ? { errors: { rate: 0.002, bit: phy.bit } } : {}) });
      const { a, b, chips } = pair;
      [a.toSend, b.toSend] = [100_000, 100_000];
      chips.advance(cycles(40_000) + random.integer(0, cycles(3_000)));
      // Sometimes while nothing gets through, and for shorter or longer than that.
      const isPulled = random.chance(0.5);
      if (isPulled) chips.pull("cable");
      chips.advance(random.integer(0, cycles(200)));
      const before = { sent: [...b.sent], received: [...a.received], aSent: [...a.sent], bReceived: [...b.received] };
      if (random.chance(0.5)) clear(pair, b, random.integer(1, 2_000));
      else b.simulation.reset(random.integer(1, 10));
      forget(b);
      chips.advance(random.integer(0, cycles(6_000)));
      chips.plug("cable");
      chips.advance(cycles(40_000));

      const where = `seed ${seed}`;
      expect(before.received.length + before.bReceived.length, where).toBeGreaterThan(10);
      // a has what b had sent before, as far as it came, and b has nothing.
      expect(status(a, "restarted"), where).toBe(1);
      expect(status(b, "restarted"), where).toBe(0);
      expect(b.received, where).toEqual([]);
      expect([...before.sent, ...b.sent].slice(0, a.received.length), where).toEqual(a.received);
      expect(a.received.length, where).toBeLessThanOrEqual(before.sent.length);

      forget(a);
      forget(b);
      [a.toSend, b.toSend] = [0, 0];
      clear(pair, b, 10);
      chips.advance(random.integer(0, cycles(5_000)));
      clear(pair, a, 10);
      forget(a);
      forget(b);
      [a.toSend, b.toSend] = [50, 50];
      chips.advance(cycles(80_000));
      expect(status(a, "restarted"), where).toBe(0);
      expect(dropOffered(b.received, a.sent), where).toEqual(a.sent);
      expect(dropOffered(a.received, b.sent), where).toEqual(b.sent);
    }
  });
});

/** A word that was offered when the test began anew is sent after all, and not noted: at most one. */
function dropOffered<T>(received: readonly T[], sent: readonly T[]): readonly T[] {
  return received.length === sent.length + 1 ? received.slice(1) : received;
}

const messageOf = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    return (error as SpikeforgeError).message;
  }
  return "nothing";
};

describe("checkLinks", () => {
  const phy = serialPhy(1, 2);
  const endsOf = ({ a, b }: { a: Traffic; b: Traffic }) => [
    { chip: "left", link: "east", simulation: a.simulation, prefix: "" },
    { chip: "right", link: "west", simulation: b.simulation, prefix: "" },
  ];

  it("lets a run go on while links are up", () => {
    const pair = openPair(phy, { seed: 1 });
    pair.chips.advance(cycles(30_000));
    expect(() => checkLinks(endsOf(pair), { beats: 4 })).not.toThrow();
  });

  it("names link and tick where nothing is heard any more", () => {
    const pair = openPair(phy, { seed: 1 });
    pair.a.toSend = 60;
    pair.chips.advance(cycles(30_000));
    pair.chips.pull("cable");
    pair.chips.advance(cycles(60_000));
    const [, right] = endsOf(pair);
    expect(messageOf(() => checkLinks(right === undefined ? [] : [right], { beats: 40 }))).toMatchInlineSnapshot(`
      "SIM200 right.west: nothing heard for 58 beats in tick 5; 0 repeats, 0 spoiled frames
          look at the cable and the other chip, or allow more than 40 beats"
    `);
  });

  it("names link and tick where the other end was reset", () => {
    const pair = openPair(phy, { seed: 2 });
    pair.a.toSend = 60;
    pair.chips.advance(cycles(30_000));
    pair.a.simulation.reset();
    pair.chips.advance(cycles(20_000));
    expect(messageOf(() => checkLinks(endsOf(pair), { beats: 40 }))).toMatchInlineSnapshot(`
      "SIM201 right.west: the other end was reset in tick 9: it no longer knows the run
          clear all chips and run again"
    `);
  });

  it("names a link whose ends were built for different words", () => {
    const pair = openPair(phy, { seed: 2, otherPhy: serialPhy(1, 2, { indexBits: 8, routeBits: 7 }) });
    pair.chips.advance(cycles(30_000));
    expect(messageOf(() => checkLinks(endsOf(pair), { beats: 40 }))).toMatchInlineSnapshot(`
      "SIM202 left.east: the other end has words of another shape
          build the chips of a system from one configuration
      SIM202 right.west: the other end has words of another shape
          build the chips of a system from one configuration"
    `);
    expect(status(pair.a, "up")).toBe(0);
  });
});
