import type { Family } from "../../flow/index.ts";
import { type SynthesisRequest, synthesise } from "../../flow/synthesise.ts";
import type { Tool } from "../../tools/index.ts";
import type { DesignToPlace } from "../hw/hardware-figure.ts";
import { type Area, areaByPath } from "./netlist-area.ts";

/** Names on a path: `core/neurons/neuron0`. */
const depth = 3;

/** What each module of a design takes, by yosys alone, with the hierarchy kept. */
export async function moduleAreas<F extends Family>(
  { top, verilog, memoryFiles, board }: DesignToPlace<F>,
  yosys: Tool,
): Promise<ReadonlyMap<string, Area>> {
  const request: SynthesisRequest<F> = {
    ...{ top, verilog, memoryFiles, board },
    tools: { yosys },
    options: { synthArguments: ["-noflatten"] },
  };
  const { json } = await synthesise<F>(request, () => {});
  return areaByPath(json, top, depth);
}
