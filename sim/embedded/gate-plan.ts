/** What each clock group of a unit has to do at its edges, and which of it may rest. */
import { bitCount, leavesOf, planClusters } from "./clusters.ts";
import type { Role } from "./compiled-module.ts";
import type { Cut } from "./cut.ts";
import { type GatePlaces, Gates, gatePlaces } from "./gates.ts";
import type { Node } from "./graph.ts";
import { type HeldModule, holdInputs } from "./held-inputs.ts";
import type { GraphMemory, GraphProperty, GraphRegister, ModuleGraph } from "./module-graph.ts";
import { region } from "./regions.ts";

/** Clock groups among which the bits of an instance are shared out at most. */
export const mostGatedGroups = 8;

export const isCover = ({ property }: GraphProperty): boolean => property.kind === "cover";

/** What must hold at the edges of the group. */
export function checksOf({ properties }: ModuleGraph, group: number): GraphProperty[] {
  return properties.filter((each) => each.group === group && !isCover(each));
}

/** The registers that an edge of the group changes. */
export function registersOf({ registers }: ModuleGraph, group: number): GraphRegister[] {
  return registers.filter(
    (register) => register.group === group && (register.next !== register.current || register.reset !== undefined),
  );
}

/** A memory as far as a group's edges concern it. */
export function portsOf(memory: GraphMemory, group: number): GraphMemory {
  const follows = (port: { readonly group: number }): boolean => port.group === group;
  return { ...memory, reads: memory.reads.filter(follows), writes: memory.writes.filter(follows) };
}

export function placesFor({ registers, inputs, graph }: ModuleGraph, role: Role, groups: number): GatePlaces {
  const own = new Set(inputs.map(({ place }) => place));
  // Whoever writes the inputs of the whole design says so.
  const stored = role === "alone" ? [] : graph.nodes.filter(({ place }) => place !== undefined && own.has(place));
  return gatePlaces(
    registers.map(({ current }) => current),
    stored,
    groups,
  );
}

function guardOf(checks: readonly GraphProperty[]) {
  const root = region(undefined);
  for (const { cond } of checks) root.roots.push(cond);
  return { checks, root, reads: leavesOf(root) };
}

/** Absent where nothing is known of what changes, or too little could rest. */
export function planGates(
  module: ModuleGraph,
  role: Role,
  groups: number,
  cut: Cut,
  places: GatePlaces,
): Gates | undefined {
  const { clusterCost, restless } = cut;
  return restless === undefined ? undefined : gatesFor(module, role, groups, clusterCost, restless, places);
}

function gatesFor(
  module: ModuleGraph,
  role: Role,
  groups: number,
  clusterCost: number,
  restless: NonNullable<Cut["restless"]>,
  places: GatePlaces,
): Gates | undefined {
  const known = new Set(module.registers.filter(({ name }) => restless(module.ir, name)).map(({ current }) => current));
  const isRestless = (current: Node): boolean => known.has(current);
  const most = Math.floor(bitCount / groups) - 3;
  const planned = Array.from({ length: groups }, (_, group) => {
    const memories = module.memories.map((memory) => portsOf(memory, group));
    const plan = planClusters(registersOf(module, group), memories, clusterCost, most, isRestless);
    const checks = role === "alone" ? checksOf(module, group) : [];
    const readsRestless = (each: GraphProperty): boolean => [...guardOf([each]).reads].some(isRestless);
    const guards = [checks.filter((each) => !readsRestless(each)), checks.filter(readsRestless)];
    return { ...plan, guards: guards.filter(({ length }) => length > 0).map(guardOf) };
  });
  if (planned.every(({ resting }) => resting.length < 2)) return undefined;
  return new Gates(planned, places);
}

export interface HeldGates extends HeldModule {
  readonly gates: Gates;
}

/** The same for a design of one clock and one unit while its inputs are held, in the same places. */
export function planHeldGates(module: ModuleGraph, cut: Cut, places: GatePlaces): HeldGates | undefined {
  const held = cut.held === undefined ? undefined : holdInputs(module, cut.held);
  const gates = held === undefined ? undefined : planGates(held.module, "alone", 1, cut, places);
  return held === undefined || gates === undefined ? undefined : { ...held, gates };
}
