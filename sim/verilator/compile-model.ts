import { stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { runProcess } from "../../tools/index.ts";
import { type CppCompiler, linkFlags } from "./cpp-compiler.ts";
import type { Runtime } from "./runtime-objects.ts";
import { modelPrefix, type Verilated } from "./verilate.ts";

/** C++ of less than this many bytes takes longer to be compiled in two parts than in one: each reads the headers. */
const worthAPart = 100_000;

/**
 * Compiles and links the model. As few translation units as there are processors, so that functions can be inlined into
 * each other and headers are read seldom.
 *
 * @throws VER004 the compiler refuses
 */
export async function compileModel(
  name: string,
  { folder, units }: Verilated,
  { flags, objects, libraries }: Runtime,
  compiler: CppCompiler,
  signal?: AbortSignal,
): Promise<void> {
  const parts = await dealt(folder, units);
  const sources = parts.map((_, index) => (index === 0 ? "all.cc" : `all-${index + 1}.cc`));
  const run = (args: readonly string[]) => compile(name, compiler, folder, args, signal);
  await Promise.all(
    parts.map((part, index) =>
      writeFile(join(folder, sources[index] ?? ""), part.map((unit) => `#include "${unit}"\n`).join("")),
    ),
  );
  const link = [...objects, ...linkFlags(compiler), ...libraries, "-o", `${modelPrefix}.node`];
  if (sources.length === 1) return run([...flags, "-I.", ...sources, ...link]);
  const made = sources.map((source) => source.replace(/\.cc$/, ".o"));
  await Promise.all(sources.map((source, index) => run([...flags, "-I.", "-c", source, "-o", made[index] ?? ""])));
  return run([...made, ...link]);
}

/** Deals the units into parts of about the same size, the largest first. */
async function dealt(folder: string, units: readonly string[]): Promise<string[][]> {
  const sized = await Promise.all(units.map(async (unit) => ({ unit, bytes: (await stat(join(folder, unit))).size })));
  const total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
  const count = Math.max(1, Math.min(availableParallelism(), Math.floor(total / worthAPart), units.length));
  const parts = Array.from({ length: count }, () => ({ units: [] as string[], bytes: 0 }));
  for (const { unit, bytes } of sized.sort((a, b) => b.bytes - a.bytes || (a.unit < b.unit ? -1 : 1))) {
    const least = parts.reduce((best, part) => (part.bytes < best.bytes ? part : best));
    least.units.push(unit);
    least.bytes += bytes;
  }
  return parts.map((part) => part.units);
}

async function compile(
  name: string,
  compiler: CppCompiler,
  cwd: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { exitCode, stdout, stderr } = await runProcess({
    name: "C++ compiler",
    command: compiler.path,
    args,
    cwd,
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
