/** Random combinational datapaths: a list of steps, each an operator on two or three values that are there already. */
import { nodes, type UInt } from "../../hdlgen/index.ts";
import type { Random } from "./random.ts";

type Operator = "add" | "sub" | "mul" | "and" | "xor" | "not" | "mux" | "lt" | "eq" | "slice" | "shift" | "sat";

export interface Step {
  readonly operator: Operator;
  /** Which of the values so far. */
  readonly from: readonly [number, number, number];
  readonly isNamed: boolean;
  readonly amount: number;
}

const operators: readonly Operator[] = [
  ...(["add", "sub", "mul", "and", "xor", "not", "mux", "lt", "eq", "slice", "shift", "sat"] as const),
];
const widest = 24;

/** Steps over `inputs` values; later values are taken more often, so that chains get long. */
export function randomSteps(random: Random, inputs: number, count: number): Step[] {
  return Array.from({ length: count }, (_, i) => {
    const there = inputs + i;
    const pick = (): number => Math.max(random.integer(0, there - 1), random.integer(0, there - 1));
    return {
      operator: random.pick(operators),
      from: [pick(), pick(), pick()],
      isNamed: random.chance(0.3),
      amount: random.integer(0, 7),
    };
  });
}

/** Adds the value of one step to those that are there. */
export function applyStep(step: Step, values: readonly UInt[], name: string): UInt {
  const [a, b, c] = step.from.map((at) => valueAt(values, at)) as [UInt, UInt, UInt];
  const made = result(step, a, b, c);
  const narrow = made.width > widest ? made.slice(made.width - 1, made.width - widest) : made;
  return step.isNamed ? (nodes({ [name]: narrow })[name] ?? narrow) : narrow;
}

export function valueAt(values: readonly UInt[], at: number): UInt {
  const value = values[at];
  if (value === undefined) throw new Error(`no value ${at}`);
  return value;
}

function result({ operator, amount }: Step, a: UInt, b: UInt, c: UInt): UInt {
  switch (operator) {
    case "add":
      return a.add(b);
    case "sub":
      return a.sub(b).asUInt();
    case "mul":
      return a.trunc(Math.min(a.width, 10)).mul(b.trunc(Math.min(b.width, 10)));
    case "and":
      return a.and(b);
    case "xor":
      return a.xor(b);
    case "not":
      return a.not();
    case "mux":
      return c.any().mux(a, b);
    case "lt":
      return a.asSInt().lt(b.asSInt()).asUInt();
    case "eq":
      return a.eq(b).asUInt();
    case "slice":
      return a.slice(a.width - 1, Math.min(amount, a.width - 1));
    case "shift":
      return a.shrBy(b.trunc(Math.min(b.width, 3)));
    case "sat":
      return a
        .asSInt()
        .extend(a.width + 1)
        .sat(Math.max(1, a.width - amount))
        .asUInt();
  }
}
