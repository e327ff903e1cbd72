import { describe, expect, it } from "vitest";
import { blackBox, bool, elaborate, input, instance, module, output, regs, uint } from "../../hdlgen/index.ts";
import { steadyOutputs } from "../../sim/steady-outputs.ts";

const Part = module(
  "part",
  (_: object) => ({ a: input(uint(4)), b: input(uint(4)), mixed: output(uint(4)), held: output(uint(4)) }),
  ({ a, b }) => {
    const { held } = regs({ held: [uint(4), 0] });
    held.next = b;
    return { mixed: a.xor(held), held };
  },
);

const Cell = blackBox(
  "CELL",
  (_: object) => ({ I: input(bool), O: output(bool) }),
  () => ({}),
);

const Whole = module(
  "whole",
  (_: object) => ({
    x: input(uint(4)),
    y: input(uint(4)),
    pin: input(bool),
    fromRegister: output(uint(4)),
    behindRegister: output(uint(4)),
    throughInstance: output(uint(4)),
    fromInput: output(uint(4)),
    ofCell: output(bool),
    constant: output(uint(4)),
  }),
  ({ x, y, pin }) => {
    const { count } = regs({ count: [uint(4), 0] });
    count.next = count.addw(x);
    // The instance's `mixed` depends on what is at `a`: here a register, there an input.
    const near = instance("near", Part({}), { a: count, b: x });
    const far = instance("far", Part({}), { a: y, b: x });
    const { O } = instance("box", Cell({}), { I: pin });
    return {
      fromRegister: count.addw(1),
      behindRegister: near.mixed.addw(near.held),
      throughInstance: far.mixed,
      fromInput: x,
      ofCell: O,
      constant: 3,
    };
  },
);

describe("steadyOutputs", () => {
  it("are those that no input reaches within a cycle, across instances; what leaves a cell never is", () => {
    expect([...steadyOutputs(elaborate(Whole({})))]).toEqual(["from_register", "behind_register", "constant"]);
  });
});
