import { beforeAll, expect, it } from "vitest";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { type CoreRunCounts, drawCore, kindsOf, runCore, summed } from "../support/random-core-run.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

it("random cores of every kind equal the reference, tick by tick and as a stream, whatever the order of events", async () => {
  const seeds = Array.from({ length: 30 }, (_, i) => 2061 + i);
  const counts: CoreRunCounts[] = [];
  const kinds = new Set<string>();
  for (const seed of seeds) {
    const core = drawCore(seed);
    for (const kind of kindsOf(core)) kinds.add(kind);
    counts.push(
      await runCore(seed, core, { lockstepTicks: 60, streamedTicks: 40 }, (design) => openEmbedded(design, { seed })),
    );
  }
  const all = summed(counts);
  expect(all.lockstepTicks + all.streamedTicks).toBe(30 * 140);
  // What the comparison is about has happened, and often.
  expect(all.spikes).toBeGreaterThan(10_000);
  expect(all.saturations).toBeGreaterThan(1000);
  expect(all.overlaps).toBeGreaterThan(1000);
  expect(all.cyclesWithoutRoom).toBeGreaterThan(0);
  const expected = [
    ...["ice40up", "ice40small", "ice40hx", "ecp5"].map((fabric) => `fabric ${fabric}`),
    ...[4, 8, 16, 32, 64].map((lanes) => `lanes ${lanes}`),
    ...[1, 2, 4, 8].map((updates) => `neurons per cycle ${updates}`),
    ...["none", "linear", "shift", "mul12"].map((leak) => `leak ${leak}`),
    ...["zero", "value", "threshold", "amount"].map((reset) => `reset ${reset}`),
    "delays of 2 to 15",
  ];
  expect(expected.filter((kind) => !kinds.has(kind))).toEqual([]);
  for (const bits of [1, 2, 4, 8, 16])
    expect([...kinds].some((kind) => kind.startsWith(`weights ${bits} b`))).toBe(true);
}, 120_000);

/** Each takes Verilator some seconds to compile. */
it.each([2006, 2009])(
  "random core %i on Verilator equals the reference, too",
  async (seed) => {
    const open = (design: Parameters<typeof openVerilator>[0]) => openVerilator(design, { seed });
    const { spikes } = await runCore(seed, drawCore(seed), { lockstepTicks: 100, streamedTicks: 100 }, open);
    expect(spikes).toBeGreaterThan(100);
  },
  120_000,
);
