/** Many circuits as one Verilog design with common stimuli, so that a simulator is built once for all of them. */
import type { Design, ModuleIr } from "../../../hdlgen/ir.ts";
import { printVerilog } from "../../../hdlgen/verilog/index.ts";
import { Random } from "../random.ts";
import type { Difference, Truth } from "./compare-embedded.ts";

/** 64-bit words of stimulus in a cycle; inputs take their low bits. */
export const stimulusWords = 12;

export interface Stimulus {
  readonly reset: boolean;
  readonly words: readonly bigint[];
}

/** Stimuli for all circuits of a batch. The first `resetFor` cycles hold the reset. */
export function drawStimuli(seed: number, cycles: number, resetFor = 0): Stimulus[] {
  const random = new Random(seed);
  const ones = 2n ** 64n - 1n;
  const word = (): bigint => {
    const style = random.integer(0, 7);
    if (style === 0) return 0n;
    if (style === 1) return ones;
    if (style === 2) return BigInt(random.integer(0, 7));
    if (style === 3) return ones - BigInt(random.integer(0, 7));
    // The sign bit of many widths at once, alone and with what is below it.
    if (style === 4) return 0x8000_8000_8000_80a9n ^ (BigInt(random.integer(0, 1)) << 31n);
    if (style === 5) return 1n << BigInt(random.integer(0, 63));
    return (BigInt(random.next()) << 32n) | BigInt(random.next());
  };
  return Array.from({ length: cycles }, (_, cycle) => ({
    reset: cycle < resetFor || random.chance(0.1),
    words: Array.from({ length: stimulusWords }, word),
  }));
}

interface BatchPort {
  readonly name: string;
  readonly width: number;
  readonly isSigned: boolean;
  readonly word: number;
}

export interface BatchMember {
  readonly name: string;
  readonly top: ModuleIr;
  readonly inputs: readonly BatchPort[];
  /** `word` counts the outputs of the whole batch. */
  readonly outputs: readonly BatchPort[];
}

export interface Batch {
  /** Verilog by file name, the top module `batch` among it. */
  readonly sources: Readonly<Record<string, string>>;
  /** Memory contents by file name. */
  readonly images: Readonly<Record<string, string>>;
  readonly members: readonly BatchMember[];
  /** 64-bit words of output in a cycle. */
  readonly outputWords: number;
}

/** `name` begins the names of all modules of its design and is no beginning of another's. */
export interface BatchRequest {
  readonly name: string;
  readonly design: Design;
  readonly print?: (design: Design) => Record<string, string>;
}

export function makeBatch(requests: readonly BatchRequest[]): Batch {
  const sources: Record<string, string> = {};
  const images: Record<string, string> = {};
  const members: BatchMember[] = [];
  let outputWords = 0;
  for (const { name, design, print = printVerilog } of requests) {
    const { top } = design;
    for (const [file, text] of Object.entries(print(withPrefix(design, name)))) {
      if (file.endsWith(".v")) sources[file] = text;
      else images[file] = text;
    }
    const ports = (direction: "input" | "output", wordOf: (index: number) => number): BatchPort[] =>
      top.ports
        .filter((port) => port.direction === direction)
        .map(({ signal }, index) => ({
          name: signal.name,
          width: signal.type.width,
          isSigned: signal.type.kind === "sint",
          word: wordOf(index),
        }));
    const first = outputWords;
    const outputs = ports("output", (index) => first + index);
    const shift = new Random([...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7)).next();
    members.push({ name, top, inputs: ports("input", (index) => (shift + index) % stimulusWords), outputs });
    outputWords += outputs.length;
  }
  sources["batch.v"] = batchModule(members, outputWords);
  return { sources, images, members, outputWords };
}

/** The design with all module names behind a prefix. */
function withPrefix(design: Design, prefix: string): Design {
  const renamed = new Map<ModuleIr, ModuleIr>();
  for (const module of design.modules) {
    renamed.set(module, {
      ...module,
      name: `${prefix}_${module.name}`,
      instances: module.instances.map((instance) => ({ ...instance, module: found(renamed, instance.module) })),
    });
  }
  return { ...design, top: found(renamed, design.top), modules: [...renamed.values()] };
}

function found(renamed: ReadonlyMap<ModuleIr, ModuleIr>, module: ModuleIr): ModuleIr {
  const result = renamed.get(module);
  if (result === undefined) throw new Error(`${module.name} stands behind a module that instantiates it`);
  return result;
}

/** One port for every word: simulators take long over vectors of many thousand bits. */
function batchModule(members: readonly BatchMember[], outputWords: number): string {
  const instances = members.map(({ name, top, inputs, outputs }) => {
    const connections = [
      ...(top.clocked ? [".clk(clk)"] : []),
      ...(top.reset === undefined ? [] : [`.${top.reset.name}(rst)`]),
      ...inputs.map((port) => `.${port.name}(s${port.word}[${port.width - 1}:0])`),
      ...outputs.map((port) => `.${port.name}(o${port.word})`),
    ];
    return `  ${name}_${top.name} ${name} (${connections.join(", ")});`;
  });
  const widths = members.flatMap(({ outputs }) => outputs.map(({ width }) => width));
  if (widths.length !== outputWords) throw new Error("outputs are counted wrongly");
  return [
    "module batch (",
    "  input wire clk,",
    "  input wire rst,",
    ...Array.from({ length: stimulusWords }, (_, i) => `  input wire [63:0] s${i},`),
    widths.map((width, i) => `  output wire [${width - 1}:0] o${i}`).join(",\n"),
    ");",
    ...instances,
    "endmodule",
    "",
  ].join("\n");
}

/** Bits of every output in every cycle before its edge, by cycle and output. */
export function expectedOutputs(member: BatchMember, truth: Truth, stimuli: readonly Stimulus[]): bigint[][] {
  return stimuli.map(({ reset, words }) => {
    if (member.top.reset !== undefined) truth.setInput("rst", reset ? 1n : 0n);
    for (const { name, width, isSigned, word } of member.inputs) {
      const bits = words[word] ?? 0n;
      truth.setInput(name, isSigned ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits));
    }
    const values = member.outputs.map(({ name, width }) => BigInt.asUintN(width, truth.output(name)));
    truth.step();
    return values;
  });
}

/** `foundAt` gives an output word of a cycle; undefined is different from every value. Cycles before `from` are not compared. */
export function firstDifference(
  member: BatchMember,
  expected: readonly (readonly bigint[])[],
  foundAt: (cycle: number, word: number) => bigint | undefined,
  from = 0,
): Difference | undefined {
  for (let cycle = from; cycle < expected.length; cycle++) {
    for (const [index, { name, word }] of member.outputs.entries()) {
      const [wanted, value] = [expected[cycle]?.[index] ?? 0n, foundAt(cycle, word)];
      if (wanted !== value) return { cycle, signal: name, expected: wanted, found: value };
    }
  }
  return undefined;
}
