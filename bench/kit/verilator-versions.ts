import { findCppCompiler } from "../../sim/verilator/cpp-compiler.ts";
import { ensureVerilator } from "../../tools/index.ts";
import type { Versions } from "./versions.ts";

export async function verilatorVersions(): Promise<Versions> {
  const { version } = await ensureVerilator({ install: "refused" });
  const compiler = await findCppCompiler();
  return { verilator: version, [compiler.family]: /\d+(\.\d+)+/.exec(compiler.version)?.[0] ?? "unknown" };
}
