import type { IrType, ModuleIr, Signal } from "../ir.ts";
import type { Site } from "../site.ts";
import { isContinuous, printClocked, printCombinational } from "./always.ts";
import { type CombinationalBlock, clockedBlocks, combinationalBlocks } from "./blocks.ts";
import { withoutIdleBlocks } from "./constant-wires.ts";
import { indent, ModuleContext, rangeOf } from "./context.ts";
import { isConstant } from "./expr.ts";
import { printInstance } from "./instance.ts";
import { accessMemory, declareMemory, initialiseMemory } from "./memory.ts";
import { signalsOf } from "./names.ts";
import { printPowerUp } from "./power-up.ts";
import { printProperties } from "./properties.ts";
import { printVerification, verificationBlocks, withoutVerification } from "./verification.ts";
import { wrapLines } from "./wrap.ts";

export interface ModuleSettings {
  readonly clock: string;
  /** Parameters that instances override; only models of black boxes have them. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Remark at the end of a line that came from `site`, with its leading space; empty for none. */
  readonly comment: (site: Site) => string;
  /** A free name for an image of a memory, near the one that is wished for. */
  readonly imageName: (wish: string) => string;
  /** Folder of images as `$readmemh` names it, with its slash; empty for none. */
  readonly imageFolder: string;
}

