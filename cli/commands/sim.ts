import { Command, Option } from "commander";
import {
  type CompiledSystem,
  compileSystem,
  type EngineName,
  findPlanTarget,
  type InputTicks,
  type IntegerNetwork,
  type LearnedMismatch,
  type LearningRunner,
  openRunner,
  openSystemRunner,
  type Runner,
} from "../../index.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { readNetwork } from "../files.ts";
import { learnedMismatchText, learns } from "../learned-text.ts";
import {
  asksForSystem,
  boardOption,
  engineOption,
  type InputOptions,
  inputOptions,
  inputTicks,
  jsonOption,
  lanesOption,
  type SystemCommandOptions,
  seedOption,
  systemOptions,
} from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";

interface SimOptions extends CoreOptions, SystemCommandOptions, InputOptions, OutputOptions {
  readonly engine: EngineName;
  readonly seed: number;
  readonly pace: "steps" | "stream";
}

/** `spikeforge sim`: runs a network on its simulated hardware, compared with the reference tick by tick. */
export function simCommand(): Command {
  const command = new Command("sim")
    .description(
      "simulate the network's hardware, one core or several on several chips, and compare every spike and membrane with the reference model",
    )
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
  for (const option of [...systemOptions(), ...inputOptions(), jsonOption()]) command.addOption(option);
  return command.action((file: string, options: SimOptions) => reporting(options, () => simulate(file, options)));
}

/** What runs, how it is spoken of, and whose spikes come out in steps. */
interface Simulated {
  readonly network: IntegerNetwork;
  readonly where: Readonly<Record<string, number | string>>;
  readonly text: string;
  readonly reported: "all" | "outputs";
  open(): Promise<Runner | LearningRunner>;
}

async function simulated(file: string, options: SimOptions): Promise<Simulated> {
  const { engine, seed } = options;
  if (!asksForSystem(options)) {
    const compiled = await compiledFile(file, options);
    const open = () => openRunner(engine, compiled, seed);
    return { network: compiled.network, where: {}, text: "", reported: "all", open };
  }
  const compiled = await compiledSystem(file, options);
  const { chips, columns, rows, fabric } = compiled.frame;
  const cores = columns * rows;
  const joined = fabric === "mesh" ? `mesh of ${columns} × ${rows}` : "tree";
  return {
    network: compiled.network,
    where: { chips, cores, fabric },
    text: `, ${count(chips, "chip")} with ${count(cores, "core")} each, ${joined}`,
    reported: "outputs",
    open: () => openSystemRunner(engine, compiled, seed),
  };
}

async function compiledSystem(file: string, options: SimOptions): Promise<CompiledSystem> {
  const { board, lanes, cores = 1, chips = 1, fabric = "auto", topology = "line" } = options;
  return compileSystem(await readNetwork(file), await findPlanTarget(board), {
    ...{ cores, chips, fabric, topology },
    ...(lanes === undefined ? {} : { lanes }),
  });
}

async function simulate(file: string, options: SimOptions): Promise<void> {
  const { network, where, text, reported, open } = await simulated(file, options);
  const input = await inputTicks(options, network);
  const runner = await open();
  const spikes: (readonly number[])[] = [];
  const started = performance.now();
  const outcome = runner[options.pace === "steps" ? "run" : "stream"](input, (tick) => spikes.push(tick.spikes));
  const seconds = (performance.now() - started) / 1000;
  const learnedMismatch = outcome.mismatch === undefined ? comparedLearning(network, runner) : undefined;
  runner.close();
  if (outcome.mismatch !== undefined || learnedMismatch !== undefined) process.exitCode = exitCodes.failed;
  const { mismatch, cycles, ticks, synapticOperations } = outcome;
  const isWhole = options.pace === "steps" && reported === "all";
  const observed = network.populations.filter(({ name }) => isWhole || network.outputs.includes(name));
  const populations = observed.map(({ name, first, size }) => ({
    name,
    size,
    spikes: spikes.flat().filter((neuron) => neuron >= first && neuron < first + size).length,
  }));
  const result = {
    network: network.name,
    ...where,
    engine: options.engine,
    pace: options.pace,
    seed: options.seed,
    ticks,
    cycles,
    synapticOperations,
    sopPerCycle: synapticOperations / cycles,
    inputEvents: countEvents(input),
    populations,
    bitExact: mismatch === undefined && learnedMismatch === undefined,
    ...(mismatch === undefined ? {} : { mismatch }),
    ...(learnedMismatch === undefined ? {} : { learnedMismatch }),
    seconds,
    spikes,
  };
  printResult(options, result, [
    ...table([
      ["population", "neurons", "spikes", "per neuron and tick"],
      ...populations.map((p) => [p.name, p.size, p.spikes, (p.spikes / p.size / ticks).toFixed(4)]),
    ]),
    "",
    `${ticks} ticks, ${result.inputEvents} input events, ${cycles} cycles, ${result.sopPerCycle.toFixed(2)} SOP/cycle, ${seconds.toFixed(2)} s on ${options.engine}${text}`,
    mismatch === undefined
      ? equalText[isWhole ? "all" : options.pace]
      : `MISMATCH in tick ${mismatch.tick}, neuron ${mismatch.neuron}: ${mismatch.what} ${mismatch.found}, reference has ${mismatch.expected}`,
    ...(learnedMismatch === undefined ? [] : [learnedMismatchText(learnedMismatch, network)]),
  ]);
}

/** What a network that learns has learned by the end of the run, against the reference. */
function comparedLearning(network: IntegerNetwork, runner: Runner | LearningRunner): LearnedMismatch | undefined {
  return learns(network) && "learned" in runner ? runner.learned().mismatch : undefined;
}

const equalText = {
  all: "every spike, membrane and refractory counter equals the reference",
  steps: "the outputs' spikes, and every membrane and refractory counter, equal the reference in every tick",
  stream: "the outputs' spikes of every tick, and all state after the last, equal the reference",
} as const;

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
const countEvents = (input: InputTicks): number => input.reduce((sum, channels) => sum + channels.length, 0);
