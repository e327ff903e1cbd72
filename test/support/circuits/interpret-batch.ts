/** Runs a batch with Icarus Verilog: slow, but started at once, and strict about what wakes a process. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModuleIr } from "../../../hdlgen/ir.ts";
import { ensureIcarus, runIcarus, withTemporaryFolder } from "../../../tools/index.ts";
import { type Batch, type Stimulus, stimulusWords } from "./batch.ts";

export interface InterpretedRun {
  /** The bits of an output word in a cycle, before its edge; undefined where one of them is unknown. */
  at(cycle: number, word: number): bigint | undefined;
}

/** What is unknown at the start is taken for `zeros`, or left to the Verilog itself. */
export async function runInterpreted(
  batch: Batch,
  stimuli: readonly Stimulus[],
  start: "zeros" | "as it is" = "zeros",
): Promise<InterpretedRun> {
  return withTemporaryFolder(async (folder) => {
    const icarus = await ensureIcarus({ install: "allowed" });
    const files = { ...batch.sources, ...batch.images, "bench.v": testbench(batch, stimuli.length, start) };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const lines = stimuli.map(({ reset, words }) =>
      [reset ? 1n : 0n, ...words].map((word) => word.toString(16).padStart(16, "0")).join("\n"),
    );
    await writeFile(join(folder, "stimuli.hex"), `${lines.join("\n")}\n`);
    const sources = Object.keys(files).filter((name) => name.endsWith(".v"));
    for (const [program, args] of [
      ["iverilog", ["-g2005", "-o", "bench.vvp", "-s", "bench", ...sources]],
      ["vvp", ["-n", "bench.vvp"]],
    ] as const) {
      const { exitCode, stdout, stderr } = await runIcarus(icarus, program, { args, cwd: folder });
      if (exitCode !== 0)
        throw new Error(`${program} fails (exit code ${exitCode})\n${(stdout + stderr).slice(-4000)}`);
    }
    const found = (await readFile(join(folder, "outputs.hex"), "utf8")).trim().split("\n");
    if (found.length !== stimuli.length * batch.outputWords) {
      throw new Error(`${found.length} words of output for ${stimuli.length} cycles of ${batch.outputWords}`);
    }
    return {
      at: (cycle, word) => {
        const text = found[cycle * batch.outputWords + word] ?? "";
        return /^[0-9a-f]+$/.test(text) ? BigInt(`0x${text}`) : undefined;
      },
    };
  });
}

function testbench({ members, outputWords }: Batch, cycles: number, start: "zeros" | "as it is"): string {
  const words = stimulusWords + 1;
  const ports = [
    ".clk(clk)",
    `.rst(stimuli[${words} * cycle][0])`,
    ...Array.from({ length: stimulusWords }, (_, i) => `.s${i}(stimuli[${words} * cycle + ${i + 1}])`),
    ...Array.from({ length: outputWords }, (_, i) => `.o${i}(o${i})`),
  ];
  const widths = members.flatMap(({ outputs }) => outputs.map(({ width }) => width));
  return [
    "module bench;",
    "  reg clk = 0;",
    "  integer cycle = 0, at, file;",
    `  reg [63:0] stimuli [0:${words * cycles - 1}];`,
    ...widths.map((width, i) => `  wire [${width - 1}:0] o${i};`),
    `  batch batch (${ports.join(", ")});`,
    "  initial begin",
    '    $readmemh("stimuli.hex", stimuli);',
    '    file = $fopen("outputs.hex", "w");',
    ...(start === "zeros" ? members.flatMap(({ name, top }) => zeros(`batch.${name}`, top)) : []).map(
      (l) => `    ${l}`,
    ),
    `    for (cycle = 0; cycle < ${cycles}; cycle = cycle + 1) begin`,
    "      #1;",
    ...widths.map((_, i) => `      $fdisplay(file, "%h", o${i});`),
    "      clk = 1;",
    "      #1 clk = 0;",
    "    end",
    "    $fclose(file);",
    "    $finish;",
    "  end",
    "endmodule",
    "",
  ].join("\n");
}

/** State that nothing determines starts as 0. */
function zeros(path: string, module: ModuleIr): string[] {
  return [
    ...module.registers.flatMap(({ signal, powerUp }) =>
      powerUp === undefined ? [`${path}.${signal.name} = 0;`] : [],
    ),
    ...module.memories.flatMap(({ name, depth, init, reads }) => [
      ...reads.map(({ data }) => `${path}.${data.name} = 0;`),
      ...((init?.length ?? 0) < depth
        ? [`for (at = ${init?.length ?? 0}; at < ${depth}; at = at + 1) ${path}.${name}[at] = 0;`]
        : []),
    ]),
    ...module.instances.flatMap((instance) => zeros(`${path}.${instance.name}`, instance.module)),
  ];
}
