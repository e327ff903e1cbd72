import { Command, Option } from "commander";
import {
  compareRecordings,
  type IntegerNetwork,
  openRunner,
  parseRecording,
  Recorder,
  type Recording,
  type RecordingMismatch,
  type RunnerName,
  SpikeforgeError,
} from "../../index.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { readText, writeWhole } from "../files.ts";
import {
  boardOption,
  type InputOptions,
  inputOptions,
  inputTicks,
  jsonOption,
  lanesOption,
  seedOption,
} from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting } from "../output.ts";

interface CheckOptions extends CoreOptions, InputOptions, OutputOptions {
  readonly engine: RunnerName;
  readonly seed: number;
  readonly record?: string;
  readonly against?: string;
}

/** `spikeforge check`: records what a network does, or compares it with an earlier recording. */
export function checkCommand(): Command {
  const command = new Command("check")
    .description(
      "regression: record spikes, membranes and weights, or compare with a recording (exit code 1 if they differ)",
    )
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(new Option("--record <file>", "write a recording").conflicts("against"))
    .addOption(new Option("--against <file>", "compare with a recording; its input is used"))
    .addOption(
      new Option("--engine <engine>", "what runs the network")
        .choices(["embedded", "verilator", "reference"])
        .default("embedded"),
    )
    .addOption(seedOption("seed of the power-up state"));
  for (const option of [...inputOptions(), jsonOption()]) command.addOption(option);
  return command.action((file: string, options: CheckOptions) => reporting(options, () => check(file, options)));
}

async function check(file: string, options: CheckOptions): Promise<void> {
  if (options.record === undefined && options.against === undefined) {
    const [found, mend] = ["neither --record nor --against", "give one of them"];
    throw new SpikeforgeError({ code: "CLI003", place: "check", found, mend });
  }
  const compiled = await compiledFile(file, options);
  const { network } = compiled;
  const expected =
    options.against === undefined ? undefined : parseRecording(await readText(options.against), options.against);
  if (expected !== undefined && options.against !== undefined) checkShape(expected, network, options.against);
  const input = expected?.input ?? (await inputTicks(options, network));
  const runner = await openRunner(options.engine, compiled, options.seed);
  const recorder = new Recorder();
  const { mismatch: againstReference } = runner.run(input, recorder.observe);
  runner.close();
  const found = recorder.finish(network, options.engine, input);
  if (againstReference !== undefined) {
    process.exitCode = exitCodes.failed;
    const { tick, neuron, what } = againstReference;
    const line = `MISMATCH between ${options.engine} and the reference in tick ${tick}, neuron ${neuron}: ${what} ${againstReference.found}, reference has ${againstReference.expected}`;
    printResult(options, { equal: false, againstReference }, [line]);
  } else if (expected === undefined) {
    await writeWhole(options.record ?? "", `${JSON.stringify(found)}\n`);
    printResult(options, { recorded: options.record, ticks: input.length, neurons: found.neurons }, [
      `recorded ${input.length} ticks of ${found.neurons} neurons on ${options.engine} in ${options.record}`,
    ]);
  } else {
    report(options, found, expected, network);
  }
}

/** A recording of another network would differ everywhere: say so instead. */
function checkShape(recording: Recording, network: IntegerNetwork, file: string): void {
  const channels = network.inputs.reduce((sum, { size }) => sum + size, 0);
  const largest = recording.input.flat().reduce((most, channel) => Math.max(most, channel), -1);
  const problems: string[] = [];
  if (recording.neurons !== network.neurons.count) {
    problems.push(`${recording.neurons} neurons, the network has ${network.neurons.count}`);
  }
  if (recording.weights.length !== network.synapses.length) {
    problems.push(`${recording.weights.length} synapse blocks, the network has ${network.synapses.length}`);
  }
  if (largest >= channels) problems.push(`input on channel ${largest}, the network has ${channels}`);
  if (problems.length === 0) return;
  throw new SpikeforgeError(
    problems.map((found) => ({ code: "CLI021", place: file, found, mend: "record the network again" })),
  );
}

function report(options: CheckOptions, found: Recording, expected: Recording, network: IntegerNetwork): void {
  const mismatch = compareRecordings(found, expected, network);
  if (mismatch !== undefined) process.exitCode = exitCodes.failed;
  printResult(
    options,
    {
      equal: mismatch === undefined,
      ticks: found.spikes.length,
      neurons: found.neurons,
      ...(mismatch && { mismatch }),
    },
    [
      mismatch === undefined
        ? `equal: ${found.spikes.length} ticks, ${found.neurons} neurons, ${found.weights.length} weight blocks (${options.engine} against a recording by ${expected.engine})`
        : `MISMATCH ${describe(mismatch, network)}: found ${mismatch.found}, recorded ${mismatch.expected}`,
    ],
  );
}

function describe({ what, tick, neuron, synapse }: RecordingMismatch, network: IntegerNetwork): string {
  if (synapse !== undefined) return `weight block ${synapse.block} at [${synapse.row}][${synapse.column}]`;
  const population = network.populations.find(
    ({ first, size }) => (neuron ?? -1) >= first && (neuron ?? -1) < first + size,
  );
  const name = population === undefined ? "" : ` (${population.name}[${(neuron ?? 0) - population.first}])`;
  return `${what} of neuron ${neuron}${name} in tick ${tick}`;
}
