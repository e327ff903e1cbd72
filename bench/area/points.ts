/** What synthesis made of the area designs, kept beside this file. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { verilogOf } from "../../api/board-build.ts";
import { type Design, elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import type { AreaDesign } from "./designs.ts";
import type { SynthesisedCells } from "./synthesised-cells.ts";

export interface AreaPoint extends SynthesisedCells {
  readonly design: string;
  readonly yosys: string;
  /** Of the Verilog that was synthesised. */
  readonly sha256: string;
}

const file = new URL("points.json", import.meta.url);

export async function readPoints(): Promise<AreaPoint[]> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as AreaPoint[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

export async function writePoints(points: readonly AreaPoint[]): Promise<void> {
  const sorted = points.toSorted((a, b) => (a.design < b.design ? -1 : 1));
  await writeFile(file, `${JSON.stringify(sorted, null, 2)}\n`);
}

export const elaborated = ({ core }: AreaDesign): Design => elaborate(LifCore(core));

export function verilogHash(design: Design): string {
  const { verilog, memoryFiles } = verilogOf(design);
  return createHash("sha256")
    .update(JSON.stringify([verilog, memoryFiles]))
    .digest("hex");
}
