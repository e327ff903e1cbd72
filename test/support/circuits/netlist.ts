/** A batch after synthesis: the same circuits, made of the cells of a device family. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { findTool } from "../../../tools/index.ts";
import type { Batch } from "./batch.ts";
import { ecp5Cells } from "./ecp5-cells.ts";

export type Family = "ice40" | "ecp5";

export interface Netlist {
  /** The batch with the netlist and the family's cells in the place of its sources. */
  readonly batch: Batch;
  /** How many there are of each kind of cell. */
  readonly cells: Readonly<Record<string, number>>;
}

const synthesis: Readonly<Record<Family, string>> = {
  ice40: "synth_ice40 -top batch -dsp -device u",
  ecp5: "synth_ecp5 -top batch",
};

/** Synthesises a batch with the pinned WebAssembly yosys. */
export async function synthesiseBatch(batch: Batch, family: Family): Promise<Netlist> {
  const yosys = await findTool("yosys", { prefer: "wasm" });
  const script = [
    ...Object.keys(batch.sources).map((file) => `read_verilog ${file}`),
    synthesis[family],
    "check -assert",
    "delete t:$scopeinfo",
    "tee -q -o cells.json stat -json",
    "write_verilog -noattr netlist.v",
    "",
  ].join("\n");
  const { files } = await yosys.run({
    args: ["-q", "-s", "synth.ys"],
    files: { ...batch.sources, ...batch.images, "synth.ys": script },
    outputs: ["netlist.v", "cells.json"],
  });
  await yosys.close();
  const text = (name: string): string => new TextDecoder().decode(files[name]);
  const { design } = JSON.parse(text("cells.json")) as {
    readonly design: { readonly num_cells_by_type: Readonly<Record<string, number>> };
  };
  return {
    batch: { ...batch, sources: { "netlist.v": text("netlist.v"), ...(await cellModels(family)) }, images: {} },
    cells: design.num_cells_by_type,
  };
}

/** What the cells do: yosys' own description, and ours of what it leaves black. */
async function cellModels(family: Family): Promise<Record<string, string>> {
  if (family === "ice40") {
    return { "cells.v": `\`define NO_ICE40_DEFAULT_ASSIGNMENTS\n${await share("ice40", "cells_sim.v")}` };
  }
  const included = /`include "(cells_[a-z]+\.vh)"/g;
  const blackBox = /\(\* blackbox \*\)\s*module DP16KD\([\s\S]*?endmodule/;
  const cells = (await share("ecp5", "cells_sim.v"))
    .replaceAll(included, "")
    .replace(blackBox, "")
    // Its value at the start is a wire, which has none yet when other initial blocks run.
    .replace("initial Q = srval;", "initial #0 Q = srval;")
    // An error of elaboration, which Icarus does not know.
    .replace(/\$error\("unsupported COMB mode[^;]*;/, "");
  return { "cells.v": cells, ...ecp5Cells };
}

/** A file of the folder `share` inside the yosys package. */
async function share(family: Family, name: string): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@yowasp/yosys");
  const resources = join(dirname(entry), "resources-yosys.js");
  const { filesystem } = (await import(pathToFileURL(resources).href)) as {
    readonly filesystem: { readonly share: Readonly<Record<string, Readonly<Record<string, string | URL>>>> };
  };
  const file = filesystem.share[family]?.[name];
  if (file === undefined) throw new Error(`yosys has no ${family}/${name}`);
  return typeof file === "string" ? file : readFileSync(file, "utf8");
}
