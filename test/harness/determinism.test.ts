import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elaborate } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { type Routine, testbench } from "../../sim/harness/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { Lanes } from "./designs.ts";

const inputs = ["a", "b", "c", "d"] as const;

type Step =
  | { readonly kind: "write"; readonly value: number }
  | { readonly kind: "copy" }
  | { readonly kind: "edge" }
  | { readonly kind: "cycles"; readonly count: number }
  | { readonly kind: "when"; readonly bit: number }
  | { readonly kind: "change"; readonly count: number }
  | { readonly kind: "first"; readonly count: number; readonly bit: number }
  | { readonly kind: "timeout"; readonly count: number; readonly bit: number }
  | { readonly kind: "child"; readonly steps: readonly Step[] };

const count = fc.integer({ min: 1, max: 5 });
const bit = fc.integer({ min: 0, max: 9 });
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 2 },
    fc.record({ kind: fc.constant("write" as const), value: fc.integer({ min: 0, max: 255 }) }),
    fc.record({ kind: fc.constant("copy" as const) }),
    fc.record({ kind: fc.constant("edge" as const) }),
    fc.record({ kind: fc.constant("cycles" as const), count }),
    fc.record({ kind: fc.constant("when" as const), bit }),
    fc.record({ kind: fc.constant("change" as const), count }),
    fc.record({ kind: fc.constant("first" as const), count, bit }),
    fc.record({ kind: fc.constant("timeout" as const), count, bit }),
    fc.record({ kind: fc.constant("child" as const), steps: fc.array(tie("step"), { maxLength: 4 }) }),
  ),
}));
/** For each input a process that drives it, and the order in which they are forked. */
const scenario = fc.record({
  programs: fc.tuple(...inputs.map(() => fc.array(step, { maxLength: 12 }))),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
});

const cycles = 40;

/** Everything that all processes saw, each by itself, and everything that was at the ports, edge by edge. */
function play(sim: Simulation, programs: readonly (readonly Step[])[], order: readonly number[]): string {
  const tb = testbench(sim);
  const [count, sum] = [tb.port("count"), tb.port("sum")];
  const logs = inputs.map((): (number | string)[] => []);
  const trace: number[][] = [];
  tb.onEdge(() => trace.push(sim.design.top.ports.map(({ signal }) => tb.port(signal.name).value)));

  function* run(lane: number, steps: readonly Step[]): Routine {
    const own = tb.port(inputs[lane] ?? "");
    const log = logs[lane] ?? [];
    for (const next of steps) {
      log.push(tb.cycle, next.kind, sum.value);
      const sumBit = (index: number) => () => ((sum.value >> index) & 1) === 1;
      if (next.kind === "write") own.value = next.value;
      else if (next.kind === "copy") own.value = (sum.value + lane) & 0xff;
      else if (next.kind === "edge") yield;
      else if (next.kind === "cycles") yield tb.cycles(next.count);
      else if (next.kind === "when") yield tb.first([tb.when(sumBit(next.bit)), tb.cycles(9)]);
      else if (next.kind === "change") yield tb.first([tb.changed(sum), tb.cycles(next.count)]);
      else if (next.kind === "first") {
        const won = yield* tb.first({
          sum: tb.when(sumBit(next.bit)),
          time: tb.cycles(next.count),
          up: tb.rising(sum),
        });
        log.push(won.key);
      } else if (next.kind === "timeout") {
        try {
          yield tb.timeout(tb.when(sumBit(next.bit)), next.count);
        } catch (error) {
          log.push(String(error));
        }
      } else {
        yield; // what it has driven is its own in this cycle
        const child = tb.fork(run(lane, next.steps));
        yield tb.all([child, tb.cycles(2)]);
      }
    }
    log.push(tb.cycle, "end", count.value);
  }

  for (const lane of order) tb.fork(run(lane, programs[lane] ?? []));
  tb.step(cycles);
  tb.finish();
  return JSON.stringify({ logs, trace });
}

describe("the order of processes", () => {
  const design = elaborate(Lanes({}));

  it("does not matter: random processes forked in any order see and do the same, on both engines", async () => {
    const embedded = openEmbedded(design);
    const verilator = await openVerilator(design);
    for (const sim of [embedded, verilator]) sim.reset();
    const [start, verilatorStart] = [embedded.snapshot(), verilator.snapshot()];
    fc.assert(
      fc.property(scenario, ({ programs, order }) => {
        const inOrder = play(embedded, programs, [0, 1, 2, 3]);
        embedded.restore(start);
        const shuffled = play(embedded, programs, order);
        embedded.restore(start);
        expect(shuffled).toBe(inOrder);
        const compiled = play(verilator, programs, order);
        verilator.restore(verilatorStart);
        expect(compiled).toBe(inOrder);
      }),
      { numRuns: 300 },
    );
    embedded.close();
    verilator.close();
  });

  it("is compared on what matters: a process that looks at what another wrote past the design is found", () => {
    const sim = openEmbedded(design);
    const start = sim.snapshot();
    const cheat = (order: readonly number[]): number[] => {
      const tb = testbench(sim);
      let shared = 0;
      const seen: number[] = [];
      for (const lane of order) {
        tb.fork(function* () {
          seen.push(lane, shared);
          shared = lane;
          yield;
        });
      }
      tb.step(2);
      tb.finish();
      sim.restore(start);
      return seen;
    };
    expect(cheat([0, 1])).not.toEqual(cheat([1, 0]));
    sim.close();
  });
});
