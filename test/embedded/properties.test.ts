import { describe, expect, it } from "vitest";
import type { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  bool,
  clock,
  domain,
  elaborate,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  sint,
  uint,
  when,
} from "../../hdlgen/index.ts";
import type { Expr, ModuleIr } from "../../hdlgen/ir.ts";
import { compileEmbedded, openEmbedded } from "../../sim/embedded/index.ts";

const Guarded = module(
  "guarded",
  (_: object) => ({ en: input(bool), count: output(uint(8)) }),
  ({ en }) => {
    const { value } = regs({ value: [uint(8), 0] });
    when(en, () => {
      value.next = value.addw(1);
    });
    formal.assert(value.lt(5), "the count stays below 5");
    formal.cover(value.eq(2), "the count is 2");
    return { count: value };
  },
);

const Two = module(
  "two",
  (_: object) => ({ en: input(bool), a: output(uint(8)), b: output(uint(8)) }),
  ({ en }) => {
    const { count: a } = instance("left", Guarded({}), { en });
    const { count: b } = instance("right", Guarded({}), { en: a.bit(0) });
    formal.assume(a.lt(200), "left is small");
    return { a, b };
  },
);

function failureOf(body: () => void): SpikeforgeError {
  try {
    body();
  } catch (error) {
    return error as SpikeforgeError;
  }
  throw new Error("did not fail");
}

