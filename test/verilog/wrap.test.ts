import { describe, expect, test } from "vitest";
import { lineLimit, wrapLines } from "../../hdlgen/verilog/wrap.ts";

const names = (count: number, prefix = "signal") => Array.from({ length: count }, (_, i) => `${prefix}_number_${i}`);

describe("long lines are broken", () => {
  test("at the weakest operator, as many operands to a line as fit", () => {
    const products = Array.from({ length: 4 }, (_, i) => `left_operand_${i} && right_operand_${i}`);
    expect(wrapLines([`  assign y = ${products.map((p) => `(${p})`).join(" || ")};`])).toEqual([
      "  assign y =",
      "    (left_operand_0 && right_operand_0) || (left_operand_1 && right_operand_1) ||",
      "    (left_operand_2 && right_operand_2) || (left_operand_3 && right_operand_3);",
    ]);
  });

  test("a chain of conditionals into a table", () => {
    const chain = names(3, "choice").map((name, i) => `(selector == 4'd${i}) ? ${name} : `);
    expect(wrapLines([`    some_register_name <= ${chain.join("")}otherwise;  // core.ts:7`])).toEqual([
      "    some_register_name <=  // core.ts:7",
      "      (selector == 4'd0) ? choice_number_0 :",
      "      (selector == 4'd1) ? choice_number_1 :",
      "      (selector == 4'd2) ? choice_number_2 :",
      "      otherwise;",
    ]);
  });

  test("a concatenation that stands alone opens on its target's line", () => {
    expect(wrapLines([`  assign bus = {${names(8).join(", ")}};`])).toEqual([
      "  assign bus = {",
      "    signal_number_0, signal_number_1, signal_number_2, signal_number_3, signal_number_4,",
      "    signal_number_5, signal_number_6, signal_number_7",
      "  };",
    ]);
  });

  test("the condition of an if, and a message that no longer fits behind it", () => {
    const condition = names(7).join(" && ");
    expect(wrapLines([`    if (${condition}) begin`])).toEqual([
      "    if (",
      "      signal_number_0 && signal_number_1 && signal_number_2 && signal_number_3 && signal_number_4 &&",
      "      signal_number_5 && signal_number_6",
      "    ) begin",
    ]);
    expect(
      wrapLines([`    if (${names(3).join(" && ")}) $error("${"a message, with a || in it ".repeat(2)}");`]),
    ).toEqual([
      "    if (signal_number_0 && signal_number_1 && signal_number_2)",
      '      $error("a message, with a || in it a message, with a || in it ");',
    ]);
  });

  test("inside brackets where there is nothing else to break at", () => {
    expect(wrapLines([`    .enable(!(${names(6).join(" || ")})),`])).toEqual([
      "    .enable(",
      "      !(",
      "        signal_number_0 || signal_number_1 || signal_number_2 || signal_number_3 ||",
      "        signal_number_4 || signal_number_5",
      "      )",
      "    ),",
    ]);
  });
});

test("what fits, directives, comments and lines without a place to break stay as they are", () => {
  const kept = [
    "  assign y = a && b;",
    `// ${"remark ".repeat(20)}`,
    `\`ifdef ${"X".repeat(lineLimit)}`,
    `module ${"m".repeat(lineLimit)} (`,
  ];
  expect(wrapLines(kept)).toEqual(kept);
});
