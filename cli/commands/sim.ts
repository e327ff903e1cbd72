import { Command } from "commander";
import { type InputTicks, openRunner, type RunnerName, type TickState } from "../../index.ts";
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
}

/** `spikeforge sim`: runs a network on its simulated hardware, compared with the reference tick by tick. */
export function simCommand(): Command {
  const command = new Command("sim")
    .description("simulate the network's hardware and compare every spike and membrane with the reference model")
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(engineOption())
    .addOption(seedOption("seed of the power-up state"));
  for (const option of [...inputOptions(), jsonOption()]) command.addOption(option);
  return command.action((file: string, options: SimOptions) => reporting(options, () => simulate(file, options)));
}

async function simulate(file: string, options: SimOptions): Promise<void> {
  const compiled = await compiledFile(file, options);
  const input = await inputTicks(options, compiled.network);
  const runner = await openRunner(options.engine, compiled, options.seed);
  const spikes: (readonly number[])[] = [];
  const started = performance.now();
  const outcome = runner.run(input, (state: TickState) => spikes.push(state.spikes));
  const seconds = (performance.now() - started) / 1000;
  runner.close();
  if (outcome.mismatch !== undefined) process.exitCode = exitCodes.failed;
  const { mismatch, cycles, ticks, synapticOperations } = outcome;
  const populations = compiled.network.populations.map(({ name, first, size }) => ({
    name,
    size,
    spikes: spikes.flat().filter((neuron) => neuron >= first && neuron < first + size).length,
  }));
  const result = {
    network: compiled.network.name,
    engine: options.engine,
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
      ? "every spike, membrane and refractory counter equals the reference"
      : `MISMATCH in tick ${mismatch.tick}, neuron ${mismatch.neuron}: ${mismatch.what} ${mismatch.found}, reference has ${mismatch.expected}`,
  ]);
}

const countEvents = (input: InputTicks): number => input.reduce((sum, channels) => sum + channels.length, 0);
