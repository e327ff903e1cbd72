import { expect, it } from "vitest";
import { collectCoverage, coverageTotals } from "../../sim/coverage/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";
import { gate } from "./gate.ts";

it("a testbench counts coverage where it is asked to, processes and all", async () => {
  const tb = await openTestbench("embedded", gate(), { coverage: true });
  tb.sim.reset();
  const open = tb.port("open");
  const process = tb.fork(function* () {
    open.value = 1;
    yield tb.cycles(3);
    open.value = 0;
  });
  tb.join(process);
  tb.step(3);
  const totals = coverageTotals(collectCoverage(tb.sim));
  tb.close();
  expect([totals.branches, totals.properties]).toEqual([
    { hit: 2, all: 2 },
    { hit: 1, all: 1 },
  ]);
});

it("a testbench can count some of it, and counts nothing unasked", async () => {
  const some = await openTestbench("embedded", gate(), { coverage: { toggle: "off" } });
  some.step();
  expect(coverageTotals(collectCoverage(some.sim)).toggles.all).toBe(0);
  const none = await openTestbench("embedded", gate());
  expect(() => collectCoverage(none.sim)).toThrow(/^SIM180 gate/);
});
