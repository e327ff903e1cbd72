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

/** How a number is written: as its type says, or its bits as they are. */
export type Radix = "typed" | "hexadecimal" | "binary";

/**
 * The value of a signal as people read it: the label of an enumeration, else the number with its sign and, of a
 * fixed-point type, all digits behind its point. `value` may be the bits, or the signed number that they stand for.
 * Bits for which there is no label are a number.
 */
export function formatValue(type: IrType, value: bigint | number, radix: Radix = "typed"): string {
  const bits = BigInt.asUintN(type.width, BigInt(value));
  if (radix === "hexadecimal") return bits.toString(16).padStart(Math.ceil(type.width / 4), "0");
  if (radix === "binary") return bits.toString(2).padStart(type.width, "0");
  const label = labelOf(type, bits);
  if (label !== undefined) return label;
  const number = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
  return type.fracBits === undefined ? String(number) : withPoint(number, type.fracBits);
}

/** `number` times 2^−fracBits, exactly: each bit behind the point is at most one decimal digit. */
function withPoint(number: bigint, fracBits: number): string {
  if (fracBits <= 0) return String(number << BigInt(-fracBits));
  const size = number < 0n ? -number : number;
  const whole = size >> BigInt(fracBits);
  const rest = BigInt.asUintN(fracBits, size) * 5n ** BigInt(fracBits);
  const digits = String(rest).padStart(fracBits, "0").replace(/0+$/, "");
  return `${number < 0n ? "-" : ""}${whole}${digits === "" ? "" : `.${digits}`}`;
}

/** A value with its binary point. */
export const realOf = ({ fracBits = 0 }: IrType, value: number): number => value * 2 ** -fracBits;

/** The whole number that stands for a number with a binary point; SIM005 for one that is not exact. */
export function valueOfReal(name: string, type: IrType, real: number): number {
  const value = real * 2 ** (type.fracBits ?? 0);
  if (!Number.isInteger(value)) throw doesNotFit(name, type, real);
  return value;
}
