/** Runs a Python test of this folder: cocotb, Verilator, and the Verilog that we print. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Design, printVerilog } from "../../hdlgen/index.ts";
import { withModels } from "../../hdlgen/passes/with-models.ts";
import { builtOnce, contentKey } from "../../sim/verilator/built-once.ts";
import { type Cocotb, cacheDirectory, runProcess, withTemporaryFolder } from "../../tools/index.ts";
import type { TestRecord } from "./support/record.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const script = fileURLToPath(new URL("./support/run.py", import.meta.url));

/** What a simulation is built for: to be compiled fast, for tests, or to run fast, for a comparison of speed. */
export type BuildGoal = "compile" | "run";

/** What is added to the arguments that cocotb's runner gives Verilator itself. */
export function verilatorArguments(goal: BuildGoal): readonly string[] {
  const fast = ["-O3", "--x-assign", "fast", "--x-initial", "fast", "-CFLAGS", "-O3"];
  return [...(goal === "run" ? fast : ["-CFLAGS", "-O0"]), "--no-timing", "-Wno-fatal"];
}

/** Those arguments: `Verilator._build_command` in cocotb_tools/runner.py. */
export const runnersOwnArguments = ["-cc", "--exe", "--vpi", "--public-flat-rw", "--timescale", "1ns/1ps"];

export interface CocotbSimulation {
  readonly cocotb: Cocotb;
  readonly top: string;
  /** Where the program is. */
  readonly folder: string;
}

/** Builds the simulation of a design with cocotb's runner, or finds it in the cache. */
export async function buildForCocotb(cocotb: Cocotb, design: Design, goal: BuildGoal): Promise<CocotbSimulation> {
  const top = design.top.name;
  const files = Object.entries(printVerilog(withModels(design))).map(
    ([name, text]) => [name.slice(name.lastIndexOf("/") + 1), text] as const,
  );
  const key = contentKey([
    ...[cocotb.version, cocotb.python.version, cocotb.verilator.version, await readFile(script, "utf8"), top],
    ...[...verilatorArguments(goal), ...files.flat()],
  ]);
  const folder = join(cacheDirectory(), "bench", `cocotb-${key}`);
  await builtOnce(folder, async (aside) => {
    for (const [name, text] of files) await writeFile(join(aside, name), text);
    const sources = files.map(([name]) => join(aside, name)).filter((name) => name.endsWith(".v"));
    const request = { action: "build", top, sources, folder: aside, arguments: verilatorArguments(goal) };
    await python(cocotb, request, aside);
  });
  return { cocotb, top, folder };
}

export interface CocotbTest {
  /** The Python module, a file of this folder without its ending. */
  readonly module: string;
  /** What `shared_data()` gives. */
  readonly data?: unknown;
}

/** Runs one test in a simulation of its own. A test that fails is a record, too; one that leaves none is an error. */
export function runCocotbTest(simulation: CocotbSimulation, { module, data = {} }: CocotbTest): Promise<TestRecord> {
  const { cocotb, top, folder } = simulation;
  return withTemporaryFolder(async (work) => {
    const [record, shared, results] = [join(work, "record.json"), join(work, "data.json"), join(work, "results.xml")];
    await writeFile(shared, JSON.stringify(data));
    const environment = {
      SPIKEFORGE_RECORD: record,
      SPIKEFORGE_DATA: shared,
      COCOTB_LOG_LEVEL: "WARNING",
      GPI_LOG_LEVEL: "WARNING",
      COCOTB_ANSI_OUTPUT: "0",
    };
    const said = await python(cocotb, { action: "test", module, top, folder, work, results, environment }, work);
    const text = await readFile(record, "utf8").catch((cause: unknown) => {
      throw new Error(`${module} left no record:\n${said}`, { cause });
    });
    const found = JSON.parse(text) as TestRecord;
    const failure = /<(?:failure|error)[^>]*message="([^"]*)"/.exec(await readFile(results, "utf8"))?.[1];
    return failure === undefined ? found : { ...found, passed: false, failure };
  });
}

async function python(cocotb: Cocotb, request: object, cwd: string): Promise<string> {
  const path = [cocotb.environment.PYTHONPATH, here].join(delimiter);
  await mkdir(cwd, { recursive: true });
  const { stdout, stderr } = await runProcess({
    name: "cocotb",
    command: cocotb.python.path,
    args: [script],
    cwd,
    environment: { ...cocotb.environment, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" },
    input: JSON.stringify(request),
  });
  return stdout + stderr;
}
