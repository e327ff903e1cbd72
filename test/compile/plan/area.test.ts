import { expect, test } from "vitest";
import { planArea } from "../../../api/plan/plan-area.ts";
import { areaDesigns } from "../../../bench/area/designs.ts";
import { readPoints } from "../../../bench/area/points.ts";
import { coreDevices } from "../../../compile/index.ts";
import { cellsOf } from "../../../config/index.ts";

const again = "the core has changed: node --import tsx bench/area/run.ts";
const points = await readPoints();
const devices = { ice40up: "up5k", ice40hx: "hx8k", ecp5: "ecp5-25f" } as const;

test("plan: every core that the area model goes by has been synthesised", () => {
  expect(points.map(({ design }) => design).sort()).toEqual(areaDesigns.map(({ name }) => name).sort());
  expect(areaDesigns.filter(({ use }) => use === "check").map(({ core }) => core.fabric)).toEqual(
    expect.arrayContaining(["ice40up", "ice40hx", "ecp5"]),
  );
});

test.each(areaDesigns)(
  "plan: $name: the predicted area is within 10 % of the synthesised one, memories exactly",
  (area) => {
    const point = points.find(({ design }) => design === area.name);
    if (point === undefined) throw new Error(again);
    const device = coreDevices[devices[cellsOf(area.core.fabric)]];
    const { cells, blocks } = planArea(area.core, { name: device.name, device, cells: 0 });
    expect(blocks, again).toBe(point.blocks);
    expect(Math.abs(cells / point.cells - 1), `${cells} for ${point.cells}; ${again}`).toBeLessThan(0.1);
  },
);
