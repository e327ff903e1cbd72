/** What the design takes: of the device, and which module how much of it. */
import type { BuildFacts, ResourceUse } from "./build-facts.ts";
import { floorplan, isCrowded } from "./floorplan.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { type Markup, markup } from "./markup.ts";
import { moduleTable } from "./module-table.ts";
import { grouped, percent, sourceName } from "./names.ts";
import { ownerFinder, type Region, regionsOf } from "./regions.ts";

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

/** Logic that fills a device is hard to route; memory may be full. */
const routed = new Set<ResourceUse["name"]>(["lc", "lut"]);

function gauge({ name, words, used, available }: ResourceUse): Markup {
  const share = used / available;
  const level = routed.has(name) && share > 0.85 ? "high" : "";
  return markup`<div class="gauge"><div class="row"><span>${words}</span><span class="soft">${percent(share)}</span></div>
<div class="track" role="img" aria-label="${words}: ${used} of ${available}"><i class="${level}" style="width:${Math.min(100, share * 100)}%"></i></div>
<div class="row"><b>${grouped(used)}</b><span class="soft small">of ${grouped(available)}</span></div></div>`;
}

export function floorplanSection({ report, placement, hierarchy }: BuildFacts): Markup {
  if (placement === undefined || hierarchy === undefined) {
    return markup`<section id="floorplan"><h2>Floorplan</h2><p>This folder has no <code>placement.json</code> and <code>hierarchy.json</code>: build again to see where the cells lie.</p></section>`;
  }
  const regions = regionsOf(placement, ownerFinder(hierarchy, placement.cells));
  const titles = regions.map((region) => titleOf(region, hierarchy));
  const path = report.criticalPaths[0]?.steps;
  return markup`<section id="floorplan"><h2>Floorplan</h2>
<p class="lead">${isCrowded(placement) ? "Every tile in the colour of the module that has most of its cells" : "Every cell where it was placed"}, with the slowest path from the ring to the dot. Point at a module to see where it lies.</p>
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
