import { expect, it } from "vitest";
import {
  bool,
  constant,
  elaborate,
  enumeration,
  fsm,
  input,
  instance,
  module,
  output,
  regArray,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { coverageSummary, coverageTotals, openCovered } from "../../sim/coverage/index.ts";

const Count = module(
  "count_up",
  (p: { width: number }) => ({ en: input(bool), count: output(uint(p.width)) }),
  ({ en }, { width }) => {
    const { value } = regs({ value: { type: uint(width), reset: 0, powerUp: 0 } });
    when(en, () => {
      value.next = value.addw(1);
    });
    return { count: value };
  },
);

it("variants of a module are one row, with the bits of the widest", async () => {
  const Both = module(
    "both",
    (_: object) => ({ a: input(bool), b: input(bool), y: output(uint(4)) }),
    ({ a, b }) => {
      const { count: narrow } = instance("narrow", Count({ width: 2 }), { en: a });
      const { count: wide } = instance("wide", Count({ width: 4 }), { en: b });
      return { y: wide.addw(narrow) };
    },
  );
  const sim = await openCovered("embedded", elaborate(Both({})));
  sim.reset();
  sim.port("a").value = 1;
  sim.step(5);
  const report = sim.coverage();
  expect(report.modules.filter(({ baseName }) => baseName === "count_up").length).toBe(2);
  const text = coverageSummary(report);
  // The narrow one has counted to 3 and back, the wide one never: its upper bits are what is missing.
  expect(text.split("\n").filter((line) => line.includes("count_up"))).toEqual([
    expect.stringMatching(/^count_up +5\/5 100% +2\/2 100% +5\/10 50% +-$/),
    expect.stringMatching(/^ {2}summary\.test\.ts:\d+ {2}count_up: en never falls$/),
    expect.stringMatching(/^ {2}summary\.test\.ts:\d+ {2}count_up: value \[3:2\] never changes$/),
  ]);
});

it("what a loop makes of one line is one point; the most is on the line", async () => {
  const Lanes = module(
    "lanes",
    (_: object) => ({ go: input(uint(4)), y: output(uint(2)) }),
    ({ go }) => {
      const lanes = regArray("lane", 4, [uint(2), 0]);
      for (const [i, lane] of lanes.entries()) {
        when(go.bit(i), () => {
          lane.next = lane.addw(1);
        });
      }
      return { y: lanes.reduce<UInt>((sum, lane) => sum.addw(lane), constant(uint(2), 0)) };
    },
  );
  const sim = await openCovered("embedded", elaborate(Lanes({})), { toggle: "off" });
  sim.reset();
  sim.port("go").value = 0b0100;
  sim.step(3);
  expect(coverageTotals(sim.coverage()).branches).toEqual({ hit: 2, all: 2 });
});

it("a state machine is listed once, a register with labels by its labels; a branch hides what stands in it", async () => {
  const Mode = enumeration("Mode", ["slow", "fast"]);
  const Pump = module(
    "pump",
    (_: object) => ({ go: input(bool), mode: input(Mode), y: output(bool) }),
    ({ go, mode }) => {
      const { last } = regs({ last: [Mode, "slow"] });
      last.next = mode;
      const phase = fsm(
        "phase",
        {
          idle: (to) => {
            when(go, () => to("run"));
          },
          run: (to) => {
            when(go.not(), () => to("idle"));
          },
        },
        { init: "idle" },
      );
      return { y: phase.is("run").and(last.is("fast")) };
    },
  );
  const sim = await openCovered("embedded", elaborate(Pump({})), { toggle: "off" });
  sim.reset();
  sim.step(4);
  const lines = coverageSummary(sim.coverage()).split("\n");
  expect(lines.slice(lines.indexOf("never:") + 1, -1).map((line) => line.replace(/^ {2}\S+ {2}/, ""))).toEqual([
    "pump: last is never fast",
    "pump: match phase is never run",
    "pump: when is never true",
    "pump: phase never goes idle → run",
    "pump: phase never goes run → idle",
  ]);
});

it("a long list is cut, and says so", async () => {
  const sim = await openCovered("embedded", elaborate(Count({ width: 8 })));
  expect(coverageSummary(sim.coverage(), { missing: 2 }).split("\n").at(-2)).toMatch(/^ {2}… and \d+ more$/);
});
