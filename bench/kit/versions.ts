/** Names and versions of what a figure depends on. */
import { cpus } from "node:os";
import { closeFlowTools, findFlowTools } from "../../flow/index.ts";
import { findCppCompiler } from "../../sim/verilator/cpp-compiler.ts";
import { ensureVerilator } from "../../tools/index.ts";

type Versions = Readonly<Record<string, string>>;

export const nodeVersion = async (): Promise<Versions> => ({ node: process.versions.node });

/** The pinned WebAssembly tools: the same wherever the figure is taken. */
export async function flowVersions(): Promise<Versions> {
  const tools = await findFlowTools({ prefer: "wasm" });
  await closeFlowTools(tools);
  const { yosys, "nextpnr-ice40": nextpnr } = tools;
  return { [yosys.name]: `${yosys.version} (${yosys.kind})`, [nextpnr.name]: `${nextpnr.version} (${nextpnr.kind})` };
}

export async function verilatorVersions(): Promise<Versions> {
  const { version } = await ensureVerilator({ install: "refused" });
  const compiler = await findCppCompiler();
  return { verilator: version, [compiler.family]: /\d+(\.\d+)+/.exec(compiler.version)?.[0] ?? "unknown" };
}

/** `4 cores, Vendor Model`: the class of machine, nothing that names one. */
export function machineClass(): string {
  const all = cpus();
  return `${all.length} cores, ${all[0]?.model.trim() ?? "unknown processor"}`;
}
