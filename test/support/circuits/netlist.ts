/** A batch after synthesis: the same circuits, made of the cells of a device family. */
import { cellLibrary } from "../../../sim/netlist/index.ts";
import { findTool } from "../../../tools/index.ts";
import type { Batch } from "./batch.ts";

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
    batch: { ...batch, sources: { "netlist.v": text("netlist.v"), ...(await cellLibrary(family)) }, images: {} },
    cells: design.num_cells_by_type,
  };
}
