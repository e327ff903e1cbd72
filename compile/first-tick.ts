import type { Network } from "../network/index.ts";

/**
 * The earliest tick that an event of tick 0 can reach each population: the smallest sum of delays over all paths from
 * an input. Populations that no input reaches are absent.
 */
export function firstTicks({ inputs, projections }: Pick<Network, "inputs" | "projections">): Map<string, number> {
  const earliest = new Map(inputs.map(({ name }) => [name, 0]));
  // Bellman-Ford: delays are not negative, so the values settle after at most one round per population.
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to, delay } of projections) {
      const start = earliest.get(from);
      if (start === undefined || start + delay >= (earliest.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      earliest.set(to, start + delay);
      changed = true;
    }
  }
  for (const { name } of inputs) earliest.delete(name);
  return earliest;
}
