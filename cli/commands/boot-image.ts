import { Command } from "commander";
import { bootImageOf, bootMilliseconds, hasHostBesideFlash, planClock, replaceFile } from "../../index.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { encoderOption } from "../encoder-option.ts";
import { networkBaseName } from "../files.ts";
import { boardOption, clockOption, jsonOption, lanesOption, periodOption } from "../options.ts";
import { type OutputOptions, printResult, reporting } from "../output.ts";

interface BootImageCommandOptions extends CoreOptions, OutputOptions {
  readonly clock: number;
  readonly period?: number;
  readonly out?: string;
}

/** `spikeforge boot-image`: what a board's design that boots reads from the flash. */
export function bootImageCommand(): Command {
  return new Command("boot-image")
    .description("make the file that a board built with `synth --boot flash` loads itself from")
    .argument("<network>", "network file, of the shape that the board was built for")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(encoderOption())
    .addOption(clockOption())
    .addOption(periodOption())
    .option("--out <file>", "where to write (default: <network>.boot.bin)")
    .addOption(jsonOption())
    .action((file: string, options: BootImageCommandOptions) => reporting(options, () => write(file, options)));
}

async function write(file: string, options: BootImageCommandOptions): Promise<void> {
  const compiled = await compiledFile(file, options);
  const { board, core } = compiled;
  const { clockMHz } = planClock(board, options.clock, { boot: "flash" });
  const image = bootImageOf(compiled, clockMHz, options.period === undefined ? {} : { periodMs: options.period });
  const out = options.out ?? `${networkBaseName(file)}.boot.bin`;
  await replaceFile(out, image);
  const milliseconds = bootMilliseconds(image, core.fabric, clockMHz);
  const offset = board.flash?.dataOffset ?? 0;
  const facts = { board: board.id, bytes: image.length, offset, clockMHz, milliseconds, out };
  printResult(options, facts, [
    `${image.length} bytes for offset ${offset} of the flash of ${board.name}; loads in about ${milliseconds.toFixed(0)} ms at ${clockMHz} MHz`,
    options.period === undefined && hasHostBesideFlash(board)
      ? "then it waits for a host"
      : `then it runs by itself, a tick every ${options.period ?? 1} ms`,
    `written to ${out}`,
  ]);
}
