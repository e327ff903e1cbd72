import type { Expr, IrType } from "../ir.ts";
import { literal } from "./literal.ts";
import { needsBrackets, precedence } from "./precedence.ts";

/**
 * Expressions as Verilog text.
 *
 * Verilog lets the surroundings of an expression decide its width and its sign. Widths are equal everywhere in the
 * IR, so that rule never bites; the sign matters to `<`, `<=` and `>>>` alone. A rendered operand therefore carries
 * whether Verilog takes it as signed, and whether a `>>>` in it still depends on that ("fragile"): where an unsigned
 * neighbour would turn it into a logical shift, `$unsigned(…)` shuts it off.
 */
interface Rendered {
  readonly text: string;
  readonly precedence: number;
  readonly signed: boolean;
  readonly fragile: boolean;
}

/** Wishes of the surroundings for how constants are written. */
interface Taste {
  readonly signed: boolean;
  readonly radix: "decimal" | "hex";
  /** The type whose labels constants may be written with. */
  readonly enumeration?: IrType | undefined;
}

export interface RenderOptions {
  /** Name of the localparam for `value` of an enumeration, if it has one. */
  readonly labelOf: (type: IrType, value: bigint) => string | undefined;
}

const plain: Taste = { signed: false, radix: "decimal" };
const bits: Taste = { signed: false, radix: "hex" };

/** The text of `expr` where it becomes a value of `type`: an assignment's right side. */
export function renderFor(type: IrType, expr: Expr, options: RenderOptions): string {
  const taste: Taste = { signed: type.kind === "sint", radix: "decimal", enumeration: type };
  return render(expr, taste, options).text;
}

/** The text of `expr` where it stands alone: a condition, an index, a connection. */
export function renderAlone(expr: Expr, options: RenderOptions): string {
  return render(expr, plain, options).text;
}

/** The text of `expr` among unsigned neighbours: the subject of a case, whose labels are unsigned. */
export function renderUnsigned(expr: Expr, options: RenderOptions): string {
  const rendered = render(expr, plain, options);
  return rendered.fragile ? asUnsigned(rendered).text : rendered.text;
}

/** How Verilog types `expr` once printed; constants take either side. */
export function signednessOf(expr: Expr): "signed" | "unsigned" | "either" {
  switch (expr.op) {
    case "const":
      return expr.width === 1 ? "unsigned" : "either";
    case "ref":
      return expr.signal.type.kind === "sint" ? "signed" : "unsigned";
    case "asr":
      return "signed";
    case "shl":
    case "shr":
      return signednessOf(expr.a);
    case "not":
      return expr.width === 1 ? "unsigned" : signednessOf(expr.a);
    case "mux":
      return common(signednessOf(expr.whenTrue), signednessOf(expr.whenFalse));
    case "and":
    case "or":
      return expr.width === 1 ? "unsigned" : common(signednessOf(expr.a), signednessOf(expr.b));
    case "mul":
      return isSignExtended(expr.a) || isSignExtended(expr.b)
        ? "signed"
        : common(signednessOf(expr.a), signednessOf(expr.b));
    case "add":
    case "sub":
    case "xor":
      return common(signednessOf(expr.a), signednessOf(expr.b));
    default:
      return "unsigned";
  }
}

function common(a: ReturnType<typeof signednessOf>, b: ReturnType<typeof signednessOf>) {
  if (a === "unsigned" || b === "unsigned") return "unsigned";
  return a === "signed" || b === "signed" ? "signed" : "either";
}

function operandTaste(exprs: readonly Expr[], outer: Taste, radix: Taste["radix"] = outer.radix): Taste {
  const signedness = exprs.map(signednessOf).reduce(common);
  const signed = signedness === "either" ? outer.signed : signedness === "signed";
  const labelled = exprs.find((expr) => expr.op === "ref" && expr.signal.type.labels !== undefined);
  const enumeration = labelled?.op === "ref" ? labelled.signal.type : outer.enumeration;
  return { signed, radix, enumeration };
}

