// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text
/** Mistakes in the translation from the language to the IR. */
import type { Mutant } from "./mutant.ts";

const at =
  (file: string) =>
  (id: string, ...edits: Mutant["edits"]): Mutant => ({ id: `language-${id}`, file: `hdlgen/${file}`, edits });

export const languageMutants: readonly Mutant[] = [
  at("values/bool.ts")("mux-swapped", ["ir.mux(cond, given(a), given(b))", "ir.mux(cond, given(b), given(a))"]),
  at("values/uint.ts")("saturation-to-zero", [
    "ir.mux(fits.expr, low, ir.constant(-1n, width))",
    "ir.mux(fits.expr, low, ir.constant(0n, width))",
  ]),
  at("values/uint.ts")("to-signed-by-sign", [
    'ir.extend(this.expr, checkWidth(this.width + 1, "toSInt"), false)',
    'ir.extend(this.expr, checkWidth(this.width + 1, "toSInt"), true)',
  ]),
  at("values/sint.ts")("saturation-to-the-other-limit", [
    "ir.mux(negative, ir.constant(0n, width - 1), ir.constant(-1n, width - 1))",
    "ir.mux(negative, ir.constant(-1n, width - 1), ir.constant(0n, width - 1))",
  ]),
  at("values/sint.ts")("logical-shift", [
    'ir.shift("asr", this.expr, amount.expr)',
    'ir.shift("shr", this.expr, amount.expr)',
  ]),
  at("values/integral.ts")("gt-as-ge", ["return this.le(b).not();", "return this.lt(b).not();"]),
  at("values/integral.ts")("operand-widened-by-zeros", [
    "return [ir.extend(this.expr, width, this.signed), ir.extend(other, width, this.signed)];",
    "return [ir.extend(this.expr, width, this.signed), ir.extend(other, width, false)];",
  ]),
  at("structure.ts")("otherwise-into-the-branch", [
    "builder.inBlock(otherwise, elseBody);",
    "builder.inBlock(then, elseBody);",
  ]),
  at("memory.ts")("mask-lost", ["...(mask === undefined ? {} : { mask: spread(mask.expr, maskedBits) }),", ""]),
];
