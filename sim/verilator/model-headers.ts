/**
 * Reads the C++ headers that Verilator writes: which variables are where. Small modules are inlined into their parents,
 * large ones have a class of their own; all of their objects are members of one symbol table object.
 */

/** C++ expressions, relative to the symbol table object, by hierarchical name that begins with the top module's name. */
export type ModelVariables = ReadonlyMap<string, string>;

/**
 * @param symbolsHeader text of `<prefix>__Syms.h`
 * @param classHeaders text of the class headers by class name
 */
export function readModelHeaders(
  symbolsHeader: string,
  classHeaders: ReadonlyMap<string, string>,
): { readonly ports: ModelVariables; readonly variables: ModelVariables } {
  const ports = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const [, className, object] of symbolsHeader.matchAll(/^ +(\w+) +(TOP\w*);$/gm)) {
    const header = classHeaders.get(className ?? "");
    if (object === undefined || header === undefined) continue;
    const scope = object === "TOP" ? "" : `${hierarchical(object.replace(/^TOP__/, ""))}.`;
    for (const name of memberNames(header)) {
      if (object === "TOP" && !name.includes("__DOT__")) ports.set(hierarchical(name), `${object}.${name}`);
      variables.set(`${scope}${hierarchical(name)}`, `${object}.${name}`);
    }
  }
  return { ports, variables };
}

/** Class names that the symbol table's header mentions: whose headers have to be read. */
export function classNames(symbolsHeader: string): string[] {
  return [...symbolsHeader.matchAll(/^#include "(\w+)\.h"$/gm)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

function memberNames(header: string): string[] {
  const members =
    /DESIGN SPECIFIC STATE([\s\S]*?)\/\/ (?:INTERNAL VARIABLES|CONSTRUCTORS|PARAMETERS)/.exec(header)?.[1] ?? "";
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
