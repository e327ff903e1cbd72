/** Payloads of streams as plain values: numbers, labels of enumerations, records, lists. */
import { type Diagnostic, SpikeforgeError } from "../../../diagnostics/index.ts";
import type { IrType } from "../../../hdlgen/ir.ts";
import { formatValue } from "../../signal-tree.ts";
import { BenchPin, type Pin, type Probe } from "../pin.ts";
import type { Testbench } from "../testbench.ts";

/**
 * The value that pins carry. `N` is what numbers are given as: `number`, or `bigint` for payloads of more than 53 bits.
 */
export type PayloadOf<P, N = number> =
  P extends Probe<infer L> ? (string extends L ? N : L) : { readonly [K in keyof P]: PayloadOf<P[K], N> };

/** How numbers are given: `"big"` as bigints, which a signal of more than 53 bits needs. */
export type Numbers = "number" | "big";
export type NumberOf<K extends Numbers> = K extends "big" ? bigint : number;

interface PayloadLeaf {
  readonly path: readonly string[];
  readonly pin: Pin;
  readonly type: IrType;
}

const widestNumber = 53;

/** The pins of a payload, read and written as one value. */
export class PayloadPins<V> {
  readonly leaves: readonly PayloadLeaf[];
  readonly #numbers: Numbers;
  readonly #isList: (path: readonly string[]) => boolean;
  /** The only leaf, where the payload is a scalar. */
  readonly #scalar: PayloadLeaf | undefined;

  /** Throws SIM131 for signals that a number does not hold. */
  constructor(tb: Testbench, payload: unknown, numbers: Numbers) {
    const types = new Map(tb.sim.design.top.ports.map(({ signal }) => [signal.name, signal.type]));
    const leaves: PayloadLeaf[] = [];
    const lists = new Set<string>();
    const visit = (part: unknown, path: readonly string[]): void => {
      if (part instanceof BenchPin) {
        leaves.push({ path, pin: part, type: types.get(part.name) ?? { kind: "uint", width: part.width } });
        return;
      }
      if (Array.isArray(part)) lists.add(path.join("."));
      for (const [key, inner] of Object.entries(part as object)) visit(inner, [...path, key]);
    };
    visit(payload, []);
    this.leaves = leaves;
    this.#numbers = numbers;
    this.#isList = (path) => lists.has(path.join("."));
    this.#scalar = leaves.length === 1 && leaves[0]?.path.length === 0 ? leaves[0] : undefined;
    const wide = leaves.filter(({ type }) => type.width > widestNumber && numbers === "number");
    if (wide.length > 0) throw new SpikeforgeError(wide.map(({ pin }) => tooWide(pin)));
  }

  read(): V {
    const scalar = this.#scalar;
    if (scalar !== undefined) return this.#readLeaf(scalar) as V;
    const whole: Record<string, unknown> = {};
    for (const leaf of this.leaves) {
      let into = whole;
      leaf.path.slice(0, -1).forEach((key, depth) => {
        into[key] ??= this.#isList(leaf.path.slice(0, depth + 1)) ? [] : {};
        into = into[key] as Record<string, unknown>;
      });
      into[leaf.path.at(-1) ?? ""] = this.#readLeaf(leaf);
    }
    return (this.#isList([]) ? Object.values(whole) : whole) as V;
  }

  write(value: V): void {
    for (const { path, pin } of this.leaves) {
      const part = path.reduce<unknown>((whole, key) => (whole as Record<string, unknown>)[key], value);
      if (typeof part === "string") pin.label = part;
      else if (typeof part === "bigint") pin.big = part;
      else pin.value = part as number;
    }
  }

  /** The bits of all leaves, to be compared with those of another cycle. */
  bits(into: (number | bigint)[]): void {
    for (let i = 0; i < this.leaves.length; i++) {
      const pin = this.leaves[i]?.pin;
      if (pin !== undefined) into[i] = pin.width > widestNumber ? pin.big : pin.value;
    }
  }

  /** A value of these pins as people read it: `{ to: 3, kind: data }`. */
  text(bits: readonly (number | bigint)[]): string {
    const [first] = bits;
    if (this.#scalar !== undefined && first !== undefined) return formatValue(this.#scalar.type, first);
    const parts = this.leaves.map(({ path, type }, i) => `${path.join(".")}: ${formatValue(type, bits[i] ?? 0)}`);
    return `{ ${parts.join(", ")} }`;
  }

  #readLeaf({ pin, type }: PayloadLeaf): unknown {
    if (type.labels !== undefined) return pin.label ?? pin.value;
    return this.#numbers === "big" ? pin.big : pin.value;
  }
}

function tooWide({ name, width }: Pin): Diagnostic {
  return {
    code: "SIM131",
    place: name,
    found: `${width} bits do not fit a number`,
    mend: 'let the agent speak in bigints: { numbers: "big" }',
  };
}
