import { inProcesses, rangesOf } from "../hdl/in-processes.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

/** What came over one link, in one run, both ways. */
export interface PhyCounts {
  readonly name: string;
  readonly words: number;
  readonly pulls: number;
  readonly spoiled: number;
  readonly repeats: number;
}

/** A network that ran on boards with the reference's spikes. */
export interface BoardCounts {
  readonly name: string;
  readonly ticks: number;
  readonly spikes: number;
  readonly pulls: number;
}

export interface FaultCounts {
  readonly words: readonly PhyCounts[];
  readonly boards: readonly BoardCounts[];
}

const seeds = 6;
const seedsEach = 1;
/** Five PHYs, 150 words each way. */
const words = seeds * 5 * 300;
const networks = seeds * 4;

export const linkFaults: Benchmark = {
  id: "router.link-faults",
  title: "Words that cross disturbed and pulled cables once and in order",
  method:
    "Two ends in engines of their own, clocks 0.2 % apart, over UART and serial pins, frames of two words with CRC-32: one " +
    "bit in 100 of every wire is inverted, and the cable is pulled again and again for 1 to 16,384 bits. Every word has to " +
    "arrive once and in order. Beside it random recurrent networks on two to four boards behind such cables: every spike " +
    "compared with the reference in every tick, all state after each or at the end. One word or spike that differs ends " +
    "the run without a figure. Parallel AER has no checksum and is not among them.",
  unit: "words",
  target: { goal: "atLeast", value: words },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const started = performance.now();
    const script = new URL("./link-faults-worker.ts", import.meta.url);
    const parts = await inProcesses<FaultCounts>(script, rangesOf(seeds, seedsEach), report);
    const links = byName(parts.flatMap((part) => part.words));
    const boards = byName(parts.flatMap((part) => part.boards));
    const detail = {
      seeds: [1, seeds],
      seconds: significant((performance.now() - started) / 1000),
      links: Object.fromEntries(
        [...links].map(([name, each]) => [
          name,
          {
            words: sum(each, "words"),
            pulls: sum(each, "pulls"),
            spoiledFrames: sum(each, "spoiled"),
            repeats: sum(each, "repeats"),
          },
        ]),
      ),
      networks: Object.fromEntries(
        [...boards].map(([name, each]) => [
          name,
          { runs: each.length, ticks: sum(each, "ticks"), spikes: sum(each, "spikes"), pulls: sum(each, "pulls") },
        ]),
      ),
    };
    return {
      value: [...links.values()].reduce((total, each) => total + sum(each, "words"), 0),
      detail,
      requirements: [
        {
          ...{ name: "runs of whole networks with equal spikes", goal: "atLeast", value: networks },
          found: [...boards.values()].reduce((total, each) => total + each.length, 0),
        },
      ],
      table: {
        columns: ["link", "words", "pulls", "spoiled frames", "repeats"],
        rows: [...links].map(([name, each]) => [
          name,
          ...(["words", "pulls", "spoiled", "repeats"] as const).map((key) => String(sum(each, key))),
        ]),
      },
    };
  },
};

function byName<T extends { readonly name: string }>(counts: readonly T[]): Map<string, T[]> {
  const result = new Map<string, T[]>();
  for (const each of counts) result.set(each.name, [...(result.get(each.name) ?? []), each]);
  return result;
}

const sum = <K extends string>(counts: readonly Readonly<Record<K, number>>[], key: K): number =>
  counts.reduce((total, each) => total + each[key], 0);
