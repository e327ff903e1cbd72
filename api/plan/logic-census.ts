/** Counts what a design's logic is made of, before any synthesis: the quantities that the area model weighs. */
import type { LogicCensus } from "../../compile/plan/index.ts";
import { operands } from "../../hdlgen/expr.ts";
import { type Design, type ModuleIr, memoryReport, type Target } from "../../hdlgen/index.ts";
import type { Expr, Signal } from "../../hdlgen/ir.ts";
import { lowerBody } from "../../hdlgen/passes/lower.ts";

type Counts = { -readonly [K in keyof LogicCensus]: LogicCensus[K] };

const none = (): Counts => ({
  plainFlipFlops: 0,
  logicFlipFlops: 0,
  adderBits: 0,
  muxBits: 0,
  gates: 0,
  enables: 0,
  memoryLuts: 0,
});

/** Of a whole design with its memories as `target` places them. Cells of the target count as memories, not as logic. */
export function logicCensus(design: Design, target: Target): LogicCensus {
  const ofModule = new Map<ModuleIr, LogicCensus>();
  for (const module of design.modules) {
    const counts = moduleCounts(module);
    for (const { module: child } of module.instances) add(counts, ofModule.get(child) ?? none());
    ofModule.set(module, counts);
  }
  const total = none();
  add(total, ofModule.get(design.top) ?? none());
  for (const { flipFlops, luts, cell, blocks } of memoryReport(design, target)) {
    total.plainFlipFlops += flipFlops;
    total.memoryLuts += luts + (cell === "TRELLIS_DPR16X4" ? lutsPerDistributedRam * blocks : 0);
  }
  return total;
}

const lutsPerDistributedRam = 4;

function add(sum: Counts, own: LogicCensus): void {
  for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += own[key];
}

function moduleCounts(module: ModuleIr): Counts {
  const counts = none();
  if (module.blackBox !== undefined) return counts;
  const { registers, wires } = lowerBody(module);
  const seen = new Set<Expr>();
  const count = (root: Expr): void => {
    if (seen.has(root)) return;
    seen.add(root);
    countOperator(root, counts);
    for (const operand of operands(root)) count(operand);
  };
  for (const register of module.registers) {
    if (register.verification === true) continue;
    const { signal } = register;
    const next = registers.get(signal);
    if (next === undefined) continue;
    // A reset is a pin of the flip-flop.
    const loaded = register.reset !== undefined && next.op === "mux" ? next.whenFalse : next;
    const values = choices(loaded, signal, counts, seen, count);
    values.forEach(count);
    counts[values.length <= 1 && values.every(isPlain) ? "plainFlipFlops" : "logicFlipFlops"] += signal.type.width;
  }
  for (const { value } of wires.values()) if (value !== undefined) count(value);
  for (const { value } of [...module.nodes, ...module.outputs]) count(value);
  for (const { inputs } of module.instances) for (const { value } of inputs) count(value);
  for (const { reads, writes } of module.memories) {
    for (const { address, enable } of reads) [address, enable].forEach(count);
    for (const { address, data, enable, mask } of writes) {
      for (const value of [address, data, enable, ...(mask === undefined ? [] : [mask])]) count(value);
    }
  }
  return counts;
}

/**
 * What a register may take: a multiplexer over the values that are not its own. That it may also keep what it has is its
 * clock enable.
 */
function choices(
  root: Expr,
  register: Signal,
  counts: Counts,
  seen: Set<Expr>,
  count: (expr: Expr) => void,
): readonly Expr[] {
  const values: Expr[] = [];
  let keeps = false;
  const visit = (expr: Expr): void => {
    if (expr.op === "ref" && expr.signal === register) keeps = true;
    else if (expr.op === "mux" && !seen.has(expr)) {
      seen.add(expr);
      count(expr.cond);
      visit(expr.whenTrue);
      visit(expr.whenFalse);
    } else values.push(expr);
  };
  visit(root);
  const isConstant = (expr: Expr): boolean => expr.op === "const";
  counts.muxBits += Math.max(0, values.length - 1) * register.type.width;
  if (values.some(isConstant) && values.length > 1) {
    counts.muxBits -= register.type.width;
    counts.gates += register.type.width;
  }
  if (keeps) counts.enables += 1;
  return values;
}

/** Bits of signals as they are. */
function isPlain(expr: Expr): boolean {
  switch (expr.op) {
    case "ref":
    case "const":
      return true;
    case "slice":
    case "extend":
      return isPlain(expr.a);
    case "cat":
      return expr.parts.every(isPlain);
    default:
      return false;
  }
}

/** LUTs of a tree of gates with four inputs each. */
const treeLuts = (inputs: number): number => Math.ceil(Math.max(0, inputs - 1) / 3);

function countOperator(expr: Expr, counts: Counts): void {
  switch (expr.op) {
    case "add":
    case "sub":
      counts.adderBits += expr.width;
      return;
    case "lt":
    case "le":
      counts.adderBits += expr.a.width;
      return;
    case "and":
    case "or":
    case "xor":
      if (expr.a.op !== "const" && expr.b.op !== "const") counts.gates += expr.width;
      return;
    case "eq":
    case "ne": {
      const isConstant = expr.a.op === "const" || expr.b.op === "const";
      counts.gates += isConstant ? treeLuts(expr.a.width) : Math.ceil(expr.a.width / 2) + treeLuts(expr.a.width / 2);
      return;
    }
    case "reduceAnd":
    case "reduceOr":
    case "reduceXor":
      counts.gates += treeLuts(expr.a.width);
      return;
    case "mux":
      if (expr.whenTrue.op === "const" || expr.whenFalse.op === "const") counts.gates += expr.width;
      else counts.muxBits += expr.width;
      return;
    case "shl":
    case "shr":
    case "asr":
      if (expr.amount.op !== "const") {
        counts.muxBits += expr.width * Math.min(expr.amount.width, Math.ceil(Math.log2(expr.width)));
      }
      return;
    // Products are written where the device has multipliers.
    case "mul":
    case "const":
    case "ref":
    case "not":
    case "slice":
    case "cat":
    case "extend":
      return;
  }
}