/** The text of one module, and its memory images by file name. */
export function printModule(
  module: ModuleIr,
  settings: ModuleSettings,
): { readonly text: string; readonly files: Readonly<Record<string, string>> } {
  const hardware = withoutVerification(module);
  const combinational = withoutIdleBlocks(combinationalBlocks(hardware), hardware);
  const clocked = clockedBlocks(hardware);
  const context = new ModuleContext(module, [...combinational, ...clocked, ...verificationBlocks(module)], settings);
  const files: Record<string, string> = {};

  const exported = new Set(outputsByOwnName(module));
  const isDeclared = (signal: Signal): boolean => !exported.has(signal.name);
  const section = (lines: readonly string[]): string[] => [...context.declareTemporaries(), ...lines];
  const continuous = new Set(combinational.filter(isContinuous).flatMap((block) => block.wires));
  const declare = (keyword: "reg" | "wire" | "(* keep *) reg", signal: Signal): Declaration[] =>
    isDeclared(signal) ? [{ keyword, type: signal.type, name: signal.name, remark: context.comment(signal.site) }] : [];
  const declarations = aligned([
    ...hardware.registers.flatMap(({ signal, crossing }) => (crossing ? [] : declare("reg", signal))),
    ...module.wires.flatMap((wire) => declare(continuous.has(wire) ? "wire" : "reg", wire)),
    ...module.instances.flatMap(({ outputs }) => outputs.flatMap(({ signal }) => declare("wire", signal))),
  ]);
  // Neither shared, nor moved through logic, nor optimised: what a synchroniser is made of.
  const synchronisers = aligned(
    module.registers.flatMap(({ signal, crossing }) => (crossing ? declare("(* keep *) reg", signal) : [])),
  );
  const memoryDeclarations = module.memories.flatMap((memory) => [
    ...declareMemory(memory),
    ...memory.reads.flatMap(({ data }) => aligned(declare("reg", data))),
  ]);
  const nodes = module.nodes.flatMap(({ signal, value }) => {
    const prefix = isDeclared(signal) ? `wire ${rangeOf(signal.type)}${signal.name} =` : `assign ${signal.name} =`;
    return section(context.definition(prefix, signal, value));
  });
  const sections = [
    ...combinationalSections(combinational, (block) => section(printCombinational(block, context))),
    ...module.memories.flatMap((memory) => {
      const { lines, file } = initialiseMemory(memory, context, settings);
      if (file !== undefined) files[file.name] = file.text;
      return [lines, section(accessMemory(memory, context))];
    }),
    printPowerUp(hardware, context),
    ...clocked.map((block) => section(printClocked(block, context))),
    ...module.instances.map((instance) => section(printInstance(instance, context))),
    module.outputs.flatMap(({ signal, value }) =>
      exported.has(signal.name)
        ? []
        : section(context.assignment(`assign ${signal.name} =`, signal.type, value, signal)),
    ),
    section(printVerification(module, context)),
    section(printProperties(module.properties, context)),
  ];
  const body = [
    context.localparams.lines(),
    [...declarations, ...synchronisers],
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
  const lines = [...header(module, settings, isVariable), ...wrapLines(printed), "", "endmodule", ""];
  return { text: lines.join("\n"), files };
}

/** One section for each `always @*`, and one for the `assign`s between two of them. */
function combinationalSections(
  blocks: readonly CombinationalBlock[],
  print: (block: CombinationalBlock) => string[],
): string[][] {
  const sections: string[][] = [];
  let assigns: string[] | undefined;
  for (const block of blocks) {
    const lines = print(block);
    if (isContinuous(block) && assigns !== undefined) assigns.push(...lines);
    else sections.push(lines);
    assigns = isContinuous(block) ? (assigns ?? lines) : undefined;
  }
  return sections;
}

/** Outputs that show a register, node or wire of the same name: one declaration serves both. */
function outputsByOwnName({ outputs }: ModuleIr): string[] {
  return outputs
    .filter(({ signal, value }) => value.op === "ref" && value.signal.name === signal.name)
    .map(({ signal }) => signal.name);
}

interface Declaration {
  readonly keyword: string;
  readonly type: IrType;
  readonly name: string;
  readonly remark: string;
}

/** `keyword signed [7:0] name;`, one below the other. */
function aligned(declarations: readonly Declaration[]): string[] {
  const typed = columns(declarations);
  return declarations.map(({ name, remark }, i) => `${typed[i]} ${name};${remark}`);
}

/** Keywords, signs and ranges in columns; a column that nothing is in takes no place. */
function columns(rows: readonly { readonly keyword: string; readonly type: IrType }[]): string[] {
  const cells = rows.map(({ keyword, type: { kind, width } }) => ({
    keyword,
    signed: kind === "sint" ? "signed" : "",
    range: width === 1 ? "" : `[${width - 1}:0]`,
  }));
  const widest = (key: "keyword" | "signed" | "range") => Math.max(0, ...cells.map((cell) => cell[key].length));
  const [keywordWidth, signedWidth, rangeWidth] = [widest("keyword"), widest("signed"), widest("range")];
  return cells.map(({ keyword, signed, range }) =>
    [
      keyword.padEnd(keywordWidth),
      ...(signedWidth === 0 ? [] : [signed.padEnd(signedWidth)]),
      ...(rangeWidth === 0 ? [] : [range.padStart(rangeWidth)]),
    ].join(" "),
  );
}

function header(module: ModuleIr, settings: ModuleSettings, isVariable: (name: string) => boolean): string[] {
  const bit: IrType = { kind: "bool", width: 1 };
  const rows = [
    ...(module.clocked ? [{ keyword: "input  wire", type: bit, name: settings.clock }] : []),
    ...(module.reset === undefined ? [] : [{ keyword: "input  wire", type: bit, name: module.reset.name }]),
    ...module.ports.map(({ direction, signal: { type, name } }) => {
      const keyword = direction === "input" ? "input  wire" : isVariable(name) ? "output reg " : "output wire";
      return { keyword, type, name };
    }),
  ];
  const typed = columns(rows);
  const kept = new Set(module.registers.filter(({ crossing }) => crossing).map(({ signal }) => signal.name));
  const lines = rows.map(({ name }, i) => {
    const attribute = isVariable(name) && kept.has(name) ? "(* keep *) " : "";
    return `  ${attribute}${typed[i]} ${name}${i === rows.length - 1 ? "" : ","}`;
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

/** What nothing reads, said to be so: linters then complain about nothing, and about every mistake made later. */
function unusedSink(module: ModuleIr, context: ModuleContext, settings: ModuleSettings): string[] {
  const isInput = new Set([module.reset, ...module.ports.filter((p) => p.direction === "input").map((p) => p.signal)]);
  const outputNames = new Set(module.outputs.map(({ signal }) => signal.name));
  const readable = signalsOf(withoutVerification(module)).filter(
    (signal) => isInput.has(signal) || !outputNames.has(signal.name),
  );
  const parts = [
    ...(module.clocked && !context.usage.uses(settings.clock) ? [settings.clock] : []),
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
  return [`wire ${name} = &{1'b0, ${parts.join(", ")}};`];
}
