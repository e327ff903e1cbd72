import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Placed } from "../../bench/hw/hardware-figure.ts";
import { placedFigure } from "../../bench/support/figure-core.ts";
import { figureCores } from "../../bench/support/figure-cores.ts";
import type { FigureBuild } from "../../bench/support/figure-networks.ts";
import { predictedClock } from "../../compile/plan/index.ts";

// Cores that share a device are placed beside each other, which no model of one core's paths sees.
const { "ecp5-85f": _, ...single } = figureCores;

const kept = (name: string): Placed => {
  const file = new URL(`../../bench/results/hw.${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).result.detail.placed;
};

const placed = Object.entries(single).flatMap(([name, figure]) =>
  Object.entries(kept(name)).map(([build, sets]) => {
    if (sets.pypi === undefined) throw new Error(`hw.${name}, ${build}: not placed with the tools of PyPI`);
    return { name, figure, build: build as FigureBuild, fmaxMHz: sets.pypi.fmaxMHz };
  }),
);

test.each(placed)(
  "plan: the clock of hw.$name, $build, is predicted within 10 % of $fmaxMHz MHz",
  ({ figure, build, fmaxMHz }) => {
    const { shape, fabric } = placedFigure(figure, build).core;
    const { MHz, limit } = predictedClock(shape, fabric);
    expect(Math.abs(MHz / fmaxMHz - 1), `${MHz.toFixed(1)} MHz, ${limit}`).toBeLessThan(0.1);
  },
);
