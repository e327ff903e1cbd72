import { beforeAll, describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  bool,
  clock,
  domain,
  elaborate,
  formal,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  uint,
  when,
} from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { OpenOptions, Simulation } from "../../sim/simulation.ts";
import { loadAddon } from "../../sim/verilator/addon.ts";
import { buildModel } from "../../sim/verilator/build-model.ts";
import { findCppCompiler } from "../../sim/verilator/cpp-compiler.ts";
import { stoppedModel } from "../../sim/verilator/failures.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator, withTemporaryFolder } from "../../tools/index.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

type Open = (design: Design, options?: OpenOptions) => Promise<Simulation>;
const engines: [string, Open][] = [
  ["embedded", async (design, options) => openEmbedded(design, options)],
  ["verilator", openVerilator],
];

function failureOf(body: () => void): SpikeforgeError {
  try {
    body();
  } catch (error) {
    if (error instanceof SpikeforgeError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

const Guarded = module(
  "guarded_level",
  (_: object) => ({ push: input(bool), level: output(uint(4)) }),
  ({ push }) => {
    const { level } = regs({ level: [uint(4), 0] });
    when(push, () => {
      level.next = level.addw(1);
    });
    formal.assert(level.le(3), "no more than 3 inside");
    formal.cover(level.eq(2), "two inside");
    return { level };
  },
);

const Pair = module(
  "pair_of_levels",
  (_: object) => ({ push: input(bool), also: input(bool), sum: output(uint(5)) }),
  ({ push, also }) => {
    const { level: left } = instance("left", Guarded({}), { push });
    const { level: right } = instance("right", Guarded({}), { push: also });
    formal.assume(also.and(left.eq(4)).not(), "the right one rests by then");
    return { sum: left.add(right) };
  },
);

describe.each(engines)("%s", (_name, open) => {
  test("a failing check stops before its edge: the values that broke it can be read, again and again", async () => {
    const sim = await open(elaborate(Pair({})));
    sim.reset();
    sim.port("push").value = 1;
    const first = failureOf(() => sim.step(100));
    expect(first.message).toMatch(
      /^SIM010 left: assertion failed at cycle 5: no more than 3 inside\n {4}failures\.test\.ts:\d+$/,
    );
    expect([sim.cycle, sim.port("sum").value, sim.register("left.level").value]).toEqual([5, 4, 4]);
    expect(failureOf(() => sim.step()).message).toBe(first.message);
    expect(failureOf(() => sim.edge("clk")).message).toBe(first.message);
    expect(sim.runUntil("sum", 9)).toBe(0);
    expect([sim.cycle, sim.time]).toEqual([5, 40_000]);
    sim.reset();
    sim.step(2);
    expect(sim.port("sum").value).toBe(2);
    sim.close();
  });

  test("an input written just before the edge counts; all that fail are named by instance and line", async () => {
    const sim = await open(elaborate(Pair({})));
    sim.reset();
    sim.port("push").value = 1;
    sim.step(4);
    sim.port("also").value = 1;
    expect(failureOf(() => sim.step()).diagnostics.map(({ place, found }) => `${place}: ${found}`)).toEqual([
      "top: assumption failed at cycle 5: the right one rests by then",
      "left: assertion failed at cycle 5: no more than 3 inside",
    ]);
    expect(sim.covers.map(({ path, count }) => `${path} ${count}`)).toEqual(["left 1", "right 0"]);
    sim.close();
  });

  test("each clock checks what is its own", async () => {
    const Two = module(
      "two_clocks",
      (_: object) => ({ aClk: input(clock), bClk: input(clock), a: input(bool), b: input(bool), y: output(bool) }),
      ({ aClk, bClk, a, b }) => {
        const held = domain({ clock: aClk }, () => {
          const { held } = regs({ held: { type: bool, powerUp: false } });
          held.next = a;
          formal.assert(a.not(), "a never rises");
          return held;
        });
        domain({ clock: bClk }, () => formal.assert(b.not(), "b never rises"));
        return { y: held };
      },
    );
    const sim = await open(elaborate(Two({})), { clocks: { aClk: { period: 10 }, bClk: { period: 10, phase: 5 } } });
    sim.step(2);
    sim.port("b").value = 1;
    sim.edge("aClk");
    expect(failureOf(() => sim.edge("bClk")).message).toMatch(
      /^SIM010 top: assertion failed at cycle 3, edge 1 of b_clk: b never rises\n/,
    );
    sim.port("b").value = 0;
    sim.port("a").value = 1;
    sim.edge("bClk");
    expect(failureOf(() => sim.step()).message).toMatch(/^SIM010 top: assertion failed at cycle 3: a never rises\n/);
    sim.close();
  });

  test("checks in more than one word: forty of them, of which twenty fail", async () => {
    const Many = module(
      "many_checks",
      (_: object) => ({ x: input(bool), y: output(bool) }),
      ({ x }) => {
        for (let index = 0; index < 40; index++) formal.assert(index % 2 === 0 ? x : x.not(), `check ${index}`);
        return { y: x };
      },
    );
    const sim = await open(elaborate(Many({})));
    sim.port("x").value = 1;
    const { diagnostics } = failureOf(() => sim.step());
    expect(diagnostics).toHaveLength(16);
    expect(diagnostics.map(({ found }) => found.replace(/^.*: /, ""))).toEqual(
      Array.from({ length: 16 }, (_, index) => `check ${2 * index + 1}`),
    );
    expect(diagnostics.at(-1)?.source?.at(-1)).toBe("and 4 more at this cycle");
    sim.close();
  });
});

test("SIM015: a model that cannot go on says why", async () => {
  const init = Array.from({ length: 600 }, (_, index) => index);
  const Table = module(
    "table_of_words",
    (_: object) => ({ at: input(uint(10)), load: input(bool), word: output(uint(16)) }),
    ({ at, load }) => {
      const words = ram("words", uint(16), { depth: 600, collision: "readFirst", init });
      words.write(at, 0, { enable: load });
      return { word: words.read(at) };
    },
  );
  await withTemporaryFolder(async (cache) => {
    const tools = {
      verilator: await ensureVerilator({ install: "refused" }),
      compiler: await findCppCompiler(),
      cache,
    };
    const kind = { visible: "state", trace: "none", coverage: "off" } as const;
    const model = await buildModel(elaborate(Table({})), kind, tools);
    expect(Object.keys(model.images)).toHaveLength(1);
    const native = loadAddon(model.addon).open(1, "/nowhere");
    expect(new SpikeforgeError(stoppedModel(native.report(), "table_of_words", "the start")).message).toMatch(
      /^SIM015 table_of_words: the model stopped at the start: .*words.*\.hex/,
    );
  });
}, 120_000);
