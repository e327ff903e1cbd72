import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { sizedNetwork } from "../../examples/boards/sized-network.ts";
import {
  type Board,
  boards,
  buildNetwork,
  compileNetwork,
  type FindToolOptions,
  findBoard,
  openBuildCache,
  replaceFile,
  SpikeforgeError,
  type ToolPreference,
} from "../../index.ts";
import { untilCancelled } from "../cancel.ts";
import { integer, jsonOption, seedOption, toolsOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";
import { progressBar } from "../progress.ts";
import { builtRow, deviceOf, type SweepRow, sweepMarkdown, sweepTable } from "../sweep/sweep-row.ts";

interface SweepOptions extends OutputOptions {
  readonly boards?: string;
  readonly out: string;
  readonly seed: number;
  readonly seeds: number;
  readonly tools: ToolPreference;
  readonly cache: boolean;
}

/** `spikeforge sweep`: every board built once, with a network of its size. */
export function sweepCommand(): Command {
  return new Command("sweep")
    .description(
      "build a network that is sized for it on each board, and tell what it takes (exit code 1 if a clock is not reached, 2 if a build fails)",
    )
    .addOption(new Option("--boards <list>", "boards by name or file, with commas between them (default: all)"))
    .addOption(seedOption("first seed of placement"))
    .addOption(new Option("--seeds <n>", "seeds to try; the fastest is kept").argParser(integer(1, 100)).default(1))
    .addOption(toolsOption())
    .option("--no-cache", "build anew, also what was built before")
    .option("--out <folder>", "a folder for each board's build, and sweep.json and sweep.md", join("build", "sweep"))
    .addOption(jsonOption())
    .action((options: SweepOptions) => reporting(options, () => untilCancelled((signal) => sweep(options, signal))));
}

async function sweep(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const names = options.boards?.split(",") ?? boards().map(({ id }) => id);
  // A wrong name is told before the first build.
  const wanted = await Promise.all(names.map((name) => findBoard(name.trim())));
  await mkdir(options.out, { recursive: true });
  const rows: SweepRow[] = [];
  for (const board of wanted) {
    rows.push(await swept(board, options, signal));
    // What is built stays known when a later board takes too long for somebody.
    await replaceFile(join(options.out, "sweep.json"), `${JSON.stringify(rows, null, 2)}\n`);
    await replaceFile(join(options.out, "sweep.md"), sweepMarkdown(rows));
  }
  if (rows.some((row) => "met" in row && !row.met)) process.exitCode = exitCodes.failed;
  if (rows.some((row) => "errors" in row)) process.exitCode = exitCodes.badInput;
  printResult(options, rows, [...table(sweepTable(rows)), "", `written to ${options.out}`]);
}

/** Builds one board; what goes wrong with it is its row, and the others go on. */
async function swept(board: Board, options: SweepOptions, signal: AbortSignal): Promise<SweepRow> {
  const bar = progressBar(board.id);
  const begun = performance.now();
  try {
    const size = sizedNetwork(board);
    const { report } = await buildNetwork(compileNetwork(size.network, board, { lanes: size.lanes }), {
      clockMHz: size.clockMHz,
      // Without a UART there is no other way to load it.
      ...(board.uart === undefined ? { boot: "flash" as const } : {}),
      // What copies a network out of the bitstream takes logic cells that the smallest device has not.
      ...(board.device === "hx1k" ? { contents: "loaded" as const } : {}),
      seeds: Array.from({ length: options.seeds }, (_, index) => options.seed + index),
      out: join(options.out, board.id),
      find: findOptions(options),
      ...(options.cache ? { cache: openBuildCache() } : {}),
      onProgress: ({ fraction, message }) => bar.update(fraction, message.slice(0, 40)),
      signal,
    });
    bar.done(`${report.fmaxMHz.toFixed(1)} MHz`);
    return builtRow(board, size, report, (performance.now() - begun) / 1000);
  } catch (error) {
    if (signal.aborted || !(error instanceof SpikeforgeError)) throw error;
    bar.done(error.diagnostics.map(({ code }) => code).join(", "));
    process.stderr.write(`${error.message}\n`);
    return { board: board.id, device: deviceOf(board), errors: error.diagnostics };
  } finally {
    bar.stop();
  }
}

const findOptions = ({ tools }: SweepOptions): FindToolOptions => ({
  prefer: tools,
  // Nobody asks for them by name who does not want them.
  install: tools === "pypi" ? "allowed" : "refused",
  onProgress: (message) => process.stderr.write(`${message}\n`),
});
