/**
 * Fits the area model of the planner: `node --import tsx bench/area/run.ts`, after a change of the core or of yosys.
 * Synthesises the designs whose Verilog differs from what was kept, fits the coefficients to those that are for it, and
 * shows the error of each, that of the checks and when it is left out.
 */
import { writeFile } from "node:fs/promises";
import { findTool } from "../../tools/index.ts";
import { coefficientsText, fittedPoint } from "./coefficients.ts";
import { areaDesigns } from "./designs.ts";
import { elaborated, readPoints, verilogHash, writePoints } from "./points.ts";
import { synthesisedCells } from "./synthesised-cells.ts";

const yosys = await findTool("yosys", { prefer: "wasm" });
let points = await readPoints();
points = points.filter(({ design }) => areaDesigns.some(({ name }) => name === design));
const only = process.argv[2];
for (const area of areaDesigns) {
  if (only !== undefined && !area.name.includes(only)) continue;
  const design = elaborated(area);
  const sha256 = verilogHash(design);
  const kept = points.find((point) => point.design === area.name);
  if (kept?.sha256 === sha256 && kept.yosys === yosys.version) continue;
  const started = performance.now();
  const cells = await synthesisedCells(design, area.core.fabric, yosys);
  points = [...points.filter((point) => point !== kept), { design: area.name, ...cells, yosys: yosys.version, sha256 }];
  await writePoints(points);
  console.log(
    `${area.name}: ${cells.cells} cells, ${cells.blocks} blocks, ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
}
await yosys.close();
const measured = areaDesigns.flatMap((area) => {
  const point = points.find(({ design }) => design === area.name);
  return point === undefined ? [] : [fittedPoint(area, point)];
});
const { text, report } = coefficientsText(measured, yosys.version);
await writeFile(new URL("../../compile/plan/area-coefficients.ts", import.meta.url), text);
console.log(report);
