import { join } from "node:path";
import type { BuildRequest } from "./build-request.ts";
import { type BuildResult, reportOf } from "./build-result.ts";
import type { Family } from "./family.ts";
import { replaceFolder } from "./replace-folder.ts";

/**
 * Writes a finished build: bitstream, placed design, constraints, script, logs, `report.json`, and the Verilog and memory
 * files in `verilog/`. Everything is written aside and renamed at the end; an earlier build of that name is replaced.
 *
 * @throws FLOW020 the folder holds something that is not a build · FLOW021 to FLOW024 it cannot be written · the signal's
 *   reason on abort
 */
export async function writeBuild<F extends Family = "ice40">(
  folder: string,
  { verilog, memoryFiles }: Pick<BuildRequest, "verilog" | "memoryFiles">,
  result: BuildResult<F>,
  signal?: AbortSignal,
): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    ...result.artefacts,
    "report.json": `${JSON.stringify(reportOf<F>(result), null, 2)}\n`,
  };
  for (const [name, content] of Object.entries({ ...verilog, ...memoryFiles })) files[join("verilog", name)] = content;
  await replaceFolder(folder, { marker: "report.json", noun: "an earlier build", code: "FLOW020" }, files, signal);
}
