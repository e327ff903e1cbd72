/** The report's style sheet: no fonts, scripts or pictures from elsewhere. */

/** Hues that can be told apart in both schemes, by people who see red and green alike too; lightness alternates. */
const regionColours: readonly (readonly [light: string, dark: string])[] = [
  ["#2f6fb3", "#6fa8e6"],
  ["#e08a1e", "#f0a848"],
  ["#3f9d6b", "#63c48f"],
  ["#8d62b8", "#b792de"],
  ["#c9566b", "#e8849a"],
  ["#1f9aa8", "#4fc3cf"],
  ["#9a7b2d", "#cdb05e"],
  ["#5b6fd0", "#93a3f0"],
  ["#b0578f", "#dc8cbf"],
  ["#6f9b2f", "#a3cc5f"],
  ["#a65f3e", "#d4936f"],
  ["#52707f", "#8fb0c0"],
];
const toolsColour = ["#8c8c86", "#8d9297"] as const;

export const colourCount = regionColours.length;

const schemeVariables = (side: 0 | 1): string =>
  [...regionColours.map((pair, index) => `--r${index}:${pair[side]}`), `--tools:${toolsColour[side]}`].join(";");

const light = `--paper:#fbfaf8;--card:#ffffff;--ink:#1c2128;--soft:#5a626e;--faint:#8b929c;--line:#e2dfd9;--track:#ebe8e2;
--accent:#0f6f78;--good:#217a4b;--bad:#b3261e;--warn:#9a6200;--good-soft:#e5f3ea;--bad-soft:#fbe9e7;--warn-soft:#fdf1dc;
--logic:#0f6f78;--routing:#9fc7c9;--die:#f4f2ee;--tile:#e9e6e0;--slot:#ddd9d1;--way:#c4122f;--halo:#ffffff;${schemeVariables(0)}`;
const dark = `--paper:#14171b;--card:#1b1f25;--ink:#e7e9ec;--soft:#a6aeb8;--faint:#7b838e;--line:#2c323a;--track:#2a3038;
--accent:#5ec3cb;--good:#6fcf97;--bad:#ff8a80;--warn:#f2b84b;--good-soft:#17301f;--bad-soft:#3a1c1a;--warn-soft:#35280f;
--logic:#5ec3cb;--routing:#2f5a60;--die:#181c21;--tile:#21262d;--slot:#2b3139;--way:#ff5d73;--halo:#0d0f12;${schemeVariables(1)}`;

const regionRules = [...regionColours.keys()]
  .map(
    (index) =>
      `.r${index}{--region:var(--r${index})}#floorplan:has(.pick [data-region="${index}"]:hover) .region:not(.r${index}){opacity:.1}`,
  )
  .join("");

