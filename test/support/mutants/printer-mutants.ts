// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text
/** Miscompiles of the Verilog printer. */
import type { Mutant } from "./mutant.ts";

const at =
  (file: string) =>
  (id: string, ...edits: Mutant["edits"]): Mutant => ({ id: `printer-${id}`, file: `hdlgen/verilog/${file}`, edits });

const render = at("render.ts");
const simplify = at("simplify.ts");
const fold = at("fold.ts");
const blocks = at("blocks.ts");
const always = at("always.ts");
const memory = at("memory.ts");

export const printerMutants: readonly Mutant[] = [
  at("precedence.ts")("a-minus-b-minus-c", [
    'return isBitwise ? false : side === "right" || outer < precedence.shift;',
    "return isBitwise ? false : outer < precedence.shift;",
  ]),
  render("sign-extension-by-zeros", [
    "if (!signed) return `{${[literal(0n, added,",
    "if (width > 0) return `{${[literal(0n, added,",
  ]),
  render("sign-from-the-lowest-bit", [
    "return `${render(expr, plain, options).text}[${expr.width - 1}]`;",
    "return `${render(expr, plain, options).text}[0]`;",
  ]),
  render("asr-as-shr", ['return shift(">>>", expr, taste, options);', 'return shift(">>", expr, taste, options);']),
  render("asr-of-an-unsigned-value", [
    'const value = expr.op === "asr" ? asSigned(rendered) : rendered;',
    "const value = rendered;",
  ]),
  render("signed-lt-unsigned", [
    "  if (expr.signed) {\n    left = asSigned(left);",
    "  if (expr.op === null) {\n    left = asSigned(left);",
  ]),
  render("unsigned-lt-signed", [
    "if (left.fragile || (left.signed && right.signed)) left = asUnsigned(left);",
    "if (left.fragile) left = asUnsigned(left);",
  ]),
  render("arithmetic-shift-beside-unsigned", [
    "return parts.map((part) => (part.fragile ? asUnsigned(part) : part));",
    "return parts;",
  ]),
  render("bit-one-lower", ["width === 1 ? `${name}[${low}]`", "width === 1 ? `${name}[${Math.max(0, low - 1)}]`"]),
  render("cat-reversed", [
    'primary(`{${catParts(expr.parts, options).join(", ")}}`)',
    'primary(`{${catParts(expr.parts, options).reverse().join(", ")}}`)',
  ]),
  render("mux-swapped", [
    "const [whenTrue, whenFalse] = settle([render(expr.whenTrue,",
    "const [whenFalse, whenTrue] = settle([render(expr.whenTrue,",
  ]),
  render("mirrored-comparison", [
    'const points = flipped !== (how === "negated") ? ">" : "<";',
    'const points = how === "negated" ? ">" : "<";',
  ]),
  render("negated-comparison-keeps-equality", [
    '(expr.op === "le") !== (how === "negated") ? "=" : ""',
    'expr.op === "le" ? "=" : ""',
  ]),
  render("reduce-and-as-or", [
    'return unary("&", expr.a, plain, options, 1);',
    'return unary("|", expr.a, plain, options, 1);',
  ]),
  at("literal.ts")("literal-without-its-sign", [
    "number < 0n ? `-${width}'sd${-number}`",
    "number < 0n ? `${width}'sd${-number}`",
  ]),
  simplify("high-bits-of-a-sum-alone", ['return how === "apart" && low === 0', 'return how === "apart"']),
  simplify("extension-of-an-extension", [
    "return extend(a.a, width, a.signed);",
    "return extend(a.a, width, !a.signed);",
  ]),
  simplify("far-arithmetic-shift-gives-zero", ['const allOut = op === "asr" ? ', "const allOut = op === null ? "]),
  simplify("comparison-with-the-least", [
    'if (op === "lt" && (isConstant(b, least) || isConstant(a, greatest))) return constant(0n, 1);',
    'if (op === "lt" && (isConstant(b, least) || isConstant(a, least))) return constant(0n, 1);',
  ]),
  simplify("inverted-equality", ['return { ...a, op: "ne" };', 'return { ...a, op: "eq" };']),
  fold("zero-minus-a", [
    "return isConstant(expr.b, 0n) ? expr.a : expr;",
    "return isConstant(expr.a, 0n) ? expr.b : expr;",
  ]),
  fold("constant-lt-unsigned", ["return bit(expr.signed ? signed(a) < signed(b) : a < b);", "return bit(a < b);"]),
  fold("or-with-zero", [
    "return absorbed(expr, -1n) ?? neutral(expr, 0n)",
    "return absorbed(expr, 0n) ?? neutral(expr, 0n)",
  ]),
  blocks("lone-else-not-inverted", [
    'const cond: Expr = { op: "not", width: 1, a: statement.cond };',
    "const cond: Expr = statement.cond;",
  ]),
  blocks("wires-read-before-they-are-complete", [
    "const isEntangled = members.some((wire) => members.some((other) => dependencies(wire).has(other)));",
    "const isEntangled = false;",
  ]),
  always("reset-ignored", [
    "const statements = reset === undefined ? body : [withReset(reset, registers, body)];",
    "const statements = body;",
  ]),
  always("blocking-in-a-clocked-block", [
    'printStatements(statements, "<=", context)',
    'printStatements(statements, "=", context)',
  ]),
  always("reset-to-zero", ["constant(reset.value, signal.type.width)", "constant(0n, signal.type.width)"]),
  at("statements.ts")(
    "last-case-as-default",
    [
      "cases.flatMap(({ value, label, body }) => option(nameOf(BigInt.asUintN(width, value), label), body));",
      'cases.flatMap(({ value, label, body }, i) => option(i === cases.length - 1 ? "default" : nameOf(value, label), body));',
    ],
    [
      "if (statement.default !== undefined) {\n    const { label, body }",
      "if (statement.default === null) {\n    const { label, body }",
    ],
    ["isComplete ? options", "isComplete !== null ? options"],
  ),
  memory("read-enable-ignored", ["return guarded(enable, () => [", "return guarded(constant(1n, 1), () => ["]),
  memory("write-enable-ignored", ["return guarded(write.enable, print, owner, context);", "return print();"]),
  memory("mask-inverted", ["if (${bits}[${loop}]${condition})", "if (!${bits}[${loop}]${condition})"]),
  memory("constant-mask-reversed", ["part.value >> BigInt(part.width - 1 - bit)", "part.value >> BigInt(bit)"]),
  memory("write-first-as-read-first", [
    'memory.collision === "writeFirst"\n      ? memory.writes.flatMap(',
    'memory.collision === "none"\n      ? memory.writes.flatMap(',
  ]),
  memory("signed-index", [
    'placed.op === "ref" && placed.signal.type.kind === "sint" ? ',
    'placed.op === "const" && placed.width < 0 ? ',
  ]),
  memory("computed-index", ["const placed = isPlain ? simple :", "const placed = isPlain !== null ? simple :"]),
  memory("init-reversed", ["`${name}[${address}] = ", "`${name}[${init.length - 1 - address}] = "]),
  at("power-up.ts")("power-up-ignored", ["value === undefined ? []", "value !== null ? []"]),
  at("constant-wires.ts")("always-block-that-never-runs", ["!isIdle(block)", "isIdle(block) !== null"]),
];
