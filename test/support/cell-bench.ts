/**
 * Cells of a target against somebody else's description of them. Random inputs run through the model on the embedded
 * engine; the recorded inputs and outputs are then replayed in Icarus Verilog, once on the other description and once on
 * our printed model. Bits that the Verilog leaves unknown are not compared, and counted.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { elaborate, instance, type Module, module } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import type { Ports } from "../../hdlgen/ports.ts";
import { modelsFolder, printVerilog } from "../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { ensureIcarus, runIcarus, withTemporaryFolder } from "../../tools/index.ts";
import type { Random } from "./random.ts";

export interface BenchOptions {
  readonly random: Random;
  readonly vectors: number;
  /** How likely a port of one bit is high; one half where it is not named. */
  readonly chances?: Readonly<Record<string, number>>;
  /** Ports that stay at a value for the first vectors, as resets do. */
  readonly first?: { readonly vectors: number; readonly values: Readonly<Record<string, number>> };
  /** `same`: the replayed design starts in the state of the recorded one, so that nothing is unknown. */
  readonly state?: "unknown" | "same";
  /** Default: one clock, at random, for each vector. */
  readonly clocks?: "one at a time" | "together";
  /** Makes the inputs of one vector sensible; gets and gives the values by port. */
  readonly adjust?: (inputs: Record<string, bigint>) => void;
}

/** One module with the inputs of `cells`, which all have the same ports, and the outputs of each, numbered. */
export function benchOf(cells: readonly Module<Ports>[]): Design {
  const [first] = cells;
  if (first === undefined) throw new Error("no cells");
  const isInput = (name: string): boolean => first.ports[name]?.see !== undefined;
  const inputs = Object.keys(first.ports).filter(isInput);
  const outputs = Object.keys(first.ports).filter((name) => !isInput(name));
  const ports: Ports = Object.fromEntries([
    ...inputs.map((name) => [name, first.ports[name]]),
    ...cells.flatMap((_, i) => outputs.map((name) => [`${name}_${i}`, first.ports[name]])),
  ]);
  const Bench = module(
    "bench",
    (_: object) => ports,
    (io) => {
      const all = cells.map((cell, i) => instance(`cell${i}`, cell, io as never) as Record<string, unknown>);
      const driven = all.flatMap((result, i) => outputs.map((name) => [`${name}_${i}`, result[name]]));
      return Object.fromEntries(driven) as never;
    },
  );
  return elaborate(Bench({}));
}

interface Recording {
  readonly top: string;
  /** Assignments that give the replayed design the state that the recorded one started with. */
  readonly start: readonly string[];
  readonly inputs: readonly { readonly name: string; readonly width: number }[];
  readonly outputs: readonly { readonly name: string; readonly width: number }[];
  readonly clocks: readonly string[];
  /** One word for each vector: the clocks that tick, inputs, outputs before the edge. */
  readonly words: readonly bigint[];
}

async function record(
  design: Design,
  { random, vectors, chances = {}, first, adjust, clocks: ticking, state }: BenchOptions,
): Promise<Recording> {
  const sim = await openEmbedded(design, { seed: 1 });
  const start = state === "same" ? startOf(sim) : [];
  const data = design.top.ports.filter(({ signal }) => signal.type.kind !== "clock");
  const of = (direction: "input" | "output") =>
    data
      .filter((port) => port.direction === direction)
      .map(({ signal }) => ({ name: signal.name, width: signal.type.width }));
  const reset = design.top.reset === undefined ? [] : [{ name: design.top.reset.name, width: 1 }];
  const [inputs, outputs] = [[...reset, ...of("input")], of("output")];
  const signed = new Set(data.filter(({ signal }) => signal.type.kind === "sint").map(({ signal }) => signal.name));
  const { clocks } = sim;
  const words: bigint[] = [];
  for (let i = 0; i < vectors; i++) {
    const values: Record<string, bigint> = {};
    for (const { name, width } of inputs) {
      const wide = (BigInt(random.next()) << 32n) | BigInt(random.next());
      values[name] =
        width === 1 ? BigInt(random.chance(chances[name] ?? 0.5)) : BigInt.asUintN(width, extreme(random, wide));
    }
    if (first !== undefined && i < first.vectors) {
      for (const [name, value] of Object.entries(first.values)) values[name] = BigInt(value);
    }
    adjust?.(values);
    for (const { name, width } of inputs) {
      const value = values[name] ?? 0n;
      sim.port(name).big = signed.has(name) ? BigInt.asIntN(width, value) : value;
    }
    const ticks = ticking === "together" ? clocks : [random.pick(clocks)];
    let word = clocks.reduce((mask, name, i) => mask | (ticks.includes(name) ? 1n << BigInt(i) : 0n), 0n);
    for (const { name, width } of inputs) word = (word << BigInt(width)) | (values[name] ?? 0n);
    for (const { name, width } of outputs) {
      word = (word << BigInt(width)) | BigInt.asUintN(width, sim.port(name).big);
    }
    words.push(word);
    for (const name of ticks) sim.edge(name);
  }
  sim.close();
  return { top: design.top.name, start, inputs, outputs, clocks, words };
}

/** The random state of a simulation as assignments to the registers and memories of `dut`. */
function startOf(sim: Simulation): string[] {
  const { registers, memories } = sim.names;
  const bits = (width: number, value: bigint): string => `${width}'h${BigInt.asUintN(width, value).toString(16)}`;
  return [
    ...registers.map((path) => {
      const { width, big } = sim.register(path);
      return `dut.${path} = ${bits(width, big)};`;
    }),
    ...memories.flatMap((path) => {
      const memory = sim.memory(path);
      return Array.from(
        { length: memory.depth },
        (_, i) => `dut.${path}[${i}] = ${bits(memory.width, memory.getBig(i))};`,
      );
    }),
  ];
}

