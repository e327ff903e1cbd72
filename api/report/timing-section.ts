/** Timing: what every clock reaches, and where the time of the slowest path goes. */
import type { ClockTiming, CriticalPath, PathStep, SeedOutcome } from "../../flow/index.ts";
import type { BuildFacts } from "./build-facts.ts";
import { type Markup, markup } from "./markup.ts";
import { sourceName } from "./names.ts";

export function timingSection({ report }: BuildFacts): Markup {
  const [slowest] = report.criticalPaths;
  const others = report.criticalPaths.slice(1);
  const [tightest] = report.clocks;
  return markup`<section id="timing"><h2>Timing</h2>
${clockTable(report.clocks)}
${
  slowest === undefined || tightest === undefined
    ? undefined
    : markup`<h3>Slowest path: ${slowest.delayNs.toFixed(2)} ns ${wayName(slowest)}</h3>
<p class="lead">${slowest.logicNs.toFixed(2)} ns in cells, ${slowest.routingNs.toFixed(2)} ns on wires between them. Each bar is one step of the way, at the time at which it happens.</p>
<p><span class="key"><i style="background:var(--logic)"></i>through a cell</span><span class="key"><i style="background:var(--routing)"></i>over wires</span></p>
<figure><div class="scroll">${waterfall(slowest.steps, 1000 / tightest.requiredMHz)}</div></figure>
${stepTable(slowest)}`
}
${others.map(
  (path) => markup`<details><summary>${path.delayNs.toFixed(2)} ns ${wayName(path)}</summary>
${stepTable(path)}</details>`,
)}
${report.seeds !== undefined && report.seeds.length > 1 ? seedFigure(report.seeds, report.seed, report.requiredMHz) : undefined}
</section>`;
}

/** `posedge clocked.pll_plloutglobal` → `clocked.pllPlloutglobal`; `<async>` is what comes from or goes to pins. */
function edgeName(name: string): string {
  return name === "<async>" ? "pins" : sourceName(name.replace(/^posedge /, "")).replace(/^negedge /, "falling ");
}

function wayName({ from, to }: CriticalPath): string {
  return from === to ? `between registers of ${edgeName(from)}` : `from ${edgeName(from)} to ${edgeName(to)}`;
}

function clockTable(clocks: readonly ClockTiming[]): Markup {
  return markup`<div class="scroll"><table><thead><tr><th>Clock</th><th class="n">Reached</th><th class="n">Required</th><th class="n">Slack</th><th></th></tr></thead><tbody>
${clocks.map(
  ({ clock, fmaxMHz, requiredMHz, slackNs, met }) =>
    markup`<tr><td class="mono">${sourceName(clock)}</td><td class="n">${fmaxMHz.toFixed(2)} MHz</td><td class="n">${requiredMHz.toFixed(2)} MHz</td><td class="n">${signed(slackNs)} ns</td><td><span class="chip ${met ? "equal" : "different"}">${met ? "met" : "missed"}</span></td></tr>`,
)}</tbody></table></div>`;
}

export const signed = (ns: number): string => `${ns < 0 ? "−" : "+"}${Math.abs(ns).toFixed(2)}`;

/** What a step is called: the signal that somebody named, else the net or the cell as synthesis left it. */
function nameOf({ signal, net, to }: PathStep): string {
  if (signal === undefined) return sourceName(shortened((net ?? to.cell).replace(/\$.*$/, "")));
  const [instance] = signal.module.split(".").slice(-1);
  const name = sourceName(instance === undefined || instance === "" ? signal.name : `${instance}.${signal.name}`);
  return signal.relation === "is" ? name : `near ${name}`;
}

/** A net that synthesis made up: its last two parts tell most. */
function shortened(name: string): string {
  const parts = name
    .replace(/_?(?:SB|LUT4|TRELLIS|PFUMX|L6MUX21|CCU2C)_[\w[\]]*$/, "")
    .replace(/(?:\.\d+)+(?:_RAM)?$/, "")
    .split(".");
  return parts.slice(-2).join(".");
}

const kindWords: Readonly<Record<string, string>> = {
  "clk-to-q": "clock to output",
  source: "start",
  logic: "logic",
  routing: "wires",
  setup: "set-up",
};

