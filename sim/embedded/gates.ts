/** Emits an edge cut into clusters that rest while nothing they read has changed; see clusters.ts. */
import { bitCount, type Cluster, readLater } from "./clusters.ts";
import type { CompiledMemory } from "./compiled-module.ts";
import { EdgeEmitter, type EdgeTarget, placeOf } from "./edge-emitter.ts";
import type { Node } from "./graph.ts";
import type { GraphProperty } from "./module-graph.ts";
import { isWide, ownPlace, type Place } from "./place.ts";
import type { Region } from "./regions.ts";
import type { ValueEmitter } from "./value-emitter.ts";
import type { FunctionBuilder } from "./wasm-encoder.ts";

/** Assertions, whose turn comes like a cluster's; they write nothing. */
interface Guard {
  readonly checks: readonly GraphProperty[];
  readonly root: Region;
  readonly reads: ReadonlySet<Node>;
}

export interface GroupPlan {
  readonly resting: readonly Cluster[];
  /** Runs at every edge, after the others. */
  readonly always: Cluster;
  readonly guards: readonly Guard[];
}

interface GatedGroup extends GroupPlan {
  readonly shadows: ReadonlyMap<Node, Place>;
  /** Bit of its first cluster; the guards' come behind the clusters'. */
  readonly firstBit: number;
}

/** What gates need of the module whose edges they are. */
export interface GateEnvironment {
  readonly memories: readonly CompiledMemory[];
  addressOf(place: Place): number;
  values(fn: FunctionBuilder, root: Region): ValueEmitter;
}

/** What an instance has in memory for its gates, whether or not it has gates: so that it can get them later. */
export interface GatePlaces {
  /** Bits of the clusters that have to run at their next edge. */
  readonly due: Place;
  readonly shadows: ReadonlyMap<Node, Place>;
  /** By clock group, for inputs that a parent stores: what they were at the last edge. */
  readonly inputs: readonly ReadonlyMap<Node, Place>[];
}

export function gatePlaces(state: readonly Node[], inputs: readonly Node[], groups: number): GatePlaces {
  const places = (nodes: readonly Node[]) => new Map(nodes.map((node) => [node, ownPlace(node.width)]));
  return { due: ownPlace(64), shadows: places(state), inputs: Array.from({ length: groups }, () => places(inputs)) };
}

export const allPlaces = ({ due, shadows, inputs }: GatePlaces): Place[] => [
  due,
  ...shadows.values(),
  ...inputs.flatMap((group) => [...group.values()]),
];

export class Gates {
  readonly #places: GatePlaces;
  readonly #groups: readonly GatedGroup[];
  readonly #readers = new Map<Node, bigint>();
  readonly #readersOfMemory = new Map<number, bigint>();

