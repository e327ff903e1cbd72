import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildRequest } from "./build-request.ts";
import { type BuildReport, type BuildResult, reportOf } from "./build-result.ts";
import type { Family } from "./family.ts";
import { type FolderKind, replaceFolder } from "./replace-folder.ts";

/** What the folder of a build is known by. */
export const buildKind: FolderKind = { marker: "report.json", noun: "an earlier build", code: "FLOW020" };

/**
 * Writes a finished build: bitstream, placed design, constraints, script, logs, `report.json`, and the Verilog and memory
 * files in `verilog/`. Everything is written aside and renamed at the end; an earlier build of that name is replaced.
 *
 * @throws FLOW020 the folder holds something that is not a build · FLOW021 to FLOW024 it cannot be written · the signal's
 *   reason on abort
 */
export async function writeBuild<F extends Family = "ice40">(
  folder: string,
  inputs: Pick<BuildRequest, "verilog" | "memoryFiles">,
  result: BuildResult<F>,
  signal?: AbortSignal,
): Promise<void> {
  await replaceFolder(folder, buildKind, filesOf(inputs, result), signal);
}

/** Whether a folder holds this very build already, with its `report.html`; what else is in it does not matter. */
export async function holdsBuild<F extends Family = "ice40">(
  folder: string,
  inputs: Pick<BuildRequest, "verilog" | "memoryFiles">,
  result: BuildResult<F>,
): Promise<boolean> {
  const expected = Object.entries({ ...filesOf(inputs, result), "report.html": undefined });
  const found = await Promise.all(
    expected.map(async ([name, content]) => {
      const bytes = await readFile(join(folder, name)).catch(() => undefined);
      if (bytes === undefined || content === undefined) return bytes !== undefined;
      if (name === "report.json") return withoutOrigin(bytes.toString("utf8")) === withoutOrigin(String(content));
      return bytes.equals(Buffer.from(content as Uint8Array));
    }),
  );
  return found.every((isSame) => isSame);
}

/** A report is the same whether its build was made or kept. */
function withoutOrigin(report: string): string {
  const { cached: _cached, ...facts } = JSON.parse(report) as BuildReport;
  return JSON.stringify(facts);
}

function filesOf<F extends Family>(
  { verilog, memoryFiles }: Pick<BuildRequest, "verilog" | "memoryFiles">,
  result: BuildResult<F>,
): Readonly<Record<string, string | Uint8Array>> {
  const inputs = Object.entries({ ...verilog, ...memoryFiles });
  return {
    ...result.artefacts,
    "report.json": `${JSON.stringify(reportOf<F>(result), null, 2)}\n`,
    ...Object.fromEntries(inputs.map(([name, content]) => [join("verilog", name), content])),
  };
}