export const styleSheet = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
@media print{:root{${light};color-scheme:light;--paper:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,header.top>div,footer{max-width:1160px;margin:0 auto;padding:0 28px}
code,.mono{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:2px}
header.top{border-bottom:1px solid var(--line);background:var(--card);padding:30px 0 0}
.kicker{color:var(--soft);font-size:13px;letter-spacing:.02em}
h1{font-size:30px;line-height:1.15;margin:4px 0 18px;letter-spacing:-.015em;font-weight:650;overflow-wrap:anywhere}
h2{font-size:20px;margin:0 0 4px;letter-spacing:-.01em;font-weight:640}
h3{font-size:15px;margin:26px 0 8px;font-weight:620}
p{margin:0 0 12px;max-width:74ch}
.lead{color:var(--soft);margin-bottom:18px}
section{padding:36px 0;border-bottom:1px solid var(--line)}
section:last-of-type{border-bottom:0}
nav{display:flex;flex-wrap:wrap;gap:4px 22px;padding:14px 0;font-size:14px}
nav a{color:var(--soft);text-decoration:none}
nav a:hover{color:var(--ink);text-decoration:underline}
.verdict{display:flex;flex-wrap:wrap;align-items:baseline;gap:6px 14px;padding:14px 18px;border-radius:10px;margin:0 0 18px;background:var(--good-soft);color:var(--good)}
.verdict.missed{background:var(--bad-soft);color:var(--bad)}
.verdict b{font-size:19px;font-weight:650;letter-spacing:-.01em}
.verdict span{color:var(--ink)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px 28px;margin:0;padding:4px 0 20px}
.facts dt{color:var(--soft);font-size:13px}
.facts dd{margin:0;font-weight:560;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:14px}
th{font-weight:560;color:var(--soft);text-align:left;font-size:13px;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:bottom}
td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child>td{border-bottom:0}
th.n,td.n{text-align:right;white-space:nowrap}
.scroll{overflow-x:auto;margin:0 -4px;padding:0 4px}.scroll td.mono{white-space:nowrap}.waterfall,.seeds{min-width:720px}
.soft{color:var(--soft)}.faint{color:var(--faint)}.small{font-size:13px}
.source{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
.gauges{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:22px 36px;margin-top:18px}
.gauge .row{display:flex;justify-content:space-between;gap:10px;align-items:baseline}
.gauge .row b{font-size:22px;font-weight:640;letter-spacing:-.01em}
.track{height:9px;border-radius:5px;background:var(--track);overflow:hidden;margin:7px 0 5px;display:flex}
.track i{display:block;height:100%;background:var(--accent)}
.track i.high{background:var(--warn)}
.bar{display:inline-block;height:8px;border-radius:2px;background:var(--region,var(--accent));vertical-align:middle;min-width:1px}
.swatch{display:inline-block;width:11px;height:11px;border-radius:3px;background:var(--region,var(--tools));margin-right:8px;vertical-align:-1px}
.share{width:24%;min-width:70px}.modules td,.modules th,.scroll td.source{white-space:nowrap;overflow-wrap:normal}
details{margin-top:18px}
summary{cursor:pointer;color:var(--accent);font-size:14px;width:fit-content}
details>:not(summary){margin-top:10px}
figure{margin:18px 0 0}
figcaption{color:var(--soft);font-size:13px;margin-top:8px;max-width:90ch}
svg{display:block;max-width:100%;height:auto;font-family:inherit}
.plan{display:grid;grid-template-columns:minmax(0,1fr) 300px;gap:10px 34px;align-items:start;margin-top:16px}
.pick{font-size:14px;position:sticky;top:16px}
.pick li{list-style:none;display:flex;gap:4px 10px;padding:6px 8px;border-radius:7px;cursor:default;align-items:baseline}
.pick ul{margin:0 -8px;padding:0}
.pick li:hover{background:var(--track)}
.pick .name{flex:1;overflow-wrap:anywhere}
.pick .swatch{margin-right:0;flex:none}
.floorplan .die{fill:var(--die);stroke:var(--line)}
.floorplan .tile{fill:var(--tile)}
.floorplan .slot{fill:var(--slot)}
.floorplan .region{fill:var(--region,var(--tools));transition:opacity .12s}
.floorplan .ff{opacity:.62}
.floorplan .block{stroke:var(--ink);stroke-width:1.2}
.floorplan .pins rect{fill:var(--ink)}
.floorplan .pins text{fill:var(--soft);font-size:11px}
.floorplan .way polyline{fill:none;stroke:var(--way);stroke-width:2.4;stroke-linejoin:round;stroke-linecap:round}
.floorplan .way polyline.halo{stroke:var(--halo);stroke-width:6;opacity:.85}
.floorplan .way circle{fill:var(--way);stroke:var(--halo);stroke-width:1.5}
.floorplan .way .start{fill:var(--halo);stroke:var(--way);stroke-width:2.6}
.waterfall text{fill:var(--soft);font-size:12px}.waterfall .name{fill:var(--ink)}
.waterfall .grid{stroke:var(--line)}.waterfall .logic{fill:var(--logic)}.waterfall .routing{fill:var(--routing)}
.waterfall .limit{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:4 3}.waterfall .limit-text{fill:var(--ink);font-weight:560}
.key{display:inline-flex;align-items:center;gap:6px;margin-right:18px;font-size:13px;color:var(--soft)}
.key i{width:16px;height:9px;border-radius:2px;display:inline-block}
.seeds circle{fill:var(--card);stroke:var(--accent);stroke-width:2}.seeds .kept{fill:var(--accent)}.seeds text{fill:var(--soft);font-size:12px}
.seeds .grid{stroke:var(--line)}.seeds .limit{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:4 3}
.schematic text{fill:var(--ink);font-size:12px}.schematic .module{fill:var(--soft);font-size:11px}.schematic .port{fill:var(--soft);font-size:10.5px}
.schematic .pinname{font-size:11.5px}
.schematic .node rect{fill:var(--card);stroke:var(--faint);stroke-width:1.1}
.schematic .node.register rect,.schematic .node.memory rect{fill:var(--track)}
.schematic .node.memory rect{stroke-width:1.8}
.schematic .node.pin rect{fill:var(--good-soft);stroke:var(--good)}
.schematic .edge path{fill:none;stroke:var(--faint);stroke-width:1.1}
.schematic .edge.logic path{stroke-dasharray:4 3}
.schematic .edge.stream path{stroke:var(--accent);stroke-width:2.2}
.schematic .edge .tip{fill:var(--faint);stroke:none}.schematic .edge.stream .tip{fill:var(--accent)}
.schematic .edge:hover path{stroke:var(--way);stroke-width:2.4}.schematic .edge:hover .tip{fill:var(--way)}
.schematic .hit{stroke:transparent!important;stroke-width:9!important}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:10px;background:var(--card);padding:12px}
.wide svg{max-width:100%}
.rungs{list-style:none;margin:16px 0 0;padding:0}
.rungs li{display:grid;grid-template-columns:168px 96px minmax(0,1fr);gap:4px 18px;padding:10px 0;border-bottom:1px solid var(--line)}
.rungs li:last-child{border-bottom:0}
.chip{font-size:12.5px;font-weight:600;border-radius:99px;padding:2px 10px;width:fit-content;height:fit-content;background:var(--track);color:var(--soft)}
.chip.equal{background:var(--good-soft);color:var(--good)}.chip.different{background:var(--bad-soft);color:var(--bad)}
footer{color:var(--faint);font-size:13px;padding-top:18px;padding-bottom:40px}
${regionRules}
@media (max-width:860px){main,header.top>div,footer{padding:0 16px}h1{font-size:24px}.plan{grid-template-columns:minmax(0,1fr)}.pick{position:static}section{padding:28px 0}.rungs li{grid-template-columns:1fr auto}.rungs li>:last-child{grid-column:1/-1}}
@media print{nav{display:none}body{font-size:10.5pt}main,header.top>div,footer{padding:0}section{padding:16px 0}h2,h3,summary,.lead{break-after:avoid}figure,svg,tr,li{break-inside:avoid}summary{list-style:none;color:inherit}.scroll{overflow:visible}table{font-size:9pt}.scroll td.mono,.scroll td.source{white-space:normal;overflow-wrap:anywhere}.modules td:first-child{white-space:nowrap!important;overflow-wrap:normal!important}.share{width:12%;min-width:40px}.waterfall,.seeds{min-width:0}.wide{border:0;padding:0;overflow:visible}.wide svg{min-width:0!important}.floorplan{max-height:170mm;margin:0 auto}.plan{display:block}.pick{position:static;margin-top:10px}.pick ul{columns:2}a{color:inherit;text-decoration:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
