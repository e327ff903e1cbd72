import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { PlacementFigures } from "../../bench/hw/placements.ts";
import { type FigureCore, placedFigure } from "../../bench/support/figure-core.ts";
import type { FigureBuild } from "../../bench/support/figure-networks.ts";
import { predictedClock } from "../../compile/plan/index.ts";

const figures: Readonly<Record<string, FigureCore>> = {
  "hw.up5k-16x4": { device: "up5k", lanes: 16, size: "784-240-10x4" },
  "hw.up5k-8x8": { device: "up5k", lanes: 8, size: "784-160-10x8" },
  "hw.hx8k-64x4": { device: "hx8k", lanes: 64, size: "196-60-10x4" },
  "hw.ecp5-25f-64x8": { device: "ecp5-25f", lanes: 64, size: "784-64-10x8" },
  "hw.ecp5-25f-128x4": { device: "ecp5-25f", lanes: 128, size: "784-128-10x4" },
};

const builds: readonly FigureBuild[] = ["lean", "full", "unmultiplied"];

const kept = (id: string, build: FigureBuild): PlacementFigures | undefined => {
  const file = new URL(`../../bench/results/${id}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).result.detail.placed[build]?.pypi;
};

const placed = Object.entries(figures).flatMap(([id, figure]) =>
  builds.flatMap((build) => {
    const fmaxMHz = kept(id, build)?.fmaxMHz;
    return fmaxMHz === undefined ? [] : [{ id, figure, build, fmaxMHz }];
  }),
);

test.each(placed)(
  "plan: the clock of $id, $build, is predicted within 10 % of $fmaxMHz MHz",
  ({ figure, build, fmaxMHz }) => {
    const { shape, fabric } = placedFigure(figure, build).core;
    const { MHz, limit } = predictedClock(shape, fabric);
    expect(Math.abs(MHz / fmaxMHz - 1), `${MHz.toFixed(1)} MHz, ${limit}`).toBeLessThan(0.1);
  },
);