function waterfall(steps: readonly PathStep[], periodNs: number): Markup {
  const [left, right, rowHeight, top] = [296, 960, 22, 26];
  const last = steps.at(-1)?.arrivalNs ?? 0;
  const most = Math.max(last, periodNs) * 1.02;
  const at = (ns: number): number => left + ((right - left) * ns) / most;
  const shown = steps.filter(({ delayNs }) => delayNs > 0);
  const height = top + shown.length * rowHeight + 22;
  const step = tickStep(most);
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
  return markup`<svg class="waterfall" viewBox="0 0 ${right + 40} ${height}" width="${right + 40}" role="img" aria-label="Steps of the slowest path over time">
${ticks.map((ns) => markup`<line class="grid" x1="${at(ns)}" x2="${at(ns)}" y1="${top - 4}" y2="${height}"/><text x="${at(ns)}" y="14" text-anchor="middle">${ns}${ns === 0 ? " ns" : ""}</text>`)}
${shown.map((each, row) => {
  const y = top + row * rowHeight;
  const x = at(each.arrivalNs - each.delayNs);
  const width = Math.max(1.5, at(each.arrivalNs) - x);
  const inside = at(each.arrivalNs) > right - 60;
  return markup`<text class="name" x="${left - 12}" y="${y + 14}" text-anchor="end">${clipped(nameOf(each), 42)}</text>
<rect class="${each.kind === "routing" ? "routing" : "logic"}" x="${x}" y="${y + 3}" width="${width}" height="${rowHeight - 7}" rx="2"><title>${kindWords[each.kind] ?? each.kind}: ${each.delayNs.toFixed(2)} ns, ${each.from.cell} to ${each.to.cell}</title></rect>
<text x="${inside ? x - 6 : x + width + 6}" y="${y + 14}" text-anchor="${inside ? "end" : "start"}">${each.delayNs.toFixed(2)}</text>`;
})}
<line class="limit" x1="${at(periodNs)}" x2="${at(periodNs)}" y1="${top - 4}" y2="${height}"/>
<text class="limit-text" x="${Math.min(at(periodNs) + 5, right + 36)}" y="${height - 4}" text-anchor="${at(periodNs) > right - 60 ? "end" : "start"}"${at(periodNs) > right - 60 ? markup` dx="-10"` : undefined}>${periodNs.toFixed(2)} ns allowed</text>
</svg>`;
}

const clipped = (text: string, most: number): string => (text.length <= most ? text : `…${text.slice(1 - most)}`);

/** 1, 2 or 5 times a power of ten, so that there are about eight lines. */
function tickStep(most: number): number {
  const rough = most / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
}

function stepTable({ steps }: CriticalPath): Markup {
  return markup`<div class="scroll"><table><thead><tr><th>Step</th><th class="n">ns</th><th class="n">at</th><th>Signal</th><th>Source</th><th class="n">Tile</th></tr></thead><tbody>
${steps
  .filter(({ delayNs }) => delayNs > 0)
  .map(
    (step) =>
      markup`<tr><td class="soft">${kindWords[step.kind] ?? step.kind}</td><td class="n">${step.delayNs.toFixed(2)}</td><td class="n soft">${step.arrivalNs.toFixed(2)}</td><td class="mono" title="${step.net ?? step.to.cell}">${nameOf(step)}</td><td class="source mono">${(step.signal?.lines ?? []).join(", ")}</td><td class="n soft">${step.kind === "routing" ? `${step.from.x},${step.from.y} → ${step.to.x},${step.to.y}` : `${step.to.x},${step.to.y}`}</td></tr>`,
  )}</tbody></table></div>`;
}

/** What each seed of placement reached. */
function seedFigure(seeds: readonly SeedOutcome[], kept: number, requiredMHz: number): Markup {
  const all = [...seeds.map(({ fmaxMHz }) => fmaxMHz), requiredMHz];
  const [low, high] = [Math.min(...all) * 0.985, Math.max(...all) * 1.015];
  const [left, right, y] = [20, 980, 34];
  const at = (MHz: number): number => left + ((right - left) * (MHz - low)) / (high - low);
  const step = tickStep(high - low);
  const first = Math.ceil(low / step) * step;
  const ticks = Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
  return markup`<h3>Seeds of placement</h3>
<p class="lead">The same netlist placed ${seeds.length} times; seed ${kept}, the fastest, is in the bitstream.</p>
<figure><div class="scroll"><svg class="seeds" viewBox="0 0 1000 82" width="1000" role="img" aria-label="Clock reached by each seed">
${ticks.map((MHz) => markup`<line class="grid" x1="${at(MHz)}" x2="${at(MHz)}" y1="16" y2="54"/><text x="${at(MHz)}" y="72" text-anchor="middle">${MHz}${MHz === first ? " MHz" : ""}</text>`)}
<line class="limit" x1="${at(requiredMHz)}" x2="${at(requiredMHz)}" y1="12" y2="56"/><text x="${at(requiredMHz) + 5}" y="12">required</text>
${seeds.map(({ seed, fmaxMHz }) => markup`<circle class="${seed === kept ? "kept" : ""}" cx="${at(fmaxMHz)}" cy="${y}" r="6"><title>seed ${seed}: ${fmaxMHz.toFixed(2)} MHz</title></circle>`)}
</svg></div></figure>`;
}
