import { describe, expect, it } from "vitest";
import {
  bool,
  clock,
  type Design,
  domain,
  elaborate,
  enumeration,
  formal,
  fsm,
  input,
  instance,
  match,
  module,
  nodes,
  output,
  past,
  ram,
  regs,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { collectCoverage, openCovered } from "../../sim/coverage/index.ts";
import type { CoverageReport, PointKind } from "../../sim/coverage/report.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

/** `kind name`, or `kind of name`, with the counts of all instances by path. */
function countsOf(report: CoverageReport, module: string, ...kinds: readonly PointKind[]): Record<string, number[]> {
  const found = report.modules.find(({ name }) => name === module);
  if (found === undefined) throw new Error(`no module ${module}`);
  return Object.fromEntries(
    found.points.flatMap(({ kind, name, of }, i) =>
      kinds.includes(kind)
        ? [[of === undefined ? name : `${of}: ${name}`, found.instances.map(({ counts }) => counts[i] ?? -1)]]
        : [],
    ),
  );
}

function togglesOf(report: CoverageReport, module: string): Record<string, string> {
  const found = report.modules.find(({ name }) => name === module);
  return Object.fromEntries(
    (found?.signals ?? []).map(({ name, kind }, i) => {
      const { rose, fell, constant } = found?.instances[0]?.toggles[i] ?? {};
      return [name, `${kind} rose ${rose} fell ${fell} constant ${constant}`];
    }),
  );
}

const Mode = enumeration("Mode", ["up", "down", "hold"]);

const Step = module(
  "step_counter",
  (_: object) => ({ mode: input(Mode), clear: input(bool), value: output(uint(3)) }),
  ({ mode, clear }) => {
    const { count } = regs({ count: [uint(3), 0] });
    when(clear, () => {
      count.next = 0;
    }).otherwise(() => {
      match(mode, {
        up: () => {
          count.next = count.addw(1);
        },
        down: () => {
          count.next = count.subw(1);
        },
        hold: () => {},
      });
    });
    return { value: count };
  },
);

describe("counts", () => {
  it("lines and branches: edges at which they are in force, outside reset", async () => {
    const sim = await openCovered("embedded", elaborate(Step({})));
    const mode = sim.port("mode");
    sim.reset(4);
    sim.step(3);
    mode.label = "down";
    sim.step(2);
    sim.port("clear").value = 1;
    sim.step();
    const report = sim.coverage();
    expect(countsOf(report, "step_counter", "branch")).toEqual({
      "when: true": [1],
      "when: false": [5],
      "match mode: up": [3],
      "match mode: down": [2],
      "match mode: hold": [0],
    });
    expect(countsOf(report, "step_counter", "module")).toEqual({ step_counter: [10] });
  });

  it("toggles: bits as the edges find them, each with its signal's kind; an output that shows a register is that register", async () => {
    const sim = await openCovered("embedded", elaborate(Step({})));
    sim.reset();
    sim.step(4);
    sim.port("clear").value = 1;
    sim.step(2);
    expect(togglesOf(sim.coverage(), "step_counter")).toEqual({
      mode: "input rose 0x0 fell 0x0 constant 0x0",
      clear: "input rose 0x1 fell 0x0 constant 0x0",
      // 0 1 2 3 4 0
      value: "output rose 0x7 fell 0x7 constant 0x0",
      count: "register rose 0x7 fell 0x7 constant 0x0",
    });
  });

  it("states and transitions by label; a reset is no transition", async () => {
    const Phase = module(
      "phases",
      (_: object) => ({ go: input(bool), busy: output(bool) }),
      ({ go }) => {
        const phase = fsm(
          "phase",
          {
            idle: (to) => {
              when(go, () => to("run"));
            },
            run: (to) => to("done"),
            done: (to) => {
              to("idle");
              when(go, () => to("run"));
            },
            stuck: (to) => to("idle"),
          },
          { init: "idle" },
        );
        return { busy: phase.is("run") };
      },
    );
    const sim = await openCovered("embedded", elaborate(Phase({})));
    sim.reset();
    const go = sim.port("go");
    sim.step(2); // idle idle
    go.value = 1;
    sim.step(3); // idle run done
    go.value = 0;
    sim.step(2); // run done
    sim.step(); // idle
    go.value = 1;
    sim.step(); // idle
    sim.reset(); // run, but reset
    go.value = 0;
    sim.step(); // idle
    expect(countsOf(sim.coverage(), "phases", "state", "transition")).toEqual({
      "phase: idle": [6],
      "phase: run": [2],
      "phase: done": [2],
      "phase: stuck": [0],
      "phase: idle → run": [2],
      "phase: run → done": [2],
      // Overridden by the `when` in the same state the first time.
      "phase: done → idle": [1],
      "phase: done → run": [1],
      "phase: stuck → idle": [0],
    });
  });

  it("properties: a cover when it holds, an assertion when it is asked", async () => {
    const Asked = module(
      "asked",
      (_: object) => ({ a: input(bool), b: input(bool), n: input(uint(4)), y: output(bool) }),
      ({ a, b, n }) => {
        const { last } = regs({ last: [uint(4), 0] });
        last.next = n;
        formal.cover(a.and(b), "both");
        formal.assert(n.lt(15), "always asked");
        formal.assert(a.implies(n.lt(15)), "asked with a");
        formal.assert(a.and(b).not(), "a claim that is a negation");
        when(b, () => {
          formal.assume(n.lt(15), "asked with b");
          when(a.not(), () => {
            formal.assert(a.not(), "asked with b alone");
          });
        });
        formal.assert(last.eq(past(n)), "asked from the second cycle on");
        return { y: last.any() };
      },
    );
    const sim = await openCovered("embedded", elaborate(Asked({})));
    sim.reset(2);
    const [a, b] = [sim.port("a"), sim.port("b")];
    sim.step(2);
    a.value = 1;
    sim.step(3);
    a.value = 0;
    b.value = 1;
    sim.step(4);
    expect(countsOf(sim.coverage(), "asked", "cover", "assert", "assume")).toEqual({
      both: [0],
      "always asked": [9],
      "asked with a": [3],
      "a claim that is a negation": [9],
      "asked with b": [4],
      "asked with b alone": [4],
      "asked from the second cycle on": [8],
    });
  });

  it("ports of memories count when they are enabled; an indexed assignment is one line", async () => {
    const Store = module(
      "store",
      (_: object) => ({ at: input(uint(2)), data: input(uint(8)), write: input(bool), q: output(uint(8)) }),
      ({ at, data, write }) => {
        const words = ram("words", uint(8), { depth: 4, collision: "readFirst" });
        words.write(at, data, { enable: write });
        return { q: words.read(at, { enable: write.not() }) };
      },
    );
    const sim = await openCovered("embedded", elaborate(Store({})));
    sim.step(2);
    sim.port("write").value = 1;
    sim.step(5);
    const lines = countsOf(sim.coverage(), "store", "line");
    expect([lines.words, lines.words_q]).toEqual([[5], [2]]);
  });

  it("instances of one module count apart; what a parent ties to a constant is constant there", async () => {
    const Pair = module(
      "pair",
      (_: object) => ({ clear: input(bool), a: output(uint(3)), b: output(uint(3)) }),
      ({ clear }) => {
        const { value: a } = instance("left", Step({}), { mode: "up", clear });
        const { value: b } = instance("right", Step({}), { mode: "down", clear: false });
        return { a, b };
      },
    );
    const sim = await openCovered("embedded", elaborate(Pair({})));
    sim.reset();
    sim.step(3);
    sim.port("clear").value = 1;
    sim.step(2);
    const report = sim.coverage();
    const [step] = report.modules.filter(({ name }) => name === "step_counter");
    expect(step?.instances.map(({ path }) => path)).toEqual(["pair.left", "pair.right"]);
    expect(countsOf(report, "step_counter", "branch")).toEqual({
      "when: true": [2, 0],
      "when: false": [3, 5],
      "match mode: up": [3, 0],
      "match mode: down": [0, 5],
      "match mode: hold": [0, 0],
    });
    expect(step?.instances.map(({ toggles }) => toggles.slice(0, 2).map(({ constant }) => constant))).toEqual([
      ["0x3", "0x0"],
      ["0x3", "0x1"],
    ]);
  });
});

describe("clocks", () => {
  it("each clock counts what follows it", async () => {
    const Two = module(
      "two_clocks",
      (_: object) => ({
        aClk: input(clock),
        bClk: input(clock),
        a: input(bool, { domain: "aClk" }),
        b: input(bool, { domain: "bClk" }),
        x: output(uint(4)),
        y: output(uint(4)),
      }),
      ({ aClk, bClk, a, b }) => {
        const { x } = domain({ clock: aClk }, () => regs({ x: uint(4) }));
        const { y } = domain({ clock: bClk }, () => regs({ y: uint(4) }));
        const { wanted } = nodes({ wanted: b.and(y.ne(9)) });
        when(a, () => {
          x.next = x.addw(1);
        });
        when(wanted, () => {
          y.next = y.addw(1);
        });
        return { x, y };
      },
    );
    const sim = await openCovered("embedded", elaborate(Two({})), {
      clocks: { aClk: { period: 10 }, bClk: { period: 30 } },
    });
    sim.port("a").value = 1;
    sim.step(9);
    const [two] = sim.coverage().modules;
    const counts = two?.points.map(({ kind, name }, i) => `${kind} ${name} ${two.instances[0]?.counts[i]}`);
    expect(counts).toEqual(
      expect.arrayContaining(["line x 9", "line y 3", "line wanted 3", "branch true 9", "branch false 3"]),
    );
  });

  const Plain = module(
    "plain",
    (_: object) => ({ a: input(uint(2)), y: output(uint(3)) }),
    ({ a }) => {
      const { sum } = nodes({ sum: a.add(1) });
      return { y: sum };
    },
  );

  it("a top without a clock gets one", async () => {
    const sim = await openCovered("embedded", elaborate(Plain({})));
    for (const a of [0, 1, 2, 3, 0]) {
      sim.port("a").value = a;
      sim.step();
    }
    expect(sim.clocks).toEqual(["clk"]);
    expect(togglesOf(sim.coverage(), "plain")).toEqual({
      a: "input rose 0x3 fell 0x3 constant 0x0",
      y: "output rose 0x7 fell 0x7 constant 0x0",
      sum: "net rose 0x7 fell 0x7 constant 0x0",
    });
  });

  it("a child without a clock follows the parent's clock of what goes in", async () => {
    const Around = module(
      "around",
      (_: object) => ({ aClk: input(clock), bClk: input(clock), y: output(uint(3)) }),
      ({ aClk, bClk }) => {
        const { first } = domain({ clock: aClk }, () => regs({ first: uint(2) }));
        const { held } = domain({ clock: bClk }, () => regs({ held: uint(2) }));
        first.next = first;
        held.next = held.addw(1);
        return { y: instance("plain", Plain({}), { a: held }).y };
      },
    );
    const sim = await openCovered("embedded", elaborate(Around({})), {
      clocks: { aClk: { period: 10 }, bClk: { period: 20 } },
    });
    sim.step(8);
    expect(countsOf(sim.coverage(), "plain", "module")).toEqual({ plain: [4] });
  });
});

describe("a covered simulation", () => {
  const design: Design = elaborate(Step({}));

  it("has the names and the design of the original", async () => {
    const sim = await openCovered("embedded", design, { visible: "nets" });
    const plain = openEmbedded(design, { visible: "nets" });
    expect([sim.names, sim.design]).toEqual([plain.names, design]);
  });

  it("keeps what it covered before it went back to a snapshot", async () => {
    const sim = await openCovered("embedded", design);
    sim.reset();
    sim.step(2);
    const start = sim.snapshot();
    for (const label of ["down", "hold", "hold"]) {
      sim.port("mode").label = label;
      sim.step(3);
      sim.restore(start);
    }
    sim.step();
    const report = sim.coverage();
    expect(countsOf(report, "step_counter", "branch")).toMatchObject({
      "match mode: up": [3],
      "match mode: down": [3],
      "match mode: hold": [6],
    });
    expect(togglesOf(report, "step_counter").mode).toBe("input rose 0x3 fell 0x0 constant 0x0");
  });

  it("counts only what it was asked for", async () => {
    const sim = await openCovered("embedded", design, { line: "off", property: "off" });
    const [report] = sim.coverage().modules;
    expect(report?.points.map(({ kind }) => kind)).toEqual(["module"]);
    expect(report?.signals.length).toBe(4);
  });

  it("SIM180: a simulation that was opened without", () => {
    expect(() => collectCoverage(openEmbedded(design))).toThrow(
      /^SIM180 step_counter: the simulation counts no coverage\n {4}open it with openCovered, or a testbench with coverage: true$/,
    );
  });
});
