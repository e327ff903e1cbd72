/** Enumerations: values that have labels instead of numbers. */
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import type { IrType } from "./ir.ts";
import { verilogName } from "./names.ts";
import { required, type Type } from "./types.ts";
import { bitsFor, codeOf, describe, type Encoding, Enum, enumBits, type Integer, type UInt } from "./values.ts";

export interface EnumerationOptions {
  /** `binary` counts from 0 in as few bits as possible; `oneHot` has one bit per label. Default: binary. */
  readonly encoding?: "binary" | "oneHot";
}

/** A type whose values have labels. */
export interface EnumerationType<N extends string, L extends string> extends Type<Enum<N, L>> {
  readonly labels: readonly L[];
  /** @internal */
  readonly encoding: Encoding;
  /** The value that these bits stand for; of bits that stand for none, `is` is false for every label. */
  from(bits: UInt): Enum<N, L>;
}

/**
 * An enumeration. The name tells it from other ones, for `tsc` too, and names its constants in Verilog; labels are
 * numbered in their order, or have the bits that a record gives them. Throws HDL174 for one that cannot be encoded.
 */
export function enumeration<const N extends string, const L extends string>(
  name: N,
  labels: readonly [L, ...L[]] | { readonly [label in L]: Integer },
  options: EnumerationOptions = {},
): EnumerationType<N, L> {
  const encoding = encodingOf(name, labels, options);
  const { irType, canonical } = encoding;
  return {
    width: irType.width,
    canonical,
    leaves: [{ path: [], type: irType }],
    labels: encoding.labels as readonly L[],
    encoding,
    from(bits) {
      if (bits.width !== irType.width) {
        fail("HDL102", name, `${bits.width} bits for an enumeration of ${irType.width}`, `give ${irType.width} bits`);
      }
      return new Enum(encoding, bits.expr);
    },
    wrap: ([expr]) => new Enum(encoding, required(expr)),
    unwrap: (value, place, site) => [enumBits(encoding, value, place, site)],
    encode: (value, place) => [
      typeof value === "string"
        ? codeOf(encoding, value, place)
        : fail("HDL104", place, `${describe(value)} for ${name}`, `use a label: ${encoding.labels.join(", ")}`),
    ],
  };
}

function encodingOf(
  name: string,
  given: readonly string[] | Readonly<Record<string, Integer>>,
  options: EnumerationOptions,
): Encoding {
  const place = `enumeration ${name}`;
  const isList = Array.isArray(given);
  const labels: readonly string[] = isList ? given : Object.keys(given);
  const isOneHot = isList && options.encoding === "oneHot";
  const codes = isList
    ? labels.map((_, i) => (isOneHot ? 1n << BigInt(i) : BigInt(i)))
    : Object.values(given as Readonly<Record<string, Integer>>).map(BigInt);
  const reject = (found: string, mend: string): never => fail("HDL174", place, found, mend);
  if (labels.length === 0) reject("no labels", "give at least one");
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
  if (repeated !== undefined) reject(`the label ${repeated} twice`, "give each label once");
  const odd = labels.find((label) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(label));
  if (odd !== undefined) reject(`the label "${odd}"`, "use letters, digits and _, a letter first");
  const again = codes.findIndex((code, i) => codes.indexOf(code) !== i);
  if (again >= 0) reject(`the same bits for ${labels[again]} as for another label`, "give each label its own");
  if (codes.some((code) => code < 0n)) reject("a negative number for a label", "use 0 or more");
  const width = ir.checkWidth(Math.max(...codes.map(bitsFor)), place);
  const counts = codes.every((code, i) => code === BigInt(i));
  const irType: IrType = {
    kind: "uint",
    width,
    labels: Object.freeze([...labels]),
    enumeration: verilogName([name]),
    ...(counts ? {} : { codes: Object.freeze(codes) }),
  };
  const canonical = `${name}{${labels.map((label, i) => `${label}:${codes[i]}`).join(",")}}`;
  return Object.freeze({
    name,
    labels: Object.freeze([...labels]),
    codes,
    isOneHot,
    canonical,
    irType: Object.freeze(irType),
  });
}
