/** Part of `router.link-faults`: seeds from, to. Prints what came over, or fails. */
import type { SystemOptions } from "../../compile/index.ts";
import { openPair, type Phy, period, serialPhy, status, type Traffic, uartPhy } from "../../test/links/link-bench.ts";
import { systemName } from "../../test/support/any-cores.ts";
import { bitErrors, randomPulls, runOnBoards, serialPins, uartPins } from "../../test/support/linked-boards.ts";
import { Random } from "../../test/support/random.ts";
import type { BoardCounts, FaultCounts, PhyCounts } from "./link-faults.ts";

const wordsEachWay = 150;
/** Of a run of words that does not end: a failure. */
const mostRounds = 20_000;

/** Two words per frame: short frames have a chance where one bit in 100 is wrong. */
const frames = { window: 16, frameWords: 2, crcBits: 32 } as const;
/** With the time of a bit on the line: two levels of a serial clock. */
const lines: readonly { readonly phy: Phy; readonly bit: number }[] = [
  ...[uartPhy(4, frames), uartPhy(16, frames)].map((phy) => ({ phy, bit: phy.bit })),
  ...[serialPhy(1, 2, frames), serialPhy(1, 6, frames), serialPhy(4, 2, frames)].map((phy) => ({
    phy,
    bit: 2 * phy.bit,
  })),
];

const boards: readonly { readonly system: SystemOptions; readonly pins: typeof serialPins; readonly ticks: number }[] =
  [
    { system: { chips: 2, cores: 2 }, pins: serialPins, ticks: 8 },
    { system: { chips: 3, cores: 1, topology: "line" }, pins: serialPins, ticks: 8 },
    { system: { chips: 4, cores: 2, topology: "star" }, pins: serialPins, ticks: 8 },
    { system: { chips: 2, cores: 2 }, pins: uartPins, ticks: 2 },
  ];

const [from = 0, to = 0] = process.argv.slice(2).map(Number);
const seeds = Array.from({ length: to - from }, (_, i) => from + i);
const words = lines.flatMap(({ phy, bit }) => seeds.map((seed) => wordsOver(phy, bit, seed)));
const ran: BoardCounts[] = [];
for (const each of boards) for (const seed of seeds) ran.push(await networkOver(each, seed));
process.stdout.write(JSON.stringify({ words, boards: ran } satisfies FaultCounts));

/** Random words both ways, while one bit in 100 is wrong and the cable is pulled now and then, for up to 16,384 bits. */
function wordsOver(phy: Phy, bit: number, seed: number): PhyCounts {
  const random = new Random(seed);
  const errors = { rate: 0.01, bit };
  const { a, b, chips } = openPair(phy, { seed, otherPeriod: period + 40, jitter: 2_000, errors });
  [a.toSend, b.toSend] = [wordsEachWay, wordsEachWay];
  const upTo = (powers: number): number => Math.ceil(2 ** (random.integer(0, 1_000 * powers) / 1_000) * bit);
  const isDone = (end: Traffic): boolean => end.received.length >= wordsEachWay;
  let pulls = 0;
  for (let round = 0; !(isDone(a) && isDone(b)); round++) {
    if (round > mostRounds) throw new Error(`${phy.name}, seed ${seed}: the words do not come over`);
    chips.advance(upTo(13));
    chips.pull("cable");
    chips.advance(upTo(14));
    chips.plug("cable");
    pulls++;
  }
  // What is doubled would come behind.
  chips.advance(20_000 * bit);
  for (const [sent, received] of [
    [a.sent, b.received],
    [b.sent, a.received],
  ]) {
    if (JSON.stringify(sent) !== JSON.stringify(received)) {
      throw new Error(`${phy.name}, seed ${seed}: sent ${JSON.stringify(sent)}, received ${JSON.stringify(received)}`);
    }
  }
  const both = (name: string): number => status(a, name) + status(b, name);
  for (const { simulation } of [a, b]) simulation.close();
  return {
    name: phy.name,
    words: a.received.length + b.received.length,
    ...{ pulls, spoiled: both("spoiled"), repeats: both("repeats") },
  };
}

async function networkOver({ system, pins, ticks }: (typeof boards)[number], seed: number): Promise<BoardCounts> {
  const pulls = randomPulls(seed);
  const name = `${systemName(system)}, ${pins.kind}`;
  try {
    const options = { seed, boards: system, pins, ticks, errors: bitErrors(pins), beats: 60_000 };
    const totals = await runOnBoards({ ...options, beforeCycle: (cables, cycle) => pulls.beforeCycle(cables, cycle) });
    return { name, ticks: totals.ticks, spikes: totals.spikes, pulls: pulls.count };
  } catch (cause) {
    throw new Error(`seed ${seed} on ${name}`, { cause });
  }
}
