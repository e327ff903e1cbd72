import type { IndexRange, IntegerNetwork, Sender } from "../../config/index.ts";
import { groupBy } from "./collect.ts";
import type { Connection, Part, Source } from "./connections.ts";

/** One core of a system. */
export interface CorePlace {
  readonly chip: number;
  readonly core: number;
}

/** A sender with everybody who wants its words. */
export interface Route {
  readonly source: Source;
  /** Cores that import it, the sender's own excepted; by chip and core. */
  readonly listeners: readonly CorePlace[];
  /** The host wants to see it. */
  readonly host: boolean;
}

/**
 * Every host input that somebody listens to, then every part whose spikes somebody else wants: another core, or the host.
 * The position is the route's number.
 */
export function routesOf(net: IntegerNetwork, parts: readonly Part[], connections: readonly Connection[]): Route[] {
  const heard = groupBy(connections, ({ source }) => (source.kind === "input" ? source.range : source.part));
  const routeOf = (key: IndexRange | Part, source: Source, host: boolean): Route[] => {
    const own = source.kind === "part" ? source.part : undefined;
    const listeners = new Map<string, CorePlace>();
    for (const { target } of heard.get(key) ?? []) {
      const { chip, core } = target;
      if (own?.chip !== chip || own.core !== core) listeners.set(`${chip} ${core}`, { chip, core });
    }
    const sorted = [...listeners.values()].sort((a, b) => a.chip - b.chip || a.core - b.core);
    return host || sorted.length > 0 ? [{ source, listeners: sorted, host }] : [];
  };
  return [
    ...net.inputs.flatMap((range) => routeOf(range, { kind: "input", range }, false)),
    ...parts.flatMap((part) => routeOf(part, { kind: "part", part }, net.outputs.includes(part.population))),
  ];
}

/** @param firstSlot of the part on its core */
export function senderOf({ source }: Route, firstSlot: (part: Part) => number): Sender {
  if (source.kind === "input") return { kind: "input", ...source.range };
  const { population, chip, core, first, size } = source.part;
  return { kind: "neurons", population, chip, core, first, size, firstSlot: firstSlot(source.part) };
}
