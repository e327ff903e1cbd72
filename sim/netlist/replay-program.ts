/** Programs of verilated Verilog that replay a trace, kept in the cache under a key of all that they are made from. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { cacheDirectory, ensureVerilator, runProcess, type Verilator } from "../../tools/index.ts";
import { builtOnce, contentKey, touch } from "../verilator/built-once.ts";
import { pruneCache } from "../verilator/cache-policy.ts";
import { type CppCompiler, findCppCompiler } from "../verilator/cpp-compiler.ts";
import type { TracePins } from "./pin-trace.ts";

/** A model of a board's top: what it is made of, and the pins that a trace holds. */
export interface ReplayModel {
  readonly top: string;
  readonly pins: TracePins;
  /** Verilog, and what it reads with `$readmemh`, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ReplayProgram {
  readonly path: string;
  /** Folder of the files that the Verilog reads while it runs. */
  readonly images: string;
  /** What it took to build; 0 from the cache. */
  readonly seconds: number;
}

export interface ReplayTools {
  /** What the compiler is to save: its own time, or that of a run over millions of cycles. Default `build`. */
  readonly saves?: "build" | "run";
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

const verilatorFlags = [
  ...["--cc", "--prefix", "Vmodel", "-O3", "--no-timing", "-Wno-fatal", "-Wno-lint", "-Wno-style", "-Wno-BLKANDNBLK"],
  // What is not known after power-up, or in a collision, is drawn from the seed.
  ...["--x-assign", "unique", "--x-initial", "unique"],
  ...["--output-split", "20000", "--output-split-cfuncs", "2000"],
  // As in the engine for simulations, which says why.
  "-fno-dfg",
];
const cppFlags = [
  ...["-std=gnu++17", "-fvisibility=hidden", "-faligned-new", "-w", "-DVM_COVERAGE=0", "-DVM_SC=0"],
  ...["-DVM_TRACE=0", "-DVM_TRACE_FST=0", "-DVM_TRACE_VCD=0", "-DVM_TIMING=0"],
];
const levels = { build: "-O0", run: "-O1" } as const;
const runtimeSources = ["verilated", "verilated_threads"];
const driver = new URL("./native/replay.cpp", import.meta.url);

/**
 * Builds the program that replays traces on a model, or finds it.
 *
 * @throws TOOL010 no Verilator · VER001 no C++ compiler · SIM411 Verilator refuses the model
 */
export async function replayProgram(model: ReplayModel, tools: ReplayTools = {}): Promise<ReplayProgram> {
  const [verilator, compiler] = [await ensureVerilator({ install: "refused" }), await findCppCompiler()];
  const main = await readFile(driver, "utf8");
  const header = pinsHeader(model.pins);
  const sources = Object.entries(model.files).filter(([name]) => name.endsWith(".v"));
  const images = Object.entries(model.files).filter(([name]) => !name.endsWith(".v"));
  const level = levels[tools.saves ?? "build"];
  const versions = [verilator.version, compiler.version, ...verilatorFlags, ...cppFlags, level];
  const key = contentKey([...versions, model.top, main, header, ...sources.flat(), ...images.flat()]);
  const cache = join(cacheDirectory(), "replay");
  const folder = join(cache, `model-${key}`);
  const started = performance.now();
  const origin = await builtOnce(folder, async (aside) => {
    const work = join(aside, "work");
    await mkdir(work);
    await Promise.all(
      [...sources, ["main.cpp", main] as const, ["pins.h", header] as const].map(([name, text]) =>
        writeFile(join(work, plain(name)), text),
      ),
    );
    tools.onProgress?.(`Verilating ${model.top}`);
    await verilate(
      model,
      verilator,
      sources.map(([name]) => plain(name)),
      work,
      tools,
    );
    tools.onProgress?.(`Compiling ${model.top}`);
    await compile(work, await replayRuntime(cache, verilator, compiler), compiler, { ...tools, level });
    await rename(join(work, "program"), join(aside, "program"));
    await rm(work, { recursive: true });
    await Promise.all(images.map(([name, text]) => writeFile(join(aside, plain(name)), text)));
  });
  if (origin === "found") await touch(folder);
  else await pruneCache(cache, { models: 50, runtimeDays: 30, graceMinutes: 60, everyMinutes: 60 });
  const seconds = origin === "found" ? 0 : (performance.now() - started) / 1000;
  return { path: join(folder, "program"), images: folder, seconds };
}

/** Folders in names are the user's business; the files lie side by side. */
const plain = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

async function verilate(
  { top }: ReplayModel,
  { binary, environment, version }: Verilator,
  sources: readonly string[],
  work: string,
  { signal }: ReplayTools,
): Promise<void> {
  const { exitCode, stdout, stderr } = await runProcess({
    name: "verilator",
    command: binary,
    args: [...verilatorFlags, "--top-module", top, "--Mdir", ".", ...sources],
    cwd: work,
    environment,
    signal,
    onFailure: "return",
  });
  if (exitCode === 0) return;
  const lines = (stdout + stderr).split("\n").filter((line) => line.startsWith("%Error"));
  throw new SpikeforgeError({
    code: "SIM411",
    place: top,
    found: `Verilator ${version} refuses the netlist (exit code ${exitCode})`,
    source: lines.slice(0, 10),
    mend: "a cell without a model is named here; this rung cannot be made without it",
  });
}

async function compile(
  work: string,
  runtime: { readonly flags: readonly string[]; readonly objects: readonly string[] },
  compiler: CppCompiler,
  { signal, level }: ReplayTools & { readonly level: string },
): Promise<void> {
  const units = (await readdir(work)).filter((name) => /^Vmodel.*\.cpp$/.test(name)).sort();
  await writeFile(join(work, "all.cc"), ["main.cpp", ...units].map((unit) => `#include "${unit}"\n`).join(""));
  await runProcess({
    name: "C++ compiler",
    command: compiler.path,
    args: [...runtime.flags, level, "-I.", "all.cc", ...runtime.objects, "-pthread", "-o", "program"],
    cwd: work,
    signal,
  });
}

/** Verilator's runtime, compiled once. */
async function replayRuntime(cache: string, { root, version }: Verilator, compiler: CppCompiler) {
  const include = join(root, "include");
  const flags = [...cppFlags, `-I${include}`, `-I${join(include, "vltstd")}`];
  const folder = join(cache, `runtime-${contentKey([version, compiler.version, ...flags])}`);
  await builtOnce(folder, async (aside) => {
    for (const name of runtimeSources) {
      await runProcess({
        name: "C++ compiler",
        command: compiler.path,
        args: [...flags, levels.run, "-c", join(include, `${name}.cpp`), "-o", `${name}.o`],
        cwd: aside,
      });
    }
  });
  await touch(folder);
  return { flags, objects: runtimeSources.map((name) => join(folder, `${name}.o`)) };
}

/** Functions from the bits of a record to the model's ports and back. */
function pinsHeader({ clock, inputs, outputs }: TracePins): string {
  const port = (name: string): string => `model.${verilatorName(name)}`;
  return [
    `static void setClock(Vmodel& model, int level) { ${port(clock)} = level; }`,
    "static void setInputs(Vmodel& model, uint32_t bits) {",
    ...inputs.map((name, i) => `  ${port(name)} = (bits >> ${i}) & 1;`),
    "}",
    "static uint32_t getOutputs(const Vmodel& model) {",
    `  return ${outputs.map((name, i) => `((uint32_t)${port(name)} << ${i})`).join(" | ") || "0"};`,
    "}",
    "",
  ].join("\n");
}

/** Verilator's own name in C++ for a port: two underscores in a row mean something else. */
const verilatorName = (name: string): string => name.replaceAll("__", "___05F");
