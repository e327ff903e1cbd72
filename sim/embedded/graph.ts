/**
 * The value graph of one module: every distinct value once, however many expressions mention it. Operands always have
 * smaller ids, so ids are an evaluation order.
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
  /** Of a constant: its value; of a slice: its low bit. */
  readonly value: bigint;
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
  readonly #byKey = new Map<string, Node>();
  readonly #byPlace = new Map<Place, Node>();

  constant(width: number, value: bigint): Node {
    const bits = BigInt.asUintN(width, value);
    return this.#intern(`const ${width} ${bits}`, "const", width, [], bits);
  }

  /** A value read from `place`, which depends on the inputs in `dependencies` (an input: itself). */
  load(place: Place, dependencies: SetId): Node {
    const known = this.#byPlace.get(place);
    if (known !== undefined) return known;
    const node = this.#add({ op: "load", width: place.width, operands: [], value: 0n, place, dependencies, cost: 1 });
    this.#byPlace.set(place, node);
    return node;
  }

  childOutput(place: Place, call: Node): Node {
    const { dependencies } = call;
    const known = this.#byPlace.get(place);
    if (known !== undefined) return known;
    const fields = { op: "childOutput", width: place.width, operands: [call], value: 0n, place, dependencies } as const;
    const node = this.#add({ ...fields, cost: 1 });
    this.#byPlace.set(place, node);
    return node;
  }

  call(operands: readonly Node[]): Node {
    const dependencies = this.#union(operands);
    return this.#add({ op: "call", width: 0, operands, value: 0n, place: undefined, dependencies, cost: 1 });
  }

  /** The value of an operator, folded and simplified where that is cheap. `value`: the low bit of a slice. */
  make(op: Operator, width: number, operands: readonly Node[], value = 0n): Node {
    if (operands.every((operand) => operand.op === "const")) {
      const folded = evaluate(
        op,
        width,
        operands.map((operand) => operand.value),
        operands.map((operand) => operand.width),
        value,
      );
      return this.constant(width, folded);
    }
    const simpler = simplify(this, op, width, operands, value);
    if (simpler !== undefined) return simpler;
    let key = `${op} ${width} ${value}`;
    for (const { id } of operands) key += ` ${id}`;
    return this.#intern(key, op, width, operands, value);
  }

  #intern(key: string, op: Operator, width: number, operands: readonly Node[], value: bigint): Node {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    let cost = op === "const" ? 0 : 1;
    for (const operand of operands) cost += operand.cost;
    const dependencies = this.#union(operands);
    const fields = { op, width, operands, value, place: undefined, dependencies };
    const node = this.#add({ ...fields, cost: Math.min(cost, maximumCost) });
    this.#byKey.set(key, node);
    return node;
  }

  #union(operands: readonly Node[]): SetId {
    let dependencies = this.sets.empty;
    for (const operand of operands) dependencies = this.sets.union(dependencies, operand.dependencies);
    return dependencies;
  }

  #add(fields: Omit<Node, "id">): Node {
    const node: Node = { id: this.nodes.length, ...fields };
    this.nodes.push(node);
    return node;
  }
}
