/** Draws docs/images/router-*.svg and prints the figures: `node --import tsx bench/router/curves.ts`. Takes a minute. */
import { writeFile } from "node:fs/promises";
import { loadCurvesSvg } from "./curves-svg.ts";
import { FabricUnderLoad, fabricNames, patternNames } from "./traffic.ts";

const length = { warmUp: 2000, counted: 10_000, tick: 256, seed: 1 };
const loads = [
  0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.4, 2, 2.4, 2.8, 3, 3.2, 3.4, 3.6, 3.8, 4, 5, 6, 7, 7.5, 8, 8.5, 9, 9.5, 10, 12,
  16,
];
const titles = {
  uniform: "16 cores, each word to any other core",
  hotspot: "16 cores, a quarter of all words to one of them",
  layers: "4 layers of 4 cores, each word to all cores of the next layer",
};

const fabrics = fabricNames.map((name) => ({ name, fabric: new FabricUnderLoad(name) }));
for (const pattern of patternNames) {
  const curves = fabrics.map(({ name, fabric }) => ({
    name,
    points: loads.map((offered) => fabric.run(pattern, offered, length)),
  }));
  for (const { name, points } of curves) {
    const [first, last] = [points[0], points.at(-1)];
    const most = points.findLast(({ accepted, offered }) => accepted >= 0.97 * offered);
    console.log(
      [
        `${pattern}, ${name}: ${last?.accepted.toFixed(2)} words per cycle at saturation`,
        `${last?.delivered.toFixed(2)} delivered`,
        `${first?.latency.toFixed(1)} cycles at ${first?.offered} words per cycle`,
        `${most?.latency.toFixed(1)} at ${most?.offered}, the most that it keeps up with`,
      ].join(", "),
    );
  }
  const file = new URL(`../../docs/images/router-${pattern}.svg`, import.meta.url);
  await writeFile(file, await loadCurvesSvg(titles[pattern], curves));
}
