/** Options that several commands share, and how their text becomes values. */
import { InvalidArgumentError, Option } from "commander";
import { type InputTicks, type IntegerNetwork, parseEvents, randomEvents } from "../index.ts";
import { readText } from "./files.ts";

export const jsonOption = (): Option => new Option("--json", "print the result as JSON");
export const boardOption = (): Option =>
  new Option("--board <board>", "board by name, or a board file (.json); see `spikeforge boards`").default(
    "icebreaker",
  );
export const lanesOption = (): Option =>
  new Option(
    "--lanes <n>",
    "neurons that accumulate in parallel, a power of two: fewer take less logic and more cycles (default: as many as the weight memory feeds)",
  ).argParser(powerOfTwo(512));
/** Of a board that runs by itself when it has booted. */
export const periodOption = (): Option =>
  new Option(
    "--period <ms>",
    "when it has booted, run by itself, a tick every so many milliseconds (default: wait for a host; without one, 1)",
  ).argParser(positive);

/** How many cores and chips, and how they are joined. */
export const systemOptions = (): Option[] => [
  new Option("--cores <n>", "cores on each chip").argParser(integer(1, 256)),
  new Option("--chips <n>", "chips").argParser(integer(1, 64)),
  new Option("--fabric <fabric>", "what joins the cores of a chip (default: auto, a tree up to 16 cores)").choices([
    "auto",
    "tree",
    "mesh",
  ]),
  new Option("--topology <topology>", "how chips are joined (default: line)").choices(["line", "star"]),
];
export interface SystemCommandOptions {
  readonly cores?: number;
  readonly chips?: number;
  readonly fabric?: "auto" | "tree" | "mesh";
  readonly topology?: "line" | "star";
}
/** Whether the options ask for a system; one core on one chip is one too, when asked for. */
export const asksForSystem = ({ cores, chips, fabric, topology }: SystemCommandOptions): boolean =>
  [cores, chips, fabric, topology].some((option) => option !== undefined);

/** What the fastest PLL of any board makes; `planClock` knows what that of a board does. */
export const clockOption = (what = "clock of the board"): Option =>
  new Option("--clock <MHz>", what).argParser(number(1, 400)).default(48);
export const baudOption = (): Option =>
  new Option(
    "--baud <rate>",
    "bits per second of the host link (default: the fastest up to 3000000 that clock and bridge make; over SPI a tenth of the clock)",
  ).argParser(integer(300, 12_000_000));
export type LinkName = "uart" | "spi";
export const linkOption = (): Option =>
  new Option(
    "--link <line>",
    "the line to the host: the board's UART, or SPI where a bridge reaches such pins (default: uart)",
  ).choices(["uart", "spi"]);
/** As `ToolPreference`. */
export const toolsOption = (): Option =>
  new Option("--tools <which>", "native tools, or the pinned WebAssembly ones of npm or of PyPI")
    .choices(["auto", "native", "wasm", "pypi"])
    .default("auto");

export const engineOption = (): Option =>
  new Option("--engine <engine>", "what runs the hardware").choices(["embedded", "verilator"]).default("embedded");
export const seedOption = (what: string): Option =>
  new Option("--seed <seed>", what).argParser(integer(0, 2 ** 31 - 1)).default(1);

export function integer(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`expected a whole number in ${low}..${high}`);
    }
    return value;
  };
}

function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= low && value <= high)) throw new InvalidArgumentError(`expected a number in ${low}..${high}`);
    return value;
  };
}

function powerOfTwo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= 1 && value <= most && Number.isInteger(Math.log2(value)))) {
      throw new InvalidArgumentError(`expected a power of two in 1..${most}`);
    }
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new InvalidArgumentError("expected a number above 0");
  return value;
}

export function fraction(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError("expected a number in 0..1");
  return value;
}

export interface InputOptions {
  readonly events?: string;
  readonly ticks: number;
  readonly rate: number;
  readonly inputSeed: number;
}

export const inputOptions = (): Option[] => [
  new Option("--events <file>", "event file: active host channels by tick; default: random input"),
  new Option("--ticks <n>", "ticks of random input").argParser(integer(1, 1_000_000)).default(100),
  new Option("--rate <p>", "probability of each channel in each tick of random input").argParser(fraction).default(0.1),
  new Option("--input-seed <n>", "seed of random input").argParser(integer(0, 2 ** 31 - 1)).default(1),
];

/** The input that the options ask for. */
export async function inputTicks(options: InputOptions, network: IntegerNetwork): Promise<InputTicks> {
  const channels = network.inputs.reduce((sum, { size }) => sum + size, 0);
  if (options.events !== undefined) return parseEvents(await readText(options.events), options.events, channels);
  return randomEvents({ ticks: options.ticks, rate: options.rate, seed: options.inputSeed }, channels);
}
