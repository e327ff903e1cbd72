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
  type BoardBuild,
  type BuildResult,
  boardBuild,
  buildBitstream,
  type CompiledNetwork,
  closeFlowTools,
  compileNetwork,
  connectSimulatedBoard,
  coreImage,
  findBoard,
  findFlowTools,
  openRunner,
  type RasterPanel,
  type Runner,
  rasterSvg,
  replaceFolder,
  reportOf,
  SpikeforgeError,
} from "../../index.ts";
import { integer, jsonOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reportError, table } from "../output.ts";
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
    .action(async (options: DemoOptions) => {
      try {
        await demo(options);
      } catch (error) {
        reportError(error, options);
      }
    });
}

async function demo(options: DemoOptions): Promise<void> {
  const started = performance.now();
  const board = await findBoard("icebreaker");
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

interface Answer {
  readonly label: number;
  readonly answer: number;
  readonly counts: readonly number[];
}

interface HardwareRun {
  readonly images: number;
  readonly bitExactImages: number;
  readonly cycles: number;
  readonly synapticOperations: number;
  /** Of the first few images. */
  readonly answers: readonly Answer[];
  readonly raster: string;
}

const shownImages = 5;

async function runOnHardware(
  compiled: CompiledNetwork,
  digits: DigitsExample,
  images: readonly DigitImage[],
): Promise<HardwareRun> {
  const bar = progressBar("simulating the hardware");
  const runner = await openRunner("embedded", compiled);
  const totals = { bitExactImages: 0, cycles: 0, synapticOperations: 0 };
  const answers: Answer[] = [];
  const raster = new RasterOfDigits(compiled, digits.runTicks);
  for (const [i, image] of images.entries()) {
    const counter = new DigitCounter(outputOf(compiled).first);
    const input = digits.encode(image.pixels);
    const outcome = runner.run(input, (state) => {
      counter.observe(state);
      if (i < shownImages) raster.add(i, state.tick, input[state.tick] ?? [], state.spikes);
    });
    totals.cycles += outcome.cycles;
    totals.synapticOperations += outcome.synapticOperations;
    if (outcome.mismatch === undefined) totals.bitExactImages += 1;
    if (i < shownImages) answers.push({ label: image.label, answer: counter.answer(), counts: counter.counts });
    if (i % 5 === 4) await breathe(() => bar.update((i + 1) / images.length, `${i + 1} images`));
  }
  runner.close();
  bar.done(`${totals.bitExactImages} of ${images.length} images bit-exact`);
  return { images: images.length, ...totals, answers, raster: await raster.svg(answers) };
}

interface LinkRun {
  readonly loadedWords: number;
  readonly comparedWords: number;
  readonly images: number;
  /** Images whose answer over the link was the digit that they show. */
  readonly right: number;
}

/** Boots the complete chip in simulation, loads the network over its UART, reads it back and asks for a few digits. */
async function runOverLink(
  compiled: CompiledNetwork,
  digits: DigitsExample,
  images: readonly DigitImage[],
): Promise<LinkRun> {
  const bar = progressBar("booting the simulated board");
  const session = await connectSimulatedBoard(compiled);
  const image = coreImage(compiled.config);
  await session.load(image, ({ done, total }) =>
    bar.update((0.45 * done) / total, "loading the weights over the UART"),
  );
  const { comparedWords } = await session.verify(image, ({ done, total }) =>
    bar.update(0.45 + (0.45 * done) / total, "reading the weights back"),
  );
  const { channelWord, slotOfNeuron, slots } = compiled.config;
  const output = outputOf(compiled);
  const neuronOfSlot = new Map([...slotOfNeuron].map((slot, neuron) => [slot, neuron]));
  let right = 0;
  for (const [i, { label, pixels }] of images.entries()) {
    await session.clear();
    const input = digits.encode(pixels).map((channels) => channels.map((channel) => channelWord[channel] ?? -1));
    const ticks = await session.run(input);
    const bySlot = await session.readMembranes(slots.length);
    const membranes = Int32Array.from(slotOfNeuron, (slot) => bySlot[slot] ?? 0);
    const counter = new DigitCounter(output.first);
    for (const fired of ticks)
      counter.observe({ spikes: fired.map((slot) => neuronOfSlot.get(slot) ?? -1), membranes });
    if (counter.answer() === label) right += 1;
    bar.update(0.9 + (0.1 * (i + 1)) / images.length, "classifying over the link");
  }
  await session.close();
  const loadedWords = image.reduce((sum, { words }) => sum + words.length, 0);
  bar.done(`${loadedWords} words loaded, ${comparedWords} read back, ${right} of ${images.length} digits right`);
  return { loadedWords, comparedWords, images: images.length, right };
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

/** A build that runs in threads of its own, and how far it is. */
interface RunningBuild {
  readonly result: Promise<BuildResult>;
  readonly progress: { fraction: number; message: string };
}

function startBitstream(build: BoardBuild, signal: AbortSignal): RunningBuild {
  const progress = { fraction: 0, message: "starting" };
  const result = findFlowTools({ prefer: "wasm" }).then(async (tools) => {
    try {
      return await buildBitstream({
        ...build,
        seed: 1,
        tools,
        signal,
        onProgress: ({ fraction, message }) => Object.assign(progress, { fraction, message }),
      });
    } finally {
      await closeFlowTools(tools);
    }
  });
  // It is awaited later; a failure until then must not end the process.
  result.catch(() => undefined);
  return { result, progress };
}

async function showBitstream({ result, progress }: RunningBuild): Promise<BuildResult> {
  const bar = progressBar("building the bitstream");
  const timer = setInterval(() => bar.update(progress.fraction, progress.message.slice(0, 40)), 200);
  try {
    const built = await result;
    bar.done(`${built.lc.used} LC, ${built.fmaxMHz.toFixed(1)} MHz`);
    return built;
  } finally {
    clearInterval(timer);
  }
}

/** Collects the spikes of the first images for the picture. */
class RasterOfDigits {
  readonly #compiled: CompiledNetwork;
  readonly #runTicks: number;
  readonly #input: [number, number][] = [];
  readonly #spikes: [number, number][] = [];

  constructor(compiled: CompiledNetwork, runTicks: number) {
    this.#compiled = compiled;
    this.#runTicks = runTicks;
  }

  add(image: number, tick: number, channels: readonly number[], spikes: readonly number[]): void {
    const at = image * this.#runTicks + tick;
    for (const channel of channels) this.#input.push([at, channel]);
    for (const neuron of spikes) this.#spikes.push([at, neuron]);
  }

  svg(answers: readonly Answer[]): Promise<string> {
    const { inputs, populations } = this.#compiled.network;
    const inputPanels = inputs.map(
      ({ name, size }): RasterPanel => ({
        title: `${name} (input)`,
        rows: size,
        rowName: "pixel",
        spikes: this.#input,
        height: 4,
      }),
    );
    const panels = populations.map(({ name, first, size }): RasterPanel => {
      const spikes = this.#spikes
        .filter(([, neuron]) => neuron >= first && neuron < first + size)
        .map(([tick, neuron]): [number, number] => [tick, neuron - first]);
      return { title: name, rows: size, rowName: "neuron", spikes, height: size > 50 ? 4 : 2.4 };
    });
    const marks = answers.map(({ label, answer }, i) => ({
      from: i * this.#runTicks,
      label: `digit ${label}: answer ${answer}`,
    }));
    return rasterSvg(
      "Digits on the simulated core",
      answers.length * this.#runTicks,
      [...inputPanels, ...panels],
      marks,
    );
  }
}

function outputOf({ network }: CompiledNetwork) {
  const output = network.populations.find(({ name }) => network.outputs.includes(name));
  if (output === undefined) {
    throw new SpikeforgeError({ code: "CLI032", place: `network "${network.name}"`, found: "no output population" });
  }
  return output;
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

/** Lets the tools' threads deliver their progress. */
async function breathe(update: () => void): Promise<void> {
  update();
  await new Promise((resolve) => setImmediate(resolve));
}