describe("properties", () => {
  it("SIM010: names message, instance, cycle and line; time stops before the edge, with the values that broke it", () => {
    const sim = openEmbedded(elaborate(Two({})));
    sim.reset();
    sim.port("en").value = 1;
    const error = failureOf(() => sim.step(100));
    expect(error.message).toMatch(
      /^SIM010 left: assertion failed at cycle 6: the count stays below 5\n {4}properties\.test\.ts:\d+$/,
    );
    expect([sim.cycle, sim.port("a").value, sim.register("left.value").value]).toEqual([6, 5, 5]);
    expect(failureOf(() => sim.step()).message).toBe(error.message);
    sim.reset();
    sim.step(3);
    expect(sim.port("a").value).toBe(3);
  });

  it("SIM010: stops at the same cycle while inputs are held at known values, in a long run and in runUntil", () => {
    const Long = module(
      "long",
      (_: object) => ({ en: input(bool), reached: output(bool) }),
      ({ en }) => {
        const { value, other } = regs({ value: [uint(16), 0], other: [uint(16), 0] });
        when(en, () => {
          value.next = value.addw(1);
          other.next = other.addw(3);
        });
        formal.assert(value.lt(2500), "the count stays below 2500");
        formal.cover(value.ge(1500), "the count is large");
        return { reached: value.eq(2049) };
      },
    );
    const held = (input: string) => (input === "rst" ? 0n : 1n);
    const sim = compileEmbedded(elaborate(Long({})), { clusterCost: 1, restless: () => false, held }).open();
    sim.reset();
    sim.port("en").value = 1;
    expect(sim.runUntil("reached", 3000)).toBe(2049);
    expect(failureOf(() => sim.step(1000)).message).toContain("assertion failed at cycle 2501: the count stays below");
    expect([sim.cycle, sim.register("value").value, sim.covers[0]?.count]).toEqual([2501, 2500, 1000]);
    sim.reset();
    sim.step(2400);
    expect(sim.register("other").value).toBe(7200);
    expect(() => sim.runUntil("reached", 200)).toThrow("assertion failed at cycle 5002");
    expect(sim.register("value").value).toBe(2500);
  });

  it("SIM010: all that fail at one edge are named together, by instance; runUntil stops too", () => {
    const Wrong = module(
      "wrong",
      (_: object) => ({ x: input(bool), y: output(bool) }),
      ({ x }) => {
        formal.assert(x, "x holds");
        formal.assume(x, "x is promised");
        return { y: x };
      },
    );
    const Pair = module(
      "pair_of_wrong",
      (_: object) => ({ x: input(bool), y: output(bool) }),
      ({ x }) => {
        const { y } = instance("first", Wrong({}), { x });
        return instance("second", Wrong({}), { x: y });
      },
    );
    const pair = openEmbedded(elaborate(Pair({})));
    const both = failureOf(() => pair.runUntil("y", 10));
    expect(both.diagnostics.map(({ code, place, found }) => `${code} ${place}: ${found}`)).toEqual([
      "SIM010 first: assertion failed at cycle 0: x holds",
      "SIM010 first: assumption failed at cycle 0: x is promised",
      "SIM010 second: assertion failed at cycle 0: x holds",
      "SIM010 second: assumption failed at cycle 0: x is promised",
    ]);
    pair.port("x").value = 1;
    pair.step(3);
    expect(pair.cycle).toBe(3);
  });

  it("SIM010: names those that fail at the edge of their clock and no other, whatever they are computed from", () => {
    const wide = module(
      "conditions",
      (_: object) => ({
        a: input(uint(60)),
        b: input(uint(60)),
        s: input(sint(7)),
        other: input(clock),
        y: output(bool),
      }),
      ({ a, b, s, other }) => {
        const { sum, low } = nodes({ sum: a.add(b), low: a.slice(3, 0) });
        formal.assert(sum.ne(2 ** 53 - 1), "the sum is another");
        formal.assert(low.xor(5).any(), "the low bits are no five");
        formal.assert(s.lt(0).mux(b.gt(a), b.le(a)), "the order follows the sign");
        formal.assert(a.ge(b).or(s.eq(-3)), "at least as large, or less three");
        domain({ clock: other }, () => formal.assert(low.ne(5), "at the other clock"));
        return { y: low.eq(0) };
      },
    );
    const sim = openEmbedded(elaborate(wide({})));
    const failedFor = (a: bigint, b: bigint, s: number): string[] => {
      sim.port("a").big = a;
      sim.port("b").big = b;
      sim.port("s").value = s;
      const found = failureOf(() => sim.edge("clk")).diagnostics.map((each) => each.found);
      return found.map((text) => text.replace(/^.*: /, ""));
    };
    expect(failedFor(2n ** 53n - 6n, 5n, -3)).toEqual(["the sum is another", "the order follows the sign"]);
    expect(failedFor(5n, 6n, -3)).toEqual(["the low bits are no five"]);
    expect(failedFor(5n, 2n ** 59n, 3)).toEqual([
      "the low bits are no five",
      "the order follows the sign",
      "at least as large, or less three",
    ]);
    expect(failureOf(() => sim.edge("other")).message).toMatch(
      /^SIM010 top: assertion failed at .*: at the other clock/,
    );
    expect(() => sim.edge("clk")).toThrow("the low bits are no five");
  });

  it("SIM010: more failures than are listed are counted", () => {
    const Many = module(
      "many",
      (_: object) => ({ x: input(bool), y: output(bool) }),
      ({ x }) => {
        for (let index = 0; index < 20; index++) formal.assert(x, `x holds, ${index}`);
        return { y: x };
      },
    );
    const sim = openEmbedded(elaborate(Many({})));
    const { diagnostics } = failureOf(() => sim.step());
    expect(diagnostics).toHaveLength(16);
    expect(diagnostics.at(-1)).toMatchObject({
      place: "top",
      source: [expect.any(String), "and 4 more at this cycle"],
    });
  });

  it("covers count the edges at which they hold, by instance", () => {
    const sim = openEmbedded(elaborate(Two({})));
    sim.reset();
    sim.port("en").value = 1;
    sim.step(2);
    sim.port("en").value = 0;
    sim.step(7);
    expect(sim.covers.map(({ path, message, count }) => [path, message, count])).toEqual([
      ["left", "the count is 2", 7],
      ["right", "the count is 2", 0],
    ]);
    expect(sim.covers[0]?.location).toMatch(/^properties\.test\.ts:\d+$/);
  });

  it("SIM010: instances without anything of their own in memory are told apart", () => {
    const site = { location: "/properties.ts:7:1" };
    const never: Expr = { op: "const", width: 1, value: 0n };
    const bare = (name: string, instances: ModuleIr["instances"]): ModuleIr => ({
      name,
      baseName: name,
      parameters: "",
      ports: [],
      clocked: true,
      nodes: [],
      wires: [],
      registers: [],
      memories: [],
      instances,
      body: [],
      outputs: [],
      properties: [{ kind: "assert", cond: never, message: `${name} holds`, site }],
      site,
    });
    const leaf = bare("leaf", []);
    const at = (name: string) => ({ name, module: leaf, inputs: [], outputs: [], site });
    const top = bare("outer", [at("one"), at("other")]);
    const { diagnostics } = failureOf(() => openEmbedded({ top, modules: [leaf, top] }).step());
    expect(diagnostics.map(({ place, found }) => `${place}: ${found}`)).toEqual([
      "top: assertion failed at cycle 0: outer holds",
      "one: assertion failed at cycle 0: leaf holds",
      "other: assertion failed at cycle 0: leaf holds",
    ]);
  });
});
