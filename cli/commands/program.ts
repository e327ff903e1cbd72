import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Command, Option } from "commander";
import {
  type Board,
  findBoard,
  findProgrammer,
  type ProgrammingPlan,
  type ProgrammingStep,
  programmerMissing,
  programmingPlan,
  runProgrammer,
  SpikeforgeError,
  usualMode,
} from "../../index.ts";
import { Cancelled, untilCancelled } from "../cancel.ts";
import { jsonOption } from "../options.ts";
import { type OutputOptions, printResult, reporting } from "../output.ts";

interface ProgramOptions extends OutputOptions {
  readonly board?: string;
  readonly flash?: boolean;
  readonly data?: string;
  readonly dryRun?: boolean;
}

/** `spikeforge program`: a bitstream into a board, by the board's own programmer. */
export function programCommand(): Command {
  return new Command("program")
    .description(
      "put a bitstream on a board with its programmer: iceprog, openFPGALoader, dfu-util, ecpprog or tinyprog",
    )
    .argument("<build>", "folder of `spikeforge synth`, or a bitstream (.bin, .bit)")
    .addOption(new Option("--board <board>", "board by name, or a board file (default: the one of the build)"))
    .addOption(new Option("--flash", "for good, into the board's flash (default: into the FPGA, where the board can)"))
    .addOption(
      new Option("--data <file>", "boot data to put into the flash behind the bitstream (default: the build's)"),
    )
    .addOption(new Option("--dry-run", "only show what would be run"))
    .addOption(jsonOption())
    .action((build: string, options: ProgramOptions) =>
      reporting(options, () => untilCancelled((signal) => program(build, options, signal))),
    );
}

async function program(build: string, options: ProgramOptions, signal: AbortSignal): Promise<void> {
  const found = await filesOf(build);
  const board = await findBoard(boardOf(build, found.board, options.board));
  const data = options.data ?? found.data;
  const mode = options.flash || data !== undefined ? "flash" : usualMode(board);
  // A board whose programmer takes one file has the boot data in it.
  const isJoined = data !== undefined && options.data === undefined && found.joined !== undefined;
  const plan = programmingPlan(board, {
    mode,
    ...(isJoined && board.programmer.flashAt === undefined
      ? { bitstream: found.joined ?? found.bitstream }
      : { bitstream: found.bitstream, ...(data === undefined ? {} : { data }) }),
  });
  for (const file of new Set([found.bitstream, ...(data === undefined ? [] : [data])])) await mustBeFile(file);
  const { steps, path } = await programmerFor(plan, options);
  const commands = steps.map(({ tool, args }) => [tool, ...args].join(" "));
  if (options.dryRun) return printResult(options, { board: board.id, mode, commands }, commands);
  let seconds = 0;
  for (const { tool, args, what } of steps) {
    process.stderr.write(`${what}: ${[tool, ...args].join(" ")}\n`);
    try {
      const onText = (text: string): void => void process.stderr.write(text);
      seconds += (await runProgrammer({ name: tool, path, args, onText, signal })).seconds;
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      process.stderr.write(`${error.message}; what the board holds now is unknown: program it again\n`);
      process.exitCode = error.exitCode;
      return;
    }
  }
  printResult(options, { board: board.id, mode, commands, seconds }, [
    `${board.name} programmed in ${seconds.toFixed(1)} s: ${steps.map(({ what }) => what).join("; ")}`,
    ...talkLines(board),
  ]);
}

const talkLines = ({ uart, id }: Board): string[] =>
  uart === undefined ? [] : [`talk to it: spikeforge run <network> --board ${id} --port <serial port>`];

interface FoundFiles {
  readonly bitstream: string;
  /** Boot data of a build. */
  readonly data?: string;
  /** Bitstream and boot data in one file. */
  readonly joined?: string;
  /** The board that a build is for. */
  readonly board?: string;
}

/** What a build folder holds, or the one file that was named. Throws CLI001, CLI062. */
async function filesOf(build: string): Promise<FoundFiles> {
  const isFolder = await stat(build).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return { bitstream: build };
  const names = (await readdir(build)).sort();
  const ending = (pattern: RegExp): string | undefined => {
    const name = names.find((each) => pattern.test(each));
    return name === undefined ? undefined : join(build, name);
  };
  const bitstream = ending(/^[^.]+\.(bin|bit)$/);
  const report = await readFile(join(build, "report.json"), "utf8").catch(() => undefined);
  if (bitstream === undefined || report === undefined) {
    throw new SpikeforgeError({
      code: "CLI062",
      place: build,
      found: `no ${report === undefined ? "report.json" : "bitstream"} in it: not a folder of spikeforge synth`,
      mend: "name the folder that synth wrote, or a .bin or .bit file with --board",
    });
  }
  const { board } = JSON.parse(report) as { readonly board?: string };
  const [data, joined] = [ending(/\.boot\.bin$/), ending(/\.flash\.bin$/)];
  return {
    bitstream,
    ...(data === undefined ? {} : { data }),
    ...(joined === undefined ? {} : { joined }),
    ...(board === undefined ? {} : { board }),
  };
}

/** Throws CLI063 when no board is named, or another than the build's. */
function boardOf(build: string, ofBuild: string | undefined, asked: string | undefined): string {
  const problem = (found: string, mend: string) =>
    new SpikeforgeError({ code: "CLI063", place: basename(build), found, mend });
  if (asked === undefined && ofBuild === undefined) {
    throw problem("a bitstream does not say which board it is for", "add --board; see `spikeforge boards`");
  }
  if (asked !== undefined && ofBuild !== undefined && asked !== ofBuild && !asked.endsWith(".json")) {
    throw problem(`built for ${ofBuild}, not for ${asked}`, `use --board ${ofBuild}, or build it for ${asked}`);
  }
  return asked ?? ofBuild ?? "";
}

async function mustBeFile(path: string): Promise<void> {
  try {
    await readFile(path);
  } catch (error) {
    const found = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
    throw new SpikeforgeError({ code: "CLI001", place: path, found, mend: "check the path" }, { cause: error });
  }
}

/** The board's own program, else the one that does the same; TOOL004 when neither is there. */
async function programmerFor(
  { steps, fallback = [] }: ProgrammingPlan,
  { dryRun }: ProgramOptions,
): Promise<{ readonly steps: readonly ProgrammingStep[]; readonly path: string }> {
  for (const choice of [steps, fallback]) {
    const [first] = choice;
    if (first === undefined) continue;
    const path = await findProgrammer(first.tool);
    if (path !== undefined) return { steps: choice, path };
  }
  const [first] = steps;
  if (first === undefined) throw new Error("a plan without a step");
  if (dryRun) return { steps, path: "" };
  throw programmerMissing(first.tool, first.args);
}
