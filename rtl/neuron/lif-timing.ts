import { choosesApart, type LifPipelineParameters, leakPlan, takesSumEarly } from "./leak-plan.ts";

/** Cycles of the neuron pipeline, counted from the cycle in which `valid` and the membrane come. */
export interface LifTiming {
  /** The neuron's sum of weights is taken. */
  readonly sumAt: number;
  /** The output fields are taken. */
  readonly outputFieldsAt: number;
  /** The outputs are there. */
  readonly latency: number;
}

export function lifTiming(parameters: LifPipelineParameters): LifTiming {
  const { cycles } = leakPlan(parameters);
  const integrateAt = cycles === 0 ? 1 : cycles + 1;
  return {
    sumAt: takesSumEarly(parameters) ? integrateAt - 1 : integrateAt,
    outputFieldsAt: integrateAt + 2,
    latency: integrateAt + (choosesApart(parameters) ? 5 : 4),
  };
}
