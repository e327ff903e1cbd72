/** Draws what the digit layers have learned into docs/images: `node --import tsx bench/learn/digit-plots.ts`. */
import { writeFileSync } from "node:fs";
import { type LayerName, layers } from "../../examples/learning/digits/digits-network.ts";
import { fieldsPng } from "../../examples/learning/digits/fields-png.ts";
import { loadLearned } from "../../examples/learning/digits/learned-digits.ts";
import { colours, type PanelSeries, panelsSvg } from "./panels-svg.ts";

const image = (name: string): URL => new URL(`../../docs/images/${name}`, import.meta.url);

const looks = {
  large: { colour: colours.blue, columns: 25 },
  small: { colour: colours.red, columns: 25 },
} as const;

function curve(name: LayerName, value: "accuracy" | "spikesPerImage"): PanelSeries {
  const { meta } = loadLearned(name);
  const factor = value === "accuracy" ? 100 : 1;
  return {
    name: `${layers[name].neurons} neurons`,
    draw: "line",
    colour: looks[name].colour,
    data: meta.curve.map((point) => [point.images, factor * point[value]]),
  };
}

for (const name of ["large", "small"] as const) {
  const { learned, meta } = loadLearned(name);
  writeFileSync(image(`learn-digits-${layers[name].neurons}.png`), fieldsPng(learned, meta.names, looks[name].columns));
}
const both = (value: "accuracy" | "spikesPerImage") => [curve("large", value), curve("small", value)];
writeFileSync(
  image("learn-digits-curve.svg"),
  await panelsSvg(
    "Digits without labels",
    [
      { title: "right answers, 1,000 other images", x: "images learned", y: "%", series: both("accuracy") },
      { title: "spikes of the layer", x: "images learned", y: "per image", series: both("spikesPerImage") },
    ],
    2,
  ),
);
