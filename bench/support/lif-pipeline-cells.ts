import { verilogOf } from "../../api/board-build.ts";
import { closeFlowTools, findFlowTools } from "../../flow/index.ts";
import { synthesise } from "../../flow/synthesise.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifPipeline } from "../../rtl/neuron/lif-pipeline.ts";
import { countCells } from "./cells.ts";
import { compiledDigits } from "./digits.ts";

/** Cells of the neuron pipeline of the digits core, synthesised alone for the UP5K. */
export async function lifPipelineCells(): Promise<ReturnType<typeof countCells>> {
  const { compiled } = await compiledDigits();
  const design = elaborate(LifPipeline(compiled.core));
  const tools = await findFlowTools({ prefer: "wasm" });
  try {
    const { board } = compiled;
    const request = { top: design.top.name, ...verilogOf(design), board, clockMHz: 48, seed: 1, tools };
    const { cells } = await synthesise(request, () => {});
    return countCells(cells);
  } finally {
    await closeFlowTools(tools);
  }
}
