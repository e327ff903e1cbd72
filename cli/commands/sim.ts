import { Command, Option } from "commander";
import { type InputTicks, openRunner, type RunnerName } from "../../index.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import {
  boardOption,
  engineOption,
  type InputOptions,
  inputOptions,
  inputTicks,
  jsonOption,
  lanesOption,
  seedOption,
} from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";

interface SimOptions extends CoreOptions, InputOptions, OutputOptions {
  readonly engine: RunnerName;
  readonly seed: number;
  readonly pace: "steps" | "stream";
}

/** `spikeforge sim`: runs a network on its simulated hardware, compared with the reference tick by tick. */
export function simCommand(): Command {
  const command = new Command("sim")
    .description("simulate the network's hardware and compare every spike and membrane with the reference model")
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(engineOption())
    .addOption(seedOption("seed of the power-up state"))
    .addOption(
      new Option(
        "--pace <pace>",
        "steps: all state is compared after every tick; stream: as fast as the core takes events",
      )
        .choices(["steps", "stream"])
        .default("steps"),
    );
  for (const option of [...inputOptions(), jsonOption()]) command.addOption(option);
  return command.action((file: string, options: SimOptions) => reporting(options, () => simulate(file, options)));
}

async function simulate(file: string, options: SimOptions): Promise<void> {
  const compiled = await compiledFile(file, options);
  const input = await inputTicks(options, compiled.network);
  const runner = await openRunner(options.engine, compiled, options.seed);
  const spikes: (readonly number[])[] = [];
  const started = performance.now();
  const outcome = runner[options.pace === "steps" ? "run" : "stream"](input, (tick) => spikes.push(tick.spikes));
  const seconds = (performance.now() - started) / 1000;
  runner.close();
  if (outcome.mismatch !== undefined) process.exitCode = exitCodes.failed;
  const { mismatch, cycles, ticks, synapticOperations } = outcome;
  const isObserved = (name: string): boolean => options.pace === "steps" || compiled.network.outputs.includes(name);
  const observed = compiled.network.populations.filter(({ name }) => isObserved(name));
  const populations = observed.map(({ name, first, size }) => ({
    name,
    size,
    spikes: spikes.flat().filter((neuron) => neuron >= first && neuron < first + size).length,
  }));
  const result = {
    network: compiled.network.name,
    engine: options.engine,
    pace: options.pace,
    seed: options.seed,
    ticks,
    cycles,
    synapticOperations,
    sopPerCycle: synapticOperations / cycles,
    inputEvents: countEvents(input),
    populations,
    bitExact: mismatch === undefined,
    ...(mismatch === undefined ? {} : { mismatch }),
    seconds,
    spikes,
  };
  printResult(options, result, [
    ...table([
      ["population", "neurons", "spikes", "per neuron and tick"],
      ...populations.map((p) => [p.name, p.size, p.spikes, (p.spikes / p.size / ticks).toFixed(4)]),
    ]),
    "",
    `${ticks} ticks, ${result.inputEvents} input events, ${cycles} cycles, ${result.sopPerCycle.toFixed(2)} SOP/cycle, ${seconds.toFixed(2)} s on ${options.engine}`,
    mismatch === undefined
      ? equalText[options.pace]
      : `MISMATCH in tick ${mismatch.tick}, neuron ${mismatch.neuron}: ${mismatch.what} ${mismatch.found}, reference has ${mismatch.expected}`,
  ]);
}

const equalText = {
  steps: "every spike, membrane and refractory counter equals the reference",
  stream: "the outputs' spikes of every tick, and all state after the last, equal the reference",
} as const;

const countEvents = (input: InputTicks): number => input.reduce((sum, channels) => sum + channels.length, 0);
