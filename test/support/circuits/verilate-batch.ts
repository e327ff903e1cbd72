/** Builds a batch with Verilator, compiled without optimisation, and runs it. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { builtOnce, contentKey } from "../../../sim/verilator/built-once.ts";
import { findCppCompiler } from "../../../sim/verilator/cpp-compiler.ts";
import { cacheDirectory, ensureVerilator, runProcess, withTemporaryFolder } from "../../../tools/index.ts";
import { type Batch, type Stimulus, stimulusWords } from "./batch.ts";

const cppFlags = [
  ...["-std=gnu++17", "-O0", "-faligned-new", "-w", "-DVERILATOR=1", "-DVM_COVERAGE=0", "-DVM_SC=0"],
  ...["-DVM_TRACE=0", "-DVM_TRACE_FST=0", "-DVM_TRACE_VCD=0", "-DVM_TIMING=0"],
];

/** Every state bit that nothing determines starts as 0, as the truth's does. */
const verilatorFlags = [
  ...["--cc", "--prefix", "Vbatch", "--top-module", "batch", "-Wno-fatal", "-Wno-lint", "-Wno-style"],
  ...["--x-assign", "0", "--x-initial", "0", "--no-timing", "--no-assert", "--output-split", "0"],
  // As in the product's engine, which says why.
  "-fno-dfg",
];

export interface BatchRun {
  /** The bits of an output word in a cycle, before its edge. */
  at(cycle: number, word: number): bigint;
  readonly seconds: { readonly verilator: number; readonly compiler: number; readonly run: number };
}

/** Runs the batch with these stimuli. `extra`: further Verilog files, such as models of cells, and their flags. */
export async function runVerilated(
  batch: Batch,
  stimuli: readonly Stimulus[],
  extra: { readonly sources: Readonly<Record<string, string>>; readonly flags: readonly string[] } = {
    sources: {},
    flags: [],
  },
): Promise<BatchRun> {
  return withTemporaryFolder(async (folder) => {
    const verilator = await ensureVerilator({ install: "refused" });
    const compiler = await findCppCompiler();
    const runtime = await verilatedRuntime();
    const write = (files: Readonly<Record<string, string>>) =>
      Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    await write({ ...batch.sources, ...batch.images, ...extra.sources });
    const verilated = await runProcess({
      name: "verilator",
      command: verilator.binary,
      args: [
        ...verilatorFlags,
        ...extra.flags,
        "--Mdir",
        "model",
        ...Object.keys({ ...batch.sources, ...extra.sources }),
      ],
      cwd: folder,
      environment: verilator.environment,
    });
    const model = join(folder, "model");
    const units = (await readdir(model)).filter((name) => name.endsWith(".cpp")).sort();
    await writeFile(join(model, "batch.cpp"), await readFile(new URL("./native/batch.cpp", import.meta.url), "utf8"));
    await writeFile(join(model, "ports.h"), portsHeader(batch));
    await writeFile(join(model, "all.cc"), ["batch.cpp", ...units].map((unit) => `#include "${unit}"\n`).join(""));
    const compiled = await runProcess({
      name: "C++ compiler",
      command: compiler.path,
      args: [
        ...runtime.flags,
        "-include",
        join(runtime.folder, "prefix.h"),
        "-I.",
        "all.cc",
        ...runtime.objects,
        "-pthread",
        "-o",
        "batch",
      ],
      cwd: model,
    });
    await writeFile(join(folder, "stimuli.bin"), stimulusFile(stimuli));
    const ran = await runProcess({ command: join(model, "batch"), args: ["stimuli.bin", "outputs.bin"], cwd: folder });
    const bytes = await readFile(join(folder, "outputs.bin"));
    if (bytes.length !== 8 * batch.outputWords * stimuli.length) {
      throw new Error(`${bytes.length} bytes of output for ${stimuli.length} cycles of ${batch.outputWords} words`);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return {
      at: (cycle, word) => view.getBigUint64(8 * (cycle * batch.outputWords + word), true),
      seconds: { verilator: verilated.seconds, compiler: compiled.seconds, run: ran.seconds },
    };
  });
}

function portsHeader({ outputWords }: Batch): string {
  const each = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));
  return [
    `static const int stimulusWords = ${stimulusWords};`,
    `static const int outputWords = ${outputWords};`,
    "static void setStimulus(Vbatch& model, const uint64_t* from) {",
    ...each(stimulusWords, (i) => `  model.s${i} = from[${i}];`),
    "}",
    "static void getOutputs(const Vbatch& model, uint64_t* to) {",
    ...each(outputWords, (i) => `  to[${i}] = model.o${i};`),
    "}",
    "",
  ].join("\n");
}

function stimulusFile(stimuli: readonly Stimulus[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(stimuli.flatMap(({ reset, words }) => [reset ? 1n : 0n, ...words])).buffer);
}

/** Verilator's runtime and its headers, compiled once. */
async function verilatedRuntime() {
  const verilator = await ensureVerilator({ install: "refused" });
  const compiler = await findCppCompiler();
  const include = join(verilator.root, "include");
  const flags = [...cppFlags, `-I${include}`, `-I${join(include, "vltstd")}`];
  const folder = join(
    cacheDirectory(),
    "batch",
    `runtime-${contentKey([verilator.version, compiler.version, ...flags])}`,
  );
  const names = ["verilated", "verilated_threads"];
  await builtOnce(folder, async (aside) => {
    const work = join(aside, "work");
    await mkdir(work);
    await writeFile(join(work, "prefix.h"), '#include "verilated.h"\n');
    const compile = (args: readonly string[]) =>
      runProcess({ name: "C++ compiler", command: compiler.path, args: [...flags, ...args], cwd: work });
    if (compiler.family === "gcc") await compile(["-x", "c++-header", "prefix.h", "-o", "prefix.h.gch"]);
    for (const name of names) await compile(["-c", join(include, `${name}.cpp`), "-o", `${name}.o`]);
    for (const name of await readdir(work)) await rename(join(work, name), join(aside, name));
    await rm(work, { recursive: true });
  });
  return { folder, flags, objects: names.map((name) => join(folder, `${name}.o`)) };
}
