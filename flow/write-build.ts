import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { BuildRequest } from "./build-request.ts";
import { type BuildResult, reportOf } from "./build-result.ts";

/**
 * Writes a finished build: bitstream, placed design, constraints, script, logs, `report.json`, and the Verilog and memory
 * files in `verilog/`. Everything is written aside and renamed at the end; an earlier build of that name is replaced.
 *
 * @throws FLOW020 the folder holds something that is not a build
 */
export async function writeBuild(
  folder: string,
  { verilog, memoryFiles }: Pick<BuildRequest, "verilog" | "memoryFiles">,
  result: BuildResult,
): Promise<void> {
  const target = resolve(folder);
  const existing = await readdir(target).catch(() => [] as string[]);
  if (existing.length > 0 && !existing.includes("report.json"))
    throw new SpikeforgeError({
      code: "FLOW020",
      place: folder,
      found: "exists and holds something that is not an earlier build (no report.json)",
      mend: "name another folder, or remove it",
    });
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(`${target}.partial-`);
  try {
    const built = join(aside, "built");
    const files: Record<string, string | Uint8Array> = {
      ...result.artefacts,
      "report.json": `${JSON.stringify(reportOf(result), null, 2)}\n`,
    };
    for (const [name, content] of Object.entries({ ...verilog, ...memoryFiles }))
      files[join("verilog", name)] = content;
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(built, name)), { recursive: true });
      await writeFile(join(built, name), content);
    }
    const earlier = join(aside, "earlier");
    if (existing.length > 0) await rename(target, earlier);
    try {
      await rename(built, target);
    } catch (error) {
      if (existing.length > 0) await rename(earlier, target);
      throw error;
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
