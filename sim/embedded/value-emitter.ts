/**
 * Emits the values of one function: each once, in a local variable where it is used more than once.
 *
 * A value is *clean* when the bits above its width are zero. Adders and the like leave them dirty; they are cleaned
 * only where somebody looks at them.
 */
import type { Node } from "./graph.ts";
import { emitOperator, type Operands, operandNeedsClean, pushConstant } from "./operators.ts";
import { isWide, type Place } from "./place.ts";
import type { FunctionBuilder } from "./wasm-encoder.ts";

export interface ValueEnvironment {
  readonly fn: FunctionBuilder;
  /** Number of nodes in the graph. */
  readonly nodeCount: number;
  /** Byte offset of a place from the instance's base. */
  addressOf(place: Place): number;
  /** Where an earlier function has left a value. */
  foundAt(node: Node): Place | undefined;
}

/** The local variable that holds the instance's base address. */
export const baseLocal = 0;

/** Expressions nested deeper than this are cut by a local variable, so that emitting does not exhaust the stack. */
const maximumNesting = 200;

export class ValueEmitter implements Operands {
  readonly #environment: ValueEnvironment;
  readonly #uses: Int32Array;
  readonly #clean: Uint8Array;
  readonly #locals: Int32Array;
  readonly #cuts: Uint8Array;
  #hasCuts = false;

  /** `roots`: all values that will be asked for, as often as they will be. */
  constructor(environment: ValueEnvironment, roots: readonly Node[]) {
    this.#environment = environment;
    this.#uses = new Int32Array(environment.nodeCount);
    this.#clean = new Uint8Array(environment.nodeCount);
    this.#locals = new Int32Array(environment.nodeCount).fill(-1);
    this.#cuts = new Uint8Array(environment.nodeCount);
    this.#count(roots);
  }

  /** Leaves the value, clean, on the stack. */
  push(node: Node): void {
    this.#cutDeepOperands(node);
    this.pushOperand(node);
  }

  /** Computes the value now, for later use, if that is not free anyway. Does not count as a use. */
  prepare(node: Node): void {
    if (node.op === "const" || this.#local(node) >= 0) return;
    this.#cutDeepOperands(node);
    this.#intoLocal(node);
  }

  /** Must be called before the place of `node` is overwritten, where its old value may still be asked for. */
  preserve(node: Node): void {
    if ((this.#uses[node.id] ?? 0) > 0) this.prepare(node);
  }

  #count(roots: readonly Node[]): void {
    const { nodeCount } = this.#environment;
    const cone = new Map<number, Node>();
    const stack: Node[] = [];
    for (const root of roots) {
      this.#use(root, true);
      stack.push(root);
    }
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (cone.has(node.id) || this.#isLeaf(node)) continue;
      cone.set(node.id, node);
      for (const operand of node.operands) stack.push(operand);
    }
    const order = Int32Array.from(cone.keys()).sort();
    for (let at = order.length - 1; at >= 0; at--) {
      const node = cone.get(order[at] ?? 0);
      if (node === undefined) continue;
      const clean = this.#clean[node.id] === 1;
      for (let index = 0; index < node.operands.length; index++) {
        const operand = node.operands[index];
        if (operand !== undefined) this.#use(operand, operandNeedsClean(node, index, clean));
      }
    }
    const nesting = new Int32Array(nodeCount);
    for (const id of order) {
      let depth = 0;
      for (const operand of cone.get(id)?.operands ?? []) depth = Math.max(depth, (nesting[operand.id] ?? 0) + 1);
      if (depth >= maximumNesting) {
        this.#cuts[id] = 1;
        this.#hasCuts = true;
        depth = 0;
      }
      nesting[id] = depth;
    }
  }

  #use({ id }: Node, clean: boolean): void {
    this.#uses[id] = (this.#uses[id] ?? 0) + 1;
    if (clean) this.#clean[id] = 1;
  }

  #isLeaf(node: Node): boolean {
    return (
      node.op === "const" ||
      node.op === "load" ||
      node.op === "childOutput" ||
      this.#environment.foundAt(node) !== undefined
    );
  }

  #local({ id }: Node): number {
    return this.#locals[id] ?? -1;
  }

  /** Computes the cut points below `root` that are still to come, deepest first. */
  #cutDeepOperands(root: Node): void {
    if (!this.#hasCuts) return;
    const seen = new Set<Node>();
    const cuts: Node[] = [];
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node) || this.#isLeaf(node) || this.#local(node) >= 0) continue;
      seen.add(node);
      if (this.#cuts[node.id] === 1 && node !== root) cuts.push(node);
      for (const operand of node.operands) stack.push(operand);
    }
    for (const node of cuts.sort((a, b) => a.id - b.id)) this.#intoLocal(node);
  }

  #intoLocal(node: Node): void {
    const { fn } = this.#environment;
    this.#compute(node);
    const local = fn.local(isWide(node.width) ? "i64" : "i32");
    fn.opIndex("local_set", local);
    this.#locals[node.id] = local;
  }

  pushOperand(node: Node): void {
    const { fn } = this.#environment;
    const uses = this.#uses[node.id] ?? 0;
    this.#uses[node.id] = uses - 1;
    const local = this.#local(node);
    if (local >= 0) {
      fn.opIndex("local_get", local);
      return;
    }
    this.#compute(node);
    if (uses > 1 && node.op !== "const") {
      const fresh = fn.local(isWide(node.width) ? "i64" : "i32");
      fn.opIndex("local_tee", fresh);
      this.#locals[node.id] = fresh;
    }
  }

  wantsClean(node: Node): boolean {
    return this.#clean[node.id] === 1;
  }

  #compute(node: Node): void {
    const { fn } = this.#environment;
    if (node.op === "const") {
      pushConstant(fn, node.width, node.value);
      return;
    }
    const place = this.#isLeaf(node) ? (this.#environment.foundAt(node) ?? node.place) : undefined;
    if (place !== undefined) {
      fn.opIndex("local_get", baseLocal);
      fn.memory(isWide(node.width) ? "i64_load" : "i32_load", this.#environment.addressOf(place));
      return;
    }
    emitOperator(fn, node, this);
  }
}
