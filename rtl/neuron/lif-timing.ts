import type { CoreShape, Fabric } from "../../config/index.ts";

export interface LifPipelineParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

/** Cycles of the neuron pipeline, counted from the cycle in which `valid` and the membrane come. */
export interface LifTiming {
  /** The neuron's sum of weights is taken. */
  readonly sumAt: number;
  /** The output fields are taken. */
  readonly outputFieldsAt: number;
  /** The outputs are there. */
  readonly latency: number;
}

/** Cycles until a membrane's leak can be subtracted. */
function leakCycles({ shape, fabric }: LifPipelineParameters): number {
  if (shape.leaks.includes("mul12")) return multiplierCycles(fabric) + 1;
  return shape.leaks.some((leak) => leak !== "none") ? 2 : 0;
}

/** Cycles from the operands of the multiplier to the product in a register. */
export const multiplierCycles = (fabric: Fabric): number => (fabric === "ice40hx" ? 7 : 3);

export function lifTiming(parameters: LifPipelineParameters): LifTiming {
  const leak = leakCycles(parameters);
  const sumAt = leak === 0 ? 1 : leak + 1;
  return { sumAt, outputFieldsAt: sumAt + 2, latency: sumAt + 4 };
}
