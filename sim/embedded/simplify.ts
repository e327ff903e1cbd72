/** Local rewrites that make a value cheaper without changing it. Operands are never all constant here. */
import type { Graph, Node, Operator } from "./graph.ts";

/** A simpler node of the same value, or undefined when there is none. */
export function simplify(
  graph: Graph,
  op: Operator,
  width: number,
  operands: readonly Node[],
  low: number,
): Node | undefined {
  const a = operands[0];
  const b = operands[1];
  const c = operands[2];
  if (a === undefined) return undefined;
  switch (op) {
    case "not":
      return a.op === "not" ? a.operands[0] : undefined;
    case "reduceAnd":
    case "reduceOr":
    case "reduceXor":
      return a.width === 1 ? a : undefined;
    case "zext":
    case "sext":
      if (a.width === width) return a;
      return a.op === op ? graph.make(op, width, a.operands) : undefined;
    case "slice":
      return simplifySlice(graph, width, a, low);
    case "cat":
      return simplifyCat(graph, width, operands);
    case "mux":
      return b === undefined || c === undefined ? undefined : simplifyMux(graph, a, b, c);
    default:
      return b === undefined ? undefined : simplifyBinary(graph, op, width, a, b);
  }
}

function simplifySlice(graph: Graph, width: number, a: Node, low: number): Node | undefined {
  if (low === 0 && width === a.width) return a;
  const inner = a.operands[0];
  if (a.op === "slice" && inner !== undefined) return graph.make("slice", width, [inner], low + a.low);
  if ((a.op === "zext" || a.op === "sext") && inner !== undefined) {
    if (low + width <= inner.width) return graph.make("slice", width, [inner], low);
    if (a.op === "zext" && low >= inner.width) return graph.constant(width, 0n);
    if (low === 0) return graph.make(a.op, width, [inner]);
  }
  if (a.op === "cat") {
    let top = a.width;
    for (const part of a.operands) {
      const bottom = top - part.width;
      if (low >= bottom) return low + width <= top ? graph.make("slice", width, [part], low - bottom) : undefined;
      top = bottom;
    }
  }
  return undefined;
}

function simplifyCat(graph: Graph, width: number, operands: readonly Node[]): Node | undefined {
  const [first, ...rest] = operands;
  if (rest.length === 0) return first;
  if (operands.some(({ op }) => op === "cat")) {
    return graph.make(
      "cat",
      width,
      operands.flatMap((part) => (part.op === "cat" ? part.operands : [part])),
    );
  }
  if (first?.op === "const" && first.value === 0n) {
    const low = graph.make("cat", width - first.width, rest);
    return graph.make("zext", width, [low]);
  }
  return undefined;
}

function simplifyMux(graph: Graph, cond: Node, whenTrue: Node, whenFalse: Node): Node | undefined {
  if (cond.op === "const") return cond.value === 1n ? whenTrue : whenFalse;
  if (whenTrue === whenFalse) return whenTrue;
  const { width } = whenTrue;
  const inverted = cond.operands[0];
  if (cond.op === "not" && inverted !== undefined) return graph.make("mux", width, [inverted, whenFalse, whenTrue]);
  if (width > 1) return undefined;
  if (whenTrue.op === "const") {
    if (whenTrue.value === 1n) return graph.make("or", 1, [cond, whenFalse]);
    return graph.make("and", 1, [graph.make("not", 1, [cond]), whenFalse]);
  }
  if (whenFalse.op === "const") {
    if (whenFalse.value === 0n) return graph.make("and", 1, [cond, whenTrue]);
    return graph.make("or", 1, [graph.make("not", 1, [cond]), whenTrue]);
  }
  return undefined;
}

function simplifyBinary(graph: Graph, op: Operator, width: number, a: Node, b: Node): Node | undefined {
  switch (op) {
    case "add":
    case "xor":
      if (op === "add" && width === 1) return graph.make("xor", 1, [a, b]);
      if (isZero(a)) return b;
      if (isZero(b)) return a;
      if (op === "xor" && a === b) return graph.constant(width, 0n);
      return undefined;
    case "sub":
      if (a === b) return graph.constant(width, 0n);
      if (width === 1) return graph.make("xor", 1, [a, b]);
      return isZero(b) ? a : undefined;
    case "mul":
      if (width === 1) return graph.make("and", 1, [a, b]);
      return isZero(a) || isZero(b) ? graph.constant(width, 0n) : undefined;
    case "and":
      if (isZero(a) || isOnes(b) || a === b) return a;
      return isZero(b) || isOnes(a) ? b : undefined;
    case "or":
      if (isOnes(a) || isZero(b) || a === b) return a;
      return isOnes(b) || isZero(a) ? b : undefined;
    case "eq":
    case "ne":
      if (a === b) return graph.constant(1, op === "eq" ? 1n : 0n);
      if (a.op === "const") return graph.make(op, 1, [b, a]);
      if (a.width !== 1 || b.op !== "const") return undefined;
      return (b.value === 1n) === (op === "eq") ? a : graph.make("not", 1, [a]);
    case "ltu":
    case "lts":
      return a === b ? graph.constant(1, 0n) : undefined;
    case "leu":
    case "les":
      return a === b ? graph.constant(1, 1n) : undefined;
    case "shl":
    case "shr":
    case "asr":
      return isZero(b) || (isZero(a) && a.width === width) ? a : undefined;
    default:
      return undefined;
  }
}

function isZero(node: Node): boolean {
  return node.op === "const" && node.value === 0n;
}

function isOnes(node: Node): boolean {
  return node.op === "const" && node.value === BigInt.asUintN(node.width, -1n);
}
