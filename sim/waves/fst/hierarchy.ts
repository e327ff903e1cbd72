/** Names in an FST file: scopes, variables, enumerations, and the lines that declare them. */
import type { IrType } from "../../../hdlgen/ir.ts";
import type { Site } from "../../../hdlgen/site.ts";
import { type NamedVariable, rangeOf, typeNameOf, type VariableScope } from "../variables.ts";
import { Bytes } from "./bytes.ts";

/** Numbers of the format. */
const tag = { attribute: 252, scope: 254, upscope: 255 } as const;
const scopeModule = 0;
const attributeMisc = 0;
const misc = { typeName: 2, path: 3, sourceStem: 4, enumTable: 7 } as const;
const variable = { reg: 5, wire: 16, enumeration: 28 } as const;
const direction = { implicit: 0, input: 1, output: 2 } as const;

export interface FstHierarchy {
  readonly bytes: Buffer;
  readonly scopes: number;
  readonly variables: number;
}

/** The hierarchy block's content. Variables are numbered by their handles, from 1 on; the first of each declares it. */
export function fstHierarchy(top: VariableScope): FstHierarchy {
  const writer = new HierarchyWriter();
  writer.scope(top);
  return { bytes: Buffer.from(writer.out.view), scopes: writer.scopes, variables: writer.variables };
}

class HierarchyWriter {
  readonly out = new Bytes(4096);
  scopes = 0;
  variables = 0;
  readonly #enumerations = new Map<string, number>();
  readonly #files = new Map<string, number>();
  readonly #declared = new Set<number>();

  scope(scope: VariableScope): void {
    const { out } = this;
    this.#source(scope.site);
    out.u8(tag.scope);
    out.u8(scopeModule);
    out.text(scope.name);
    out.text(scope.module);
    this.scopes++;
    for (const each of scope.variables) this.#variable(each);
    for (const each of scope.scopes) this.scope(each);
    out.u8(tag.upscope);
  }

  #variable({ name, kind, type, handle, site }: NamedVariable): void {
    const { out } = this;
    this.#source(site);
    const table = this.#enumeration(type);
    if (table !== undefined) this.#attribute(misc.enumTable, "", table);
    const typeName = typeNameOf(type);
    if (typeName !== undefined) this.#attribute(misc.typeName, typeName, 0);
    out.u8(variableType(kind, type));
    out.u8(kind === "input" || kind === "output" ? direction[kind] : direction.implicit);
    out.text(`${name}${rangeOf(type)}`);
    out.varint(type.width);
    // A handle that is new is said to be none: readers count.
    out.varint(this.#declared.has(handle) ? handle + 1 : 0);
    this.#declared.add(handle);
    this.variables++;
  }

  /** Number of the table with the type's labels, which is written before its first use. */
  #enumeration(type: IrType): number | undefined {
    if (type.labels === undefined) return undefined;
    const text = enumTable(type, type.labels);
    const known = this.#enumerations.get(text);
    if (known !== undefined) return known;
    const number = this.#enumerations.size + 1;
    this.#enumerations.set(text, number);
    this.#attribute(misc.enumTable, text, number);
    return number;
  }

  #source(site: Site | undefined): void {
    const [, path, line] = /^(.*):(\d+):\d+$/.exec(site?.location ?? "") ?? [];
    if (path === undefined || line === undefined) return;
    let file = this.#files.get(path);
    if (file === undefined) {
      file = this.#files.size + 1;
      this.#files.set(path, file);
      this.#attribute(misc.path, path, file);
    }
    // The file's number goes where an attribute has its text.
    const number = new Bytes(16);
    number.varint(file);
    this.#attribute(misc.sourceStem, number.view, Number(line));
  }

  #attribute(kind: number, text: string | Uint8Array, argument: number): void {
    const { out } = this;
    out.u8(tag.attribute);
    out.u8(attributeMisc);
    out.u8(kind);
    out.bytes(typeof text === "string" ? Buffer.from(text) : text);
    out.u8(0);
    out.varint(argument);
  }
}

function variableType(kind: NamedVariable["kind"], type: IrType): number {
  if (type.labels !== undefined) return variable.enumeration;
  return kind === "register" || kind === "word" ? variable.reg : variable.wire;
}

/** `name count label… code…`, codes in binary. */
function enumTable({ width, enumeration, codes }: IrType, labels: readonly string[]): string {
  const bits = labels.map((_, i) => (codes?.[i] ?? BigInt(i)).toString(2).padStart(width, "0"));
  return [enumeration ?? labels[0] ?? "", labels.length, ...labels.map(escapedLabel), ...bits].join(" ");
}

/** Labels are words of the table: what is not printable, and what it cuts at, as octal. */
export function escapedLabel(label: string): string {
  return [...Buffer.from(label)]
    .map((byte) => {
      const isPlain = byte > 32 && byte < 127 && byte !== 92 && byte !== 34 && byte !== 39 && byte !== 63;
      return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
    })
    .join("");
}
