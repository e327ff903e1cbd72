import { bool, elaborate, input, module, output, regs, uint, when } from "../../hdlgen/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { verilatorVersions } from "../kit/verilator-versions.ts";

const rounds = 7;
const cycles = 1_000_000;

const Accumulator = module(
  "port_rate",
  (_: object) => ({
    add: input(bool),
    amount: input(uint(16)),
    limit: input(uint(32)),
    total: output(uint(32)),
    above: output(bool),
    odd: output(bool),
  }),
  ({ add, amount, limit }) => {
    const { total, odd } = regs({ total: [uint(32), 0], odd: [bool, false] });
    when(add, () => {
      total.next = total.addw(amount);
    });
    odd.next = total.bit(0);
    return { total, above: total.gt(limit), odd };
  },
);

export const verilatorPortRate: Benchmark = {
  id: "sim.verilator-port-rate",
  title: "Verilator engine: cycles per second with three ports written and three read in each",
  method:
    "A small accumulator, driven by a loop of plain TypeScript: three inputs are written through their handles, one " +
    "step taken, three outputs read, of which one depends on an input. Median of seven rounds of a million cycles.",
  unit: "cycles/s",
  target: { goal: "atLeast", value: 8_000_000 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: verilatorVersions,
  measure: async () => {
    const sim = await openVerilator(elaborate(Accumulator({})));
    sim.reset();
    const [add, amount, limit] = [sim.port("add"), sim.port("amount"), sim.port("limit")];
    const [total, above, odd] = [sim.port("total"), sim.port("above"), sim.port("odd")];
    const perSecond: number[] = [];
    let expected = 0;
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now();
      let seen = 0;
      for (let cycle = 0; cycle < cycles; cycle++) {
        add.value = cycle & 1;
        amount.value = cycle & 0xffff;
        limit.value = cycle;
        sim.step();
        seen = (seen + total.value + above.value + odd.value) >>> 0;
      }
      const seconds = (performance.now() - start) / 1000;
      for (let cycle = 1; cycle < cycles; cycle += 2) expected = (expected + (cycle & 0xffff)) >>> 0;
      if (total.value !== expected) throw new Error(`the total is ${total.value} instead of ${expected}`);
      if (round > 0) perSecond.push(significant(cycles / seconds));
    }
    sim.close();
    return { value: median(perSecond), detail: { perSecondByRound: perSecond } };
  },
};
