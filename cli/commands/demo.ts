import { join } from "node:path";
import { Command, Option } from "commander";
import {
  DigitCounter,
  type DigitImage,
  type DigitsExample,
  heldOutImages,
  loadDigits,
} from "../../examples/digits/digits.ts";
import {
  type BuildResult,
  boardBuild,
  type CompiledNetwork,
  compileNetwork,
  ice40Board,
  openRunner,
  type Runner,
  replaceFolder,
  reportOf,
} from "../../index.ts";
import { showBitstream, startBitstream } from "../demo/bitstream.ts";
import { breathe } from "../demo/breathe.ts";
import { type HardwareRun, runOnHardware, shownImages } from "../demo/hardware-run.ts";
import { type LinkRun, runOverLink } from "../demo/link-run.ts";
import { outputOf } from "../demo/output-population.ts";
import { integer, jsonOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";
import { progressBar } from "../progress.ts";

interface DemoOptions extends OutputOptions {
  readonly images: number;
  readonly out: string;
  readonly clock: number;
}

/** `spikeforge demo`: handwritten digits, from the trained network to a bit-exact simulation and a bitstream. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("handwritten digits: compile, simulate bit for bit, build the iCEBreaker bitstream")
    .addOption(
      new Option("--images <n>", "images to run on the simulated hardware").argParser(integer(1, 10_000)).default(100),
    )
    .addOption(new Option("--clock <MHz>", "clock of the board").argParser(integer(12, 60)).default(48))
    .addOption(new Option("--out <folder>", "where to write").default("build/demo"))
    .addOption(jsonOption())
    .action((options: DemoOptions) => reporting(options, () => demo(options)));
}

async function demo(options: DemoOptions): Promise<void> {
  const started = performance.now();
  const board = ice40Board("icebreaker");
  const digits = loadDigits();
  const compiled = compileNetwork(digits.network, board);
  const build = boardBuild(compiled, options.clock);
  const images = heldOutImages();
  say(options, [
    `digits: ${sizes(compiled)} neurons, ${compiled.network.weightBits}-bit weights, ${compiled.config.weightWordsUsed} weight words of ${compiled.config.shape.lanes} lanes`,
  ]);

  // The tools work in threads of their own, so the bitstream is made while the simulation runs.
  const abort = new AbortController();
  const bitstream = startBitstream(build, abort.signal);
  let result: BuildResult;
  let run: HardwareRun;
  let link: LinkRun;
  let accuracy: number;
  try {
    run = await runOnHardware(compiled, digits, images.slice(0, options.images));
    link = await runOverLink(compiled, digits, images.slice(0, shownImages));
    accuracy = await measureAccuracy(compiled, digits, images);
    result = await showBitstream(bitstream);
  } catch (error) {
    abort.abort();
    throw error;
  }
  const report = {
    images: run.images,
    bitExactImages: run.bitExactImages,
    accuracy,
    accuracyImages: images.length,
    engine: "embedded",
    cyclesPerImage: Math.round(run.cycles / run.images),
    sopPerCycle: Number((run.synapticOperations / run.cycles).toFixed(3)),
    board: board.id,
    lc: result.lc.used,
    ebr: result.ebr.used,
    spram: result.spram.used,
    fmaxMHz: Number(result.fmaxMHz.toFixed(2)),
    requiredMHz: result.requiredMHz,
    bitstream: `bitstream/${build.top}.bin`,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
  };
  await replaceFolder(
    options.out,
    { marker: "report.json", noun: "an earlier demo", code: "CLI002" },
    {
      "report.json": `${JSON.stringify(report, null, 2)}\n`,
      "raster.svg": run.raster,
      "bitstream/report.json": `${JSON.stringify(reportOf(result), null, 2)}\n`,
      ...inFolder("bitstream", result.artefacts),
      ...inFolder("verilog", { ...build.verilog, ...build.memoryFiles }),
    },
  );
  if (run.bitExactImages < run.images || !result.met) process.exitCode = exitCodes.failed;
  printResult(options, report, summary(report, result, run, link, options.out));
}

/** Accuracy on all held-out images, by the reference model that the hardware was just compared with. */
async function measureAccuracy(
  compiled: CompiledNetwork,
  digits: DigitsExample,
  images: readonly DigitImage[],
): Promise<number> {
  const bar = progressBar("accuracy on all images");
  const runner: Runner = await openRunner("reference", compiled);
  let correct = 0;
  for (const [i, image] of images.entries()) {
    const counter = new DigitCounter(outputOf(compiled).first);
    runner.run(digits.encode(image.pixels), counter.observe);
    if (counter.answer() === image.label) correct += 1;
    if (i % 100 === 99) await breathe(() => bar.update((i + 1) / images.length, `${correct} of ${i + 1} right`));
  }
  bar.done(`${correct} of ${images.length} right`);
  return correct / images.length;
}

function summary(
  report: {
    readonly accuracy: number;
    readonly cyclesPerImage: number;
    readonly sopPerCycle: number;
    readonly seconds: number;
    readonly bitstream: string;
  },
  result: BuildResult,
  run: HardwareRun,
  link: LinkRun,
  out: string,
): string[] {
  const { seconds, tools } = result;
  return [
    "",
    ...table([
      ["digit", "answer", "spikes of the ten output neurons"],
      ...run.answers.map(({ label, answer, counts }) => [label, answer, counts.join(" ")]),
    ]),
    "",
    "spikes of the output neurons over the ticks of these images",
    ...run.rasterText,
    "",
    `simulation   ${run.bitExactImages} of ${run.images} images bit-exact: every spike and membrane of every tick`,
    `host link    ${link.loadedWords} words loaded over the simulated board's UART, each block checked by its CRC, ${link.comparedWords} read back and equal; ${link.right} of ${link.images} digits right`,
    `accuracy     ${(report.accuracy * 100).toFixed(2)} % of the 10,000 held-out images`,
    `speed        ${report.cyclesPerImage} cycles per image, ${report.sopPerCycle} SOP/cycle, ${((report.cyclesPerImage / result.requiredMHz) * 1e-3).toFixed(3)} ms at ${result.requiredMHz} MHz`,
    `board        ${result.board}: ${result.lc.used} of ${result.lc.available} LC, ${result.ebr.used} of ${result.ebr.available} EBR, ${result.spram.used} of ${result.spram.available} SPRAM`,
    `timing       ${result.fmaxMHz.toFixed(1)} MHz, ${result.requiredMHz} required, slack ${result.slackNs.toFixed(2)} ns`,
    `tools        ${Object.entries(tools)
      .map(([name, { version }]) => `${name} ${version}`)
      .join(", ")}; ${Object.entries(seconds)
      .map(([step, s]) => `${step} ${s.toFixed(1)} s`)
      .join(", ")}`,
    "",
    `${join(out, "raster.svg")}, ${join(out, "report.json")}, ${join(out, "verilog/")}, ${join(out, "bitstream/")} written in ${report.seconds} s`,
    `on an iCEBreaker: iceprog ${join(out, report.bitstream)}`,
  ];
}

const sizes = ({ network }: CompiledNetwork): string =>
  [...network.inputs, ...network.populations].map(({ size }) => size).join("-");

const inFolder = (folder: string, files: Readonly<Record<string, string | Uint8Array>>) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));

function say(options: OutputOptions, lines: readonly string[]): void {
  if (!options.json) process.stdout.write(`${lines.join("\n")}\n`);
}
