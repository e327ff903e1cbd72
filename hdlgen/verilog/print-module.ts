import type { ModuleIr, Signal } from "../ir.ts";
import type { Site } from "../site.ts";
import { isContinuous, printClocked, printCombinational } from "./always.ts";
import { clockedBlocks, combinationalBlocks } from "./blocks.ts";
import { indent, ModuleContext, rangeOf } from "./context.ts";
import { isConstant } from "./expr.ts";
import { printInstance } from "./instance.ts";
import { accessMemory, declareMemory, initialiseMemory } from "./memory.ts";
import { signalsOf } from "./names.ts";
import { printProperties } from "./properties.ts";

export interface ModuleSettings {
  readonly clock: string;
  /** Parameters that instances override; only models of black boxes have them. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Remark at the end of a line that came from `site`, with its leading space; empty for none. */
  readonly comment: (site: Site) => string;
}

/** The text of one module, and its memory images by file name. */
export function printModule(
  module: ModuleIr,
  settings: ModuleSettings,
): { readonly text: string; readonly files: Readonly<Record<string, string>> } {
  const combinational = combinationalBlocks(module);
  const clocked = clockedBlocks(module);
  const context = new ModuleContext(module, [...combinational, ...clocked], settings);
  const files: Record<string, string> = {};

  const exported = new Set(outputsByOwnName(module));
  const isDeclared = (signal: Signal): boolean => !exported.has(signal.name);
  const section = (lines: readonly string[]): string[] => [...context.declareTemporaries(), ...lines];
  const continuous = new Set(combinational.filter(isContinuous).flatMap((block) => block.wires));
  const declare = (keyword: "reg" | "wire", signal: Signal): string[] =>
    isDeclared(signal) ? [`${keyword} ${rangeOf(signal.type)}${signal.name};${context.comment(signal.site)}`] : [];
  const declarations = [
    ...module.registers.flatMap(({ signal }) => declare("reg", signal)),
    ...module.wires.flatMap((wire) => declare(continuous.has(wire) ? "wire" : "reg", wire)),
    ...module.instances.flatMap(({ outputs }) => outputs.flatMap(({ signal }) => declare("wire", signal))),
  ];
  const memoryDeclarations = module.memories
    .flatMap((memory) => [declareMemory(memory), ...memory.reads.flatMap(({ data }) => declare("reg", data))])
    .flat();
  const nodes = module.nodes.flatMap(({ signal, value }) => {
    const prefix = isDeclared(signal) ? `wire ${rangeOf(signal.type)}${signal.name} =` : `assign ${signal.name} =`;
    return section(context.definition(prefix, signal, value));
  });
  const sections = [
    ...combinational.map((block) => section(printCombinational(block, context))),
    ...module.memories.flatMap((memory) => {
      const { lines, file } = initialiseMemory(memory, context);
      if (file !== undefined) files[file.name] = file.text;
      return [lines, section(accessMemory(memory, context))];
    }),
    powerUp(module, context),
    ...clocked.map((block) => section(printClocked(block, context))),
    ...module.instances.map((instance) => section(printInstance(instance, context))),
    module.outputs.flatMap(({ signal, value }) =>
      exported.has(signal.name)
        ? []
        : section(context.assignment(`assign ${signal.name} =`, signal.type, value, signal)),
    ),
    section(printProperties(module.properties, context)),
  ];
  const body = [
    context.localparams.lines(),
    declarations,
    memoryDeclarations,
    nodes,
    ...sections,
    unusedSink(module, context, settings),
  ];
  const printed = body.filter((lines) => lines.length > 0).flatMap((lines) => ["", ...indent(lines)]);
  const variables = new Set([
    ...module.registers.map(({ signal }) => signal.name),
    ...module.memories.flatMap(({ reads }) => reads.map(({ data }) => data.name)),
    ...module.wires.filter((wire) => !continuous.has(wire)).map((wire) => wire.name),
  ]);
  const isVariable = (name: string): boolean => exported.has(name) && variables.has(name);
  return { text: [...header(module, settings, isVariable), ...printed, "", "endmodule", ""].join("\n"), files };
}

/** Outputs that show a register, node or wire of the same name: one declaration serves both. */
function outputsByOwnName({ outputs }: ModuleIr): string[] {
  return outputs
    .filter(({ signal, value }) => value.op === "ref" && value.signal.name === signal.name)
    .map(({ signal }) => signal.name);
}

