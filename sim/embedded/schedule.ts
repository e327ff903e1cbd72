/**
 * Cuts a module's work into functions. One per *class*: the outputs that depend on the same inputs within a cycle,
 * with the calls of children they need; a parent can then run a class as soon as those inputs are there, which is what
 * makes combinational paths through a hierarchy work without flattening it. What no output needs runs late, once.
 */
import type { SetId } from "./dependency-sets.ts";
import type { Node } from "./graph.ts";
import type { GraphChild, ModuleGraph } from "./module-graph.ts";
import { ownPlace, type Place } from "./place.ts";

/** A class of a child that has to run, after its inputs are stored. */
export interface ScheduledCall {
  readonly node: Node;
  readonly child: GraphChild;
  readonly childIndex: number;
  readonly classIndex: number;
}

/** An input of a child that has to be stored. */
export interface ScheduledInput {
  readonly childIndex: number;
  readonly input: number;
  readonly value: Node;
}

export type Step =
  | { readonly kind: "call"; readonly call: ScheduledCall }
  | ({ readonly kind: "input" } & ScheduledInput);

export interface ScheduledClass {
  readonly dependencies: SetId;
  /** Stores and calls, in order. */
  readonly steps: readonly Step[];
  readonly outputs: readonly { readonly place: Place; readonly value: Node }[];
  /** Indices of the classes that run before. */
  readonly before: readonly number[];
}

export type ScheduledOutput =
  | { readonly name: string; readonly kind: "constant"; readonly value: bigint }
  | { readonly name: string; readonly kind: "input"; readonly input: number }
  | { readonly name: string; readonly kind: "state"; readonly place: Place }
  | { readonly name: string; readonly kind: "computed"; readonly place: Place; readonly class: number };

export interface Schedule {
  readonly classes: readonly ScheduledClass[];
  readonly late: readonly Step[];
  readonly outputs: readonly ScheduledOutput[];
}

interface Draft {
  readonly dependencies: SetId;
  readonly outputs: { name: string; place: Place; value: Node; stored: boolean }[];
  calls: ScheduledCall[];
}

export function scheduleModule(module: ModuleGraph): Schedule {
  const { graph } = module;
  const drafts = new Map<SetId, Draft>();
  const draft = (dependencies: SetId): Draft => {
    const made: Draft = drafts.get(dependencies) ?? { dependencies, outputs: [], calls: [] };
    drafts.set(dependencies, made);
    return made;
  };

  const plain: ScheduledOutput[] = [];
  for (const { name, value } of module.outputs) {
    const { op, place } = value;
    const input = module.inputs.findIndex((each) => each.place === place);
    if (op === "const") plain.push({ name, kind: "constant", value: value.value });
    else if (input >= 0) plain.push({ name, kind: "input", input });
    else if (op === "load" && place !== undefined) plain.push({ name, kind: "state", place });
    else if (op === "childOutput" && place !== undefined) {
      draft(value.dependencies).outputs.push({ name, place, value, stored: true });
    } else {
      draft(value.dependencies).outputs.push({ name, place: ownPlace(value.width), value, stored: false });
    }
  }

  const late = module.children.length === 0 ? [] : draftCalls(module, drafts, draft);
  const size = ({ dependencies }: Draft) => graph.sets.members(dependencies).length;
  const ordered = [...drafts.values()].sort((a, b) => size(a) - size(b));
  const contains = (whole: Draft, part: Draft) => graph.sets.isSubset(part.dependencies, whole.dependencies);
  const steps = module.children.length === 0 ? undefined : new StepPlanner(contains);
  const classes = ordered.map((each, index) => ({
    dependencies: each.dependencies,
    steps: steps?.of(each.calls, each) ?? [],
    outputs: each.outputs.flatMap(({ place, value, stored: done }) => (done ? [] : [{ place, value }])),
    before: ordered.flatMap((other, at) => (at < index && contains(each, other) ? [at] : [])),
  }));
  const computed = ordered.flatMap((each, index) =>
    each.outputs.map(({ name, place }) => ({ name, kind: "computed" as const, place, class: index })),
  );
  return { classes, late: steps?.late(late, module.children) ?? [], outputs: [...plain, ...computed] };
}