function render(expr: Expr, taste: Taste, options: RenderOptions): Rendered {
  switch (expr.op) {
    case "const":
      return constantText(expr.value, expr.width, taste, options);
    case "ref":
      return primary(expr.signal.name, expr.signal.type.kind === "sint");
    case "slice":
      return primary(selection(expr, options));
    case "cat":
      return primary(`{${catParts(expr.parts, options).join(", ")}}`);
    case "extend":
      return primary(extension(expr, options));
    case "not":
      if (expr.a.op === "lt" || expr.a.op === "le") return comparison(expr.a, "negated", options);
      return unary(
        expr.width === 1 ? "!" : "~",
        expr.a,
        expr.width === 1 ? plain : { ...taste, enumeration: undefined },
        options,
        expr.width,
      );
    case "reduceAnd":
      return unary("&", expr.a, plain, options, 1);
    case "reduceOr":
      return unary("|", expr.a, plain, options, 1);
    case "reduceXor":
      return unary("^", expr.a, plain, options, 1);
    case "add":
      return binary("+", precedence.additive, expr, taste, options);
    case "sub":
      return binary("-", precedence.additive, expr, taste, options);
    case "mul":
      return multiplication(expr, taste, options);
    case "xor":
      return binary("^", precedence.xor, expr, { ...taste, radix: "hex" }, options);
    case "and":
      return expr.width === 1
        ? logical("&&", precedence.logicalAnd, expr, options)
        : binary("&", precedence.and, expr, { ...taste, radix: "hex" }, options);
    case "or":
      return expr.width === 1
        ? logical("||", precedence.logicalOr, expr, options)
        : binary("|", precedence.or, expr, { ...taste, radix: "hex" }, options);
    case "eq":
      return equality("==", expr, options);
    case "ne":
      return equality("!=", expr, options);
    case "lt":
    case "le":
      return comparison(expr, "plain", options);
    case "shl":
      return shift("<<", expr, taste, options);
    case "shr":
      return shift(">>", expr, taste, options);
    case "asr":
      return shift(">>>", expr, taste, options);
    case "mux":
      return conditional(expr, taste, options);
  }
}

function primary(text: string, signed = false): Rendered {
  return { text, precedence: precedence.primary, signed, fragile: false };
}

function constantText(value: bigint, width: number, taste: Taste, options: RenderOptions): Rendered {
  if (taste.enumeration?.width === width) {
    const label = options.labelOf(taste.enumeration, BigInt.asUintN(width, value));
    if (label !== undefined) return primary(label);
  }
  const text = literal(value, width, taste);
  return {
    text,
    precedence: text.startsWith("-") ? precedence.unary : precedence.primary,
    signed: taste.signed && width > 1,
    fragile: false,
  };
}

function selection(expr: Expr & { readonly op: "slice" }, options: RenderOptions): string {
  const { a, low, width } = expr;
  if (a.op !== "ref") throw new Error(`a slice of ${a.op} has no name to select from`);
  const name = render(a, plain, options).text;
  return width === 1 ? `${name}[${low}]` : `${name}[${low + width - 1}:${low}]`;
}

function catParts(parts: readonly Expr[], options: RenderOptions): string[] {
  const texts = parts.map((part) => render(part, bits, options).text);
  const grouped: string[] = [];
  for (let start = 0; start < texts.length; ) {
    const text = texts[start] ?? "";
    let end = start + 1;
    while (end < texts.length && texts[end] === text) end++;
    const isConstantText = parts[start]?.op === "const";
    grouped.push(end - start > 1 && !isConstantText ? `{${end - start}{${text}}}` : text);
    start = isConstantText ? start + 1 : end;
  }
  return grouped;
}

