import type { AxonRange, IndexRange, SynapseBlock } from "../../config/index.ts";
import { at, groupBy } from "./collect.ts";
import { type Connection, elementsOf, type Part, type Source } from "./connections.ts";

/** Axons from outside that are one input of a core. */
export interface Bundle {
  /** The parts with the number of their blocks. */
  readonly listeners: readonly { readonly part: Part; readonly count: number }[];
  readonly members: readonly Member[];
  /** Axons of all members. */
  readonly size: number;
}

interface Member {
  readonly source: Source;
  readonly delay: number;
  /** First axon within the bundle. */
  readonly first: number;
  /** By listening part. */
  readonly blocks: ReadonlyMap<Part, readonly SynapseBlock[]>;
}

/**
 * Sources that the same parts listen to become one bundle. While there are more than `most`, the two are joined whose
 * union costs the fewest weight words: parts that listen to one of them get words of zeros for the other.
 */
export function bundlesOf(
  connections: readonly Connection[],
  parts: readonly Part[],
  { lanes, most }: { readonly lanes: number; readonly most: number },
): Bundle[] {
  const members = membersOf(connections);
  const key = ({ blocks }: Member): string => parts.map((part) => blocks.get(part)?.length ?? 0).join(" ");
  let bundles = [...groupBy(members, key).values()].map((group) => bundleOf(group, parts));
  while (bundles.length > Math.max(1, most)) bundles = joinCheapest(bundles, parts, lanes);
  return bundles;
}

function membersOf(connections: readonly Connection[]): Member[] {
  // A source is one object for all of its connections.
  const heard = new Map<Source, Map<number, Map<Part, readonly SynapseBlock[]>>>();
  for (const { source, delay, target, blocks } of connections) {
    const byDelay = heard.get(source) ?? new Map<number, Map<Part, readonly SynapseBlock[]>>();
    heard.set(source, byDelay);
    const later = Math.max(1, delay);
    const byPart = byDelay.get(later) ?? new Map<Part, readonly SynapseBlock[]>();
    byDelay.set(later, byPart);
    byPart.set(target, blocks);
  }
  return [...heard].flatMap(([source, byDelay]) =>
    [...byDelay].map(([delay, blocks]): Member => ({ source, delay, first: 0, blocks })),
  );
}

function bundleOf(members: readonly Member[], parts: readonly Part[]): Bundle {
  let size = 0;
  const placed = members.map((member): Member => {
    const first = size;
    size += elementsOf(member.source).size;
    return { ...member, first };
  });
  const listeners = parts.map((part) => ({
    part,
    count: Math.max(...members.map(({ blocks }) => blocks.get(part)?.length ?? 0)),
  }));
  return { listeners: listeners.filter(({ count }) => count > 0), members: placed, size };
}

function joinCheapest(bundles: readonly Bundle[], parts: readonly Part[], lanes: number): Bundle[] {
  let best = { a: 0, b: 1, words: Number.POSITIVE_INFINITY };
  for (let b = 1; b < bundles.length; b++) {
    for (let a = 0; a < b; a++) {
      const words = zeroWords(at(bundles, a), at(bundles, b), lanes) + zeroWords(at(bundles, b), at(bundles, a), lanes);
      if (words < best.words) best = { a, b, words };
    }
  }
  const joined = bundleOf([...at(bundles, best.a).members, ...at(bundles, best.b).members], parts);
  return bundles.flatMap((bundle, number) => (number === best.a ? [joined] : number === best.b ? [] : [bundle]));
}

/** Words for the axons of `other` at parts that listen to `bundle` alone. */
function zeroWords({ listeners }: Bundle, other: Bundle, lanes: number): number {
  return listeners.reduce((sum, { part, count }) => {
    const heard = other.listeners.find((listener) => listener.part === part)?.count ?? 0;
    return sum + Math.max(0, count - heard) * Math.ceil(part.size / lanes) * other.size;
  }, 0);
}

/** The members' blocks onto a part, one below the other; no synapses from members that it does not listen to. */
export function bundled(
  { members }: Bundle,
  part: Part,
  number: number,
  axons: AxonRange,
  target: IndexRange,
): SynapseBlock {
  const weights = new Int32Array(axons.size * target.size);
  const exists = new Uint8Array(axons.size * target.size);
  for (const { source, blocks, first } of members) {
    const block = blocks.get(part)?.[number];
    if (block === undefined) continue;
    const start = first * target.size;
    weights.set(block.weights, start);
    if (block.exists === undefined) exists.fill(1, start, start + elementsOf(source).size * target.size);
    else exists.set(block.exists, start);
  }
  return {
    axonFirst: axons.first,
    axonCount: axons.size,
    neuronFirst: target.first,
    neuronCount: target.size,
    weights,
    ...(exists.includes(0) ? { exists } : {}),
  };
}
