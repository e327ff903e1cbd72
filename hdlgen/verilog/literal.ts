/** How a constant is written: the choice never changes the bits, only how they read and whether they are signed. */
export interface LiteralStyle {
  readonly signed: boolean;
  readonly radix: "decimal" | "hex";
}

/** A sized Verilog literal of the low `width` bits of `value`: `8'd200`, `-8'sd3`, `16'h00ff`, `1'b1`. */
export function literal(value: bigint, width: number, style: LiteralStyle): string {
  const bits = BigInt.asUintN(width, value);
  if (width === 1) return `1'b${bits}`;
  if (style.radix === "hex" && bits > 9n) return `${width}'${style.signed ? "s" : ""}h${hexDigits(bits, width)}`;
  if (!style.signed) return `${width}'d${bits}`;
  const number = BigInt.asIntN(width, value);
  return number < 0n ? `-${width}'sd${-number}` : `${width}'sd${number}`;
}

/** All digits that `width` bits need, as `$readmemh` and masks read best. */
export function hexDigits(value: bigint, width: number): string {
  return BigInt.asUintN(width, value)
    .toString(16)
    .padStart(Math.ceil(width / 4), "0");
}
