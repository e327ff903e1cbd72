/** What `spikeforge run` says at its end. */
import type {
  CompiledNetwork,
  IntegerNetwork,
  LearnedMismatch,
  LinkReport,
  LoadOutcome,
  Mismatch,
} from "../../index.ts";
import { learnedMismatchText } from "../learned-text.ts";
import { table } from "../output.ts";
import type { FrameAnswers } from "./play-frames.ts";

export interface RunResult {
  readonly network: string;
  readonly port: string;
  readonly kind: "serial" | "spi" | "simulated";
  readonly board: string;
  readonly clockMHz: number;
  readonly line: "uart" | "spi";
  /** Bits per second, over SPI too. */
  readonly baud: number;
  readonly pace: "stepped" | "freeRunning";
  readonly loaded?: LoadOutcome;
  readonly verified?: { readonly comparedWords: number; readonly unreadableWords: number };
  readonly populations: readonly { readonly name: string; readonly size: number; readonly spikes: number }[];
  readonly link: LinkReport;
  /** Answers to images, and who encoded them. */
  readonly frames?: FrameAnswers & { readonly encodedOn: "chip" | "host" };
  /** A tick's period was skipped. */
  readonly overrun?: boolean;
  /** Whether every spike, and at the end the state and all that was learned, equals the reference. */
  readonly bitExact?: boolean;
  readonly mismatch?: Mismatch;
  /** Of a network that learns: weights, second values and raised thresholds that were read back and compared. */
  readonly learnedValues?: number;
  readonly learnedMismatch?: LearnedMismatch;
}

const grouped = (value: number): string => Math.round(value).toLocaleString("en");
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const rate = (value: number): string => (value >= 100 ? grouped(value) : value.toPrecision(3));
const time = (seconds: number): string =>
  seconds >= 1
    ? `${seconds.toFixed(2)} s`
    : seconds >= 1e-3
      ? `${(1e3 * seconds).toFixed(2)} ms`
      : `${(1e6 * seconds).toFixed(1)} µs`;

/** The lines for people. */
export function runReportLines(result: RunResult, described: IntegerNetwork): string[] {
  const { network, port, board, clockMHz, link } = result;
  const ofBoard = result.kind === "simulated" ? " (times are the simulated board's)" : "";
  const bytes = link.bytesToBoard + link.bytesToHost;
  const { line, core, rest } = link.shares;
  return [
    `${network} on ${port}, ${board} at ${clockMHz} MHz${ofBoard}`,
    ...loadLines(result),
    "",
    ...table([
      ["population", "neurons", "spikes", "per neuron and tick"],
      ...result.populations.map((p) => [p.name, p.size, p.spikes, (p.spikes / p.size / (link.ticks || 1)).toFixed(4)]),
    ]),
    "",
    `run     ${grouped(link.ticks)} ticks in ${time(link.seconds)}: ${rate(link.ticksPerSecond)} ticks/s${inferenceText(link)}`,
    `line    ${percent(line)} of the time: ${grouped(bytes)} bytes in ${grouped(link.requests)} request${link.requests === 1 ? "" : "s"} at ${grouped(result.baud)} ${result.line === "spi" ? "bit/s" : "baud"}${link.repeated > 0 ? `, ${link.repeated} of them sent again` : ""}`,
    `core    ${percent(core)}: ${grouped(link.coreCyclesPerTick)} cycles per tick, as its simulation takes for the first ticks of this input`,
    ...(result.pace === "stepped" ? [`rest    ${percent(rest)}: ${restText(result)}`] : []),
    `limit   ${limitText(result)}`,
    ...frameLines(result),
    ...(result.overrun === true
      ? ["OVERRUN the board skipped at least one period: the core or the host was too slow"]
      : []),
    ...verdictLines(result, described),
  ];
}

function loadLines({ loaded, verified }: RunResult): string[] {
  const read = verified === undefined ? "" : `; ${grouped(verified.comparedWords)} words read back and equal`;
  if (loaded === undefined) return [`loaded  nothing: the board holds the network${read}`];
  const { words, seconds, bytesPerSecond } = loaded;
  return [`loaded  ${grouped(words)} words in ${time(seconds)}, ${grouped(bytesPerSecond / 1000)} kB/s${read}`];
}

function frameLines({ frames, link }: RunResult): string[] {
  if (frames === undefined) return [];
  const { answers, right } = frames;
  const bytes = (link.bytesToBoard + link.bytesToHost) / (answers.length || 1);
  const rightText = right === undefined ? "" : `, ${right} right (${percent(right / (answers.length || 1))})`;
  return [`images  ${grouped(answers.length)}${rightText}; ${grouped(bytes)} bytes each`];
}

const inferenceText = ({ ticks, inferences, inferencesPerSecond }: LinkReport): string =>
  `; ${rate(inferencesPerSecond)} inferences/s end to end${inferences === 1 && ticks > 1 ? " (all ticks are one inference)" : ""}`;

const restText = ({ kind }: RunResult): string =>
  kind === "simulated"
    ? "the board's link takes frames apart and puts them together"
    : "the board's link, and the computer, its USB and the bridge between two requests";

function limitText({ link, kind, pace, frames }: RunResult): string {
  const onChip = frames?.encodedOn === "chip" ? "" : ", or frames that are encoded on the chip,";
  const alone = `the core alone would do ${rate(link.coreInferencesPerSecond)} inferences/s`;
  if (pace === "freeRunning") return `the period that was asked for; ${alone}`;
  if (link.limit === "core") return "the core: more lanes or a faster clock help";
  if (link.limit === "line") return `the link: ${alone}; a faster --baud${onChip} help${onChip === "" ? "s" : ""}`;
  return kind === "simulated"
    ? `the board's end of the link: ${alone}${onChip === "" ? "" : "; frames that are encoded on the chip help"}`
    : `the way to the board: ${alone}; fewer, longer requests (more ticks at once) help`;
}

function verdictLines(
  { bitExact, mismatch, learnedValues, learnedMismatch }: RunResult,
  described: IntegerNetwork,
): string[] {
  if (mismatch !== undefined) {
    const { tick, neuron, what, found, expected } = mismatch;
    return [`MISMATCH in tick ${tick}, neuron ${neuron}: ${what} ${found}, reference has ${expected}`];
  }
  if (learnedMismatch !== undefined) return [learnedMismatchText(learnedMismatch, described)];
  if (bitExact !== true) return [];
  if (learnedValues === undefined)
    return ["every spike of the outputs, and all state at the end, equals the reference"];
  const values = `all ${grouped(learnedValues)} learned values`;
  return [`every spike of the outputs, and all state and ${values} at the end, equal the reference`];
}

/** Output spikes by population. */
export function outputCounts({ network }: CompiledNetwork, counts: Int32Array): RunResult["populations"] {
  return network.populations
    .filter(({ name }) => network.outputs.includes(name))
    .map(({ name, first, size }) => ({
      name,
      size,
      spikes: counts.subarray(first, first + size).reduce((sum, count) => sum + count, 0),
    }));
}
