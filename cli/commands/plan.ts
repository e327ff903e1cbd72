import { Command, InvalidArgumentError, Option } from "commander";
import {
  cycleCauses,
  findPlanTarget,
  type Network,
  type NetworkPlan,
  type PlanActivity,
  parseEvents,
  planLanes,
  planNetwork,
  planSystem,
  withoutLearning,
} from "../../index.ts";
import { readNetwork, readText } from "../files.ts";
import {
  asksForSystem,
  boardOption,
  integer,
  jsonOption,
  lanesOption,
  type SystemCommandOptions,
  systemOptions,
} from "../options.ts";
import { type OutputOptions, printResult, reporting, table } from "../output.ts";
import { systemJson, systemLines } from "./plan-system.ts";

interface PlanCommandOptions extends OutputOptions, SystemCommandOptions {
  readonly board: string;
  readonly lanes?: number;
  readonly table?: boolean;
  readonly clock?: number;
  readonly activity: number;
  readonly ticks: number;
  readonly events?: string;
  readonly withoutLearning?: true;
}

/** `spikeforge plan`: how fast and how large a network's core will be, before anything is synthesised. */
export function planCommand(): Command {
  const command = new Command("plan")
    .description(
      "predict speed, latency, area and clock of the network's hardware without synthesis, and what limits it",
    )
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .option("--table", "a row for every number of lanes that fits")
    .addOption(new Option("--clock <MHz>", "clock for times (default: the predicted one)").argParser(integer(1, 500)))
    .addOption(
      new Option("--activity <share>", "active host channels and neurons in a tick: 10% or 0.1")
        .argParser(share)
        .default(0.1),
    )
    .addOption(new Option("--ticks <n>", "ticks of an inference").argParser(integer(1, 100_000)).default(16))
    .addOption(new Option("--events <file>", "event file instead: the reference model says which neurons fire"))
    .option("--without-learning", "the same network with fixed weights: learning is not predicted");
  for (const option of systemOptions()) command.addOption(option);
  return command
    .addOption(jsonOption())
    .action((file: string, options: PlanCommandOptions) => reporting(options, () => plan(file, options)));
}

function share(text: string): number {
  const value = text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0 && value <= 1) || text.trim() === "" || text === "%") {
    throw new InvalidArgumentError("expected a share such as 10% or 0.1");
  }
  return value;
}

async function plan(file: string, options: PlanCommandOptions): Promise<void> {
  const described = await readNetwork(file);
  const network = options.withoutLearning === true ? withoutLearning(described) : described;
  const target = await findPlanTarget(options.board);
  const activity = await activityOf(options, network);
  const lanes = options.lanes === undefined ? {} : { lanes: options.lanes };
  if (asksForSystem(options)) {
    const { cores = 1, chips = 1, fabric = "auto", topology = "line" } = options;
    const planned = planSystem(network, target, { ...lanes, cores, chips, fabric, topology, activity });
    printResult(options, systemJson(planned), systemLines(planned));
    return;
  }
  if (options.table === true) {
    const plans = planLanes(network, target, { activity });
    const head = ["lanes", "SOP/cycle", "cycles/tick", "latency", "MHz", "SOP/s", unitOf(plans[0]), "blocks", "limit"];
    const rows = plans.map((each) => [
      each.lanes,
      each.sopPerCycle.toFixed(2),
      each.run.cyclesPerTick.toFixed(0),
      time(cyclesOf(each), clockOf(each, options)),
      clockOf(each, options).toFixed(0),
      rate(each, options),
      each.area.cells,
      each.area.blocks,
      `${each.limit.cause} ${percent(each.limit.share)}`,
    ]);
    printResult(options, plans.map(jsonOf), table([head, ...rows]));
    return;
  }
  const planned = planNetwork(network, target, { ...lanes, activity });
  printResult(options, jsonOf(planned), linesOf(planned, options));
}

async function activityOf({ events, activity, ticks }: PlanCommandOptions, network: Network): Promise<PlanActivity> {
  if (events === undefined) return { kind: "rate", rate: activity, ticks };
  const channels = network.inputs.reduce((sum, { size }) => sum + size, 0);
  return { kind: "events", input: parseEvents(await readText(events), events, channels) };
}

const unitOf = (plan: NetworkPlan | undefined): string => (plan?.target.device.fabric === "ecp5" ? "LUT" : "LC");
const clockOf = ({ clock }: NetworkPlan, { clock: asked }: PlanCommandOptions): number => asked ?? clock.MHz;
const cyclesOf = ({ run }: NetworkPlan): number => run.clearCycles + run.cycles;
const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;

function time(cycles: number, MHz: number): string {
  const microseconds = cycles / MHz;
  return microseconds < 1000 ? `${microseconds.toPrecision(3)} µs` : `${(microseconds / 1000).toPrecision(3)} ms`;
}

function rate(plan: NetworkPlan, options: PlanCommandOptions): string {
  const millions = plan.sopPerCycle * clockOf(plan, options);
  return millions < 1000 ? `${millions.toPrecision(3)} M` : `${(millions / 1000).toPrecision(3)} G`;
}

function linesOf(plan: NetworkPlan, options: PlanCommandOptions): string[] {
  const { run, target, area, clock, limit } = plan;
  const { blocks, spram } = target.device;
  const memory = target.device.fabric === "ecp5" ? "DP16KD" : "EBR";
  const shares = cycleCauses.filter((cause) => run.spent[cause] / run.cycles >= 0.005);
  const reached = options.clock === undefined || options.clock <= clock.MHz ? "" : ", more than is predicted";
  return [
    `${plan.network} on ${target.name}: ${plan.lanes} lanes of ${plan.weightBits} bits, ${plan.updates} ${plan.updates === 1 ? "neuron" : "neurons"} per cycle`,
    "",
    ...table([
      [
        "speed",
        `${plan.sopPerCycle.toFixed(2)} SOP/cycle, ${rate(plan, options)}SOP/s; ${plan.sopPerCycleSteady.toFixed(2)} in the long run`,
      ],
      [
        "tick",
        `${run.cyclesPerTick.toFixed(0)} cycles, ${(run.events / run.ticks).toFixed(1)} events in, ${(run.spikes / run.ticks).toFixed(1)} spikes`,
      ],
      [
        "latency",
        `${cyclesOf(plan)} cycles, ${time(cyclesOf(plan), clockOf(plan, options))} for an inference of ${run.ticks} ticks, state reset included`,
      ],
      [
        "clock",
        `${clock.MHz.toFixed(0)} MHz predicted, by the ${clock.limit}${options.clock === undefined ? "" : `; times are for ${options.clock} MHz${reached}`}`,
      ],
      [
        "area",
        `${area.cells} of ${target.cells} ${unitOf(plan)}, ${area.blocks} of ${blocks} ${memory}${spram > 0 ? `, ${area.spram} of ${spram} SPRAM` : ""} (${target.board === undefined ? "core alone" : "core and host link"})`,
      ],
      ["limit", `${percent(limit.share)} of the cycles: ${limit.text}`],
      ["cycles", shares.map((cause) => `${cause} ${percent(run.spent[cause] / run.cycles)}`).join(", ")],
      ...plan.advice.map((text, i) => [i === 0 ? "would help" : "", text]),
    ]),
    ...(area.cells > target.cells || area.blocks > blocks ? ["", "does not fit the device"] : []),
  ];
}

function jsonOf(plan: NetworkPlan): unknown {
  const { target, ...rest } = plan;
  return { ...rest, target: target.name, device: target.device.name, latencyCycles: cyclesOf(plan) };
}
