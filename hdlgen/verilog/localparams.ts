import type { IrType, ModuleIr } from "../ir.ts";
import { literal } from "./literal.ts";
import { type Names, signalsOf, upperSnake } from "./names.ts";

interface Localparam {
  readonly name: string;
  readonly width: number;
  readonly value: bigint;
}

/**
 * The localparams of a module: labels of enumerations, named after the enumeration (`OP_ADD`) or, where it has no name,
 * after the first signal that has them (`STATE_IDLE`).
 * Only those that the text uses are declared, since an unused one is a lint warning.
 */
export class Localparams {
  readonly #names: Names;
  readonly #prefixes = new Map<string, string>();
  readonly #used = new Map<string, Localparam>();

  constructor(module: ModuleIr, names: Names) {
    this.#names = names;
    for (const { name, type } of signalsOf(module)) {
      const identity = enumerationOf(type);
      if (identity !== undefined && !this.#prefixes.has(identity))
        this.#prefixes.set(identity, upperSnake(type.enumeration ?? name));
    }
  }

  readonly labelOf = (type: IrType, value: bigint): string | undefined => {
    const index = type.codes === undefined ? Number(value) : type.codes.indexOf(value);
    const label = type.labels?.[index];
    const identity = enumerationOf(type);
    if (label === undefined || identity === undefined) return undefined;
    return this.#use(this.#prefixes.get(identity) ?? upperSnake(type.enumeration ?? "value"), label, type.width, value);
  };

  /** The label of a case whose subject has no enumeration of its own; undefined when it is but a number. */
  caseLabel(prefix: string, label: string, width: number, value: bigint): string | undefined {
    return /^[A-Za-z]/.test(label) ? this.#use(upperSnake(prefix), label, width, value) : undefined;
  }

  #use(prefix: string, label: string, width: number, value: bigint): string {
    const key = `${prefix} ${label} ${width} ${value}`;
    const known = this.#used.get(key);
    if (known !== undefined) return known.name;
    const name = this.#names.fresh(`${prefix}_${upperSnake(label)}`);
    this.#used.set(key, { name, width, value });
    return name;
  }

  /** The declarations, by value within each enumeration. */
  lines(): string[] {
    const groups = new Map<string, Localparam[]>();
    for (const [key, localparam] of this.#used) {
      const prefix = key.slice(0, key.indexOf(" "));
      groups.set(prefix, [...(groups.get(prefix) ?? []), localparam]);
    }
    return [...groups.values()].flatMap((group) =>
      group
        .sort((a, b) => (a.value < b.value ? -1 : 1))
        .map(({ name, width, value }) => {
          const range = width === 1 ? "" : `[${width - 1}:0] `;
          return `localparam ${range}${name} = ${literal(value, width, { signed: false, radix: "decimal" })};`;
        }),
    );
  }
}

function enumerationOf(type: IrType): string | undefined {
  if (type.labels === undefined) return undefined;
  return [type.enumeration, type.width, ...type.labels, ...(type.codes ?? [])].join(" ");
}
