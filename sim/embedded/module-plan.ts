/** What a unit is going to be: its graph, what each of its functions computes, and where everything lives. */
import type { ModuleIr } from "../../hdlgen/ir.ts";
import type { Role } from "./compiled-module.ts";
import type { Cut } from "./cut.ts";
import { type FunctionPlans, planFunctions } from "./function-plans.ts";
import { type HeldGates, mostGatedGroups, placesFor, planGates, planHeldGates } from "./gate-plan.ts";
import { allPlaces, type Gates } from "./gates.ts";
import type { Node } from "./graph.ts";
import { type Layout, layOut } from "./layout.ts";
import { buildModuleGraph, type ModuleGraph } from "./module-graph.ts";
import type { Place } from "./place.ts";
import { type Schedule, scheduleModule } from "./schedule.ts";
import { planSpills } from "./spills.ts";
import type { Scope } from "./units.ts";

export interface ModulePlan {
  readonly ir: ModuleIr;
  readonly role: Role;
  readonly module: ModuleGraph;
  readonly schedule: Schedule;
  readonly functions: FunctionPlans;
  /** Absent: everything runs at every edge. */
  readonly gates: Gates | undefined;
  readonly held: HeldGates | undefined;
  /** Places of the values that one function keeps for others. */
  readonly kept: ReadonlyMap<Node, Place>;
  readonly layout: Layout;
}

export function planModule(unit: Scope, groups: number, role: Role, cut: Cut): ModulePlan {
  const module = buildModuleGraph(unit, cut.visible);
  const schedule = scheduleModule(module);
  const functions = planFunctions(module, schedule, groups, role);
  const { classes, late, edges } = functions;
  // Nothing says when an output of another unit changes, so that units with such have no gates.
  const places = module.children.length > 0 || groups > mostGatedGroups ? undefined : placesFor(module, role, groups);
  const gates = places === undefined ? undefined : planGates(module, role, groups, cut, places);
  const canHold = places !== undefined && gates !== undefined && role === "alone" && groups === 1;
  const held = canHold ? planHeldGates(module, cut, places) : undefined;
  const isSelfContained = role === "alone" || gates !== undefined;
  const lateIndex = classes.length;
  const inOrder = [...classes, late, ...edges.flatMap(({ check, edge }) => [check, edge])];
  const kept = planSpills(module.graph.nodes.length, inOrder, (i, j) => {
    if (i > lateIndex || (isSelfContained && j > lateIndex)) return false;
    return j >= lateIndex || (schedule.classes[j]?.before.includes(i) ?? false);
  });
  const layout = layOut(module, [
    ...module.inputs.map(({ place }) => place),
    ...module.registers.map(({ place }) => place),
    ...schedule.classes.flatMap(({ outputs }) => outputs.map(({ place }) => place)),
    ...kept.values(),
    ...module.nets.map(({ place }) => place),
    ...(places === undefined ? [] : allPlaces(places)),
  ]);
  return { ir: unit.ir, role, module, schedule, functions, gates, held, kept, layout };
}
