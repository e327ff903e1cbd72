/** What modules may take, against what they take. */
import type { Area } from "./netlist-area.ts";

/** A file of `budgets/`: one design on one device. */
export interface BudgetFile {
  /** What was measured: `UP5K, 16 lanes of 4 bits, 784-240-10, full`. */
  readonly design: string;
  /** Each module with all that is in it, by its path in the design. */
  readonly modules: Readonly<Record<string, Area>>;
}

/** Of each budget that a module may miss before it is told; at least one cell. */
export const tolerance = 0.03;

export interface BudgetReport {
  /** A module over its budget, one without a budget, a budget without a module. */
  readonly exceeded: readonly string[];
  /** Budgets that nothing reaches any more. */
  readonly couldBeLowered: readonly string[];
}

export function compareBudget(budget: BudgetFile, found: ReadonlyMap<string, Area>): BudgetReport {
  const exceeded: string[] = [];
  const couldBeLowered: string[] = [];
  const { design, modules } = budget;
  for (const path of Object.keys(modules))
    if (!found.has(path)) exceeded.push(`${design}: there is no ${path} any more`);
  for (const [path, area] of found) {
    const allowed = modules[path];
    if (allowed === undefined) {
      exceeded.push(`${design}: ${path} has no budget; it takes ${told(area)}`);
      continue;
    }
    for (const resource of new Set([...Object.keys(allowed), ...Object.keys(area)])) {
      const [now, limit] = [area[resource] ?? 0, allowed[resource] ?? 0];
      const margin = Math.ceil(limit * tolerance);
      const text = `${design}: ${path} takes ${now} ${resource.toUpperCase()}, its budget is ${limit}`;
      if (now > limit + margin) exceeded.push(text);
      if (now < limit - margin) couldBeLowered.push(text);
    }
  }
  return { exceeded, couldBeLowered };
}

const told = (area: Area): string =>
  Object.entries(area)
    .map(([resource, count]) => `${count} ${resource.toUpperCase()}`)
    .join(", ");

/** The text of a budget file, one line per module. */
export function formatBudget(design: string, found: ReadonlyMap<string, Area>): string {
  const lines = [...found].map(([path, area]) => {
    const counts = Object.entries(area).map(([resource, count]) => `${JSON.stringify(resource)}: ${count}`);
    return `    ${JSON.stringify(path)}: { ${counts.join(", ")} }`;
  });
  return `{\n  "design": ${JSON.stringify(design)},\n  "modules": {\n${lines.join(",\n")}\n  }\n}\n`;
}
