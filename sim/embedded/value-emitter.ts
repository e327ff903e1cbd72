/**
 * Emits the values of one function: each once, in the region where it is placed, in a local variable where it is used
 * more than once.
 *
 * A value is *clean* when the bits above its width are zero. Adders and the like leave them dirty; they are cleaned
 * only where somebody looks at them.
 */
import type { Node } from "./graph.ts";
import { emitOperator, type Operands, pushConstant } from "./operators.ts";
import { isWide, type Place } from "./place.ts";
import { isWithin, type Placement, placeValues, type Region, rootsOf } from "./regions.ts";
import type { FunctionBuilder } from "./wasm-encoder.ts";

export interface ValueEnvironment {
  readonly fn: FunctionBuilder;
  /** Where the instance is, if there is only one; else its base is the function's argument. */
  readonly base: number | undefined;
  /** Number of nodes in the graph. */
  readonly nodeCount: number;
  /** Byte offset of a place from the instance's base. */
  addressOf(place: Place): number;
  /** Where an earlier function has left a value. */
  foundAt(node: Node): Place | undefined;
}

/** The local variable that holds the instance's base address. */
const baseLocal = 0;

/** Expressions nested deeper than this are cut by a local variable, so that emitting does not exhaust the stack. */
const maximumNesting = 200;

export class ValueEmitter implements Operands {
  readonly #environment: ValueEnvironment;
  readonly #placement: Placement;
  readonly #uses: Int32Array;
  readonly #locals: Int32Array;
  readonly #cuts: Uint8Array;
  #hasCuts = false;
  /** Whether the value that is about to be computed, one that is repeated, is needed clean here. */
  #cleanHere = false;
  /** For each open region, innermost last: the nodes whose local variables were set in it. */
  readonly #open: Node[][] = [[]];

  /** `root` and the regions in it name all values that will be asked for, as often as they will be. */
  constructor(environment: ValueEnvironment, root: Region) {
    this.#environment = environment;
    this.#placement = placeValues(environment.nodeCount, root, this.#isLeaf);
    this.#uses = this.#placement.uses;
    this.#locals = new Int32Array(environment.nodeCount).fill(-1);
    this.#cuts = new Uint8Array(environment.nodeCount);
    this.#cutDeepChains();
  }

  /** Leaves what offsets within the instance count from; `addressOf` and this make an address. */
  pushBase(): void {
    const { fn, base } = this.#environment;
    if (base === undefined) fn.opIndex("local_get", baseLocal);
    else fn.constI32(base);
  }

  /** Leaves the value, clean, on the stack. */
  push(node: Node): void {
    this.#cutDeepOperands(node);
    this.pushOperand(node, true);
  }

