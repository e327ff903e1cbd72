import { describe, expect, test } from "vitest";
import {
  elaborate,
  input,
  module,
  output,
  printVerilog,
  ram,
  type SInt,
  sint,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";

/** The line that reads the memory, and the wire of its address where there is one. */
function readAt(address: (a: UInt, s: SInt) => UInt): string[] {
  const M = module(
    "m",
    (_: object) => ({ a: input(uint(4)), s: input(sint(4)), q: output(uint(8)) }),
    ({ a, s }) => ({ q: ram("words", uint(8), { depth: 16, collision: "readFirst" }).read(address(a, s)) }),
  );
  const text = printVerilog(elaborate(M({})))["m.v"] ?? "";
  return text.split("\n").flatMap((line) => (/words\[|_address =/.test(line) ? [line.trim()] : []));
}

describe("what stands in the index of a memory", () => {
  test("signals, selected bits and joined bits stand for themselves", () => {
    expect(readAt((a) => a)).toEqual(["always @(posedge clk) words_q <= words[a];"]);
    expect(readAt((a) => a.slice(2, 0))).toEqual(["always @(posedge clk) words_q <= words[{1'b0, a[2:0]}];"]);
  });

  test("an address that is computed has a name: Icarus does not wrap it inside an index", () => {
    expect(readAt((a) => a.subw(1))).toEqual([
      "wire [3:0] words_q_address = a - 4'd1;",
      "always @(posedge clk) words_q <= words[words_q_address];",
    ]);
  });

  test("the low bits of an exact result are computed too", () => {
    expect(readAt((a) => a.mul(a).trunc(4))).toEqual([
      "wire [3:0] words_q_address = a * a;",
      "always @(posedge clk) words_q <= words[words_q_address];",
    ]);
  });

  test("the bits of a signed value are no negative index", () => {
    expect(readAt((_, s) => s.asUInt())).toEqual(["always @(posedge clk) words_q <= words[$unsigned(s)];"]);
    expect(readAt((_, s) => s.not().asUInt())).toEqual([
      "wire signed [3:0] words_q_address = ~s;",
      "always @(posedge clk) words_q <= words[$unsigned(words_q_address)];",
    ]);
  });
});
