import type { Board } from "../../constraints/index.ts";
import { findEcp5FlowTools, findFlowTools } from "../../flow/index.ts";
import { ensureIcebox, ensureVerilator, type FindToolOptions } from "../../tools/index.ts";
import { type LowerRung, lowerRungs } from "./ladder.ts";
import type { LadderTools } from "./rung-models.ts";

export interface LadderToolsOptions extends FindToolOptions {
  /** Default: all. */
  readonly rungs?: readonly LowerRung[];
}

/**
 * Finds what a board's ladder needs: yosys, nextpnr and icepack for an iCE40, Verilator, and icebox for the bitstream. With
 * `install: "allowed"`, what is missing is set up in the private folder. Close `flow` with `closeFlowTools`.
 *
 * @throws TOOL004 · TOOL010 · TOOL065 with the command to type, as the tools are looked for
 */
export async function findLadderTools({ family }: Board, options: LadderToolsOptions = {}): Promise<LadderTools> {
  const { rungs = lowerRungs, install = "refused", onProgress, environment } = options;
  const setUp = { install, ...(onProgress && { onProgress }), ...(environment && { environment }) };
  await ensureVerilator(setUp);
  if (family === "ecp5") return { family, flow: await findEcp5FlowTools(options) };
  const icebox = rungs.includes("bitstream") ? await ensureIcebox(setUp) : undefined;
  return { family, flow: await findFlowTools(options), ...(icebox === undefined ? {} : { icebox }) };
}