function extension(expr: Expr & { readonly op: "extend" }, options: RenderOptions): string {
  const { a, width, signed } = expr;
  const added = width - a.width;
  const parts = catParts(a.op === "cat" ? a.parts : [a], options);
  if (!signed) return `{${[literal(0n, added, { signed: false, radix: "decimal" }), ...parts].join(", ")}}`;
  if (a.width === 1) return `{${width}{${render(a, plain, options).text}}}`;
  const sign = signBit(a, options);
  return `{${[added === 1 ? sign : `{${added}{${sign}}}`, ...parts].join(", ")}}`;
}

/** The most significant bit of what `hasSignBit` accepts. */
function signBit(expr: Expr, options: RenderOptions): string {
  if (expr.op === "cat" && expr.parts[0] !== undefined) return signBit(expr.parts[0], options);
  if (expr.width === 1) return render(expr, bits, options).text;
  if (expr.op === "slice") return selection({ ...expr, low: expr.low + expr.width - 1, width: 1 }, options);
  return `${render(expr, plain, options).text}[${expr.width - 1}]`;
}

/** Its most significant bit can be written without a name for the whole. */
export function hasSignBit(expr: Expr): boolean {
  if (expr.op === "cat") return expr.parts[0] !== undefined && hasSignBit(expr.parts[0]);
  return expr.op === "ref" || (expr.op === "slice" && expr.a.op === "ref");
}

function unary(operator: string, a: Expr, taste: Taste, options: RenderOptions, width: number): Rendered {
  const operand = render(a, taste, options);
  const text = operand.precedence < precedence.primary ? `(${operand.text})` : operand.text;
  const keepsSign = operator === "~" && width > 1;
  return {
    text: `${operator}${text}`,
    precedence: precedence.unary,
    signed: keepsSign && operand.signed,
    fragile: keepsSign && operand.fragile,
  };
}

function bracketed(operand: Rendered, outer: number, side: "left" | "right"): string {
  // A reduction beside a binary operator, as in `a & |b`, is easily misread.
  const isReduction = /^[&|^]/.test(operand.text);
  return isReduction || needsBrackets(operand.precedence, outer, side) ? `(${operand.text})` : operand.text;
}

/** Operands that share one context: when one of them is unsigned all are, and no `>>>` may be left to notice. */
function settle(parts: readonly Rendered[]): readonly Rendered[] {
  if (parts.every((part) => part.signed)) return parts;
  return parts.map((part) => (part.fragile ? asUnsigned(part) : part));
}

function asUnsigned(part: Rendered): Rendered {
  return primary(`$unsigned(${part.text})`);
}

function asSigned(part: Rendered): Rendered {
  return part.signed ? part : primary(`$signed(${part.text})`, true);
}

function join(operator: string, level: number, left: Rendered, right: Rendered): Rendered {
  // Only `&`, `|` and `^` are regrouped freely: `a - (b - c)` is not `a - b - c`.
  const mayRegroup = ["&", "|", "^"].includes(operator);
  const same = (side: Rendered) => side.precedence === level && mayRegroup;
  const leftText = same(left) ? left.text : bracketed(left, level, "left");
  const rightText = same(right) ? right.text : bracketed(right, level, "right");
  return {
    text: `${leftText} ${operator} ${rightText}`,
    precedence: level,
    signed: left.signed && right.signed,
    fragile: left.fragile || right.fragile,
  };
}

type Binary = Expr & { readonly a: Expr; readonly b: Expr };

function binary(operator: string, level: number, expr: Binary, taste: Taste, options: RenderOptions): Rendered {
  const radix = level >= precedence.additive ? "decimal" : taste.radix;
  const inner = { ...operandTaste([expr.a, expr.b], taste, radix), enumeration: undefined };
  const [left, right] = settle([render(expr.a, inner, options), render(expr.b, inner, options)]);
  if (left === undefined || right === undefined) throw new Error("a binary operator has two operands");
  return join(operator, level, left, right);
}

function isSignExtended(expr: Expr): boolean {
  return expr.op === "extend" && expr.signed;
}

