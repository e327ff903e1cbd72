import { findTools } from "../../tools/index.ts";
import type { Versions } from "./versions.ts";

/** The pinned WebAssembly tools: the same wherever the figure is taken. */
export async function flowVersions(): Promise<Versions> {
  const tools = await findTools(["yosys", "nextpnr-ice40"], { prefer: "wasm" });
  return Object.fromEntries(Object.values(tools).map(({ name, version, kind }) => [name, `${version} (${kind})`]));
}
