import { describe, expect, test } from "vitest";
import type { Expr } from "../../hdlgen/ir.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import * as ir from "./small-design.ts";

const inputs = {
  a: ir.signal("a", ir.uint(8), "input"),
  b: ir.signal("b", ir.uint(8), "input"),
  c: ir.signal("c", ir.uint(8), "input"),
  v: ir.signal("v", ir.sint(8), "input"),
  w: ir.signal("w", ir.sint(8), "input"),
  n: ir.signal("n", ir.uint(4), "input"),
  p: ir.signal("p", ir.bool, "input"),
  q: ir.signal("q", ir.bool, "input"),
};
const [a, b, c] = [ir.ref(inputs.a), ir.ref(inputs.b), ir.ref(inputs.c)];
const [v, w, n] = [ir.ref(inputs.v), ir.ref(inputs.w), ir.ref(inputs.n)];
const [p, q] = [ir.ref(inputs.p), ir.ref(inputs.q)];
const { binary } = ir;

/** What is printed between the port list and the unused sink, for outputs x, y, … */
function body(...values: Expr[]): string {
  const outputs = Object.fromEntries(values.map((value, i) => ["xyz"[i] ?? "", value]));
  const text = printVerilog(ir.designOf(ir.combinational("m", Object.values(inputs), outputs)))["m.v"] ?? "";
  return text
    .slice(text.indexOf(");\n\n") + 4)
    .replace(/\n {2}wire _unused_ok[^;]*;\n/, "")
    .replace(/\n*endmodule\n/, "")
    .replace(/^ {2}/gm, "")
    .trim();
}

describe("expressions keep their meaning with as few brackets as that takes", () => {
  const cases: [string, Expr, string][] = [
    ["a difference of a difference", binary("sub", a, binary("sub", b, c)), "a - (b - c)"],
    ["differences from the left", binary("sub", binary("sub", a, b), c), "a - b - c"],
    ["a product of a sum", binary("mul", binary("add", a, b), c), "(a + b) * c"],
    ["a sum of a product", binary("add", a, binary("mul", b, c)), "a + b * c"],
    ["bitwise operators of different kinds", binary("or", binary("and", a, b), c), "(a & b) | c"],
    ["bitwise operators of one kind", binary("and", a, binary("and", b, c)), "a & b & c"],
    ["one-bit logic", binary("or", binary("and", p, q), ir.not(p)), "(p && q) || !p"],
    ["a mask in hexadecimal", binary("and", a, ir.constant(0xf0, 8)), "a & 8'hf0"],
    ["a reduction beside an operator", binary("and", p, { op: "reduceOr", width: 1, a }), "p && (|a)"],
    ["an unsigned comparison of unsigned signals", ir.lt(a, b, false), "a < b"],
    ["an unsigned comparison of signed signals", ir.lt(v, w, false), "$unsigned(v) < w"],
    ["a signed comparison of signed signals", ir.lt(v, w, true), "v < w"],
    ["a signed comparison of unsigned signals", ir.le(a, b, true), "$signed(a) <= $signed(b)"],
    ["a comparison with a constant on the left", ir.lt(ir.constant(5, 8), a, false), "a > 8'd5"],
    ["a negated comparison", ir.not(ir.lt(a, b, false)), "a >= b"],
    ["a negative constant beside a signed signal", ir.lt(v, ir.constant(-3, 8), true), "v < -8'sd3"],
    ["equality of one bit with a constant", ir.eq(p, ir.constant(0, 1)), "!p"],
    ["an arithmetic shift of a signed signal", ir.shift("asr", v, n), "v >>> n"],
    ["an arithmetic shift of an unsigned signal", ir.shift("asr", a, n), "$signed(a) >>> n"],
    ["an arithmetic shift among signed operands", binary("sub", v, ir.shift("asr", v, n)), "v - (v >>> n)"],
    [
      "an arithmetic shift beside an unsigned operand",
      binary("add", ir.shift("asr", v, n), a),
      "$unsigned(v >>> n) + a",
    ],
    [
      "an arithmetic shift in a branch beside an unsigned one",
      ir.mux(p, ir.shift("asr", v, n), a),
      "p ? $unsigned(v >>> n) : a",
    ],
    ["a shift by a constant", ir.shift("shl", a, ir.constant(3, 2)), "a << 3"],
    ["a shift by all bits", ir.shift("shr", a, ir.constant(8, 4)), "8'd0"],
    ["an arithmetic shift by more than all bits", ir.shift("asr", v, ir.constant(15, 4)), "v >>> 7"],
    ["extension by zeros", ir.extend(a, 10, false), "{2'd0, a}"],
    ["extension by the sign", ir.extend(v, 10, true), "{{2{v[7]}}, v}"],
    ["extension by one sign bit", ir.extend(v, 9, true), "{v[7], v}"],
    ["extension of one bit", ir.extend(p, 8, true), "{8{p}}"],
    ["a slice of an extension", ir.slice(ir.extend(a, 16, false), 7, 4), "a[7:4]"],
    ["the low bits of a sum", ir.slice(binary("add", ir.extend(a, 9, false), ir.extend(b, 9, false)), 7, 0), "a + b"],
    [
      "a signed product",
      binary("mul", ir.extend(v, 16, true), ir.extend(w, 16, true)),
      "$signed({{8{v[7]}}, v}) * $signed({{8{w[7]}}, w})",
    ],
    ["a chain of conditionals", ir.mux(p, a, ir.mux(q, b, c)), "p ? a : q ? b : c"],
    ["a conditional as a condition's branch", ir.mux(p, ir.mux(q, a, b), c), "p ? (q ? a : b) : c"],
    ["repeated parts", ir.cat(p, p, p, a), "{{3{p}}, a}"],
    ["all bits of a signal compared with the least value", ir.lt(a, ir.constant(0, 8), false), "1'b0"],
  ];
  test.each(cases)("%s", (_, expr, expected) => {
    expect(body(expr)).toBe(`assign x = ${expected};`);
  });
});

