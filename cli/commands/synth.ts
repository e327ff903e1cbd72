import { join } from "node:path";
import { Command, Option } from "commander";
import {
  type AnyBuildReport,
  type Board,
  buildKind,
  buildNetwork,
  type CompiledNetwork,
  type FindToolOptions,
  type NetworkBuild,
  openBuildCache,
  planClock,
  refuseOthers,
  SpikeforgeError,
  type ToolPreference,
} from "../../index.ts";
import { untilCancelled } from "../cancel.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { encoderOption } from "../encoder-option.ts";
import { networkBaseName } from "../files.ts";
import {
  baudOption,
  boardOption,
  clockOption,
  integer,
  jsonOption,
  type LinkName,
  lanesOption,
  linkOption,
  periodOption,
  seedOption,
  toolsOption,
} from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";
import { progressBar } from "../progress.ts";
import { timingLines } from "../timing-text.ts";

interface SynthOptions extends CoreOptions, OutputOptions {
  readonly clock: number;
  readonly baud?: number;
  readonly boot?: "flash";
  readonly link?: LinkName;
  readonly period?: number;
  readonly contents?: "bitstream" | "loaded";
  readonly seed: number;
  readonly seeds: number;
  readonly tools: ToolPreference;
  readonly cache: boolean;
  readonly out?: string;
}

/** `spikeforge synth`: from a network to a bitstream. */
export function synthCommand(): Command {
  return new Command("synth")
    .description(
      "build a bitstream for a board: yosys, nextpnr, icepack or ecppack (exit code 1 if the clock is not reached)",
    )
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(encoderOption())
    .addOption(clockOption())
    .addOption(baudOption())
    .addOption(linkOption())
    .addOption(new Option("--boot <from>", "the board loads itself from its flash").choices(["flash"]))
    .addOption(periodOption())
    .addOption(
      new Option(
        "--contents <where>",
        "the network is in the bitstream, or is loaded (default: in the bitstream where that can carry it)",
      ).choices(["bitstream", "loaded"]),
    )
    .addOption(seedOption("first seed of placement"))
    .addOption(
      new Option("--seeds <n>", "seeds to try, side by side as far as cores and memory allow; the fastest is kept")
        .argParser(integer(1, 100))
        .default(1),
    )
    .addOption(toolsOption())
    .option("--no-cache", "build anew, also what was built before")
    .option("--out <folder>", "where to write (default: build/<network>-<board>)")
    .addOption(jsonOption())
    .action((file: string, options: SynthOptions) =>
      reporting(options, () => untilCancelled((signal) => synth(file, options, signal))),
    );
}

async function synth(file: string, options: SynthOptions, signal: AbortSignal): Promise<void> {
  const compiled = await compiledFile(file, options);
  const out = options.out ?? join("build", `${networkBaseName(file)}-${compiled.board.id}`);
  await refuseOthers(out, buildKind);
  const bar = progressBar("building the bitstream");
  try {
    const built = await buildNetwork(compiled, {
      clockMHz: options.clock,
      ...(options.baud === undefined ? {} : { baud: options.baud }),
      ...(options.boot === undefined ? {} : { boot: options.boot }),
      ...(options.link === undefined ? {} : { link: options.link }),
      ...(options.period === undefined ? {} : { periodMs: options.period }),
      ...(options.contents === undefined
        ? {}
        : { contents: options.contents === "bitstream" ? ("inBitstream" as const) : ("loaded" as const) }),
      seeds: Array.from({ length: options.seeds }, (_, index) => options.seed + index),
      out,
      find: findOptions(options),
      ...(options.cache ? { cache: openBuildCache() } : {}),
      onProgress: ({ fraction, message }) => bar.update(fraction, message.slice(0, 40)),
      signal,
    });
    bar.done(`${built.report.fmaxMHz.toFixed(1)} MHz${built.report.cached ? ", as built before" : ""}`);
    if (built.notKept !== undefined) process.stderr.write(`${built.notKept.message}\n`);
    if (!built.report.met) process.exitCode = exitCodes.failed;
    printResult(options, { ...built.report, out }, synthLines(compiled, built, out));
  } finally {
    bar.stop();
  }
}

const findOptions = ({ tools }: SynthOptions): FindToolOptions => ({
  prefer: tools,
  // Nobody asks for them by name who does not want them.
  install: tools === "pypi" ? "allowed" : "refused",
  onProgress: (message) => process.stderr.write(`${message}\n`),
});

function synthLines({ board, config }: CompiledNetwork, { report }: NetworkBuild, out: string): string[] {
  const { seeds, seed, seconds, cached } = report;
  const holdsMHz = report.met ? undefined : holdingClock(board, report.fmaxMHz);
  const steps = Object.entries(seconds).map(([step, value]) => `${step} ${value.toFixed(1)} s`);
  return [
    ...table([["", "used", "available"], ...usageRows(report)]),
    "",
    ...timingLines(report, { lanes: config.shape.lanes, ...(holdsMHz === undefined ? {} : { holdsMHz }) }),
    ...(seeds.length === 1
      ? []
      : [`seeds: ${seeds.map((each) => `${each.seed}: ${each.fmaxMHz.toFixed(1)}`).join(", ")}; kept ${seed}`]),
    cached ? `as built before, in ${steps.join(", ")} (--no-cache builds anew)` : steps.join(", "),
    `written to ${out}; look at ${join(out, "report.html")}; program with: spikeforge program ${out} --board ${board.id}`,
  ];
}

function usageRows(report: AnyBuildReport): (string | number)[][] {
  const usage =
    report.family === "ice40"
      ? { LC: report.lc, EBR: report.ebr, SPRAM: report.spram, DSP: report.dsp }
      : { LUT: report.lut, FF: report.ff, DP16KD: report.dp16kd, MULT18: report.mult18 };
  return Object.entries(usage).map(([name, { used, available }]) => [name, used, available]);
}

/** The fastest clock in whole MHz that the board makes and that is not above `fmaxMHz`. */
function holdingClock(board: Board, fmaxMHz: number): number | undefined {
  for (let wish = Math.floor(fmaxMHz); wish > 0; wish--) {
    try {
      if (planClock(board, wish).clockMHz <= fmaxMHz) return wish;
    } catch (error) {
      if (!(error instanceof SpikeforgeError)) throw error; // a clock that this board cannot make
    }
  }
  return undefined;
}
