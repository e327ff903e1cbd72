/** Gives every module of a design its own Verilog name; two sizes of one module are told apart by what differs. */
import { deepFreeze } from "../freeze.ts";
import type { Design, ModuleIr } from "../ir.ts";

/** Longer ones are cut, and told apart by a number where that makes two equal. */
const longestName = 60;

export function uniqueModuleNames(design: Design): Design {
  const byBase = new Map<string, ModuleIr[]>();
  for (const module of design.modules) {
    // A cell of the target has one name, whatever its parameters.
    if (module.blackBox !== undefined) continue;
    byBase.set(module.baseName, [...(byBase.get(module.baseName) ?? []), module]);
  }
  const names = new Map<ModuleIr, string>();
  const taken = new Set(design.modules.filter((m) => m.blackBox !== undefined).map((m) => m.name));
  for (const [base, variants] of byBase) {
    const differing = variants.length === 1 ? [] : differingParameters(variants);
    for (const variant of variants) {
      const suffix = differing.map(([key, values]) => `_${key}${values.get(variant) ?? ""}`).join("");
      const plain = `${base}${suffix}`.replace(/[^A-Za-z0-9_]/g, "_").slice(0, longestName);
      let name = plain;
      for (let i = 2; taken.has(name); i++) name = `${plain}_${i}`;
      taken.add(name);
      names.set(variant, name);
    }
  }
  return renamed(design, names);
}

/** Top-level parameters with short plain values that are not the same for all variants. */
function differingParameters(variants: readonly ModuleIr[]): [string, Map<ModuleIr, string>][] {
  const values = new Map<string, Map<ModuleIr, string>>();
  for (const variant of variants) {
    for (const [key, text] of topLevelEntries(variant.parameters)) {
      const perVariant = values.get(key) ?? new Map<ModuleIr, string>();
      perVariant.set(variant, text);
      values.set(key, perVariant);
    }
  }
  return [...values].filter(([, perVariant]) => {
    const texts = variants.map((variant) => perVariant.get(variant) ?? "");
    return new Set(texts).size > 1 && texts.every((text) => /^[A-Za-z0-9_"()-]{0,16}$/.test(text));
  });
}

/** Entries of the canonical text `{a:1,b:{c:2}}`, outermost level only. */
function topLevelEntries(canonical: string): [string, string][] {
  if (!canonical.startsWith("{")) return [];
  const entries: string[] = [];
  let depth = 0;
  let start = 1;
  let inText = false;
  for (let i = 1; i < canonical.length; i++) {
    const char = canonical[i] ?? "";
    if (char === '"') inText = !inText;
    if (inText) {
      if (char === "\\") i++;
      continue;
    }
    if ("{[(".includes(char)) depth++;
    const closes = depth === 0 && (char === "," || i === canonical.length - 1);
    if (closes) {
      if (i > start) entries.push(canonical.slice(start, i));
      start = i + 1;
    }
    if ("}])".includes(char)) depth--;
  }
  return entries.map((entry) => {
    const colon = entry.indexOf(":");
    return [
      entry.slice(0, colon),
      entry
        .slice(colon + 1)
        .replace(/["()]/g, "")
        .toLowerCase(),
    ];
  });
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