describe("temporaries", () => {
  test("a bit of a sum is taken from a wire named after what it is for", () => {
    const sum = binary("add", a, b);
    expect(body(ir.slice(sum, 7, 7))).toBe("wire [7:0] x_sum = a + b;\nassign x = x_sum[7];");
  });

  test("the sign extension of a difference names the difference, and keeps it signed", () => {
    expect(body(ir.extend(binary("sub", v, w), 10, true))).toBe(
      "wire signed [7:0] x_difference = v - w;\nassign x = {{2{x_difference[7]}}, x_difference};",
    );
  });

  test("a sum with two users is computed once; a comparison with two users reads better twice", () => {
    const sum = binary("add", a, b);
    const less = ir.lt(a, b, false);
    expect(body(binary("xor", sum, c), binary("or", sum, c))).toBe(
      "wire [7:0] x_sum = a + b;\nassign x = x_sum ^ c;\nassign y = x_sum | c;",
    );
    expect(body(binary("and", less, p), binary("or", less, p))).toBe("assign x = a < b && p;\nassign y = a < b || p;");
  });

  test("a value that has a name lends it to every later user of the same value", () => {
    const sum = binary("add", a, b);
    const node = ir.signal("total", ir.uint(8));
    const out = ir.signal("x", ir.uint(8), "output");
    const text = printVerilog(
      ir.designOf(
        ir.moduleOf("m", {
          ports: [
            { direction: "input", signal: inputs.a },
            { direction: "input", signal: inputs.b },
            { direction: "output", signal: out },
          ],
          nodes: [{ signal: node, value: sum }],
          outputs: [{ signal: out, value: ir.not(sum) }],
        }),
      ),
    )["m.v"];
    expect(text).toContain("  wire [7:0] total = a + b;\n\n  assign x = ~total;\n");
  });

  test("a temporary keeps clear of the user's names", () => {
    const taken = ir.signal("x_sum", ir.uint(8), "input");
    const module = ir.combinational("m", [inputs.a, taken], {
      x: ir.slice(binary("add", a, ir.ref(taken)), 7, 7),
    });
    expect(printVerilog(ir.designOf(module))["m.v"]).toContain("wire [7:0] x_sum_2 = a + x_sum;");
  });

  test("a long chain of conditionals takes a line for each", () => {
    const far = Array.from({ length: 4 }, (_, i) => ir.eq(binary("add", a, ir.constant(i + 20, 8)), b));
    const chain = far.reduceRight<Expr>((rest, cond, i) => ir.mux(cond, ir.constant(i, 8), rest), c);
    expect(body(chain)).toBe(
      [
        "assign x =",
        "  (a + 8'd20 == b) ? 8'd0 :",
        "  (a + 8'd21 == b) ? 8'd1 :",
        "  (a + 8'd22 == b) ? 8'd2 :",
        "  (a + 8'd23 == b) ? 8'd3 :",
        "  c;",
      ].join("\n"),
    );
  });
});

test("unused: exactly the bits that nothing reads are named in the sink", () => {
  const sum = ir.signal("sum", ir.uint(9));
  const out = ir.signal("x", ir.uint(4), "output");
  const text = printVerilog(
    ir.designOf(
      ir.moduleOf("m", {
        ports: [
          { direction: "input", signal: inputs.a },
          { direction: "input", signal: inputs.b },
          { direction: "input", signal: inputs.p },
          { direction: "output", signal: out },
        ],
        nodes: [{ signal: sum, value: binary("add", ir.extend(a, 9, false), ir.extend(b, 9, false)) }],
        outputs: [{ signal: out, value: binary("xor", ir.slice(ir.ref(sum), 5, 2), ir.slice(ir.ref(sum), 6, 3)) }],
      }),
    ),
  )["m.v"];
  expect(text).toContain("  wire _unused_ok = &{1'b0, p, sum[8:7], sum[1:0]};\n");
});

test("the subject of a case stays arithmetic beside its unsigned labels", () => {
  const target = ir.signal("r", ir.uint(2), "register");
  const text = printVerilog(
    ir.designOf(
      ir.moduleOf("m", {
        clocked: true,
        ports: [
          { direction: "input", signal: inputs.v },
          { direction: "input", signal: inputs.n },
        ],
        registers: [{ signal: target }],
        body: [
          {
            kind: "switch",
            subject: ir.shift("asr", v, n),
            cases: [
              {
                value: 255n,
                label: "255",
                body: [{ kind: "assign", target, value: ir.constant(1, 2), site: ir.site }],
              },
            ],
            site: ir.site,
          },
        ],
      }),
    ),
  )["m.v"];
  expect(text).toContain("    case ($unsigned(v >>> n))\n      8'd255: r <= 2'd1;\n");
});
