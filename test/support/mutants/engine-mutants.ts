// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text
/** Miscompiles of the embedded engine. */
import type { Mutant } from "./mutant.ts";

const at =
  (file: string) =>
  (id: string, ...edits: Mutant["edits"]): Mutant => ({ id: `engine-${id}`, file, edits });

const operators = at("sim/embedded/operators.ts");
const graph = at("sim/embedded/values.ts");
const simplify = at("sim/embedded/simplify.ts");
const evaluate = at("sim/embedded/evaluate.ts");
const ports = at("sim/embedded/memory-ports.ts");
const compiler = at("sim/embedded/module-compiler.ts");
const gates = at("sim/embedded/gates.ts");
const lower = at("hdlgen/passes/lower.ts");

export const engineMutants: readonly Mutant[] = [
  operators("mux-swapped", ["push(b, 1);\n      push(c, 2);", "push(c, 2);\n      push(b, 1);"]),
  operators("asr-as-shr", [
    'else fn.op(wide ? "i64_shr_s" : "i32_shr_s");',
    'else fn.op(wide ? "i64_shr_u" : "i32_shr_u");',
  ]),
  operators("shift-beyond-the-word", ["amount.width > (wide ? 6 : 5)", "false"]),
  operators("slice-one-lower", [
    "pushConstant(fn, a.width, BigInt(low));",
    "pushConstant(fn, a.width, BigInt(low - 1));",
  ]),
  operators("cat-reversed", ["of node.operands.entries()) {", "of [...node.operands.entries()].reverse()) {"]),
  operators("cat-sign-extends", [
    'if (wide && !isWide(part.width)) fn.op("i64_extend_i32_u");',
    'if (wide && !isWide(part.width)) fn.op("i64_extend_i32_s");',
  ]),
  operators("add-loses-its-width", [
    'if (wanted && (op === "add" || op === "sub" || op === "mul")) mask(fn, width);',
    'if (wanted && (op === "sub" || op === "mul")) mask(fn, width);',
  ]),
  operators("shl-loses-its-width", [
    'if (wanted && op !== "shr") mask(fn, width);',
    'if (wanted && op === "asr") mask(fn, width);',
  ]),
  operators("le-as-lt", ['leu: ["i32_le_u", "i64_le_u"]', 'leu: ["i32_lt_u", "i64_lt_u"]']),
  operators("reduce-and-of-a-whole-word", [
    "pushConstant(fn, a.width, BigInt.asUintN(a.width, -1n));",
    "pushConstant(fn, a.width, -1n);",
  ]),
  operators("dirty-shift-amount", ['case "asr":\n      return index === 1;', 'case "asr":\n      return false;']),
  operators("comparison-not-aligned", [
    "const distance = (wide ? 64 : 32) - width;",
    "const distance = (wide ? 64 : 32) - width - 1;",
  ]),
  operators("sext-from-bit-15", [
    'else if (width === 16) fn.op("i32_extend16_s");',
    'else if (width <= 16) fn.op("i32_extend16_s");',
  ]),
  operators("field-extended-from-below-its-sign", ["fn.constI32(32 - low - width);", "fn.constI32(31 - low - width);"]),
  graph("sign-extension-by-zeros", ['return expr.signed ? "sext" : "zext";', 'return "zext";']),
  graph("signed-lt-unsigned", ['return expr.signed ? "lts" : "ltu";', 'return "ltu";']),
  graph("unsigned-le-signed", ['return expr.signed ? "les" : "leu";', 'return "les";']),
  simplify("inverted-mux-not-swapped", ["[inverted, whenFalse, whenTrue]", "[inverted, whenTrue, whenFalse]"]),
  simplify("slice-of-a-sign-is-zero", ['if (a.op === "zext" && low >= inner.width)', "if (low >= inner.width)"]),
  simplify("one-bit-or-as-and", [
    'if (whenTrue.value === 1n) return graph.make("or", 1, [cond, whenFalse]);',
    'if (whenTrue.value === 1n) return graph.make("and", 1, [cond, whenFalse]);',
  ]),
  evaluate("constant-sub-swapped", ["BigInt.asUintN(width, a - b);", "BigInt.asUintN(width, b - a);"]),
  evaluate("constant-lt-unsigned", [
    "return bit(BigInt.asIntN(operandWidth, a) < BigInt.asIntN(operandWidth, b));",
    "return bit(a < b);",
  ]),
  ports("mask-inverted", [
    'fn.opIndex("local_tee", old);\n    fn.opIndex("local_get", old);',
    'fn.opIndex("local_set", old);\n    values.push(data);\n    fn.opIndex("local_get", old);',
  ]),
  ports("write-first-as-read-first", [
    'memory.collision === "writeFirst" ? [...writePorts, ...readPorts] : [...readPorts, ...writePorts]',
    "[...readPorts, ...writePorts]",
  ]),
  ports("read-first-as-write-first", [
    'memory.collision === "writeFirst" ? [...writePorts, ...readPorts] : [...readPorts, ...writePorts]',
    "[...writePorts, ...readPorts]",
  ]),
  ports("read-enable-ignored", [
    'fn.open("if");\n  values.enter();\n  if (planned.kind === "read")',
    'if (planned.kind === "read") {\n    fn.op("drop");\n    fn.constI32(1);\n  }\n  fn.open("if");\n  values.enter();\n  if (planned.kind === "read")',
  ]),
  ports("write-enable-ignored", [
    'fn.open("if");\n  values.enter();\n  if (planned.kind === "read")',
    'if (planned.kind === "write") {\n    fn.op("drop");\n    fn.constI32(1);\n  }\n  fn.open("if");\n  values.enter();\n  if (planned.kind === "read")',
  ]),
  ports("collision-without-a-writer", [
    'values.push(other.enable);\n  fn.op("i32_eqz");\n  fn.opIndex("br_if", 0);',
    'values.push(other.enable);\n  fn.op("drop");',
  ]),
  compiler(
    "children-before-parents",
    [
      "const emitter = new EdgeEmitter(fn, values, plainTarget(this.#addressOf));",
      "for (const { index, target } of below) this.#callChild(fn, values, index, target);\n    const emitter = new EdgeEmitter(fn, values, plainTarget(this.#addressOf));",
    ],
    [
      "    for (const { index, target } of below) this.#callChild(fn, values, index, target);\n    return fn.index;\n  }\n\n  #emitGated",
      "    return fn.index;\n  }\n\n  #emitGated",
    ],
  ),
  at("sim/embedded/edge-emitter.ts")("registers-one-after-the-other", [
    "if (this.#target.isInPlace(current)) values.preserve(current);",
    "",
  ]),
  compiler("children-share-a-place", [
    "const offset = this.#layout.children[childIndex] ?? 0;\n    if (offset > 0)",
    "const offset = this.#layout.children[0] ?? 0;\n    if (offset > 0)",
  ]),
  at("sim/embedded/value-emitter.ts")("shared-value-in-one-arm", [
    "for (const node of shared.sort((a, b) => a.id - b.id)) this.prepare(node);",
    "shared.length = 0;",
  ]),
  at("sim/embedded/value-emitter.ts")("local-of-another-arm", [
    "for (const { id } of this.#open.pop() ?? []) this.#locals[id] = -1;",
    "this.#open.pop();",
  ]),
  at("sim/embedded/value-emitter.ts")("overwritten-in-an-arm", [
    "if ((this.#uses[leaf.id] ?? 0) > within) this.prepare(leaf);",
    "",
  ]),
  at("sim/embedded/value-emitter.ts")("repeated-value-left-dirty", [
    "this.#cleanHere = needsClean;",
    "this.#cleanHere = false;",
  ]),
  at("sim/embedded/edge-plan.ts")("reset-before-the-rest", [
    "actions.push(when(cond, updates, [], within, 0));",
    "actions.unshift(when(cond, updates, [], within, 0));",
  ]),
  at("sim/embedded/edge-plan.ts")("arms-of-a-register-swapped", [
    "return [when(cond, arm(1), arm(2), within, depth + 1)];",
    "return [when(cond, arm(2), arm(1), within, depth + 1)];",
  ]),
  gates("reader-not-told", [
    'fn.opIndex("local_get", local);\n      fn.open("if");\n      setBits(fn, next, readers);',
    'fn.opIndex("local_get", local);\n      fn.open("if");\n      setBits(fn, next, 0n);',
  ]),
  gates("input-of-a-part-not-compared", ["setBits(fn, due, readers);", "setBits(fn, due, 0n);"]),
  gates("written-memory-not-read-again", ["if (readers !== 0n) setBits(fn, next, readers);", ""]),
  gates("later-cluster-reads-the-new-value", [
    "addressOf: (node) => environment.addressOf(shadows.get(node) ?? placeOf(node)),",
    "addressOf: (node) => environment.addressOf(placeOf(node)),",
  ]),
  gates("single-shadow-not-copied", ["if (shadowed.length < 2) copyAll();", "if (shadowed.length < 2) continue;"]),
  gates("wide-change-in-the-high-half", [
    'fn.op(isWide(node.width) ? "i64_ne" : "i32_xor");',
    'fn.op(isWide(node.width) ? "i64_xor" : "i32_xor");\n        if (isWide(node.width)) fn.op("i32_wrap_i64");',
  ]),
  at("sim/embedded/held-run.ts")("held-inputs-not-compared", ["  pushIsHeld(fn, base, held);", "  fn.constI32(1);"]),
  at("sim/embedded/held-inputs.ts")("held-reset-ignored", ["next: when.value === 1n ? value : next", "next"]),
  at("sim/embedded/held-inputs.ts")("held-at-another-value", [
    "held.push(graph.constant(node.width, value));",
    "held.push(graph.constant(node.width, value ^ 1n));",
  ]),
  at("sim/embedded/spills.ts")("kept-value-of-a-later-function", [
    "if (runsBefore(first, user)) return first;",
    "return first;",
  ]),
  at("sim/embedded/power-up.ts")("power-up-ignored", [
    "if (given === undefined) fillRandom",
    "if (given !== 7n) fillRandom",
  ]),
  lower("reset-ignored", ["if (reset === undefined) return next;", "if (reset !== null) return next;"]),
  lower("last-case-as-default", [
    "const complete = BigInt(distinct.size) === 1n << BigInt(subject.width);",
    "const complete = true;",
  ]),
  lower("first-assignment-wins", [
    "scope.changes.set(statement.target, { value: statement.value });",
    "if (!scope.changes.has(statement.target)) scope.changes.set(statement.target, { value: statement.value });",
  ]),
  lower("else-branch-lost", [
    "merge(scope, [{ cond, branch: whenTrue }], whenFalse, moduleName);",
    "merge(scope, [{ cond, branch: whenTrue }], { ...whenFalse, changes: new Map() }, moduleName);",
  ]),
];
