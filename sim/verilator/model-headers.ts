/**
 * Reads the C++ headers that Verilator writes: which variables are where. Small modules are inlined into their parents,
 * large ones have a class of their own; all of their objects are members of one symbol table object.
 */

/** C++ expressions, relative to the symbol table object, by hierarchical name that begins with the top module's name. */
export type ModelVariables = ReadonlyMap<string, string>;

export interface ModelLayout {
  readonly ports: ModelVariables;
  readonly variables: ModelVariables;
  /** The objects that hold the state. */
  readonly objects: readonly string[];
  /** Members in which the model keeps the levels of clocks that it saw last. */
  readonly seenLevels: readonly string[];
  /** Members of types that own memory of their own: what a copy of the objects would miss. */
  readonly owning: readonly string[];
}

/**
 * @param symbolsHeader text of `<prefix>__Syms.h`
 * @param classHeaders text of the class headers by class name
 */
export function readModelHeaders(symbolsHeader: string, classHeaders: ReadonlyMap<string, string>): ModelLayout {
  const ports = new Map<string, string>();
  const variables = new Map<string, string>();
  const objects: string[] = [];
  const seenLevels: string[] = [];
  const owning: string[] = [];
  for (const [, className, object] of symbolsHeader.matchAll(/^ +(\w+) +(TOP\w*);$/gm)) {
    const header = classHeaders.get(className ?? "");
    if (object === undefined || header === undefined) continue;
    const scope = object === "TOP" ? "" : `${hierarchical(object.replace(/^TOP__/, ""))}.`;
    objects.push(object);
    owning.push(...owningMembers(header).map((member) => `${object}.${member}`));
    for (const name of memberNames(header)) {
      if (/^__Vtrig(?:prevexpr|rprev)_/.test(name)) seenLevels.push(`${object}.${name}`);
      if (object === "TOP" && !name.includes("__DOT__")) ports.set(hierarchical(name), `${object}.${name}`);
      variables.set(`${scope}${hierarchical(name)}`, `${object}.${name}`);
    }
  }
  return { ports, variables, objects, seenLevels, owning };
}

/** Class names that the symbol table's header mentions: whose headers have to be read. */
export function classNames(symbolsHeader: string): string[] {
  return [...symbolsHeader.matchAll(/^#include "(\w+)\.h"$/gm)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

const membersOf = (header: string): string =>
  /DESIGN SPECIFIC STATE([\s\S]*?)\/\/ (?:INTERNAL VARIABLES|CONSTRUCTORS|PARAMETERS)/.exec(header)?.[1] ?? "";

/** Plain numbers and arrays of them do not own anything. */
function owningMembers(header: string): string[] {
  const plain =
    /^(?:VL_(?:IN|OUT|INOUT)|(?:CData|SData|IData|QData|bool)\b|VlTriggerVec<|struct \{|\};|VlUnpacked<(?:VlUnpacked<)*(?:CData|SData|IData|QData)\b)/;
  return membersOf(header)
    .replace(/\/\/.*$/gm, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !plain.test(line));
}

function memberNames(header: string): string[] {
  const members = membersOf(header);
  const port = /VL_(?:IN|OUT|INOUT)(?:8|16|64|)\(\(?&?(\w+)\)?,/g;
  const variable = /^ *(?:CData|SData|IData|QData|VlUnpacked<.*>)(?:\/\*[\d:]*\*\/)? (\w+);$/gm;
  return [...members.matchAll(port), ...members.matchAll(variable)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

/** `top__DOT__core__DOT__a___05Fb` → `top.core.a__b`; see Verilator's AstNode::encodeName. */
function hierarchical(name: string): string {
  return name
    .replace(/^__PVT__/, "")
    .split("__DOT__")
    .map((part) =>
      part
        .replace(/^__PVT__|^__SYM__/, "")
        .replace(/__0([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    )
    .join(".");
}
