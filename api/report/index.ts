/** The report of a build: `report.html` in its folder. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { replaceFile } from "../../flow/index.ts";
import type { Design } from "../../hdlgen/index.ts";
import { readBuildFacts } from "./build-facts.ts";
import { hierarchyOf } from "./hierarchy.ts";
import { reportPage } from "./page.ts";
import { schematicSection } from "./schematic-section.ts";

/** What sources are relative to, as in the generated Verilog. */
const sourceRoot = fileURLToPath(new URL("../..", import.meta.url));

/** Files that a build's folder has to hold beside the flow's own for its report to be whole, by name. */
export function reportSources(design: Design): Readonly<Record<string, string>> {
  return { "hierarchy.json": `${JSON.stringify(hierarchyOf(design, sourceRoot))}\n` };
}

export interface ReportOptions {
  /** Instances whose insides are drawn, from the top down: `clocked.chip.core`. Default: those that consist of several. */
  readonly schematic?: string;
}

export interface WrittenReport {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes `report.html` into the folder of a build, from what is in it: resources, timing, floorplan, schematics, the ladder's
 * result. The page needs no other file and no network; it appears whole or not at all.
 *
 * @throws CLI080 the folder is no build's · CLI081 one of its files is damaged · CLI082 no such instance
 */
export async function writeReport(folder: string, { schematic }: ReportOptions = {}): Promise<WrittenReport> {
  const facts = await readBuildFacts(folder);
  const page = reportPage(facts, await schematicSection(facts.hierarchy, schematic));
  const file = join(folder, "report.html");
  await replaceFile(file, page);
  return { file, bytes: Buffer.byteLength(page) };
}
