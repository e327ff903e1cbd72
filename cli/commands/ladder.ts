import { Command, InvalidArgumentError, Option } from "commander";
import {
  boardBuild,
  closeFlowTools,
  findLadderTools,
  type LadderResult,
  type LadderRung,
  type LowerRung,
  lowerRungs,
  replaceFile,
  runLadder,
  type ToolPreference,
} from "../../index.ts";
import { untilCancelled } from "../cancel.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { networkBaseName } from "../files.ts";
import {
  baudOption,
  boardOption,
  clockOption,
  type InputOptions,
  inputOptions,
  inputTicks,
  integer,
  jsonOption,
  lanesOption,
  seedOption,
  toolsOption,
} from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";
import { progressBar } from "../progress.ts";

interface LadderCommandOptions extends CoreOptions, OutputOptions, InputOptions {
  readonly clock: number;
  readonly baud?: number;
  readonly seed: number;
  readonly placementSeed: number;
  readonly rungs: readonly LowerRung[];
  readonly tools: ToolPreference;
  readonly setUp?: boolean;
  readonly out?: string;
}

/** `spikeforge ladder`: the same session on every rung down to the bitstream. */
export function ladderCommand(): Command {
  const command = new Command("ladder")
    .description(
      "compare reference, embedded engine, Verilog, netlist and bitstream of a board, pin by pin (exit code 1 if one differs)",
    )
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(clockOption())
    .addOption(baudOption());
  for (const option of inputOptions()) command.addOption(option);
  return command
    .addOption(
      new Option("--rungs <list>", "those below the embedded engine, joined by commas")
        .argParser(rungList)
        .default(lowerRungs, lowerRungs.join(",")),
    )
    .addOption(seedOption("seed of what is unknown after power-up"))
    .addOption(new Option("--placement-seed <n>", "seed of placement").argParser(integer(0, 2 ** 31 - 1)).default(1))
    .addOption(toolsOption())
    .option("--set-up", "set up Verilator and icebox in the private folder where they are missing")
    .option("--out <file>", "write the result as JSON; ladder.json in a build's folder is shown in its report")
    .addOption(jsonOption())
    .action((file: string, options: LadderCommandOptions) =>
      reporting(options, () => untilCancelled((signal) => ladder(file, options, signal))),
    );
}

function rungList(text: string): readonly LowerRung[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !lowerRungs.some((rung) => rung === name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`there is no rung "${unknown.join('", "')}"; there are ${lowerRungs.join(", ")}`);
  }
  return lowerRungs.filter((rung) => names.includes(rung));
}

async function ladder(file: string, options: LadderCommandOptions, signal: AbortSignal): Promise<void> {
  const { clock, baud, rungs } = options;
  const compiled = await compiledFile(file, options);
  const input = await inputTicks(options, compiled.network);
  const build = boardBuild(compiled, clock, baud === undefined ? {} : { baud });
  const tools = await findLadderTools(compiled.board, {
    prefer: options.tools,
    install: options.setUp || options.tools === "pypi" ? "allowed" : "refused",
    rungs,
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  const bar = progressBar("climbing the ladder");
  try {
    const result = await runLadder(compiled, build, {
      ...{ name: networkBaseName(file), input, tools, rungs, signal },
      ...{ seed: options.seed, placementSeed: options.placementSeed },
      onProgress: ({ fraction, message }) => bar.update(fraction, message.slice(0, 60)),
    });
    bar.done(result.equal ? "all equal" : "DIFFERENT");
    if (options.out !== undefined) await replaceFile(options.out, `${JSON.stringify(result, null, 2)}\n`);
    if (!result.equal) process.exitCode = exitCodes.failed;
    printResult(options, result, ladderLines(result));
  } finally {
    bar.stop();
    await closeFlowTools(tools.flow);
  }
}

/** The result for people. */
export function ladderLines({ rungs, session, network, board, pins }: LadderResult): string[] {
  const { ticks, inputEvents, outputSpikes, loadedWords, verifiedWords, stateWords, cycles } = session;
  return [
    `${network} on ${board}: ${loadedWords} words loaded, ${verifiedWords} read back, ${ticks} ticks with ${inputEvents} events, ` +
      `${outputSpikes} spikes, ${stateWords} words of state; ${cycles} cycles, pins ${pins.join(", ")}`,
    "",
    ...table([
      ["rung", "", "cycles compared", "seconds to build, to run"],
      ...rungs.map(({ name, status, cycles: compared, seconds }) => [
        name,
        status,
        compared ?? "",
        seconds === undefined ? "" : `${seconds.build.toFixed(1)}, ${seconds.run.toFixed(1)}`,
      ]),
    ]),
    ...rungs.flatMap(notes),
  ];
}

function notes({ name, status, what, difference }: LadderRung): string[] {
  if (status === "impossible") return ["", `${name}: ${what}`];
  if (difference === undefined) return [];
  if ("found" in difference && "cycle" in difference) {
    const { cycle, pin, expected, found, step, request, command } = difference;
    return [
      "",
      `${name}: cycle ${cycle}, pin ${pin} is ${found}, expected ${expected}; ${step}, request ${request} (${command})`,
    ];
  }
  return ["", `${name}: ${difference.found}`];
}