/** Said to be signed, a product of sign-extended factors lets synthesis see how narrow the factors are. */
function multiplication(expr: Binary, taste: Taste, options: RenderOptions): Rendered {
  if (!isSignExtended(expr.a) && !isSignExtended(expr.b)) {
    return binary("*", precedence.multiplicative, expr, taste, options);
  }
  const inner = { ...plain, signed: true };
  return join(
    "*",
    precedence.multiplicative,
    asSigned(render(expr.a, inner, options)),
    asSigned(render(expr.b, inner, options)),
  );
}

function logical(operator: string, level: number, expr: Binary, options: RenderOptions): Rendered {
  const side = (operand: Expr, where: "left" | "right") => bracketed(render(operand, plain, options), level, where);
  return {
    text: `${side(expr.a, "left")} ${operator} ${side(expr.b, "right")}`,
    precedence: level,
    signed: false,
    fragile: false,
  };
}

function equality(operator: string, expr: Binary, options: RenderOptions): Rendered {
  const inner = operandTaste([expr.a, expr.b], plain);
  const [left, right] = settle([render(expr.a, inner, options), render(expr.b, inner, options)]);
  if (left === undefined || right === undefined) throw new Error("an equality has two operands");
  return { ...join(operator, precedence.equality, left, right), signed: false, fragile: false };
}

function comparison(
  expr: Expr & { readonly op: "lt" | "le" },
  how: "plain" | "negated",
  options: RenderOptions,
): Rendered {
  // A constant reads better on the right.
  const flipped = expr.a.op === "const";
  const [first, second] = flipped ? [expr.b, expr.a] : [expr.a, expr.b];
  const points = flipped !== (how === "negated") ? ">" : "<";
  const operator = `${points}${(expr.op === "le") !== (how === "negated") ? "=" : ""}`;
  const inner: Taste = { ...plain, signed: expr.signed };
  let left = render(first, inner, options);
  let right = render(second, inner, options);
  if (expr.signed) {
    left = asSigned(left);
    right = asSigned(right);
  } else {
    if (left.fragile || (left.signed && right.signed)) left = asUnsigned(left);
    if (right.fragile) right = asUnsigned(right);
  }
  return { ...join(operator, precedence.relational, left, right), signed: false, fragile: false };
}

function shift(
  operator: string,
  expr: Expr & { readonly op: "shl" | "shr" | "asr" },
  taste: Taste,
  options: RenderOptions,
): Rendered {
  const inner = { ...operandTaste([expr.a], taste), enumeration: undefined };
  const rendered = render(expr.a, expr.op === "asr" ? { ...inner, signed: true } : inner, options);
  const value = expr.op === "asr" ? asSigned(rendered) : rendered;
  const amount: Rendered =
    expr.amount.op === "const" ? primary(`${expr.amount.value}`) : render(expr.amount, plain, options);
  return {
    text: `${bracketed(value, precedence.shift, "left")} ${operator} ${bracketed(amount, precedence.shift, "right")}`,
    precedence: precedence.shift,
    signed: value.signed,
    fragile: expr.op === "asr" || value.fragile,
  };
}

function condition(expr: Expr, options: RenderOptions): string {
  const rendered = render(expr, plain, options);
  return rendered.precedence < precedence.unary ? `(${rendered.text})` : rendered.text;
}

function conditional(expr: Expr & { readonly op: "mux" }, taste: Taste, options: RenderOptions): Rendered {
  const inner = operandTaste([expr.whenTrue, expr.whenFalse], taste);
  const [whenTrue, whenFalse] = settle([render(expr.whenTrue, inner, options), render(expr.whenFalse, inner, options)]);
  if (whenTrue === undefined || whenFalse === undefined) throw new Error("a conditional has two branches");
  const first = whenTrue.precedence <= precedence.conditional ? `(${whenTrue.text})` : whenTrue.text;
  return {
    text: `${condition(expr.cond, options)} ? ${first} : ${whenFalse.text}`,
    precedence: precedence.conditional,
    signed: whenTrue.signed && whenFalse.signed,
    fragile: whenTrue.fragile || whenFalse.fragile,
  };
}