/** Gives the calls that outputs need to their classes; returns the others. */
function draftCalls(
  module: ModuleGraph,
  drafts: Map<SetId, Draft>,
  draft: (dependencies: SetId) => Draft,
): ScheduledCall[] {
  const needed = reachableCalls([...drafts.values()].flatMap(({ outputs }) => outputs.map(({ value }) => value)));
  const late: ScheduledCall[] = [];
  for (const call of scheduledCalls(module)) {
    if (needed.has(call.node)) draft(call.node.dependencies).calls.push(call);
    else late.push(call);
  }
  mergeLonely(drafts, module);
  return late;
}

/** Each input of a child is stored before the first call that needs it, and not again where that is sure to have run. */
class StepPlanner {
  readonly #contains: (whole: Draft, part: Draft) => boolean;
  /** Classes that store an input, by child and input. */
  readonly #stored = new Map<string, Draft[]>();

  constructor(contains: (whole: Draft, part: Draft) => boolean) {
    this.#contains = contains;
  }

  /** Of a class. */
  of(calls: readonly ScheduledCall[], at: Draft): Step[] {
    return calls.flatMap((call): Step[] => {
      const inputs = call.child.module.classes[call.classIndex]?.inputs ?? [];
      const stores = inputs.flatMap((input) => this.#storeOnce(call.child, call.childIndex, input, at));
      return [...stores, { kind: "call", call }];
    });
  }

  /** Of the calls that no class needs, when all classes have run, and of all inputs that are not stored yet. */
  late(calls: readonly ScheduledCall[], children: readonly GraphChild[]): Step[] {
    const seen = new Set<string>();
    const steps: Step[] = [];
    const store = (child: GraphChild, childIndex: number, input: number): void => {
      const key = `${childIndex} ${input}`;
      if (!seen.has(key)) steps.push(...this.#storeOnce(child, childIndex, input, undefined));
      seen.add(key);
    };
    for (const call of calls) {
      for (const input of call.child.module.classes[call.classIndex]?.inputs ?? []) {
        store(call.child, call.childIndex, input);
      }
      steps.push({ kind: "call", call });
    }
    for (const [childIndex, child] of children.entries()) {
      for (const input of child.inputs.keys()) store(child, childIndex, input);
    }
    return steps;
  }

  #storeOnce(child: GraphChild, childIndex: number, input: number, at: Draft | undefined): Step[] {
    const key = `${childIndex} ${input}`;
    const places = this.#stored.get(key) ?? [];
    if (places.some((earlier) => at === undefined || this.#contains(at, earlier))) return [];
    if (at !== undefined) this.#stored.set(key, [...places, at]);
    const value = child.inputs[input];
    if (value === undefined) throw new Error(`${child.instance.name} has no input ${input}`);
    return [{ kind: "input", childIndex, input, value }];
  }
}

/** All calls of children in evaluation order. */
function scheduledCalls(module: ModuleGraph): ScheduledCall[] {
  const calls = module.children.flatMap((child, childIndex) =>
    child.calls.flatMap((node, classIndex) => (node === undefined ? [] : [{ node, child, childIndex, classIndex }])),
  );
  return calls.sort((a, b) => a.node.id - b.node.id);
}

function reachableCalls(roots: readonly Node[]): Set<Node> {
  const seen = new Set<Node>();
  const calls = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.op === "call") calls.add(node);
    stack.push(...node.operands);
  }
  return calls;
}

/** Calls that only one class needs, and that have no output of their own, need no function of their own. */
function mergeLonely(drafts: Map<SetId, Draft>, { graph }: ModuleGraph): void {
  for (const each of [...drafts.values()]) {
    if (each.outputs.length > 0) continue;
    const users = [...drafts.values()].filter(
      (other) => other !== each && graph.sets.isSubset(each.dependencies, other.dependencies),
    );
    const [only] = users;
    if (only === undefined || users.length > 1) continue;
    only.calls = [...each.calls, ...only.calls].sort((a, b) => a.node.id - b.node.id);
    drafts.delete(each.dependencies);
  }
}
