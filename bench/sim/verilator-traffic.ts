import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Design } from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { builtOnce, contentKey } from "../../sim/verilator/built-once.ts";
import { findCppCompiler } from "../../sim/verilator/cpp-compiler.ts";
import { cacheDirectory, ensureVerilator, runProcess } from "../../tools/index.ts";
import type { Traffic, TrafficOutcome } from "./traffic.ts";

/** `checks`: assertions and random data on collisions, as the embedded engine does; `none`: neither. */
export type Checks = "checks" | "none";

/** What makes Verilator fast: no tracing, no timing, nothing random at the start. */
export function baselineFlags(checks: Checks): { readonly verilator: string[]; readonly cpp: string[] } {
  return {
    verilator: [
      ...["--cc", "--prefix", "Vmodel", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--no-timing"],
      ...(checks === "none" ? ["-DSYNTHESIS"] : []),
    ],
    cpp: [
      "-std=gnu++17",
      "-O3",
      "-fvisibility=hidden",
      "-faligned-new",
      "-w",
      "-DVM_COVERAGE=0",
      "-DVM_TRACE=0",
      "-DVM_SC=0",
    ],
  };
}

/** Compiles a traffic design into a program, or finds it in the cache; returns the program's path. */
export async function buildBaseline(design: Design, checks: Checks): Promise<string> {
  const verilator = await ensureVerilator({ install: "refused" });
  const compiler = await findCppCompiler();
  const files = Object.entries(printVerilog(design)).map(([name, text]) => [
    name.slice(name.lastIndexOf("/") + 1),
    text,
  ]);
  const driver = await readFile(new URL("./native/traffic.cpp", import.meta.url), "utf8");
  const flags = baselineFlags(checks);
  const all = [verilator.version, compiler.version, driver, ...flags.verilator, ...flags.cpp, ...files.flat()];
  const folder = join(cacheDirectory(), "bench", `traffic-${contentKey(all.map(String))}`);
  await builtOnce(folder, async (aside) => {
    const work = join(aside, "work");
    await mkdir(work);
    for (const [name, text] of files) await writeFile(join(work, String(name)), String(text));
    await writeFile(join(work, "traffic.cpp"), driver);
    const sources = files.map(([name]) => String(name)).filter((name) => name.endsWith(".v"));
    await runProcess({
      command: verilator.binary,
      args: [...flags.verilator, "--top-module", design.top.name, "--Mdir", ".", ...sources],
      cwd: work,
      environment: verilator.environment,
    });
    const units = (await readdir(work)).filter((name) => /^Vmodel.*\.cpp$/.test(name)).sort();
    await writeFile(join(work, "all.cc"), ["traffic.cpp", ...units].map((unit) => `#include "${unit}"\n`).join(""));
    const include = join(verilator.root, "include");
    const runtime = ["verilated.cpp", "verilated_threads.cpp"].map((name) => join(include, name));
    await runProcess({
      name: "C++ compiler",
      command: compiler.path,
      args: [
        ...flags.cpp,
        "-I.",
        `-I${include}`,
        `-I${join(include, "vltstd")}`,
        "all.cc",
        ...runtime,
        "-pthread",
        "-o",
        "traffic",
      ],
      cwd: work,
    });
    await rename(join(work, "traffic"), join(aside, "traffic"));
    await rm(work, { recursive: true });
  });
  return join(folder, "traffic");
}

/** The traffic as the program reads it: 32-bit words. */
export function trafficFile({ bus, stimuli, cores }: Traffic): Uint8Array {
  const words = [bus.length, ...bus.flat(), cores, stimuli[0]?.length ?? 0];
  for (const stimulus of stimuli) words.push(...stimulus);
  return new Uint8Array(Uint32Array.from(words).buffer);
}

export async function runBaseline(program: string, file: string, cycles: number): Promise<TrafficOutcome> {
  const { stdout } = await runProcess({ command: program, args: [file, String(cycles)] });
  return JSON.parse(stdout) as TrafficOutcome;
}
