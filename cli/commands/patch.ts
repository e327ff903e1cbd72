import { Command } from "commander";
import { findBoard, patchFolder, readContentsRecord, type ToolPreference } from "../../index.ts";
import { untilCancelled } from "../cancel.ts";
import { readNetwork } from "../files.ts";
import { jsonOption, toolsOption } from "../options.ts";
import { type OutputOptions, printResult, reporting } from "../output.ts";

interface PatchOptions extends OutputOptions {
  readonly board?: string;
  readonly tools: ToolPreference;
  readonly out?: string;
}

/** `spikeforge patch`: another network for a design that is already placed. */
export function patchCommand(): Command {
  return new Command("patch")
    .description("give a finished build another network, in seconds: its bitstream without place and route")
    .argument("<folder>", "what `spikeforge synth` wrote for a board whose weights lie in block RAM")
    .argument("<network>", "network file; it may need no more than the network of the build")
    .option("--board <file>", "the board, where it is not one that spikeforge knows (default: the build's)")
    .addOption(toolsOption())
    .option("--out <folder>", "where to write (default: the folder of the build)")
    .addOption(jsonOption())
    .action((folder: string, file: string, options: PatchOptions) =>
      reporting(options, () => untilCancelled((signal) => patch(folder, file, options, signal))),
    );
}

async function patch(folder: string, file: string, options: PatchOptions, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const record = await readContentsRecord(folder);
  const board = await findBoard(options.board ?? record.board);
  const out = options.out ?? folder;
  const patched = await patchFolder(folder, await readNetwork(file), {
    ...{ board, out, signal },
    find: { prefer: options.tools, install: options.tools === "pypi" ? "allowed" : "refused" },
  });
  const seconds = (performance.now() - started) / 1000;
  printResult(options, { ...patched, out, secondsInAll: seconds }, [
    `${patched.bitstream}: ${patched.bitstreamBytes} bytes with network "${patched.network}", in ${seconds.toFixed(1)} s`,
    `program with: spikeforge program ${out} --board ${options.board ?? board.id}`,
  ]);
}
