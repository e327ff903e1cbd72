/** `npm run bench`: its options, what it prints and its exit code. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { inspect } from "node:util";
import { Command, CommanderError } from "commander";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { type Benchmark, type Result, resultLine } from "./benchmark.ts";
import type { KeptResults } from "./kept-results.ts";
import { benchmarkPage, type PageRow } from "./page.ts";
import { machineClass } from "./versions.ts";

export interface BenchEnvironment {
  readonly benchmarks: readonly Benchmark[];
  readonly results: KeptResults;
  /** The page that a run of all benchmarks writes. */
  readonly page: string;
  print(line: string): void;
  /** Progress and errors. */
  complain(line: string): void;
  /** Measures one benchmark afresh in a process of its own, so that none disturbs the next, and keeps its result. */
  runApart(id: string): Promise<void>;
}

/** 1: a target is missed. 2: the request cannot be met (unknown id, stale result, missing tool). 70: a defect. */
const exitCodes = { ok: 0, missed: 1, refused: 2, defect: 70 } as const;

interface Options {
  readonly only?: string;
  readonly fresh?: true;
  readonly list?: true;
}

/** Runs the command with its arguments and returns the exit code. */
export async function benchCommand(args: readonly string[], environment: BenchEnvironment): Promise<number> {
  const command = new Command("bench")
    .description("measure the registered figures; without options: all of them, and write docs/benchmarks.md")
    .option("--only <id>", "print one figure as a line of JSON; exit code 0 when its target holds")
    .option("--fresh", "measure again what is kept")
    .option("--list", "print ids, targets and titles")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => environment.print(text.trimEnd()),
      writeErr: (text) => environment.complain(text.trimEnd()),
    });
  try {
    command.parse(args, { from: "user" });
    const options = command.opts<Options>();
    if (options.list) return list(environment);
    if (options.only !== undefined) return await measureOne(options.only, options, environment);
    return await measureAll(options, environment);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
    if (error instanceof SpikeforgeError) {
      environment.complain(error.message);
      return exitCodes.refused;
    }
    // A defect of ours, or engines that disagree: never to be taken for a missed target.
    environment.complain(error instanceof Error ? inspect(error) : String(error));
    return exitCodes.defect;
  }
}

function list({ benchmarks, print }: BenchEnvironment): number {
  const width = Math.max(...benchmarks.map(({ id }) => id.length));
  for (const { id, title, unit, target, duration, standing } of benchmarks) {
    const wanted = `${target.goal === "atLeast" ? "≥" : "≤"} ${target.value} ${unit}`;
    print(`${id.padEnd(width)}  ${title} (${wanted}, ${standing}, ${duration})`);
  }
  return exitCodes.ok;
}

async function measureOne(id: string, { fresh }: Options, environment: BenchEnvironment): Promise<number> {
  const benchmark = benchmarkOf(id, environment);
  let result: Result;
  if (fresh || benchmark.duration === "short") result = await measure(benchmark, environment);
  else {
    const found = await environment.results.find(benchmark);
    if (found.state === "stale") throw stale(benchmark, found.why);
    result = found.result;
  }
  const line = resultLine(benchmark, result);
  environment.print(JSON.stringify(line));
  return line.pass ? exitCodes.ok : exitCodes.missed;
}

async function measureAll({ fresh }: Options, environment: BenchEnvironment): Promise<number> {
  const rows: PageRow[] = [];
  for (const benchmark of environment.benchmarks) {
    const outcome = await measureApart(benchmark, fresh ? "always" : "when stale", environment);
    rows.push({ benchmark, outcome });
    environment.print(summary({ benchmark, outcome }));
  }
  await writeAside(environment.page, benchmarkPage(rows));
  return exitCodeFor(rows);
}

/** `missed` where a required figure has missed its target, or could not be taken. */
export function exitCodeFor(rows: readonly PageRow[]): number {
  const failed = rows.filter(
    ({ benchmark, outcome }) =>
      benchmark.standing === "required" && ("problem" in outcome || !resultLine(benchmark, outcome).pass),
  );
  return failed.length === 0 ? exitCodes.ok : exitCodes.missed;
}

/**
 * The outcome of one benchmark: what is kept where that is current, else measured in a process of its own. What cannot be
 * measured says why.
 */
export async function measureApart(
  benchmark: Benchmark,
  when: "always" | "when stale",
  { results, runApart, complain }: Pick<BenchEnvironment, "results" | "runApart" | "complain">,
): Promise<PageRow["outcome"]> {
  try {
    if (when === "when stale" && benchmark.duration === "long") {
      const kept = await results.find(benchmark);
      if (kept.state === "current") return kept.result;
      complain(`${benchmark.id}: ${kept.why}`);
    }
    await benchmark.versions(); // a missing tool is told in its own words
    await runApart(benchmark.id);
    const found = await results.find(benchmark);
    if (found.state === "current") return found.result;
    return { problem: `${found.why} while it ran` };
  } catch (error) {
    if (!(error instanceof SpikeforgeError)) throw error;
    complain(error.message);
    return { problem: error.diagnostics.map(({ code, found }) => `${code} ${found}`).join("; ") };
  }
}

async function measure(benchmark: Benchmark, { results, benchmarks, complain }: BenchEnvironment): Promise<Result> {
  const key = await results.key(benchmark);
  const measurement = await benchmark.measure({
    report: (message) => complain(`${benchmark.id}: ${message}`),
    kept: async (id) => {
      const other = benchmarks.find((each) => each.id === id);
      if (other === undefined) throw new Error(`no benchmark ${id}`);
      const found = await results.find(other);
      return found.state === "current" ? found.result : undefined;
    },
  });
  const result: Result = { ...measurement, versions: key.versions, machine: machineClass() };
  await results.keep(benchmark, key, result);
  return result;
}

function summary({ benchmark, outcome }: PageRow): string {
  if ("problem" in outcome) return `${benchmark.id}: not run: ${outcome.problem}`;
  const { id, value, unit, pass } = resultLine(benchmark, outcome);
  return `${id}: ${value} ${unit}, ${pass ? "holds" : "missed"}`;
}

function benchmarkOf(id: string, { benchmarks }: BenchEnvironment): Benchmark {
  const found = benchmarks.find((benchmark) => benchmark.id === id);
  if (found !== undefined) return found;
  throw new SpikeforgeError({
    code: "BENCH001",
    place: id,
    found: "no such benchmark",
    mend: `there are ${benchmarks.map((benchmark) => benchmark.id).join(", ")}`,
  });
}

function stale({ id }: Benchmark, why: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "BENCH002",
    place: id,
    found: `the kept result is stale: ${why}`,
    mend: `type: npm run -s bench -- --only ${id} --fresh`,
  });
}

/** Leaves a page alone that would not change. */
export async function writeAside(file: string, text: string): Promise<void> {
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
  await writeFile(`${file}.partial`, text);
  await rename(`${file}.partial`, file);
}
