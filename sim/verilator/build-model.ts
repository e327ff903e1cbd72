import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SpikeforgeError, throwIfAny } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { withModels } from "../../hdlgen/passes/with-models.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { runProcess, type Verilator } from "../../tools/index.ts";
import { builtOnce, contentKey } from "./built-once.ts";
import { type CoverCounter, withCoverCounters } from "./cover-counters.ts";
import { type CppCompiler, linkFlags } from "./cpp-compiler.ts";
import { ensureRuntime, type Runtime } from "./runtime-objects.ts";
import { type StateName, stateNames } from "./state-names.ts";
import { type Verilated, verilate, verilatorFlags } from "./verilate.ts";

/** An addon on disk, and what its design has to show. */
export interface BuiltModel {
  readonly addon: string;
  /** Contents of the files that memories are read from at the start, by name. */
  readonly images: Readonly<Record<string, string>>;
  /** Everything with a place, the counters of covers included. */
  readonly states: readonly StateName[];
  readonly covers: readonly CoverCounter[];
  readonly origin: "found" | "built";
  /** What Verilator warned of; empty for a model from the cache. */
  readonly warnings: string;
}

export interface BuildTools {
  readonly verilator: Verilator;
  readonly compiler: CppCompiler;
  /** Folder of everything that can be built again. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

const native = new URL("./native/", import.meta.url);

/**
 * Prints, verilates and compiles a design into an addon, or finds it in the cache under a key of everything that it is
 * made from. Images of memories are no part of it: other contents need no other model.
 *
 * @throws VER002 Verilator refuses the design · VER003 a black box has no model · VER004 the C++ does not compile
 */
export async function buildModel(given: Design, tools: BuildTools): Promise<BuiltModel> {
  const { verilator, compiler, cache, signal, onProgress } = tools;
  requireModels(given);
  const { design, counters: covers } = withCoverCounters(withModels(given));
  const files = Object.entries(printVerilog(design)).map(([name, text]) => [
    name.slice(name.lastIndexOf("/") + 1),
    text,
  ]);
  const sources: Record<string, string> = Object.fromEntries(files.filter(([name]) => name?.endsWith(".v")));
  const images: Record<string, string> = Object.fromEntries(files.filter(([name]) => !name?.endsWith(".v")));
  const states = stateNames(design);
  const runtime = await ensureRuntime(cache, verilator, compiler, nodeApiFolder());
  const addonSource = await readFile(new URL("addon.cpp", native), "utf8");
  const flags = verilatorFlags(design.top.name);
  const key = contentKey([runtime.key, addonSource, ...flags, ...linkFlags(), ...Object.entries(sources).flat()]);
  const folder = join(cache, `model-${key}`);
  let warnings = "";
  const origin = await builtOnce(folder, async (aside) => {
    const work = join(aside, "work");
    await mkdir(work);
    onProgress?.(`Verilating ${design.top.name}`);
    const verilated = await verilate({ design, sources, states, verilator, work, signal });
    warnings = verilated.warnings;
    onProgress?.(`Compiling ${design.top.name}`);
    await compile(design.top.name, verilated, runtime, addonSource, tools);
    await rename(join(verilated.folder, "model.node"), join(aside, "model.node"));
    await rm(work, { recursive: true });
  });
  return { addon: join(folder, "model.node"), images, states, covers, origin, warnings };
}

/** One translation unit: the model's functions can be inlined into each other, and headers are read once. */
async function compile(
  name: string,
  { folder, units, header }: Verilated,
  runtime: Runtime,
  addonSource: string,
  { compiler, signal }: BuildTools,
): Promise<void> {
  await writeFile(join(folder, "model.h"), header);
  await writeFile(join(folder, "addon.cpp"), addonSource);
  const all = ["addon.cpp", ...units].map((unit) => `#include "${unit}"\n`).join("");
  await writeFile(join(folder, "all.cc"), all);
  const { exitCode, stdout, stderr } = await runProcess({
    name: "C++ compiler",
    command: compiler.path,
    args: [...runtime.flags, "-I.", "all.cc", ...runtime.objects, ...linkFlags(), "-o", "model.node"],
    cwd: folder,
    onFailure: "return",
    signal,
  });
  if (exitCode === 0) return;
  const lines = (stdout + stderr).split("\n").filter((line) => line.trim() !== "");
  throw new SpikeforgeError({
    code: "VER004",
    place: name,
    found: `${compiler.path} cannot compile the model (exit code ${exitCode})`,
    source: lines.slice(-20),
    mend: "another compiler can be named in the environment variable CXX",
  });
}

function requireModels(design: Design): void {
  throwIfAny(
    design.modules
      .filter((module) => module.blackBox !== undefined && module.blackBox.model === undefined)
      .map((module) => ({
        code: "VER003",
        place: module.name,
        found: "a black box without a simulation model",
        mend: "give it a model, or simulate what is below it",
      })),
  );
}

function nodeApiFolder(): string {
  const { include_dir } = createRequire(import.meta.url)("node-api-headers") as { readonly include_dir: string };
  return include_dir;
}
