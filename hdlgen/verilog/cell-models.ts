/**
 * Simulation models under the names and with the parameters of their cells, for simulators that are not ours: they see
 * the instances that synthesis sees.
 */

import { deepFreeze } from "../freeze.ts";
import type { Design, ModuleIr } from "../ir.ts";
import { withModels } from "../passes/with-models.ts";
import { indent } from "./context.ts";

/** A model as a module to be printed. */
export interface CellModel {
  readonly module: ModuleIr;
  /** Name of its clock port. */
  readonly clock: string;
  /** Parameters that it takes and has no use for: it was made for one set of them. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** A cell that its model cannot stand for as it is: the settings choose between models, or ports are single bits. */
export interface CellShell {
  readonly cell: ModuleIr;
  /** The cell with each of its settings, and the model of it. */
  readonly variants: readonly { readonly cell: ModuleIr; readonly model: string; readonly clocked: boolean }[];
}

/** The models of a design's cells with the modules below them, and the shells that some need. */
export function cellModels(design: Design): { readonly models: CellModel[]; readonly shells: CellShell[] } {
  const byName = new Map<string, ModuleIr[]>();
  for (const module of design.modules) {
    if (module.blackBox?.model === undefined) continue;
    byName.set(module.name, [...(byName.get(module.name) ?? []), module]);
  }
  const models: CellModel[] = [];
  const shells: CellShell[] = [];
  for (const [name, variants] of byName) {
    const [only] = variants;
    const needsShell = variants.length > 1 || (only?.blackBox?.bitPorts?.length ?? 0) > 0;
    const printed = variants.map((cell, i) => {
      const top = cell.blackBox?.model;
      if (top === undefined) throw new Error(name);
      const own = needsShell ? { ...top, name: `${name}_${i + 1}` } : { ...top, name };
      // The modules below it are called after it.
      const design = withModels(deepFreeze<Design>({ top: withPrefix(own), modules: [] }));
      const clock = needsShell ? "clk" : (cell.blackBox?.clockPort ?? "clk");
      for (const module of design.modules) {
        const isTop = module === design.top;
        const parameters = isTop && !needsShell ? (cell.blackBox?.parameters ?? []) : [];
        models.push({ module, clock: isTop ? clock : "clk", parameters });
      }
      return { cell, model: own.name, clocked: top.clocked };
    });
    if (needsShell && only !== undefined) shells.push({ cell: only, variants: printed });
  }
  return { models, shells };
}

/** Every module below `top` with the name of `top` before its own. */
function withPrefix(top: ModuleIr): ModuleIr {
  const renamed = new Map<ModuleIr, ModuleIr>();
  const rename = (module: ModuleIr): ModuleIr => {
    const known = renamed.get(module);
    if (known !== undefined) return known;
    const name = module.blackBox === undefined ? `${top.name}_${module.name}` : module.name;
    const fresh = { ...module, name, instances: inside(module) };
    renamed.set(module, fresh);
    return fresh;
  };
  const inside = (module: ModuleIr) =>
    module.instances.map((instance) => ({ ...instance, module: rename(instance.module) }));
  return { ...top, instances: inside(top) };
}

/** The text of a shell: the cell's ports and parameters, and an instance of the model that the parameters choose. */
export function printShell({ cell, variants }: CellShell): string {
  const box = cell.blackBox;
  if (box === undefined) throw new Error(cell.name);
  const bitPorts = new Set(box.bitPorts ?? []);
  const ports: { direction: "input" | "output"; width: number; name: string }[] = [];
  const clockPort = variants.map((variant) => variant.cell.blackBox?.clockPort).find((name) => name !== undefined);
  if (clockPort !== undefined) ports.push({ direction: "input", width: 1, name: clockPort });
  for (const { direction, signal } of cell.ports) {
    const { width } = signal.type;
    if (!bitPorts.has(signal.name)) ports.push({ direction, width, name: signal.name });
    else for (const name of bitsOf(signal.name, width)) ports.push({ direction, width: 1, name });
  }
  const header = ports.map(({ direction, width, name }, i) => {
    const range = width === 1 ? "" : `[${width - 1}:0] `;
    return `  ${direction === "input" ? "input  wire" : "output wire"} ${range}${name}${i === ports.length - 1 ? "" : ","}`;
  });
  const vectors = cell.ports.filter(({ signal }) => bitPorts.has(signal.name));
  const joined = vectors.map(({ direction, signal: { name, type } }) => {
    const bits = `{${bitsOf(name, type.width).join(", ")}}`;
    return direction === "input"
      ? `  wire [${type.width - 1}:0] ${name} = ${bits};`
      : `  wire [${type.width - 1}:0] ${name};\n  assign ${bits} = ${name};`;
  });
  const instance = ({ model, clocked }: CellShell["variants"][number]): string[] => {
    const clock = clocked && clockPort !== undefined ? [`.clk(${clockPort})`] : [];
    const connections = [...clock, ...cell.ports.map(({ signal }) => `.${signal.name}(${signal.name})`)];
    return [`${model} model (`, ...connections.map((c, i) => `  ${c}${i === connections.length - 1 ? "" : ","}`), ");"];
  };
  const values = variants.flatMap((variant) => variant.cell.blackBox?.parameters ?? []);
  const all = allParameters(variants);
  const chosenBy = differing(variants, all);
  const parameters = all.map(({ name, value }) => `  parameter ${parameterRange(name, values)}${name} = ${value}`);
  const head =
    parameters.length === 0 ? `module ${cell.name} (` : `module ${cell.name} #(\n${parameters.join(",\n")}\n) (`;
  // What says less comes last: a variant may lack parameters that others have.
  const choices = variants
    .map((variant) => ({ terms: conditionOf(variant.cell, chosenBy), variant }))
    .sort((a, b) => b.terms.length - a.terms.length);
  const [first] = choices;
  const body =
    choices.length === 1 && first !== undefined
      ? instance(first.variant)
      : [
          "generate",
          ...choices.flatMap(({ terms, variant }, i) => [
            `  ${i === 0 ? "" : "end else "}${terms.length === 0 ? "" : `if (${terms.join(" && ")}) `}begin : settings_${i + 1}`,
            ...indent(instance(variant), 2),
          ]),
          "  end",
          "endgenerate",
        ];
  const unused = all.flatMap(({ name }) => (chosenBy.has(name) ? [] : [name]));
  return [
    `// ${cell.name}: the model for each of its settings in this design`,
    head,
    ...header,
    ");",
    "",
    ...(joined.length === 0 ? [] : [...joined, ""]),
    ...indent(body),
    ...(unused.length === 0 ? [] : ["", `  wire _unused_ok = &{1'b0, ${unused.join(", ")}};`]),
    "",
    "endmodule",
    "",
  ].join("\n");
}

type Parameter = CellModel["parameters"][number];

/** A type that holds all values of a parameter: tools warn where texts of different lengths are compared. */
function parameterRange(name: string, all: readonly Parameter[]): string {
  const values = all.filter((each) => each.name === name).map(({ value }) => value);
  if (values.every((value) => /^\d+$/.test(value))) return "integer ";
  if (!values.every((value) => value.startsWith('"'))) return "";
  return `[${8 * Math.max(...values.map((value) => value.length - 2)) - 1}:0] `;
}

/** `DIA17`, …, `DIA0`. */
export function bitsOf(name: string, width: number): string[] {
  return Array.from({ length: width }, (_, i) => `${name}${width - 1 - i}`);
}

/** Every parameter of some variant, with the value of an instance that does not give it. */
function allParameters(variants: CellShell["variants"]): Parameter[] {
  const all = new Map<string, string[]>();
  for (const { cell } of variants) {
    for (const { name, value } of cell.blackBox?.parameters ?? []) all.set(name, [...(all.get(name) ?? []), value]);
  }
  return [...all].map(([name, given]) => {
    const [value = ""] = given;
    return { name, value: given.length === variants.length ? value : nothingLike(value) };
  });
}

/** The empty value of a parameter's kind: `320'h0f` → `320'h0`, `"AUTO"` → `""`, `9` → `0`. */
function nothingLike(value: string): string {
  if (value.startsWith('"')) return '""';
  return value.replace(/^(\d+'s?[bdh])?.*$/, "$10");
}

/** The parameters by which the variants differ. */
function differing(variants: CellShell["variants"], all: readonly Parameter[]): ReadonlySet<string> {
  const values = new Map<string, Set<string>>();
  for (const { cell } of variants) {
    const given = new Map((cell.blackBox?.parameters ?? []).map(({ name, value }) => [name, value]));
    for (const { name, value } of all) {
      values.set(name, (values.get(name) ?? new Set()).add(given.get(name) ?? value));
    }
  }
  return new Set([...values].flatMap(([name, seen]) => (seen.size > 1 ? [name] : [])));
}

function conditionOf(cell: ModuleIr, names: ReadonlySet<string>): string[] {
  const terms = (cell.blackBox?.parameters ?? []).filter(({ name }) => names.has(name));
  return terms.map(({ name, value }) => `${name} == ${value}`);
}
