import { describe, expect, test } from "vitest";
import {
  elaborate,
  hi,
  input,
  module,
  output,
  printVerilog,
  type UInt,
  uint,
  type Wire,
  when,
  wires,
} from "../../hdlgen/index.ts";

/** What is printed for two wires, without the ports and the outputs. */
function printed(drive: (w: Wire<UInt>, v: Wire<UInt>, a: UInt) => void): string {
  const M = module(
    "m",
    (_: object) => ({ a: input(uint(8)), x: output(uint(4)), y: output(uint(4)) }),
    ({ a }) => {
      const { w, v } = wires({ w: uint(4), v: uint(4) });
      drive(w, v, a);
      return { x: w, y: v };
    },
  );
  const text = printVerilog(elaborate(M({})))["m.v"] ?? "";
  return text.slice(text.indexOf(");\n\n") + 4, text.indexOf("\n  assign x")).replace(/^ {2}/gm, "");
}

describe("an always block that reads nothing never runs", () => {
  test("wires that only constants decide are assigned continuously", () => {
    const text = printed((w, v) => {
      w.value = 1;
      v.value = 2;
      when(hi, () => {
        w.value = 5;
        when(hi.not(), () => {
          v.value = 7;
        });
      });
    });
    expect(text).toBe("wire [3:0] w;\nwire [3:0] v;\n\nassign w = 4'd5;\nassign v = 4'd2;\n");
  });

  test("a condition that folds to a constant reads nothing either", () => {
    const text = printed((w, v, a) => {
      w.value = 1;
      when(a.bit(3).and(false), () => {
        w.value = 9;
      });
      v.value = 3;
    });
    expect(text).toContain("assign w = 4'd1;\n");
    expect(text).not.toContain("always");
  });

  test("one signal is enough to keep the block", () => {
    const text = printed((w, v, a) => {
      w.value = 1;
      when(a.bit(3), () => {
        w.value = 9;
      });
      v.value = 3;
    });
    expect(text).toContain("always @* begin\n  w = 4'd1;\n  if (a[3]) w = 4'd9;\nend\n");
  });
});
