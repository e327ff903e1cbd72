import { Command, Option } from "commander";
import {
  type InputTicks,
  type IntegerNetwork,
  type LearnedMismatch,
  type LearnedOutcome,
  type LearningRunner,
  learnedNetwork,
  openRunner,
  type RunnerName,
  type RunOutcome,
  SpikeforgeError,
  weightScaleOf,
  withoutLearning,
  writeNetwork,
} from "../../index.ts";
import { type CoreOptions, compiledNetwork } from "../compiled.ts";
import { networkBaseName, readNetwork, writeWhole } from "../files.ts";
import { learnedMismatchText, projectionName } from "../learned-text.ts";
import {
  boardOption,
  type InputOptions,
  inputOptions,
  inputTicks,
  integer,
  jsonOption,
  lanesOption,
  seedOption,
} from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";
import { type ProgressBar, progressBar } from "../progress.ts";

interface LearnOptions extends CoreOptions, InputOptions, OutputOptions {
  readonly engine: RunnerName;
  readonly seed: number;
  readonly presentations: number;
  readonly level?: number;
  readonly out?: string;
  readonly frozen?: true;
}

/** `spikeforge learn`: lets a network learn on its simulated hardware, and writes it as it is afterwards. */
export function learnCommand(): Command {
  const command = new Command("learn")
    .description(
      "let a network learn from events on its simulated hardware, in lockstep with the reference model, and write the learned network",
    )
    .argument("<network>", "network file with plastic projections")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(
      new Option("--engine <engine>", "what runs the hardware; reference: the model alone")
        .choices(["embedded", "verilator", "reference"])
        .default("embedded"),
    )
    .addOption(seedOption("seed of the power-up state"))
    .addOption(
      new Option("--presentations <n>", "how often the input is presented; the state is reset before each")
        .argParser(integer(1, 1_000_000))
        .default(1),
    )
    .addOption(new Option("--level <n>", "modulation level, 64 stands for 1").argParser(integer(-128, 127)))
    .addOption(new Option("--out <file>", "learned network (default: <name>.learned.network.json)"))
    .addOption(new Option("--frozen", "write it without its learning: fixed weights, for inference"));
  for (const option of [...inputOptions(), jsonOption()]) command.addOption(option);
  return command.action((file: string, options: LearnOptions) => reporting(options, () => learn(file, options)));
}

async function learn(file: string, options: LearnOptions): Promise<void> {
  const description = await readNetwork(file);
  if (description.learning === undefined) {
    const found = "no projection is plastic: there is nothing to learn";
    const mend = "give it learning and plastic projections: docs/network-file.md";
    throw new SpikeforgeError({ code: "CLI013", place: file, found, mend });
  }
  const compiled = await compiledNetwork(description, options);
  const input = await inputTicks(options, compiled.network);
  const runner = await openRunner(options.engine, compiled, options.seed);
  if (options.level !== undefined) runner.setLevel(options.level);
  const started = performance.now();
  const bar = progressBar(`learning ${description.name}`);
  const outcome = present(runner, input, options.presentations, bar);
  const learned = runner.learned();
  bar.done();
  const seconds = (performance.now() - started) / 1000;
  runner.close();
  const equal = outcome.mismatch === undefined && learned.mismatch === undefined;
  if (!equal) process.exitCode = exitCodes.failed;
  const out = options.out ?? `${networkBaseName(file)}.learned.network.json`;
  const after = learnedNetwork(description, learned);
  if (equal) await writeWhole(out, writeNetwork(options.frozen === true ? withoutLearning(after) : after));
  const projections = changesOf(compiled.network, learned, weightScaleOf(description));
  const ticks = input.length * options.presentations;
  const result = {
    network: description.name,
    engine: options.engine,
    seed: options.seed,
    presentations: options.presentations,
    ticks,
    cycles: outcome.cycles,
    projections,
    bitExact: equal,
    ...(outcome.mismatch === undefined ? {} : { mismatch: outcome.mismatch }),
    ...(learned.mismatch === undefined ? {} : { learnedMismatch: learned.mismatch }),
    seconds,
    ...(equal ? { out } : {}),
  };
  printResult(options, result, [
    ...table([
      ["projection", "synapses", "changed", "mean before", "after"],
      ...projections.map((p) => [
        p.name,
        p.synapses,
        p.changed,
        p.meanBefore.toPrecision(4),
        p.meanAfter.toPrecision(4),
      ]),
    ]),
    "",
    `${ticks} ticks, ${outcome.cycles} cycles, ${seconds.toFixed(2)} s on ${options.engine}`,
    ...verdict(options.engine, outcome, learned.mismatch, compiled.network),
    ...(equal ? [`wrote ${out}`] : ["nothing written"]),
  ]);
}

type Presented = Pick<RunOutcome, "cycles" | "mismatch">;

/** Stops after the first presentation in which hardware and reference differ. */
function present(runner: LearningRunner, input: InputTicks, presentations: number, bar: ProgressBar): Presented {
  let cycles = 0;
  for (let presentation = 0; presentation < presentations; presentation++) {
    const message = `presentation ${presentation + 1} of ${presentations}`;
    const { mismatch, cycles: own } = runner.run(input, ({ tick }) => {
      if (tick % ticksPerUpdate === 0) bar.update((presentation + tick / input.length) / presentations, message);
    });
    cycles += own;
    if (mismatch !== undefined) return { cycles, mismatch };
  }
  return { cycles };
}

const ticksPerUpdate = 64;

function changesOf({ synapses, ...network }: IntegerNetwork, { weights }: LearnedOutcome, scale: number) {
  return synapses.flatMap((block, projection) => {
    const learned = weights[projection];
    if (learned === undefined) return [];
    const mean = (values: Int32Array): number =>
      (values.reduce((sum, value) => sum + value, 0) * scale) / values.length;
    return [
      {
        name: projectionName({ ...network, synapses }, projection),
        synapses: learned.length,
        changed: learned.reduce((sum, weight, index) => sum + Number(weight !== block.weights[index]), 0),
        meanBefore: mean(block.weights),
        meanAfter: mean(learned),
      },
    ];
  });
}

function verdict(
  engine: RunnerName,
  { mismatch }: Presented,
  learned: LearnedMismatch | undefined,
  network: IntegerNetwork,
): string[] {
  if (mismatch !== undefined) {
    const { tick, neuron, what, found, expected } = mismatch;
    return [`MISMATCH in tick ${tick}, neuron ${neuron}: ${what} ${found}, reference has ${expected}`];
  }
  if (learned !== undefined) return [learnedMismatchText(learned, network)];
  if (engine === "reference") return [];
  return ["every spike, membrane, refractory counter and learned value equals the reference"];
}
