/** What the PLLs of both families have in common. */
import { SpikeforgeError } from "../diagnostics/index.ts";

/** From the smallest to the largest, both included, in MHz. */
export type Range = readonly [low: number, high: number];

export const within = (value: number, [low, high]: Range): boolean => value >= low && value <= high;

export interface PllRequest {
  readonly code: "BRD020" | "BRD021";
  /** `PLL of up5k`. */
  readonly place: string;
  readonly inputMHz: number;
  readonly requestedMHz: number;
}

/** Throws BRD020 or BRD021 for a clock that a PLL does not take or make, whatever its dividers. */
export function checkPllRange(
  { code, place, inputMHz, requestedMHz }: PllRequest,
  limits: { readonly input: Range; readonly output: Range },
): void {
  const refuse = (what: keyof typeof limits, [low, high]: Range, mend: string): never => {
    const found = `cannot make ${requestedMHz} MHz from ${inputMHz} MHz: its ${what} is ${low} to ${high} MHz`;
    throw new SpikeforgeError({ code, place, found, mend });
  };
  const { input, output } = limits;
  if (!within(inputMHz, input)) refuse("input", input, "take another clock pin");
  if (!within(requestedMHz, output)) refuse("output", output, `ask for a clock of ${output[0]} to ${output[1]} MHz`);
}
