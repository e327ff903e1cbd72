/**
 * Folding constants is a matter of the printer (`verilog/fold.ts`, `simplify.ts`) and of the engines, no pass over the
 * design: it changes how an expression is written, and never whether a name is there.
 */
import { describe, expect, it } from "vitest";
import {
  bool,
  constant,
  elaborate,
  input,
  instance,
  module,
  nodes,
  output,
  printVerilog,
  regs,
  uint,
  when,
  wires,
} from "../../../hdlgen/index.ts";
import { signalsOf } from "../../../hdlgen/verilog/names.ts";

const Child = module(
  "child",
  (_: object) => ({ x: input(uint(4)), y: output(uint(4)), z: output(bool) }),
  ({ x }) => ({ y: x, z: x.any() }),
);

/** Everything in it could be left out or written as a number. */
const Foldable = module(
  "foldable",
  (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
  ({ a }) => {
    const { zero } = nodes({ zero: a.and(0) });
    const { sum } = nodes({ sum: constant(uint(4), 3).addw(4) });
    const { same, again } = nodes({ same: a, again: a });
    const { chosen } = nodes({ chosen: constant(bool, true).mux(a, sum) });
    const { never } = wires({ never: uint(4) });
    never.value = zero;
    when(constant(bool, false), () => {
      never.value = a;
    });
    const { held } = regs({ held: [uint(4), 0] });
    held.next = 0;
    instance("unread", Child({}), { x: same.xor(again) });
    nodes({ notRead: chosen.add(sum) });
    return { y: a };
  },
);

describe("constant folding", () => {
  const design = elaborate(
    module(
      "renamed",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => ({
        y: instance("foldable", Foldable({}), { a }).y,
      }),
    )({}),
  );
  const foldable = design.modules.find(({ name }) => name === "foldable");
  const text = printVerilog(design)["foldable.v"] ?? "";

  it("keeps every name that the user gave, also of what is constant, a copy, or not read", () => {
    const names = foldable === undefined ? [] : signalsOf(foldable).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(12);
    const declared = [...text.matchAll(/^\s*(?:input|output|wire|reg)\b[^;=]*?(\w+)(?: =.*|[;,]|)$/gm)].map(
      ([, name]) => name,
    );
    expect(names.filter((name) => !declared.includes(name))).toEqual([]);
  });

  it("writes as a number what is one", () => {
    expect(text).toMatch(/ sum = 4'd7;/);
    expect(text).toMatch(/ zero = 4'd0;/);
    expect(text).toMatch(/ chosen = a;/);
  });
});
