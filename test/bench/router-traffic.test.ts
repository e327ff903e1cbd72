/** The traffic of the fabrics' figures checks every word; here that it does so on every fabric, and finds known limits. */
import { describe, expect, it } from "vitest";
import { loadCurvesSvg } from "../../bench/router/curves-svg.ts";
import { FabricUnderLoad, fabricNames, patternNames } from "../../bench/router/traffic.ts";

const length = { warmUp: 200, counted: 600, tick: 100, seed: 3 };

describe.each(fabricNames)("%s of 16 cores", (name) => {
  const fabric = new FabricUnderLoad(name);

  it.each(patternNames)("accepts few words as they come: %s", (pattern) => {
    const { accepted, latency } = fabric.run(pattern, 0.5, length);
    expect(accepted).toBeGreaterThan(0.4);
    expect(latency).toBeLessThan(20);
  });

  it("takes no more for one receiver than this one does", () => {
    // 15 cores send a quarter to the hot one and, as it does itself, the rest to any other one: 28 % of all words are its own.
    const { accepted } = fabric.run("hotspot", 16, length);
    expect(accepted).toBeLessThanOrEqual(name === "tree" ? 1 : 3.8);
    expect(accepted).toBeGreaterThan(name === "tree" ? 0.95 : 2.5);
  });
});

it("draws two panels with a curve for each fabric", async () => {
  const point = { offered: 1, accepted: 1, delivered: 1, latency: 5, longest: 9 };
  const curves = fabricNames.map((name) => ({ name, points: [point, { ...point, offered: 2 }] }));
  const svg = await loadCurvesSvg("A title", curves);
  for (const shown of ["A title", ...fabricNames, "words accepted per cycle"]) expect(svg).toContain(`>${shown}<`);
});