/** Now and then all zeros, all ones, or a single bit. */
function extreme(random: Random, value: bigint): bigint {
  if (!random.chance(0.2)) return value;
  return random.pick([0n, -1n, 1n, 1n << BigInt(random.integer(0, 63)), -2n]);
}

/** Replays a recording on its design: "same N" with the number of compared bits, or the first differences. */
function testbench({ top, start, inputs, outputs, clocks, words }: Recording): string {
  const total = (ports: readonly { readonly width: number }[]) => ports.reduce((sum, { width }) => sum + width, 0);
  const [inputBits, outputBits] = [total(inputs), total(outputs)];
  const bits = clocks.length + inputBits + outputBits;
  const connections: string[] = clocks.map((name, i) => `.${name}(clocks[${i}])`);
  let at = inputBits;
  for (const { name, width } of inputs) {
    at -= width;
    connections.push(`.${name}(inputs[${at} +: ${width}])`);
  }
  at = outputBits;
  for (const { name, width } of outputs) {
    at -= width;
    connections.push(`.${name}(outputs[${at} +: ${width}])`);
  }
  const lowest = (index: number): number => total(outputs.slice(index + 1));
  const checks = outputs.map(({ name, width }, i) => {
    const [got, wanted] = [`outputs[${lowest(i)} +: ${width}]`, `expected[${lowest(i)} +: ${width}]`];
    return `      if (|((${got} ^ ${wanted}) & ~(${got} ^ ${got})) === 1'b1) begin
        differences = differences + 1;
        if (differences < 6) $display("vector %0d ${name}: %h, expected %h", i, ${got}, ${wanted});
      end`;
  });
  return `module testbench;
  reg [${bits - 1}:0] words [0:${words.length - 1}];
  reg [${clocks.length - 1}:0] clocks;
  reg [${inputBits - 1}:0] inputs;
  reg [${outputBits - 1}:0] expected;
  wire [${outputBits - 1}:0] outputs;
  reg [${clocks.length - 1}:0] ticks;
  integer i, bit, differences, compared;
  ${top} dut (${connections.join(", ")});
  initial begin
    $readmemh("words.hex", words);
    differences = 0;
    compared = 0;
    clocks = 0;
${start.map((line) => `    ${line}`).join("\n")}
    for (i = 0; i < ${words.length}; i = i + 1) begin
      {ticks, inputs, expected} = words[i];
      #1;
${checks.join("\n")}
      for (bit = 0; bit < ${outputBits}; bit = bit + 1) if ((outputs[bit] ^ outputs[bit]) === 1'b0) compared = compared + 1;
      clocks = ticks;
      #1 clocks = 0;
      #1;
    end
    if (differences == 0) $display("same %0d", compared);
    else $display("%0d differences", differences);
    $finish;
  end
endmodule
`;
}

export interface Comparison {
  /** "same", or the first differences. */
  readonly verdict: string;
  /** Part of all output bits that were known and compared. */
  readonly known: number;
  /** What Icarus warned of while compiling. */
  readonly warnings: string;
}

/** Compares the cells with the modules of the same names in `theirs`, and with our own printed models. */
export async function compareCells(
  cells: readonly Module<Ports>[],
  theirs: Readonly<Record<string, string>>,
  options: BenchOptions,
): Promise<{ readonly theirs: Comparison; readonly printed: Comparison }> {
  const design = benchOf(cells);
  const recording = await record(design, options);
  const files = printVerilog(design);
  const isModel = (name: string): boolean => name.startsWith(modelsFolder);
  const pick = (wanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => wanted(name)));
  return {
    theirs: await replay(recording, { ...pick((name) => !isModel(name)), ...theirs }),
    printed: await replay(recording, files),
  };
}

/** Replays on Icarus what a design does on the embedded engine. */
export async function compareDesign(design: Design, options: BenchOptions): Promise<Comparison> {
  return replay(await record(design, options), printVerilog(design));
}

async function replay(recording: Recording, files: Readonly<Record<string, string>>): Promise<Comparison> {
  const icarus = await ensureIcarus({ install: "allowed" });
  return withTemporaryFolder(async (folder) => {
    const all = {
      ...files,
      "testbench.v": testbench(recording),
      "words.hex": recording.words.map((word) => `${word.toString(16)}\n`).join(""),
    };
    for (const [name, text] of Object.entries(all)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      // Images of models are looked for where the simulator runs.
      await writeFile(join(folder, name.endsWith(".hex") ? name.replace(modelsFolder, "") : name), text);
    }
    const sources = Object.keys(all).filter((name) => name.endsWith(".v"));
    const args = ["-g2005", "-Wall", "-Wno-timescale", "-s", "testbench", "-o", "bench", ...sources];
    const compiled = await runIcarus(icarus, "iverilog", { args, cwd: folder });
    if (compiled.exitCode !== 0) throw new Error(compiled.stderr);
    const { stdout, stderr, exitCode } = await runIcarus(icarus, "vvp", { args: ["-n", "bench"], cwd: folder });
    if (exitCode !== 0) throw new Error(stdout + stderr);
    const same = /^same (\d+)$/m.exec(stdout)?.[1];
    const bits = recording.words.length * recording.outputs.reduce((sum, { width }) => sum + width, 0);
    return {
      verdict: same === undefined ? stdout.trim() : "same",
      known: Number(same ?? 0) / bits,
      warnings: compiled.stderr,
    };
  });
}
