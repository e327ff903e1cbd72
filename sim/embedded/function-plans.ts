/** What each function of a unit is going to compute, before values are shared between functions. */
import type { Role } from "./compiled-module.ts";
import { type Action, planRegisters } from "./edge-plan.ts";
import { checksOf, isCover, portsOf, registersOf } from "./gate-plan.ts";
import type { Node } from "./graph.ts";
import { type PlannedPort, planPorts } from "./memory-ports.ts";
import type { ModuleGraph } from "./module-graph.ts";
import { type Region, region } from "./regions.ts";
import type { Schedule, Step } from "./schedule.ts";
import type { FunctionPlan } from "./spills.ts";

export interface EdgePlan extends FunctionPlan {
  /** By memory. */
  readonly ports: readonly (readonly PlannedPort[])[];
  readonly actions: readonly Action[];
}

export interface FunctionPlans {
  readonly classes: readonly FunctionPlan[];
  readonly late: FunctionPlan;
  /** By clock group. */
  readonly edges: readonly { readonly check: FunctionPlan; readonly edge: EdgePlan }[];
}

export function planFunctions(module: ModuleGraph, schedule: Schedule, groups: number, role: Role): FunctionPlans {
  const edges = Array.from({ length: groups }, (_, group) => {
    const checks = checksOf(module, group);
    const covers = module.properties.filter((each) => each.group === group && isCover(each));
    // Without other units around it an edge sees to the checks itself.
    const inEdge = role === "alone" ? checks : [];
    const check = plan(role === "alone" ? [] : checks.map(({ cond }) => cond));
    const root = region(undefined);
    const conditions = [...covers, ...inEdge].map(({ cond }) => cond);
    const edge: EdgePlan = {
      ...plan(conditions, root),
      ports: module.memories.map((memory) => planPorts(portsOf(memory, group), root)),
      actions: planRegisters(registersOf(module, group), root),
    };
    return { check, edge };
  });
  const classes = schedule.classes.map(({ steps, outputs }) =>
    plan([...storedBy(steps), ...outputs.map(({ value }) => value)]),
  );
  return { classes, late: plan(storedBy(schedule.late)), edges };
}

function plan(roots: readonly Node[], root: Region = region(undefined)): FunctionPlan {
  root.roots.push(...roots);
  return { root, keeps: new Set(), finds: new Set() };
}

const storedBy = (steps: readonly Step[]): Node[] =>
  steps.flatMap((step) => (step.kind === "input" ? [step.value] : []));