  constructor(groups: readonly GroupPlan[], places: GatePlaces) {
    this.#places = places;
    let bit = 0;
    this.#groups = groups.map((plan) => {
      const firstBit = bit;
      bit += plan.resting.length + plan.guards.length;
      const shadows = new Map<Node, Place>();
      for (const node of readLater([...plan.resting, plan.always])) {
        const place = places.shadows.get(node);
        if (place === undefined) throw new Error("state without a place for its shadow");
        shadows.set(node, place);
      }
      return { ...plan, shadows, firstBit };
    });
    if (bit > bitCount) throw new Error(`${bit} clusters`);
    for (const { resting: clusters, guards, firstBit } of this.#groups) {
      for (const [index, { reads, ports }] of [
        ...clusters,
        ...guards.map((guard) => ({ ...guard, ports: [] })),
      ].entries()) {
        const own = 1n << BigInt(firstBit + index);
        for (const node of reads) this.#readers.set(node, (this.#readers.get(node) ?? 0n) | own);
        for (const { memory } of ports) {
          this.#readersOfMemory.set(memory, (this.#readersOfMemory.get(memory) ?? 0n) | own);
        }
      }
    }
  }

  /** Emits what comes before the first edge that a function takes: the local variable with the bits that are due. */
  emitDue(fn: FunctionBuilder, environment: GateEnvironment): number {
    const due = fn.local("i64");
    environment.values(fn, { parent: undefined, depth: 0, roots: [], children: [] }).pushBase();
    fn.memory("i64_load", environment.addressOf(this.#places.due));
    fn.opIndex("local_set", due);
    return due;
  }

  /**
   * Emits an edge, which leaves in `due`, and in memory, what is due at the next. `guard` emits the check of the
   * assertions, and leaves the function where one fails.
   */
  emit(
    fn: FunctionBuilder,
    group: number,
    due: number,
    environment: GateEnvironment,
    guard: (values: ValueEmitter, checks: readonly GraphProperty[]) => void,
  ): void {
    const gated = this.#groups[group];
    if (gated === undefined) throw new Error(`no clock group ${group}`);
    const { addressOf } = environment;
    const next = fn.local("i64");
    const base = environment.values(fn, { parent: undefined, depth: 0, roots: [], children: [] });
    this.#compareInputs(fn, group, environment, base, due);
    const halves = [fn.local("i32"), fn.local("i32")] as const;
    fn.opIndex("local_get", due);
    fn.op("i32_wrap_i64");
    fn.opIndex("local_set", halves[0]);
    fn.opIndex("local_get", due);
    fn.constI64(32n);
    fn.op("i64_shr_u");
    fn.op("i32_wrap_i64");
    fn.opIndex("local_set", halves[1]);
    const when = (bit: number, then: () => void): void => {
      fn.opIndex("local_get", halves[bit < 32 ? 0 : 1]);
      fn.constI32(1 << (bit % 32));
      fn.op("i32_and");
      fn.open("if");
      then();
      fn.op("end");
    };
    const { resting: clusters, always, shadows, firstBit } = gated;
    for (const [index, { root, checks }] of gated.guards.entries()) {
      when(firstBit + clusters.length + index, () => guard(environment.values(fn, root), checks));
    }
    fn.opIndex("local_get", due);
    fn.constI64(~this.#bitsOf(group));
    fn.op("i64_and");
    fn.opIndex("local_set", next);
    for (const [index, cluster] of clusters.entries()) {
      when(firstBit + index, () => this.#emitCluster(fn, cluster, shadows, environment, next));
    }
    this.#emitCluster(fn, always, shadows, environment, next);
    for (const [index, { writes }] of clusters.entries()) {
      const shadowed = [...writes].filter((node) => shadows.has(node));
      const copyAll = (): void => {
        for (const node of shadowed) copy(fn, base, addressOf(shadowOf(shadows, node)), addressOf(placeOf(node)), node);
      };
      // One copy costs as much as the question whether it is needed.
      if (shadowed.length < 2) copyAll();
      else when(firstBit + index, copyAll);
    }
    base.pushBase();
    fn.opIndex("local_get", next);
    fn.opIndex("local_tee", due);
    fn.memory("i64_store", addressOf(this.#places.due));
  }

  /**
   * Emits what has to be done when state or inputs were written from outside. `other`: gates of the same instance, so
   * that either may be at work from then on.
   */
  emitWake(fn: FunctionBuilder, environment: GateEnvironment, other: Gates | undefined): void {
    const { addressOf } = environment;
    const base = environment.values(fn, { parent: undefined, depth: 0, roots: [], children: [] });
    base.pushBase();
    fn.constI64(-1n);
    fn.memory("i64_store", addressOf(this.#places.due));
    const shadows = new Map(
      [...this.#groups, ...(other === undefined ? [] : other.#groups)].flatMap((group) => [...group.shadows]),
    );
    for (const [node, shadow] of shadows) copy(fn, base, addressOf(placeOf(node)), addressOf(shadow), node);
  }

  #bitsOf(group: number): bigint {
    const { resting, guards, firstBit } = this.#groups[group] ?? { resting: [], guards: [], firstBit: 0 };
    return ((1n << BigInt(resting.length + guards.length)) - 1n) << BigInt(firstBit);
  }

  #readersIn(node: Node, group: number): bigint {
    return (this.#readers.get(node) ?? 0n) & this.#bitsOf(group);
  }

  #compareInputs(
    fn: FunctionBuilder,
    group: number,
    { addressOf }: GateEnvironment,
    base: ValueEmitter,
    due: number,
  ): void {
    for (const [node, last] of this.#places.inputs[group] ?? []) {
      const readers = this.#readersIn(node, group);
      if (readers === 0n) continue;
      const wide = isWide(node.width);
      base.pushCurrent(node);
      base.pushBase();
      fn.memory(wide ? "i64_load" : "i32_load", addressOf(last));
      fn.op(wide ? "i64_ne" : "i32_ne");
      fn.open("if");
      copy(fn, base, addressOf(placeOf(node)), addressOf(last), node);
      setBits(fn, due, readers);
      fn.op("end");
    }
  }

  #emitCluster(
    fn: FunctionBuilder,
    cluster: Cluster,
    shadows: ReadonlyMap<Node, Place>,
    environment: GateEnvironment,
    next: number,
  ): void {
    // One local variable collects the differences of all state with the same readers.
    const differences = new Map<bigint, number>();
    for (const node of cluster.writes) {
      const readers = this.#readers.get(node) ?? 0n;
      if (readers === 0n || differences.has(readers)) continue;
      const local = fn.local("i32");
      differences.set(readers, local);
      fn.constI32(0);
      fn.opIndex("local_set", local);
    }
    const target: EdgeTarget = {
      addressOf: (node) => environment.addressOf(shadows.get(node) ?? placeOf(node)),
      isInPlace: (node) => !shadows.has(node),
      isWatched: (node) => (this.#readers.get(node) ?? 0n) !== 0n,
      changed: (node) => {
        const local = differences.get(this.#readers.get(node) ?? 0n) ?? 0;
        fn.op(isWide(node.width) ? "i64_ne" : "i32_xor");
        fn.opIndex("local_get", local);
        fn.op("i32_or");
        fn.opIndex("local_set", local);
      },
      touched: (memory) => {
        const readers = this.#readersOfMemory.get(memory) ?? 0n;
        if (readers !== 0n) setBits(fn, next, readers);
      },
    };
    const emitter = new EdgeEmitter(fn, environment.values(fn, cluster.root), target);
    for (const { memory, planned } of cluster.ports) {
      const layout = environment.memories[memory];
      if (layout === undefined) throw new Error(`memory ${memory} has no place`);
      emitter.ports(memory, layout, planned);
    }
    emitter.actions(cluster.actions);
    for (const [readers, local] of differences) {
      fn.opIndex("local_get", local);
      fn.open("if");
      setBits(fn, next, readers);
      fn.op("end");
    }
  }
}

function setBits(fn: FunctionBuilder, word: number, bits: bigint): void {
  fn.opIndex("local_get", word);
  fn.constI64(bits);
  fn.op("i64_or");
  fn.opIndex("local_set", word);
}

function copy(fn: FunctionBuilder, values: ValueEmitter, from: number, to: number, { width }: Node): void {
  const wide = isWide(width);
  values.pushBase();
  values.pushBase();
  fn.memory(wide ? "i64_load" : "i32_load", from);
  fn.memory(wide ? "i64_store" : "i32_store", to);
}

function shadowOf(shadows: ReadonlyMap<Node, Place>, node: Node): Place {
  const place = shadows.get(node);
  if (place === undefined) throw new Error("state without a shadow");
  return place;
}
