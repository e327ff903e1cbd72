/**
 * Gives every module of a design its own Verilog name. A module that stands in a design with one set of parameters has
 * its plain name. One with several has them all in its name, so that a name depends on nothing but the parameters: it
 * stays when other variants come and go, or when instances change places.
 */
import { deepFreeze } from "../freeze.ts";
import type { Design, ModuleIr } from "../ir.ts";
import { snakeCase } from "../names.ts";

/** Longer ones are cut, and end with a hash. */
const longestName = 60;
/** Short values that read well in a name; all others go into a hash. */
const plainValue = /^(-?\d{1,9}(\.\d{1,6})?|true|false|bool|[us]int\(\d+\)|"\w{1,16}")$/;

export function uniqueModuleNames(design: Design): Design {
  const variants = new Map<string, Set<string>>();
  for (const { baseName, parameters } of design.modules) {
    variants.set(baseName, (variants.get(baseName) ?? new Set()).add(parameters));
  }
  const names = new Map<ModuleIr, string>();
  // Files are named after modules, and some file systems take upper and lower case for the same.
  const taken = new Set(design.modules.filter(isCell).map(({ name }) => name.toLowerCase()));
  for (const module of design.modules) {
    // A cell of the target has one name, whatever its parameters.
    if (isCell(module)) continue;
    const isOnly = variants.get(module.baseName)?.size === 1;
    const wish = isOnly ? module.baseName : variantName(module.baseName, module.parameters);
    let name = wish;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wish}_${i}`;
    taken.add(name.toLowerCase());
    names.set(module, name);
  }
  return renamed(design, names);
}

const isCell = ({ blackBox }: ModuleIr): boolean => blackBox !== undefined;

/** `fifo` with `{depth:16,type:uint(8)}` is `fifo_depth16_type_uint8`. */
function variantName(base: string, parameters: string): string {
  const entries = topLevelEntries(parameters);
  const plain = entries.filter(([, value]) => plainValue.test(value)).map(([key, value]) => suffix(key, value));
  const name = [base, ...plain].join("_");
  if (plain.length === entries.length && entries.length > 0 && name.length <= longestName) return name;
  return `${name.slice(0, longestName - 7)}_${hash(parameters)}`;
}

function suffix(key: string, value: string): string {
  const text = snakeCase(value.replace(/^-/, "minus").replace(/["()]/g, "").replace(".", "_"));
  return `${snakeCase(key)}${/^\d/.test(text) ? "" : "_"}${text}`;
}

/** Six characters that nearly always differ where the text does (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value.toString(36).padStart(6, "0").slice(-6);
}

/** Entries of the canonical text `{a:1,b:{c:2}}`, outermost level only. */
function topLevelEntries(canonical: string): [key: string, value: string][] {
  const entries: string[] = [];
  let depth = 0;
  let start = 1;
  let inText = false;
  for (let i = 1; i < canonical.length; i++) {
    const char = canonical[i] ?? "";
    if (inText && char === "\\") {
      i++;
      continue;
    }
    if (char === '"') inText = !inText;
    if (inText) continue;
    if ("{[(".includes(char)) depth++;
    if (depth === 0 && (char === "," || i === canonical.length - 1)) {
      if (i > start) entries.push(canonical.slice(start, i));
      start = i + 1;
    }
    if ("}])".includes(char)) depth--;
  }
  return entries.map((entry) => [entry.slice(0, entry.indexOf(":")), entry.slice(entry.indexOf(":") + 1)]);
}

function renamed(design: Design, names: ReadonlyMap<ModuleIr, string>): Design {
  const fresh = new Map<ModuleIr, ModuleIr>();
  const rebuilt = (module: ModuleIr): ModuleIr => {
    const known = fresh.get(module);
    if (known !== undefined) return known;
    const result = deepFreeze<ModuleIr>({
      ...module,
      name: names.get(module) ?? module.name,
      instances: module.instances.map((instance) => ({ ...instance, module: rebuilt(instance.module) })),
    });
    fresh.set(module, result);
    return result;
  };
  return deepFreeze<Design>({ top: rebuilt(design.top), modules: design.modules.map(rebuilt) });
}
