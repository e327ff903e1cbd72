import { verilogOf } from "../../api/board-build.ts";
import { closeFlowTools, findFlowTools } from "../../flow/index.ts";
import { synthesise } from "../../flow/synthesise.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifPipeline } from "../../rtl/neuron/lif-pipeline.ts";
import { compiledDigits } from "./digits.ts";

/** Cells of the neuron pipeline of the digits core, synthesised alone for the UP5K. */
export async function lifPipelineCells(): Promise<Readonly<Record<string, number>>> {
  const { compiled } = await compiledDigits();
  const design = elaborate(LifPipeline({ shape: compiled.config.shape }));
  const tools = await findFlowTools({ prefer: "wasm" });
  try {
    const { board } = compiled;
    const request = { top: design.top.name, ...verilogOf(design), board, clockMHz: 48, seed: 1, tools };
    const { cells } = await synthesise(request, () => {});
    const count = (kind: RegExp) =>
      Object.entries(cells).reduce((sum, [cell, number]) => sum + (kind.test(cell) ? number : 0), 0);
    return { lut4: count(/^SB_LUT4$/), carry: count(/^SB_CARRY$/), flipFlops: count(/^SB_DFF/) };
  } finally {
    await closeFlowTools(tools);
  }
}
