import { join } from "node:path";
import { Command, Option } from "commander";
import {
  boardBuild,
  buildBestOf,
  closeFlowTools,
  findFlowTools,
  reportOf,
  type ToolPreference,
  writeBuild,
} from "../../index.ts";
import { untilCancelled } from "../cancel.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { networkBaseName } from "../files.ts";
import { boardOption, integer, jsonOption, lanesOption, seedOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";
import { progressBar } from "../progress.ts";

interface SynthOptions extends CoreOptions, OutputOptions {
  readonly clock: number;
  readonly seed: number;
  readonly seeds: number;
  readonly tools: ToolPreference;
  readonly out?: string;
}

/** `spikeforge synth`: from a network to a bitstream. */
export function synthCommand(): Command {
  return new Command("synth")
    .description("build a bitstream for a board: yosys, nextpnr, icepack (exit code 1 if the clock is not reached)")
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(new Option("--clock <MHz>", "clock of the board").argParser(integer(1, 275)).default(48))
    .addOption(seedOption("first seed of placement"))
    .addOption(new Option("--seeds <n>", "seeds to try; the fastest is kept").argParser(integer(1, 100)).default(1))
    .addOption(
      new Option("--tools <which>", "native tools, or the pinned WebAssembly ones of npm or of PyPI")
        .choices(["auto", "native", "wasm", "pypi"])
        .default("auto"),
    )
    .option("--out <folder>", "where to write (default: build/<network>-<board>)")
    .addOption(jsonOption())
    .action((file: string, options: SynthOptions) =>
      reporting(options, () => untilCancelled((signal) => synth(file, options, signal))),
    );
}

async function synth(file: string, options: SynthOptions, signal: AbortSignal): Promise<void> {
  const compiled = await compiledFile(file, options);
  const build = boardBuild(compiled, options.clock);
  const out = options.out ?? join("build", `${networkBaseName(file)}-${compiled.board.id}`);
  const tools = await findFlowTools({
    prefer: options.tools,
    // Nobody asks for them by name who does not want them.
    install: options.tools === "pypi" ? "allowed" : "refused",
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  const bar = progressBar("building the bitstream");
  try {
    const request = {
      ...build,
      seed: options.seed,
      tools,
      signal,
      onProgress: ({ fraction, message }: { fraction: number; message: string }) =>
        bar.update(fraction, message.slice(0, 40)),
    };
    const all = Array.from({ length: options.seeds }, (_, i) => options.seed + i);
    const { best, seeds } = await buildBestOf(request, all);
    bar.done(`${best.fmaxMHz.toFixed(1)} MHz`);
    await writeBuild(out, request, best, signal);
    if (!best.met) process.exitCode = exitCodes.failed;
    const report = reportOf(best);
    printResult(options, { ...report, seeds, out }, [
      ...table([
        ["", "used", "available"],
        ...(["lc", "ebr", "spram", "dsp"] as const).map((kind) => [
          kind.toUpperCase(),
          best[kind].used,
          best[kind].available,
        ]),
      ]),
      "",
      ...best.clocks.map(
        (c) =>
          `${c.clock}: ${c.fmaxMHz.toFixed(2)} MHz, ${c.requiredMHz} required, slack ${c.slackNs.toFixed(2)} ns${c.met ? "" : "  NOT MET"}`,
      ),
      `seeds: ${seeds.map(({ seed, fmaxMHz }) => `${seed}: ${fmaxMHz.toFixed(1)}`).join(", ")}; kept ${best.seed}`,
      Object.entries(best.seconds)
        .map(([step, s]) => `${step} ${s.toFixed(1)} s`)
        .join(", "),
      `written to ${out}; program with: ${compiled.board.programmer.join(" ")} ${join(out, `${build.top}.bin`)}`,
    ]);
  } finally {
    bar.stop();
    await closeFlowTools(tools);
  }
}