  /** Computes the value now, for later use, if that is not free anyway. Does not count as a use. */
  prepare(node: Node): void {
    if (node.op === "const" || this.#local(node) >= 0) return;
    this.#cutDeepOperands(node);
    this.#intoLocal(node);
  }

  /** Before code that may not run asks for the value: that code then computes nothing that others would miss. */
  prepareUnlessStored(node: Node): void {
    if (!this.#isLeaf(node)) this.prepare(node);
  }

  /** Must be called before the place of `node` is overwritten, where its old value may still be asked for. */
  preserve(node: Node): void {
    if ((this.#uses[node.id] ?? 0) > 0) this.prepare(node);
  }

  /** Leaves the value of a register before its place is overwritten. Does not count as a use. */
  pushCurrent(node: Node): void {
    const local = this.#local(node);
    if (local >= 0) this.#environment.fn.opIndex("local_get", local);
    else this.#compute(node);
  }

  /**
   * Leaves the condition under which one of some regions runs, when all that they share with the code around them is
   * computed. `overwritten`: leaves whose places they may overwrite.
   */
  pushCondition(cond: Node, inner: readonly Region[], overwritten: readonly Node[]): void {
    for (const each of inner) this.#prepareShared(rootsOf(each), each);
    this.push(cond);
    for (const leaf of overwritten) {
      const within = inner.reduce((sum, each) => sum + this.#placement.usesWithin(leaf, each), 0);
      if ((this.#uses[leaf.id] ?? 0) > within) this.prepare(leaf);
    }
  }

  enter(): void {
    this.#open.push([]);
  }

  /** Local variables that were set in the region are not known to be set behind it. */
  leave(): void {
    for (const { id } of this.#open.pop() ?? []) this.#locals[id] = -1;
  }

  #cutDeepChains(): void {
    const { order } = this.#placement;
    if (order.length < maximumNesting) return;
    const nesting = new Int32Array(this.#environment.nodeCount);
    for (const { id, operands } of order) {
      let depth = 0;
      for (let index = 0; index < operands.length; index++) {
        depth = Math.max(depth, (nesting[operands[index]?.id ?? 0] ?? 0) + 1);
      }
      if (depth >= maximumNesting) {
        this.#cuts[id] = 1;
        this.#hasCuts = true;
        depth = 0;
      }
      nesting[id] = depth;
    }
  }

  readonly #isLeaf = (node: Node): boolean =>
    node.op === "const" ||
    node.op === "load" ||
    node.op === "childOutput" ||
    this.#environment.foundAt(node) !== undefined;

  #local({ id }: Node): number {
    return this.#locals[id] ?? -1;
  }

  /** Computes the cut points below `root` that are still to come, deepest first. */
  #cutDeepOperands(root: Node): void {
    if (!this.#hasCuts || this.#isLeaf(root)) return;
    const home = this.#placement.regionOf(root);
    const seen = new Set<Node>();
    const cuts: Node[] = [];
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node) || this.#isLeaf(node) || this.#local(node) >= 0) continue;
      seen.add(node);
      // Within an arm of a branch it is cut when the arm begins.
      if (this.#cuts[node.id] === 1 && node !== root && isWithin(home, this.#placement.regionOf(node))) cuts.push(node);
      for (const operand of node.operands) stack.push(operand);
    }
    for (const node of cuts.sort((a, b) => a.id - b.id)) this.#intoLocal(node);
  }

  #intoLocal(node: Node): void {
    const { fn } = this.#environment;
    this.#cleanHere = true;
    this.#compute(node);
    const local = fn.local(isWide(node.width) ? "i64" : "i32");
    fn.opIndex("local_set", local);
    this.#setLocal(node, local);
  }

  #setLocal(node: Node, local: number): void {
    this.#locals[node.id] = local;
    this.#open.at(-1)?.push(node);
  }

  pushOperand(node: Node, needsClean: boolean): void {
    const { fn } = this.#environment;
    const uses = this.#uses[node.id] ?? 0;
    this.#uses[node.id] = uses - 1;
    const local = this.#local(node);
    if (local >= 0) {
      fn.opIndex("local_get", local);
      return;
    }
    this.#cleanHere = needsClean;
    this.#compute(node);
    if (uses > 1 && node.op !== "const" && !this.#placement.repeated.has(node)) {
      const fresh = fn.local(isWide(node.width) ? "i64" : "i32");
      fn.opIndex("local_tee", fresh);
      this.#setLocal(node, fresh);
    }
  }

  wantsClean(node: Node): boolean {
    return this.#placement.repeated.has(node) ? this.#cleanHere : this.#placement.clean[node.id] === 1;
  }

  takeOver(node: Node): boolean {
    const uses = this.#uses[node.id] ?? 0;
    const isOurs = uses === 1 || this.#placement.repeated.has(node);
    if (!isOurs || this.#local(node) >= 0 || this.#isLeaf(node)) return false;
    this.#uses[node.id] = uses - 1;
    return true;
  }

  #compute(node: Node): void {
    const { fn } = this.#environment;
    if (node.op === "const") {
      pushConstant(fn, node.width, node.value);
      return;
    }
    const place = this.#isLeaf(node) ? (this.#environment.foundAt(node) ?? node.place) : undefined;
    if (place !== undefined) {
      this.pushBase();
      fn.memory(isWide(node.width) ? "i64_load" : "i32_load", this.#environment.addressOf(place));
      return;
    }
    const arms = this.#placement.arms.get(node);
    if (arms === undefined) emitOperator(fn, node, this);
    else this.#branch(node, arms);
  }

  #branch(node: Node, arms: readonly [Region, Region]): void {
    const { fn } = this.#environment;
    const [cond, whenTrue, whenFalse] = node.operands;
    if (cond === undefined || whenTrue === undefined || whenFalse === undefined)
      throw new Error("a mux has three operands");
    this.#prepareShared([whenTrue], arms[0]);
    this.#prepareShared([whenFalse], arms[1]);
    this.pushOperand(cond, true);
    fn.openFor(isWide(node.width) ? "i64" : "i32", "if");
    this.enter();
    this.push(whenTrue);
    this.leave();
    fn.op("else");
    this.enter();
    this.push(whenFalse);
    this.leave();
    fn.op("end");
  }

  /** Computes what an arm needs and what is placed around it. */
  #prepareShared(roots: readonly Node[], inner: Region): void {
    const seen = new Set<Node>();
    const shared: Node[] = [];
    const stack = [...roots];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node) || this.#isLeaf(node) || this.#local(node) >= 0) continue;
      seen.add(node);
      if (this.#placement.repeated.has(node) || isWithin(this.#placement.regionOf(node), inner))
        for (const operand of node.operands) stack.push(operand);
      else shared.push(node);
    }
    for (const node of shared.sort((a, b) => a.id - b.id)) this.prepare(node);
  }
}
