/** What the page of the router says of links, at 48 MHz. */
import { expect, it } from "vitest";
import { openAer, openPair, type Phy, period, serialPhy, type Traffic, uartPhy } from "./link-bench.ts";

const threeBytes = { routeBits: 12, indexBits: 10, window: 64, frameWords: 16, crcBits: 16 } as const;
const twoBytes = { ...threeBytes, routeBits: 6, indexBits: 9 } as const;

/** Thousands of words per second, both ways at once, each. */
function rate(phy: Phy, settles: number, cycles: number): number {
  const { a, b, chips } = openPair(phy, { seed: 3 });
  [a.toSend, b.toSend] = [1e6, 1e6];
  chips.advance(settles * period);
  const before = b.received.length;
  chips.advance(cycles * period);
  return ((b.received.length - before) / cycles) * 48_000;
}

/** Cycles from the input of one end to the output of the other for a word alone, while the link is idle. */
function latency(phy: Phy, settles: number): number {
  const { a, b, chips } = openPair(phy, { seed: 4 });
  chips.advance(settles * period);
  a.toSend = 1;
  let cycles = 0;
  while (b.received.length === 0) {
    chips.advance(period);
    cycles++;
  }
  return cycles;
}

it.each([
  ["UART at 3 Mbaud", uartPhy(16, threeBytes), uartPhy(16, twoBytes), 200_000, 500_000, [87, 126], 1_610],
  ["1 lane at 24 MHz", serialPhy(1, 2, threeBytes), serialPhy(1, 2, twoBytes), 20_000, 50_000, [883, 1_254], 180],
  ["4 lanes at 24 MHz", serialPhy(4, 2, threeBytes), serialPhy(4, 2, twoBytes), 10_000, 30_000, [3_546, 5_005], 55],
] as const)("%s: words per second and latency", (_, three, two, settles, cycles, rates, cyclesAlone) => {
  for (const [i, phy] of [three, two].entries()) {
    const expected = rates[i] ?? 0;
    const measured = rate(phy, settles, cycles);
    expect(Math.abs(measured / expected - 1), `${phy.name}: ${measured}`).toBeLessThan(0.03);
  }
  expect(Math.abs(latency(three, settles) / cyclesAlone - 1)).toBeLessThan(0.1);
});

it.each([
  [4, 14],
  [2, 8],
] as const)("parallel AER with %i phases: an address every %i cycles", (phases, cyclesPerWord) => {
  const { from, to, chips } = openAer(phases, 3);
  from.toSend = 1e6;
  const count = (end: Traffic, cycles: number): number => {
    const before = end.received.length;
    chips.advance(cycles * period);
    return end.received.length - before;
  };
  count(to, 1_000);
  expect(Math.abs(14_000 / count(to, 14_000) - cyclesPerWord)).toBeLessThan(0.03);
});
