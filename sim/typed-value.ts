/** What the bits of a signal mean: labels of enumerations, numbers with a binary point. */
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { IrType } from "../hdlgen/ir.ts";
import { doesNotFit } from "./handle-errors.ts";

/** The label of a value; undefined where it has none. */
export function labelOf({ labels, codes }: IrType, value: bigint): string | undefined {
  return labels?.[codes === undefined ? Number(value) : codes.indexOf(value)];
}

/** The value of a label; SIM005 for one that the type does not have. */
export function valueOfLabel(name: string, { labels = [], codes }: IrType, label: string): bigint {
  const index = labels.indexOf(label);
  if (index >= 0) return codes?.[index] ?? BigInt(index);
  throw new SpikeforgeError({
    code: "SIM005",
    place: name,
    found: `no label "${label}"`,
    mend: labels.length === 0 ? "the signal is no enumeration: use .value" : `there are ${labels.join(", ")}`,
  });
}

/** A value with its binary point. */
export const realOf = ({ fracBits = 0 }: IrType, value: number): number => value * 2 ** -fracBits;

/** The whole number that stands for a number with a binary point; SIM005 for one that is not exact. */
export function valueOfReal(name: string, type: IrType, real: number): number {
  const value = real * 2 ** (type.fracBits ?? 0);
  if (!Number.isInteger(value)) throw doesNotFit(name, type, real);
  return value;
}
