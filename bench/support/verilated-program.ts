/** Programs of verilated Verilog and a C++ driver, kept in the cache. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { builtOnce, contentKey } from "../../sim/verilator/built-once.ts";
import { findCppCompiler } from "../../sim/verilator/cpp-compiler.ts";
import { cacheDirectory, ensureVerilator, runProcess } from "../../tools/index.ts";

export interface ProgramRequest {
  readonly top: string;
  /** Text by file name; folders in names are dropped. */
  readonly files: Readonly<Record<string, string>>;
  /** The `main`, which includes `Vmodel.h`. */
  readonly driver: URL;
}

const verilatorFlags = ["--cc", "--prefix", "Vmodel", "-O3", "--x-initial", "unique", "--no-timing", "-Wno-fatal"];
const cppFlags = [
  ...["-std=gnu++17", "-O1", "-fvisibility=hidden", "-faligned-new", "-w"],
  ...["-DVM_COVERAGE=0", "-DVM_TRACE=0", "-DVM_SC=0"],
];

/** Builds the program, or finds it; returns its path. */
export async function verilatedProgram({ top, files, driver }: ProgramRequest): Promise<string> {
  const verilator = await ensureVerilator({ install: "refused" });
  const compiler = await findCppCompiler();
  const main = await readFile(driver, "utf8");
  const flat = Object.entries(files).map(([name, text]) => [name.slice(name.lastIndexOf("/") + 1), text] as const);
  const all = [verilator.version, compiler.version, top, main, ...verilatorFlags, ...cppFlags, ...flat.flat()];
  const folder = join(cacheDirectory(), "bench", `program-${contentKey(all.map(String))}`);
  await builtOnce(folder, async (aside) => {
    const work = join(aside, "work");
    await mkdir(work);
    for (const [name, text] of flat) await writeFile(join(work, name), text);
    await writeFile(join(work, "main.cpp"), main);
    const sources = flat.map(([name]) => name).filter((name) => name.endsWith(".v"));
    await runProcess({
      command: verilator.binary,
      args: [...verilatorFlags, "--top-module", top, "--Mdir", ".", ...sources],
      cwd: work,
      environment: verilator.environment,
    });
    const units = (await readdir(work)).filter((name) => /^Vmodel.*\.cpp$/.test(name)).sort();
    await writeFile(join(work, "all.cc"), ["main.cpp", ...units].map((unit) => `#include "${unit}"\n`).join(""));
    const include = join(verilator.root, "include");
    const runtime = ["verilated.cpp", "verilated_threads.cpp"].map((name) => join(include, name));
    const includes = ["-I.", `-I${include}`, `-I${join(include, "vltstd")}`];
    await runProcess({
      name: "C++ compiler",
      command: compiler.path,
      args: [...cppFlags, ...includes, "all.cc", ...runtime, "-pthread", "-o", "program"],
      cwd: work,
    });
    await rename(join(work, "program"), join(aside, "program"));
    await rm(work, { recursive: true });
  });
  return join(folder, "program");
}
