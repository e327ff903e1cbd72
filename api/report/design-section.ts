/** What the design takes: of the device, and which module how much of it. */
import type { BuildFacts, ResourceUse } from "./build-facts.ts";
import { floorplan } from "./floorplan.ts";
import { type Hierarchy, instancePaths, moduleAt } from "./hierarchy.ts";
import { type Markup, markup } from "./markup.ts";
import { grouped, percent, sourceName } from "./names.ts";
import { type CellCounts, countsOf, type OwnerOf, ownerFinder, type Region, regionsOf } from "./regions.ts";

export function resourceSection(facts: BuildFacts): Markup {
  const cells = Object.entries(facts.report.cells).sort(([, a], [, b]) => b - a);
  return markup`<section id="resources"><h2>Resources</h2>
<div class="gauges">${facts.resources.filter(({ available }) => available > 0).map(gauge)}</div>
${moduleTable(facts)}
<details><summary>Cells of the synthesised netlist, ${cells.length} types</summary>
<div class="scroll"><table style="max-width:360px"><thead><tr><th>Type</th><th class="n">Cells</th></tr></thead><tbody>
${cells.map(([type, count]) => markup`<tr><td class="mono">${type}</td><td class="n">${grouped(count)}</td></tr>`)}
</tbody></table></div></details></section>`;
}

function gauge({ words, used, available }: ResourceUse): Markup {
  const share = used / available;
  const level = share > 0.95 ? "full" : share > 0.8 ? "high" : "";
  return markup`<div class="gauge"><div class="row"><span>${words}</span><span class="soft">${percent(share)}</span></div>
<div class="track" role="img" aria-label="${words}: ${used} of ${available}"><i class="${level}" style="width:${Math.min(100, share * 100)}%"></i></div>
<div class="row"><b>${grouped(used)}</b><span class="soft small">of ${grouped(available)}</span></div></div>`;
}

/** Deeper instances are many and small. */
const shownDepth = 4;

function moduleTable({ placement, hierarchy }: BuildFacts): Markup | undefined {
  if (placement === undefined || hierarchy === undefined) return undefined;
  const owner = ownerFinder(hierarchy, placement.cells);
  const below = totals(hierarchy, owner, placement.cells);
  const isEcp5 = placement.family === "ecp5";
  const all = countsOf(placement.cells);
  const rows = instancePaths(hierarchy)
    .filter((path) => path === "" || path.split(".").length <= shownDepth)
    .map((path) => ({ path, counts: countsOf(below.get(path) ?? []) }))
    .filter(({ counts }) => counts.logic + counts.flipFlops + counts.memories + counts.multipliers > 0);
  const most = Math.max(...rows.map(({ counts }) => counts.logic), 1);
  const optional = (of: keyof CellCounts): boolean => all[of] > 0;
  return markup`<h3>By module</h3>
<p class="lead">Placed cells of each module with everything in it. Where logic of two modules was merged, synthesis decided whose it is.</p>
<div class="scroll"><table><thead><tr><th>Module</th><th class="n">${isEcp5 ? "LUTs" : "Logic cells"}</th><th></th><th class="n">Flip-flops</th>${optional("memories") ? markup`<th class="n">RAM blocks</th>` : undefined}${optional("multipliers") ? markup`<th class="n">Multipliers</th>` : undefined}<th>Source</th></tr></thead><tbody>
${rows.map(({ path, counts }) => {
  const depth = path === "" ? 0 : path.split(".").length;
  const name = path === "" ? hierarchy.top : sourceName(path.split(".").at(-1) ?? "");
  return markup`<tr><td class="mono"><span style="padding-left:${depth * 16}px">${name}</span></td><td class="n">${grouped(counts.logic)}</td><td style="width:22%"><span class="bar" style="width:${(100 * counts.logic) / most}%"></span></td><td class="n">${grouped(counts.flipFlops)}</td>${optional("memories") ? markup`<td class="n">${counts.memories === 0 ? "" : counts.memories}</td>` : undefined}${optional("multipliers") ? markup`<td class="n">${counts.multipliers === 0 ? "" : counts.multipliers}</td>` : undefined}<td class="source mono">${moduleAt(hierarchy, path)?.source}</td></tr>`;
})}
</tbody></table></div>`;
}

/** The cells of each instance with everything below it. */
function totals(
  hierarchy: Hierarchy,
  ownerOf: OwnerOf,
  cells: Region["cells"],
): ReadonlyMap<string, Region["cells"][number][]> {
  const below = new Map<string, Region["cells"][number][]>(instancePaths(hierarchy).map((path) => [path, []]));
  for (const cell of cells) {
    const owner = ownerOf(cell);
    if (owner === undefined) continue;
    below.get("")?.push(cell);
    const names = owner === "" ? [] : owner.split(".");
    for (const depth of names.keys()) below.get(names.slice(0, depth + 1).join("."))?.push(cell);
  }
  return below;
}

export function floorplanSection({ report, placement, hierarchy }: BuildFacts): Markup {
  if (placement === undefined || hierarchy === undefined) {
    return markup`<section id="floorplan"><h2>Floorplan</h2><p>This folder has no <code>placement.json</code> and <code>hierarchy.json</code>: build again to see where the cells lie.</p></section>`;
  }
  const regions = regionsOf(placement, ownerFinder(hierarchy, placement.cells));
  const titles = regions.map((region) => titleOf(region, hierarchy));
  const path = report.criticalPaths[0]?.steps;
  return markup`<section id="floorplan"><h2>Floorplan</h2>
<p class="lead">Every cell where it was placed, with the slowest path from the ring to the dot. Point at a module to see where it lies.</p>
<div class="plan"><figure style="margin:0">${floorplan({ device: report.device, placement, regions, titles, ...(path === undefined ? {} : { path }) })}</figure>
<div class="pick"><ul>${regions.map(
    ({ counts, kind }, index) =>
      markup`<li data-region="${index}" class="${kind === "tools" ? "" : `r${index}`}" title="${titles[index]}"><span class="swatch"></span><span class="name mono">${shortTitle(titles[index] ?? "")}</span><span class="soft small">${grouped(counts.logic)}${counts.memories > 0 ? ` + ${counts.memories} RAM` : ""}</span></li>`,
  )}</ul></div></div></section>`;
}

function titleOf({ path, kind }: Region, hierarchy: Hierarchy): string {
  if (kind === "tools") return "clock buffers, carry feeds";
  const name = path === "" ? hierarchy.top : sourceName(path);
  return kind === "rest" ? `${name}: the rest` : name;
}

const shortTitle = (title: string): string => title.split(".").slice(-2).join(".");
