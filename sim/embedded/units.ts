/**
 * Which instances are compiled into the functions of their parent. A function that has the whole of a small design
 * keeps its values in local variables, and nothing is stored for a child to load; but the code of a function must stay
 * small enough for the optimising compiler and for the processor's caches, and a module that is instantiated many times
 * should have its code once. So a *unit* is a module with as much of what is below it as its budget allows.
 */
import { operands } from "../../hdlgen/expr.ts";
import type { Expr, Instance, ModuleIr, Signal, Statement } from "../../hdlgen/ir.ts";
import { behaviourOf } from "../clock-path.ts";
import { type ClockGroups, groupsOfChild } from "./clock-groups.ts";
import type { CompiledModule } from "./compiled-module.ts";

/** A module within a unit: the unit's own, or one of those compiled into it. */
export interface Scope {
  readonly ir: ModuleIr;
  /** Dot-joined instance names below the unit; empty for its own module. */
  readonly path: string;
  readonly parent: Scope | undefined;
  readonly instance: Instance | undefined;
  /** In the order of the module's instances. */
  readonly children: readonly (Scope | Called)[];
  /** The unit's clock group of a clock of the module; absent: its own. */
  groupOf(clock: Signal | undefined): number;
}

export interface Unit extends Scope {
  /** Everything below it is in it. */
  readonly isWhole: boolean;
}

/** An instance of another unit. */
export interface Called {
  readonly instance: Instance;
  readonly path: string;
  readonly module: CompiledModule;
  /** For each of its clock groups, the one of the unit it is in. */
  readonly groups: readonly number[];
}

export const isCalled = (child: Scope | Called): child is Called => "module" in child;

/** The scopes of a unit, parents first. */
export function scopesOf(root: Scope): Scope[] {
  const scopes: Scope[] = [];
  const visit = (scope: Scope): void => {
    scopes.push(scope);
    for (const child of scope.children) if (!isCalled(child)) visit(child);
  };
  visit(root);
  return scopes;
}

export class UnitPlanner {
  readonly #budget: number;
  readonly #own = new Map<ModuleIr, number>();
  readonly #whole = new Map<ModuleIr, number>();

  /** `budget`: most operators in one unit, roughly. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** The unit of a module. `compile` is asked for the modules that stay units of their own. */
  plan(ir: ModuleIr, groups: ClockGroups, compile: (ir: ModuleIr, groups: ClockGroups) => CompiledModule): Unit {
    let isComplete = true;
    let left = this.#budget - this.#ownWeight(ir);
    // Where not everything fits, what is large keeps code of its own, which all its instances share.
    const largest = this.wholeWeight(ir) <= this.#budget ? this.#budget : this.#budget / 32;
    const admits = (child: ModuleIr): boolean => {
      const weight = this.wholeWeight(child);
      if (weight > Math.min(left, largest)) return false;
      left -= weight;
      return true;
    };
    const scope = (
      module: ModuleIr,
      own: ClockGroups,
      toUnit: readonly number[] | undefined,
      place: Pick<Scope, "path" | "parent" | "instance">,
      isWhole: boolean,
    ): Scope => {
      const unitGroup = (group: number): number => toUnit?.[group] ?? group;
      const children: (Scope | Called)[] = [];
      const result: Scope = {
        ir: module,
        ...place,
        children,
        groupOf: (clock) => unitGroup(own.of(clock)),
      };
      for (const instance of module.instances) {
        const child = behaviourOf(instance.module);
        const below = groupsOfChild(module, own, instance);
        const inUnit = below.inParent.map(unitGroup);
        const path = place.path === "" ? instance.name : `${place.path}.${instance.name}`;
        if (isWhole || admits(child)) {
          children.push(scope(child, below.groups, inUnit, { path, parent: result, instance }, true));
        } else {
          isComplete = false;
          children.push({ instance, path, module: compile(child, below.groups), groups: inUnit });
        }
      }
      return result;
    };
    const root = scope(ir, groups, undefined, { path: "", parent: undefined, instance: undefined }, false);
    return { ...root, isWhole: isComplete };
  }

  /** Of a module with all that is below it. */
  wholeWeight(ir: ModuleIr): number {
    const known = this.#whole.get(ir);
    if (known !== undefined) return known;
    let weight = this.#ownWeight(ir);
    for (const { module } of ir.instances) weight += this.wholeWeight(behaviourOf(module));
    this.#whole.set(ir, weight);
    return weight;
  }

  #ownWeight(ir: ModuleIr): number {
    const known = this.#own.get(ir) ?? weightOf(ir);
    this.#own.set(ir, known);
    return known;
  }
}

function weightOf(ir: ModuleIr): number {
  const open: Expr[] = [];
  let weight = ir.registers.length + ofBody(ir.body, open);
  for (const { value } of ir.nodes) open.push(value);
  for (const { value } of ir.outputs) open.push(value);
  for (const { reset } of ir.registers) if (reset !== undefined) open.push(reset.when);
  for (const { reads, writes } of ir.memories) {
    weight += 8 * (reads.length + writes.length);
    for (const { address, enable } of reads) open.push(address, enable);
    for (const { address, enable, data, mask } of writes) {
      open.push(address, enable, data);
      if (mask !== undefined) open.push(mask);
    }
  }
  for (const { inputs, reset } of ir.instances) {
    if (reset !== undefined) open.push(reset);
    for (const { value } of inputs) open.push(value);
  }
  for (const { cond } of ir.properties) open.push(cond);
  return weight + countOperators(open);
}

/** The statements; what they compute is added to `open`. */
function ofBody(body: readonly Statement[], open: Expr[]): number {
  let count = body.length;
  for (const statement of body) {
    if (statement.kind === "assign") open.push(statement.value);
    else if (statement.kind === "if") {
      open.push(statement.cond);
      count += ofBody(statement.then, open) + ofBody(statement.else, open);
    } else {
      open.push(statement.subject);
      for (const { body: inner } of statement.cases) count += ofBody(inner, open);
      if (statement.default !== undefined) count += ofBody(statement.default.body, open);
    }
  }
  return count;
}

/** Distinct operators in expressions, which it consumes. */
function countOperators(open: Expr[]): number {
  const seen = new Set<Expr>();
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.op === "const" || expr.op === "ref" || seen.has(expr)) continue;
    seen.add(expr);
    const parts = operands(expr);
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index];
      if (part !== undefined && part.op !== "const" && part.op !== "ref") open.push(part);
    }
  }
  return seen.size;
}
