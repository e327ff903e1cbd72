import { SpikeforgeError } from "../../diagnostics/index.ts";
import { diagnostic } from "../../hdlgen/errors.ts";
import { captureSite, framesOfErrors } from "../../hdlgen/site.ts";

/** One condition on a cell's parameters, and what to say where it does not hold. */
export interface ParameterRule {
  readonly holds: boolean;
  readonly found: string;
  readonly mend: string;
}

const cellsDirectory = new URL(".", import.meta.url).href;

/** Throws CELL001 for every rule that does not hold, all together, with the line that uses the cell. */
export function checkParameters(cell: string, rules: readonly ParameterRule[]): void {
  const broken = rules.filter(({ holds }) => !holds);
  if (broken.length === 0) return;
  const site = captureSite(framesOfErrors, cellsDirectory);
  throw new SpikeforgeError(broken.map(({ found, mend }) => diagnostic("CELL001", cell, found, mend, site)));
}

export const isPowerOfTwo = (n: number): boolean => Number.isInteger(n) && n > 0 && Number.isInteger(Math.log2(n));

/** Bits that hold 0…`count` − 1, at least one. */
export const bitsFor = (count: number): number => Math.max(1, Math.ceil(Math.log2(count)));