function header(module: ModuleIr, settings: ModuleSettings, isVariable: (name: string) => boolean): string[] {
  const rows: { direction: string; signed: string; range: string; name: string }[] = [];
  if (module.clocked) rows.push({ direction: "input  wire", signed: "", range: "", name: settings.clock });
  const ports = [
    ...(module.reset === undefined ? [] : [{ direction: "input" as const, signal: module.reset }]),
    ...module.ports,
  ];
  for (const { direction, signal } of ports) {
    const { kind, width } = signal.type;
    rows.push({
      direction: direction === "input" ? "input  wire" : isVariable(signal.name) ? "output reg " : "output wire",
      signed: kind === "sint" ? "signed" : "",
      range: width === 1 ? "" : `[${width - 1}:0]`,
      name: signal.name,
    });
  }
  const column = (key: "signed" | "range") => Math.max(0, ...rows.map((row) => row[key].length));
  const [signedWidth, rangeWidth] = [column("signed"), column("range")];
  const lines = rows.map(({ direction, signed, range, name }, index) => {
    const type = [
      direction,
      ...(signedWidth === 0 ? [] : [signed.padEnd(signedWidth)]),
      ...(rangeWidth === 0 ? [] : [range.padStart(rangeWidth)]),
    ].join(" ");
    return `  ${type} ${name}${index === rows.length - 1 ? "" : ","}`;
  });
  const parametersText = module.parameters === "{}" ? "" : module.parameters;
  const origin = module.name === module.baseName ? "" : `: ${module.baseName}`;
  const title = commentLines(`${module.name}${origin} ${parametersText}`.trimEnd());
  const { parameters } = settings;
  if (parameters.length === 0) return [...title, `module ${module.name} (`, ...lines, ");"];
  const defaults = parameters.map(
    ({ name, value }, index) => `  parameter ${name} = ${value}${index === parameters.length - 1 ? "" : ","}`,
  );
  return [...title, `module ${module.name} #(`, ...defaults, ") (", ...lines, ");"];
}

/** A comment, broken after commas where it is long. */
function commentLines(text: string): string[] {
  const lines = [""];
  for (const piece of text.replaceAll(/[\r\n]+/g, " ").split(/(?<=,)/)) {
    const last = lines.at(-1) ?? "";
    if (last.length > 0 && last.length + piece.length > 96) lines.push(`  ${piece}`);
    else lines[lines.length - 1] = last + piece;
  }
  return lines.map((line) => `// ${line}`);
}

/** Values after configuration of the device. */
function powerUp(module: ModuleIr, context: ModuleContext): string[] {
  const values = module.registers.flatMap(({ signal, powerUp: value }) =>
    value === undefined ? [] : [`${signal.name} = ${context.constant(signal.type, value)};`],
  );
  const [only] = values;
  if (only === undefined) return [];
  return values.length === 1 ? [`initial ${only}`] : ["initial begin", ...indent(values), "end"];
}

/** What nothing reads, said to be so: linters then complain about nothing, and about every mistake made later. */
function unusedSink(module: ModuleIr, context: ModuleContext, settings: ModuleSettings): string[] {
  const isInput = new Set([module.reset, ...module.ports.filter((p) => p.direction === "input").map((p) => p.signal)]);
  const outputNames = new Set(module.outputs.map(({ signal }) => signal.name));
  const readable = signalsOf(module).filter((signal) => isInput.has(signal) || !outputNames.has(signal.name));
  const parts = [
    ...settings.parameters.map((parameter) => parameter.name),
    ...[...readable, ...context.temporaries.map((temporary) => temporary.signal)].flatMap((signal) =>
      context.usage.unusedParts(signal),
    ),
    ...module.memories
      .filter(({ reads }) => reads.every((read) => isConstant(context.simplified(read.enable), 0n)))
      .map((memory) => `${memory.name}[0]`),
  ];
  if (parts.length === 0) return [];
  const name = context.names.fresh("_unused_ok");
  const line = `wire ${name} = &{1'b0, ${parts.join(", ")}};`;
  if (line.length <= 100) return [line];
  return [
    `wire ${name} = &{`,
    "  1'b0,",
    ...parts.map((part, i) => `  ${part}${i === parts.length - 1 ? "" : ","}`),
    "};",
  ];
}
