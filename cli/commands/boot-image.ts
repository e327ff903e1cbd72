import { Command, Option } from "commander";
import {
  type BootFrame,
  bootImageOf,
  bootMilliseconds,
  hasHostBesideFlash,
  type IntegerNetwork,
  imageAt,
  planClock,
  replaceFile,
  SpikeforgeError,
} from "../../index.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { encoderOption } from "../encoder-option.ts";
import { networkBaseName } from "../files.ts";
import { frameImages, imagesProblem } from "../frame-images.ts";
import { boardOption, clockOption, integer, jsonOption, lanesOption, periodOption } from "../options.ts";
import { type OutputOptions, printResult, reporting } from "../output.ts";

interface BootImageCommandOptions extends CoreOptions, OutputOptions {
  readonly clock: number;
  readonly period?: number;
  readonly frame?: string;
  readonly image?: number;
  readonly given?: "once" | "repeatedly";
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
    .option("--frame <file>", "give an image (IDX, may be gzipped) from the first tick on; needs --encoder")
    .addOption(
      new Option("--image <n>", "which image of the file, counted from 0 (default: 0)").argParser(
        integer(0, 1_000_000),
      ),
    )
    .addOption(
      new Option("--given <how>", "the frame is given once, or again and again (default: repeatedly)").choices([
        "once",
        "repeatedly",
      ]),
    )
    .option("--out <file>", "where to write (default: <network>.boot.bin)")
    .addOption(jsonOption())
    .action((file: string, options: BootImageCommandOptions) => reporting(options, () => write(file, options)));
}

async function write(file: string, options: BootImageCommandOptions): Promise<void> {
  const compiled = await compiledFile(file, options);
  const { board, core } = compiled;
  const { clockMHz } = planClock(board, options.clock, { boot: "flash" });
  const frame = bootFrame(options, compiled.network);
  const image = bootImageOf(compiled, clockMHz, {
    ...(options.period === undefined ? {} : { periodMs: options.period }),
    ...(frame === undefined ? {} : { frame }),
  });
  const out = options.out ?? `${networkBaseName(file)}.boot.bin`;
  await replaceFile(out, image);
  const milliseconds = bootMilliseconds(image, core.fabric, clockMHz);
  const offset = board.flash?.dataOffset ?? 0;
  const given = frame === undefined ? {} : { frame: { image: options.image ?? 0, ...frame.order } };
  const facts = { board: board.id, bytes: image.length, offset, clockMHz, milliseconds, ...given, out };
  printResult(options, facts, [
    `${image.length} bytes for offset ${offset} of the flash of ${board.name}; loads in about ${milliseconds.toFixed(0)} ms at ${clockMHz} MHz`,
    options.period === undefined && hasHostBesideFlash(board)
      ? "then it waits for a host"
      : `then it runs by itself, a tick every ${options.period ?? 1} ms`,
    ...(frame === undefined ? [] : [frameLine(frame, options)]),
    `written to ${out}`,
  ]);
}

const frameLine = ({ order: { code, ticks, given } }: BootFrame, { image = 0, frame = "" }: BootImageCommandOptions) =>
  `image ${image} of ${frame}, in a ${code} code of ${ticks} ticks, ${given === "once" ? "once" : "again and again"}`;

/** The image that `--frame` and `--image` name, in the first `--encoder` code. */
function bootFrame(options: BootImageCommandOptions, network: IntegerNetwork): BootFrame | undefined {
  const { frame: file, image = 0, given = "repeatedly", encoder } = options;
  const refused = (found: string, mend: string) =>
    new SpikeforgeError({ code: "CLI065", place: "spikeforge boot-image", found, mend });
  if (file === undefined) {
    if (options.image === undefined && options.given === undefined) return undefined;
    throw refused("--image or --given without a frame", "name the file of images: --frame <file>");
  }
  const [text] = encoder ?? [];
  if (text === undefined) {
    throw refused(
      "--frame without the --encoder that the design was built with",
      "add --encoder rate:… or latency:…, as it was given to synth",
    );
  }
  const { images, problems } = frameImages(file, network, text.request.input);
  const missing =
    image < images.count || images.count === 0
      ? []
      : [imagesProblem(file, `${images.count} images, and --image ${image} is none of them`, "images count from 0")];
  if (problems.length + missing.length > 0) throw new SpikeforgeError([...problems, ...missing]);
  return { values: imageAt(images, image), order: { code: text.code, ticks: text.ticks, given } };
}
