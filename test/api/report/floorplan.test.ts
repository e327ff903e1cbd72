import { expect, test } from "vitest";
import { floorplan } from "../../../api/report/floorplan.ts";
import { countsOf, type Region } from "../../../api/report/regions.ts";
import type { PlacedCell } from "../../../flow/index.ts";

/** Every LUT of so many tiles; three in four belong to the first part. */
function luts(columns: number, rows: number): readonly [readonly PlacedCell[], readonly PlacedCell[]] {
  const parts: [PlacedCell[], PlacedCell[]] = [[], []];
  for (let place = 0; place < columns * rows * 8; place++) {
    const [tile, inTile] = [Math.floor(place / 8), place % 8];
    const bel = `SLICE${"ABCD"[inTile >> 1]}.K${inTile & 1}`;
    const [x, y] = [1 + (tile % columns), 1 + Math.floor(tile / columns)];
    parts[place % 4 === 0 ? 1 : 0].push({ name: `n${place}`, type: "TRELLIS_COMB", x, y, bel, use: "lut" });
  }
  return parts;
}

function drawn(columns: number, rows: number): { readonly text: string; readonly rectangles: readonly number[] } {
  const regions = luts(columns, rows).map(
    (cells): Region => ({ path: "", kind: "whole", cells, counts: countsOf(cells) }),
  );
  const placement = { family: "ecp5", cells: regions.flatMap(({ cells }) => cells) } as const;
  const { text } = floorplan({ device: "85k", placement, regions, titles: ["most", "few"] });
  const groups = [...text.matchAll(/<g class="region[\s\S]*?<\/g>/g)].map(([group]) => group);
  return { text, rectangles: groups.map((group) => group.match(/z/g)?.length ?? 0) };
}

test("floorplan: each cell of a design that can be looked at; what lies side by side is one rectangle", () => {
  // In each tile places 0 and 4 are of the second part, and cut the first one's in two.
  expect(drawn(10, 10).rectangles).toEqual([200, 200]);
});

test("floorplan: a crowded device is drawn by tiles, in the colour of the part with most cells, and stays small", () => {
  const { text, rectangles } = drawn(100, 60);
  expect(rectangles).toEqual([6000, 0]);
  expect(text.length).toBeLessThan(300_000);
});
