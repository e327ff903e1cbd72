/** Which module takes how much of the device. */
import type { PlacedCell } from "../../flow/index.ts";
import type { BuildFacts } from "./build-facts.ts";
import { type Hierarchy, instancePaths, moduleAt } from "./hierarchy.ts";
import { type Markup, markup } from "./markup.ts";
import { grouped, sourceName } from "./names.ts";
import { commonLabel } from "./port-groups.ts";
import { type CellCounts, countsOf, type OwnerOf, ownerFinder } from "./regions.ts";

/** Deeper instances are many and small. */
const shownDepth = 4;

export interface ModuleRow {
  readonly depth: number;
  /** In TypeScript's spelling; equal instances side by side are one row: `lane0…15`. */
  readonly name: string;
  readonly source: string | undefined;
  readonly counts: CellCounts;
}

/** A row per instance that has cells, with everything below it, parents before children. */
export function moduleRows(hierarchy: Hierarchy, cells: readonly PlacedCell[]): readonly ModuleRow[] {
  const below = cellsBelow(hierarchy, ownerFinder(hierarchy, cells), cells);
  const rowsOf = (paths: readonly string[], depth: number): ModuleRow[] => {
    const [first = ""] = paths;
    const module = moduleAt(hierarchy, first);
    const inside = paths.flatMap((path) => below.get(path) ?? []);
    if (module === undefined || inside.length === 0 || depth > shownDepth) return [];
    const names = paths.map((path) => path.split(".").at(-1) ?? "");
    const row: ModuleRow = {
      depth,
      name: first === "" ? hierarchy.top : sourceName(commonLabel(names)),
      source: module.source,
      counts: countsOf(inside),
    };
    const families = new Map<string, string[]>();
    for (const { name, module: of } of module.instances) {
      const key = `${name.replace(/\d+$/, "")} ${of}`;
      const path = (parent: string): string => (parent === "" ? name : `${parent}.${name}`);
      families.set(key, [...(families.get(key) ?? []), ...paths.map(path)]);
    }
    return [row, ...[...families.values()].flatMap((family) => rowsOf(family, depth + 1))];
  };
  return rowsOf([""], 0);
}

function cellsBelow(
  hierarchy: Hierarchy,
  ownerOf: OwnerOf,
  cells: readonly PlacedCell[],
): ReadonlyMap<string, readonly PlacedCell[]> {
  const below = new Map<string, PlacedCell[]>(instancePaths(hierarchy).map((path) => [path, []]));
  for (const cell of cells) {
    const owner = ownerOf(cell);
    if (owner === undefined) continue;
    below.get("")?.push(cell);
    const names = owner === "" ? [] : owner.split(".");
    for (const depth of names.keys()) below.get(names.slice(0, depth + 1).join("."))?.push(cell);
  }
  return below;
}

export function moduleTable({ placement, hierarchy }: BuildFacts): Markup | undefined {
  if (placement === undefined || hierarchy === undefined) return undefined;
  const rows = moduleRows(hierarchy, placement.cells);
  const all = countsOf(placement.cells);
  const most = Math.max(...rows.map(({ counts }) => counts.logic), 1);
  const optional = (of: "memories" | "multipliers", counts: CellCounts): Markup | undefined =>
    all[of] === 0 ? undefined : markup`<td class="n">${counts[of] === 0 ? "" : counts[of]}</td>`;
  return markup`<h3>By module</h3>
<p class="lead">Placed cells of each module with everything in it. Where logic of two modules was merged, synthesis decided whose it is.</p>
<div class="scroll"><table class="modules"><thead><tr><th>Module</th><th class="n">${placement.family === "ecp5" ? "LUTs" : "Logic cells"}</th><th></th><th class="n">Flip-flops</th>${all.memories === 0 ? undefined : markup`<th class="n">RAM</th>`}${all.multipliers === 0 ? undefined : markup`<th class="n">Multipliers</th>`}<th>Source</th></tr></thead><tbody>
${rows.map(
  ({ depth, name, source, counts }) =>
    markup`<tr><td class="mono"><span style="padding-left:${depth * 16}px">${name}</span></td><td class="n">${grouped(counts.logic)}</td><td class="share"><span class="bar" style="width:${(100 * counts.logic) / most}%"></span></td><td class="n">${grouped(counts.flipFlops)}</td>${optional("memories", counts)}${optional("multipliers", counts)}<td class="source mono">${source}</td></tr>`,
)}
</tbody></table></div>`;
}
