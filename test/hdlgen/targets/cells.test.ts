import { expect, test } from "vitest";
import { SpikeforgeError } from "../../../diagnostics/index.ts";
import {
  blackBox,
  bool,
  elaborate,
  input,
  instance,
  module,
  output,
  printVerilog,
  regs,
  uint,
} from "../../../hdlgen/index.ts";

const messageOf = (build: () => unknown): string => {
  try {
    build();
    return "";
  } catch (error) {
    if (!(error instanceof SpikeforgeError)) throw error;
    return error.message.replace(/cells\.test\.ts:\d+/g, "@");
  }
};

test("HDL149: one cell described in two ways", () => {
  const ports = (p: { bits: number }) => ({ A: input(uint(p.bits)), Y: output(bool) });
  const Narrow = blackBox("AND_CELL", ports, () => ({}));
  const Top = module(
    "top",
    (_: object) => ({ a: input(uint(4)), y: output(bool) }),
    ({ a }) => {
      const four = instance("four", Narrow({ bits: 4 }), { A: a });
      const two = instance("two", Narrow({ bits: 2 }), { A: a.trunc(2) });
      return { y: four.Y.and(two.Y) };
    },
  );
  expect(messageOf(() => elaborate(Top({})))).toBe(
    [
      "HDL149 AND_CELL: described in two ways: port A: input of 4 bits, and input of 2 bits",
      "    at @",
      "    at @",
      "    describe it once",
    ].join("\n"),
  );
});

test("HDL149: a model with a clock for a cell without one", () => {
  const ports = (_: object) => ({ D: input(bool), Q: output(bool) });
  const model = module("FF_CELL", ports, ({ D }) => {
    const { q } = regs({ q: bool });
    q.next = D;
    return { Q: q };
  });
  const Cell = blackBox("FF_CELL", ports, () => ({ model: model({}) }));
  const Top = module(
    "top",
    (_: object) => ({ d: input(bool), q: output(bool) }),
    ({ d }) => ({ q: instance("ff", Cell({}), { D: d }).Q }),
  );
  expect(messageOf(() => elaborate(Top({})))).toBe(
    ["HDL149 FF_CELL: its model has a clock, but the cell has no clockPort", "    at @", "    name it"].join("\n"),
  );
});

test("a module called like a cell, and images of equal names, are told apart", () => {
  const ports = (_: object) => ({ A: input(bool), Y: output(bool) });
  const Cell = blackBox("buffer", ports, () => ({}));
  const Buffer = module(
    "buffer",
    (_: object) => ({ a: input(bool), y: output(bool) }),
    ({ a }) => ({ y: instance("held", Cell({}), { A: a }).Y }),
  );
  const Top = module(
    "top",
    (_: object) => ({ a: input(bool), y: output(bool) }),
    ({ a }) => ({ y: instance("inner", Buffer({}), { a }).y }),
  );
  const files = printVerilog(elaborate(Top({})));
  expect(Object.keys(files)).toEqual(["buffer_2.v", "top.v"]);
  expect(files["top.v"]).toContain("  buffer_2 inner (");
  expect(files["buffer_2.v"]).toContain("  buffer held (");
});
