import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Design } from "../../hdlgen/ir.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { ensureVerilator, runProcess, withTemporaryFolder } from "../../tools/index.ts";

/**
 * What Verilator -Wall says about a design, without any waiver; empty when it is content. `"synthesis"`: about what is
 * left of it with SYNTHESIS defined.
 */
export async function lint(design: Design, reads: "simulation" | "synthesis" = "simulation"): Promise<string> {
  const verilator = await ensureVerilator({ install: "allowed" });
  return withTemporaryFolder(async (folder) => {
    const files = printVerilog(design);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const sources = Object.keys(files).filter((name) => name.endsWith(".v"));
    const { exitCode, stdout, stderr } = await runProcess({
      command: verilator.binary,
      args: [
        "--lint-only",
        "-Wall",
        ...(reads === "synthesis" ? ["-DSYNTHESIS"] : []),
        "--top-module",
        design.top.name,
        ...sources,
      ],
      cwd: folder,
      environment: verilator.environment,
      onFailure: "return",
    });
    return exitCode === 0 ? "" : stdout + stderr;
  });
}
