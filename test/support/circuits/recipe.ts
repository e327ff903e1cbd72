/**
 * A circuit as its author would write it in hdlgen, kept as data: `build-circuit.ts` says it through the public
 * interface, `circuit-model.ts` says what it means in plain integers. Neither knows of the other, nor does the model
 * know of anything in hdlgen.
 */
import type { OperatorName } from "./operators.ts";

export interface LeafType {
  readonly kind: "bool" | "uint" | "sint";
  readonly width: number;
}

export interface RecipeSignal {
  readonly name: string;
  readonly type: LeafType;
  /** Number within its module, without gaps. */
  readonly index: number;
  /** Names of the module's inputs that reach it without a clock edge between; `rst` for the reset. */
  readonly reach: Set<string>;
}

/** A value: an integer of its type, so that `add` is a sum and nothing else. */
export type Term =
  | { readonly operator: "signal"; readonly type: LeafType; readonly signal: RecipeSignal }
  /** `plain`: a number in the text, as wide as it must be; `typed`: `constant(type, value)`. */
  | { readonly operator: "literal"; readonly type: LeafType; readonly value: bigint; readonly form: "plain" | "typed" }
  | Application;

export interface Application {
  readonly operator: OperatorName;
  readonly type: LeafType;
  readonly operands: readonly Term[];
  /** Bounds of a slice, distance of a shift. */
  readonly numbers: readonly [number, number];
}

export type RecipeStatement =
  | { readonly kind: "assign"; readonly target: RecipeSignal; readonly value: Term }
  | {
      readonly kind: "when";
      readonly branches: readonly { readonly condition: Term; readonly body: readonly RecipeStatement[] }[];
      readonly otherwise?: readonly RecipeStatement[];
    }
  /** Sets the next state of the machine around it. */
  | { readonly kind: "go"; readonly state: number };

export interface RecipeRegister {
  readonly signal: RecipeSignal;
  readonly reset?: bigint;
  readonly powerUp?: bigint;
}

export interface RecipeRead {
  readonly signal: RecipeSignal;
  readonly address: Term;
  readonly enable?: Term;
}

export interface RecipeWrite {
  readonly address: Term;
  readonly data: Term;
  readonly enable: Term;
  readonly mask?: Term;
}

export interface RecipeMemory {
  readonly name: string;
  readonly type: LeafType;
  readonly depth: number;
  readonly collision: "readFirst" | "writeFirst" | "dontCare";
  readonly init?: readonly bigint[];
  readonly reads: readonly RecipeRead[];
  readonly writes: readonly RecipeWrite[];
}

export interface RecipeInstance {
  readonly name: string;
  readonly child: RecipeModule;
  /** By the child's input, in its order. */
  readonly inputs: readonly Term[];
  /** By the child's output, in its order. */
  readonly outputs: readonly RecipeSignal[];
  /** Instead of the parent's reset. */
  readonly resetBy?: Term;
}

export interface RecipeMachine {
  readonly signal: RecipeSignal;
  readonly labels: readonly string[];
  readonly init: number;
  readonly bodies: readonly (readonly RecipeStatement[])[];
}

/** What a module's function does, in this order. */
export type RecipeItem =
  /** Fields of one bundle where `bundle` gives its name: the signals' names begin with it. */
  | {
      readonly kind: "registers";
      readonly bundle?: string;
      readonly resetBy?: Term;
      readonly registers: readonly RecipeRegister[];
    }
  | { readonly kind: "wires"; readonly signals: readonly RecipeSignal[] }
  | { readonly kind: "node"; readonly signal: RecipeSignal; readonly value: Term }
  | { readonly kind: "statement"; readonly statement: RecipeStatement }
  | { readonly kind: "memory"; readonly memory: RecipeMemory }
  | { readonly kind: "instance"; readonly instance: RecipeInstance }
  | { readonly kind: "machine"; readonly machine: RecipeMachine };

export interface RecipeModule {
  /** Of the definition; its variants share it and differ in their parameters. */
  readonly name: string;
  readonly parameters: { readonly variant: number; readonly width: number };
  readonly inputs: readonly RecipeSignal[];
  readonly items: readonly RecipeItem[];
  readonly outputs: readonly { readonly signal: RecipeSignal; readonly value: Term }[];
  /** The module's reset as a value, where it is read as one. */
  readonly resetSignal?: RecipeSignal;
  readonly signalCount: number;
}

export const bool: LeafType = { kind: "bool", width: 1 };
export const uint = (width: number): LeafType => ({ kind: "uint", width });
export const sint = (width: number): LeafType => ({ kind: "sint", width });

export const sameType = (a: LeafType, b: LeafType): boolean => a.kind === b.kind && a.width === b.width;

/** Adds to `found` the inputs of the module that reach a value within a cycle. */
export function addReach(term: Term, found: Set<string>): void {
  if (term.operator === "signal") for (const name of term.signal.reach) found.add(name);
  else if (term.operator !== "literal") for (const operand of term.operands) addReach(operand, found);
}
