/** What `spikeforge run` can be told, and which of it goes together. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { SpikeforgeError } from "../../index.ts";
import type { CoreOptions } from "../compiled.ts";
import { encoderOption } from "../encoder-option.ts";
import {
  baudOption,
  boardOption,
  clockOption,
  type InputOptions,
  inputOptions,
  integer,
  jsonOption,
  type LinkName,
  lanesOption,
  linkOption,
  seedOption,
} from "../options.ts";
import type { OutputOptions } from "../output.ts";

export interface RunOptions extends CoreOptions, InputOptions, OutputOptions {
  readonly port: string;
  readonly clock: number;
  readonly baud?: number;
  readonly link?: LinkName;
  readonly seed: number;
  readonly loaded?: boolean;
  readonly verify?: boolean;
  readonly stdin?: boolean;
  readonly live?: boolean;
  readonly freeRun?: number;
  readonly state?: boolean;
  readonly reference?: boolean;
  readonly frames?: string;
  readonly labels?: string;
  readonly images?: number;
  readonly runTicks?: number;
  readonly encode: "chip" | "host";
}

export function runOptions(command: Command): Command {
  const own = [
    new Option(
      "--port <port>",
      "serial port (/dev/ttyUSB1, COM4), SPI port of Linux (spidev:/dev/spidev0.0), or sim for the simulated board",
    ).default("sim"),
    boardOption(),
    lanesOption(),
    clockOption("clock of the design in the board"),
    baudOption(),
    linkOption(),
    seedOption("seed of the simulated board's power-up state"),
    new Option("--loaded", "the board holds the network already: load nothing"),
    new Option("--verify", "read the memories back and compare them"),
    new Option("--stdin", "live: input as lines of JSON on stdin, spikes as lines on stdout"),
    new Option("--live", "print spikes as lines of JSON as they come"),
    new Option("--free-run <ms>", "the board's own timer starts a tick every so many milliseconds").argParser(positive),
    new Option("--frames <file>", "images (IDX, may be gzipped), each of them one inference; needs --encoder"),
    new Option("--labels <file>", "their labels (IDX): how many answers are right"),
    new Option("--images <n>", "only the first so many").argParser(integer(1, 1_000_000)),
    encoderOption(),
    new Option("--encode <where>", "who encodes frames: the design's encoder, or the host for a design without one")
      .choices(["chip", "host"])
      .default("chip"),
    new Option(
      "--run-ticks <n>",
      "ticks of each inference (default: those of the code and one more, for the last spikes to arrive)",
    ).argParser(integer(1, 4095)),
    new Option("--state", "read membranes and refractory counters at the end"),
    new Option(
      "--reference",
      "compare every spike with the reference model, and at the end the state and what was learned",
    ),
  ];
  for (const option of [...own, ...inputOptions(), jsonOption()]) command.addOption(option);
  return command;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("expected a number above 0");
  return value;
}

/** The line that a design is reached over: a port of Linux' spidev is one of SPI. */
export const linkOf = ({ port, link }: Pick<RunOptions, "port" | "link">): LinkName =>
  link ?? (isSpidev(port) ? "spi" : "uart");

const isSpidev = (port: string): boolean => port.startsWith("spidev:");

/** Throws CLI056 for options that contradict each other. */
export function checkRunOptions(options: RunOptions): void {
  const { stdin, events, frames, freeRun, encoder, port } = options;
  const problem = (found: string, mend: string) => ({ code: "CLI056", place: "spikeforge run", found, mend });
  const problems = [
    ...(port !== "sim" && linkOf(options) !== (isSpidev(port) ? "spi" : "uart")
      ? [
          problem(
            `--link ${options.link} over the port ${port}`,
            "SPI has ports like spidev:/dev/spidev0.0, a UART serial ones",
          ),
        ]
      : []),
    ...(stdin && events !== undefined
      ? [problem("both --stdin and --events", "give the input once: leave one of them out")]
      : []),
    ...(frames !== undefined && (stdin || events !== undefined || freeRun !== undefined)
      ? [problem("--frames with --stdin, --events or --free-run", "frames are the input, run one after the other")]
      : []),
    ...(frames !== undefined && encoder?.length !== 1
      ? [problem("--frames without the one --encoder that they are given by", "add --encoder rate:… or latency:…")]
      : []),
  ];
  if (problems.length > 0) throw new SpikeforgeError(problems);
}
