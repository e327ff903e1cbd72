/**
 * Cuts what happens at an edge into clusters that rest while nothing they read has changed. State that is computed from
 * the same values comes out the same, so a cluster whose inputs and state are as they were at its last edge need not
 * run. Each has a bit in a word of the instance; who changes a register sets the bits of the clusters that read it.
 *
 * A cluster computes all it needs from registers and inputs itself, sharing nothing with others: then nothing but its
 * own bit decides whether it runs. A register that a later cluster still has to read as it was is written to a shadow
 * first, and copied when all clusters have run.
 */
import { type Action, planRegisters } from "./edge-plan.ts";
import type { Node } from "./graph.ts";
import { type PlannedPort, planPorts } from "./memory-ports.ts";
import type { GraphMemory, GraphRegister } from "./module-graph.ts";
import { type Region, region, rootsOf } from "./regions.ts";

export interface Cluster {
  readonly root: Region;
  readonly ports: readonly { readonly memory: number; readonly planned: readonly PlannedPort[] }[];
  readonly actions: readonly Action[];
  /** State and inputs that it reads. */
  readonly reads: ReadonlySet<Node>;
  /** State that it may change, by the node of its current value. */
  readonly writes: ReadonlySet<Node>;
}

/** Bits in the word of an instance. */
export const bitCount = 64;

interface Sink {
  readonly scope: string;
  readonly cost: number;
  readonly registers: readonly GraphRegister[];
  readonly memory: number | undefined;
}

/**
 * The clusters of one clock group, in the order in which they run. `least`: instructions of a cluster, roughly.
 * `isRestless`: state that is known to change in most cycles. What reads it would hardly ever rest, and runs always.
 */
export function planClusters(
  registers: readonly GraphRegister[],
  memories: readonly GraphMemory[],
  least: number,
  most: number,
  isRestless: (current: Node) => boolean,
): { readonly resting: readonly Cluster[]; readonly always: Cluster } {
  const [restless, calm]: [Sink[], Sink[]] = [[], []];
  for (const sink of sinksOf(registers, memories)) {
    const { reads, writes } = clusterOf([sink], memories);
    if ([...reads, ...writes].some(isRestless)) restless.push(sink);
    else calm.push(sink);
  }
  const total = calm.reduce((sum, { cost }) => sum + cost, 0);
  const enough = Math.max(least, Math.ceil((1.5 * total) / most));
  const runs: Sink[][] = [];
  let run: Sink[] = [];
  let cost = 0;
  const close = (): void => {
    if (run.length > 0) runs.push(run);
    [run, cost] = [[], 0];
  };
  for (const sink of calm) {
    if (run[0] !== undefined && run[0].scope !== sink.scope && cost >= enough / 2) close();
    run.push(sink);
    cost += sink.cost;
    if (cost >= enough) close();
  }
  close();
  return {
    resting: readersFirst(runs.map((members) => clusterOf(members, memories))),
    always: clusterOf(restless, memories),
  };
}

function clusterOf(members: readonly Sink[], memories: readonly GraphMemory[]): Cluster {
  const root = region(undefined);
  const ports = members.flatMap(({ memory }) => {
    const whole = memory === undefined ? undefined : memories[memory];
    return memory === undefined || whole === undefined ? [] : [{ memory, planned: planPorts(whole, root) }];
  });
  const own = members.flatMap((sink) => sink.registers);
  const actions = planRegisters(own, root);
  const writes = new Set(own.map(({ current }) => current));
  for (const { planned } of ports) for (const each of planned) if (each.kind === "read") writes.add(each.port.data);
  return { root, ports, actions, reads: leavesOf(root), writes };
}

/** What changes together is kept together: by module, then by the condition under which it changes. */
function sinksOf(registers: readonly GraphRegister[], memories: readonly GraphMemory[]): Sink[] {
  const scopes = new Map<string, { memories: Sink[]; registers: Map<Node | undefined, GraphRegister[]> }>();
  const open = (name: string) => {
    const scope = name.slice(0, Math.max(0, name.lastIndexOf(".")));
    const known = scopes.get(scope) ?? { memories: [], registers: new Map<Node | undefined, GraphRegister[]>() };
    scopes.set(scope, known);
    return { scope, ...known };
  };
  for (const [memory, { name, reads, writes }] of memories.entries()) {
    if (reads.length + writes.length === 0) continue;
    const { scope, memories: own } = open(name);
    own.push({ scope, cost: 15 * (reads.length + writes.length), registers: [], memory });
  }
  for (const register of registers) {
    const { next } = register;
    const cond = next.op === "mux" ? next.operands[0] : undefined;
    const { registers: own } = open(register.name);
    const known = own.get(cond);
    if (known === undefined) own.set(cond, [register]);
    else known.push(register);
  }
  return [...scopes].flatMap(([scope, own]) => [
    ...own.memories,
    ...[...own.registers].flatMap(([cond, members]): Sink[] => {
      const sink = (part: readonly GraphRegister[]): Sink => {
        const cost = part.reduce((sum, { next }) => sum + 3 + Math.min(next.cost, 30), 0);
        return { scope, cost, registers: part, memory: undefined };
      };
      return cond === undefined ? members.map((each) => sink([each])) : [sink(members)];
    }),
  ]);
}

/** State and inputs that the code of a region, and of those in it, reads. */
export function leavesOf(root: Region): Set<Node> {
  const leaves = new Set<Node>();
  const seen = new Set<Node>();
  const stack = rootsOf(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.op === "load") leaves.add(node);
    for (const operand of node.operands) stack.push(operand);
  }
  return leaves;
}

/** As far as that is possible, so that few registers need a shadow. */
function readersFirst(clusters: readonly Cluster[]): Cluster[] {
  const readers = new Map<Node, Cluster[]>();
  for (const cluster of clusters) {
    for (const node of cluster.reads) readers.set(node, [...(readers.get(node) ?? []), cluster]);
  }
  const ordered = new Set<Cluster>();
  const begun = new Set<Cluster>();
  const visit = (cluster: Cluster): void => {
    if (begun.has(cluster)) return;
    begun.add(cluster);
    for (const node of cluster.writes) for (const reader of readers.get(node) ?? []) visit(reader);
    ordered.add(cluster);
  };
  clusters.forEach(visit);
  return [...ordered];
}

/** The state, by the node of its current value, that a later cluster reads: it needs a shadow. */
export function readLater(clusters: readonly Cluster[]): Set<Node> {
  const later = new Set<Node>();
  const written = new Set<Node>();
  for (const cluster of clusters) {
    for (const node of cluster.reads) if (written.has(node)) later.add(node);
    for (const node of cluster.writes) written.add(node);
  }
  return later;
}
