import { describe, expect, it } from "vitest";
import { elaborate, input, instance, module, nodes, output, regs, uint } from "../../hdlgen/index.ts";
import type { Cut } from "../../sim/embedded/cut.ts";
import { compileEmbedded } from "../../sim/embedded/index.ts";

const Inner = module(
  "inner",
  () => ({ a: input(uint(8)), sum: output(uint(9)) }),
  ({ a }) => {
    const { last } = regs({ last: [uint(8), 0] });
    last.next = a;
    const { doubled } = nodes({ doubled: a.add(last) });
    return { sum: doubled };
  },
);

const Outer = module(
  "outer",
  () => ({ x: input(uint(8)), y: output(uint(9)) }),
  ({ x }) => {
    const { flipped } = nodes({ flipped: x.not() });
    const { sum } = instance("below", Inner({}), { a: flipped });
    return { y: sum };
  },
);

const cuts: readonly Partial<Cut>[] = [{}, { unitBudget: 0 }];

describe.each(cuts)("a debug build, cut by %j", (cut) => {
  it("shows wires and inner ports by name, as they settle", () => {
    const sim = compileEmbedded(elaborate(Outer({})), { ...cut, visible: "nets" }).open();
    expect([...sim.names.nets].sort()).toEqual([
      "below.a",
      "below.doubled",
      "below.rst",
      "below.sum",
      "below_sum",
      "flipped",
    ]);
    const [flipped, a, doubled, sum] = ["flipped", "below.a", "below.doubled", "below.sum"].map((path) =>
      sim.signal(path),
    );
    sim.reset();
    sim.port("x").value = 0xf0;
    expect([flipped?.value, a?.value, doubled?.value, sum?.value]).toEqual([0x0f, 0x0f, 0x0f, 0x0f]);
    sim.step();
    expect([flipped?.value, doubled?.value]).toEqual([0x0f, 0x1e]);
    sim.port("x").value = 0xfe;
    expect([a?.value, sum?.value]).toEqual([1, 0x10]);
  });

  it("keeps nets hidden otherwise", () => {
    const sim = compileEmbedded(elaborate(Outer({})), cut).open();
    expect(sim.names.nets).toEqual([]);
    expect(() => sim.signal("below.doubled")).toThrow(/SIM040/);
  });
});
