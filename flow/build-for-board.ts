import type { Board, Ecp5Board, Ice40Board } from "../constraints/index.ts";
import type { FindToolOptions } from "../tools/index.ts";
import { type BestBuild, type BuildSettings, buildBestOf } from "./build-bitstream.ts";
import {
  type BuildProgress,
  type BuildRequest,
  closeFlowTools,
  type FlowTools,
  findEcp5FlowTools,
  findFlowTools,
} from "./build-request.ts";
import type { Family } from "./family.ts";

/** A design for a board of either family. */
export interface BoardRequest extends Omit<BuildRequest, "board" | "tools" | "seed" | "onProgress"> {
  readonly board: Board;
  readonly onProgress?: (progress: BuildProgress<Family>) => void;
}

/** A board, what was built for it, and the tools: their types belong together. */
export type BuiltBoard =
  | (BestBuild<"ice40"> & { readonly family: "ice40"; readonly board: Ice40Board; readonly tools: FlowTools<"ice40"> })
  | (BestBuild<"ecp5"> & { readonly family: "ecp5"; readonly board: Ecp5Board; readonly tools: FlowTools<"ecp5"> });

/**
 * Finds the tools of the board's family, builds with each seed, and hands the result with its tools, which are open only so
 * long, to `use`.
 *
 * @throws TOOL004 · TOOL005 · TOOL050 · TOOL051 for tools that are missing · as `buildBestOf`
 */
export async function buildForBoard<T>(
  { board, ...request }: BoardRequest,
  seeds: readonly number[],
  { find, ...settings }: BuildSettings & { readonly find: FindToolOptions },
  use: (built: BuiltBoard) => Promise<T>,
): Promise<T> {
  if (board.family === "ice40") {
    const tools = await findFlowTools(find);
    try {
      const built = await buildBestOf({ ...request, board, tools, seed: 0 }, seeds, settings);
      return await use({ ...built, family: "ice40", board, tools });
    } finally {
      await closeFlowTools(tools);
    }
  }
  const tools = await findEcp5FlowTools(find);
  try {
    const built = await buildBestOf<"ecp5">({ ...request, board, tools, seed: 0 }, seeds, settings);
    return await use({ ...built, family: "ecp5", board, tools });
  } finally {
    await closeFlowTools(tools);
  }
}
