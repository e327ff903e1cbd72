/** The report of a build as one page. */
import type { BuildFacts } from "./build-facts.ts";
import { floorplanSection, resourceSection } from "./design-section.ts";
import { ladderSection } from "./ladder-section.ts";
import { type Markup, markup, Markup as Text } from "./markup.ts";
import { grouped } from "./names.ts";
import { styleSheet } from "./style.ts";
import { signed, timingSection } from "./timing-section.ts";

/** One HTML document that needs nothing else. `schematics` is what `schematicSection` makes. */
export function reportPage(facts: BuildFacts, schematics: Markup | undefined): string {
  const { report, ladder } = facts;
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${report.top}: ${report.fmaxMHz.toFixed(1)} MHz on ${report.device}</title>
<style>${new Text(styleSheet)}</style></head><body>
<header class="top"><div><div class="kicker">Build report</div><h1>${report.top}</h1>
${verdict(facts)}${keyFacts(facts)}
<nav aria-label="Sections"><a href="#resources">Resources</a><a href="#timing">Timing</a><a href="#floorplan">Floorplan</a>${schematics === undefined ? undefined : markup`<a href="#schematic">Schematic</a>`}<a href="#ladder">Equality</a><a href="#tools">Tools</a></nav></div></header>
<main>${resourceSection(facts)}${timingSection(facts)}${floorplanSection(facts)}${schematics}${ladderSection(ladder)}${toolSection(facts)}</main>
<footer>Written by spikeforge from the build's own files.</footer></body></html>
`;
  return page.text;
}

function verdict({ report }: BuildFacts): Markup {
  const { met, fmaxMHz, requiredMHz, slackNs } = report;
  return met
    ? markup`<div class="verdict"><b>Timing met: ${fmaxMHz.toFixed(1)} MHz</b><span>${requiredMHz.toFixed(1)} MHz required, ${slackNs.toFixed(2)} ns to spare in each cycle of ${(1000 / requiredMHz).toFixed(2)} ns</span></div>`
    : markup`<div class="verdict missed"><b>Timing missed: ${fmaxMHz.toFixed(1)} of ${requiredMHz.toFixed(1)} MHz</b><span>the slowest path is ${(-slackNs).toFixed(2)} ns too long (slack ${signed(slackNs)} ns)</span></div>`;
}

function keyFacts({ report, resources }: BuildFacts): Markup {
  const seconds = Object.values(report.seconds).reduce((sum, each) => sum + each, 0);
  const [logic] = resources;
  const facts: readonly (readonly [string, string])[] = [
    ["Board", report.board],
    ["Device", report.device],
    ...(logic === undefined ? [] : [[logic.words, `${grouped(logic.used)} of ${grouped(logic.available)}`] as const]),
    ["Bitstream", `${grouped(report.bitstreamBytes)} bytes`],
    ["Seed", String(report.seed)],
    ["Tools ran", `${seconds.toFixed(1)} s`],
  ];
  return markup`<dl class="facts">${facts.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function toolSection({ report }: BuildFacts): Markup {
  const stepOf = (tool: string): number | undefined => report.seconds[tool] ?? report.seconds[tool.replace(/-.*$/, "")];
  return markup`<section id="tools"><h2>Tools</h2>
<p class="lead">The same input with these versions and seed ${report.seed} gives the same bitstream, byte for byte.</p>
<div class="scroll"><table><thead><tr><th>Tool</th><th>Version</th><th>Runs as</th><th>From</th><th class="n">Seconds</th></tr></thead><tbody>
${Object.entries(report.tools).map(
  ([name, { version, kind, origin }]) =>
    markup`<tr><td class="mono">${name}</td><td>${version}</td><td>${kind === "wasm" ? "WebAssembly" : "native program"}</td><td class="source mono">${origin}</td><td class="n">${stepOf(name)?.toFixed(1)}</td></tr>`,
)}
</tbody></table></div></section>`;
}
