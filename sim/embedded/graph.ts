/**
 * The value graph of one module: every distinct value once, however many expressions mention it. Operands always have
 * smaller ids, so ids are an evaluation order.
 *
 * Most designs are small and compiled by code that has just begun to run, where an iterator costs more than what is
 * done at each step: what runs for every operand of every node counts, here and wherever a graph is walked.
 */
import { DependencySets, type SetId } from "./dependency-sets.ts";
import { evaluate } from "./evaluate.ts";
import type { Place } from "./place.ts";
import { simplify } from "./simplify.ts";

export type Operator =
  | "const"
  /** Read from memory: an input, a register, an output of a child that is one of its registers. */
  | "load"
  /** An output of a child that one of its functions computes; its operand is the `call`. */
  | "childOutput"
  /** Evaluates a class of a child; operands are the child's inputs it needs and the calls that come before it. */
  | "call"
  | "not"
  | "reduceAnd"
  | "reduceOr"
  | "reduceXor"
  | "add"
  | "sub"
  | "mul"
  | "and"
  | "or"
  | "xor"
  | "eq"
  | "ne"
  | "ltu"
  | "lts"
  | "leu"
  | "les"
  | "shl"
  | "shr"
  | "asr"
  | "mux"
  | "slice"
  | "cat"
  | "zext"
  | "sext";

export interface Node {
  readonly id: number;
  readonly op: Operator;
  readonly width: number;
  readonly operands: readonly Node[];
  /** Of a constant: its value, zero-extended. */
  readonly value: bigint;
  /** Of a slice: its low bit. */
  readonly low: number;
  /** Of a load or child output: where it is. */
  readonly place: Place | undefined;
  /** Module inputs that reach it within a cycle. */
  readonly dependencies: SetId;
  /** Instructions it takes to compute, roughly; saturates. */
  readonly cost: number;
}

const maximumCost = 1000;

export class Graph {
  readonly nodes: Node[] = [];
  readonly sets = new DependencySets();
  /** By value and width; those of up to 32 bits apart, because numbers are found much faster. */
  readonly #constants = new Map<number, Node>();
  readonly #wideConstants = new Map<string, Node>();
  readonly #byPlace = new Map<Place, Node>();
  /** Open-addressing table of node ids + 1, hashed by operator and operands; 0 is free. */
  #table = new Int32Array(1 << 13);
  #tabled = 0;

  constant(width: number, value: bigint): Node {
    const bits = BigInt.asUintN(width, value);
    if (width > 32) {
      const key = `${width} ${bits}`;
      const known = this.#wideConstants.get(key);
      if (known !== undefined) return known;
      const node = this.#addConstant(width, bits);
      this.#wideConstants.set(key, node);
      return node;
    }
    const key = Number(bits) * 64 + width;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const node = this.#addConstant(width, bits);
    this.#constants.set(key, node);
    return node;
  }

  #addConstant(width: number, bits: bigint): Node {
    return this.#add("const", width, [], bits, 0, undefined, this.sets.empty, 0);
  }

  /** A value read from `place`, which depends on the inputs in `dependencies` (an input: itself). */
  load(place: Place, dependencies: SetId): Node {
    return this.#byPlace.get(place) ?? this.#placed("load", place, [], dependencies);
  }

  childOutput(place: Place, call: Node): Node {
    return this.#byPlace.get(place) ?? this.#placed("childOutput", place, [call], call.dependencies);
  }

  call(operands: readonly Node[]): Node {
    return this.#add("call", 0, operands, 0n, 0, undefined, this.#union(operands), 1);
  }

  /** The value of an operator, folded and simplified where that is cheap. `low`: the low bit of a slice. */
  make(op: Operator, width: number, operands: readonly Node[], low = 0): Node {
    if (allConstant(operands)) return this.constant(width, evaluate(op, width, operands, low));
    const simpler = simplify(this, op, width, operands, low);
    if (simpler !== undefined) return simpler;
    if (2 * this.#tabled >= this.#table.length) this.#growTable();
    const slot = this.#slotOf(op, width, operands, low);
    const known = this.nodes[(this.#table[slot] ?? 0) - 1];
    if (known !== undefined) return known;
    let cost = 1;
    for (let index = 0; index < operands.length; index++) cost += operands[index]?.cost ?? 0;
    const dependencies = this.#union(operands);
    const node = this.#add(op, width, operands, 0n, low, undefined, dependencies, Math.min(cost, maximumCost));
    this.#table[slot] = node.id + 1;
    this.#tabled++;
    return node;
  }

  /** Where in the table the node is, or would be. */
  #slotOf(op: Operator, width: number, operands: readonly Node[], low: number): number {
    let hash = Math.imul(op.charCodeAt(0) + (op.charCodeAt(2) << 5), 0x9e37_79b1) ^ (width << 8) ^ low;
    for (let index = 0; index < operands.length; index++) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ (operands[index]?.id ?? 0), 0x85eb_ca6b);
    }
    const mask = this.#table.length - 1;
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const node = this.nodes[(this.#table[slot] ?? 0) - 1];
      if (node === undefined) return slot;
      if (node.op === op && node.width === width && node.low === low && sameNodes(node.operands, operands)) return slot;
    }
  }

  #growTable(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 4);
    for (const entry of old) {
      const node = this.nodes[entry - 1];
      if (node !== undefined) this.#table[this.#slotOf(node.op, node.width, node.operands, node.low)] = entry;
    }
  }

  #placed(op: "load" | "childOutput", place: Place, operands: readonly Node[], dependencies: SetId): Node {
    const node = this.#add(op, place.width, operands, 0n, 0, place, dependencies, 1);
    this.#byPlace.set(place, node);
    return node;
  }

  #union(operands: readonly Node[]): SetId {
    let dependencies = this.sets.empty;
    for (let index = 0; index < operands.length; index++) {
      dependencies = this.sets.union(dependencies, operands[index]?.dependencies ?? this.sets.empty);
    }
    return dependencies;
  }

  #add(
    op: Operator,
    width: number,
    operands: readonly Node[],
    value: bigint,
    low: number,
    place: Place | undefined,
    dependencies: SetId,
    cost: number,
  ): Node {
    const node: Node = { id: this.nodes.length, op, width, operands, value, low, place, dependencies, cost };
    this.nodes.push(node);
    return node;
  }
}

function allConstant(operands: readonly Node[]): boolean {
  for (let index = 0; index < operands.length; index++) if (operands[index]?.op !== "const") return false;
  return true;
}

function sameNodes(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
