/** The programs that put a bitstream on a board. They are native: a board hangs on this machine's USB. */
import { SpikeforgeError } from "../diagnostics/index.ts";
import { findProgram } from "./find-program.ts";
import { runProcess } from "./run-process.ts";

interface KnownProgrammer {
  /** Environment variable that names the program. */
  readonly variable: string;
  /** How it is installed. */
  readonly linux: string;
  readonly mac: string;
}

const brew = (formula: string): string => `brew install ${formula}`;
const debian = (name: string): string => `sudo apt-get install ${name}`;
/** For what no distribution packages. */
const suite = "install the OSS CAD Suite (github.com/YosysHQ/oss-cad-suite-build) and put its bin folder on PATH";

export const knownProgrammers = {
  iceprog: { variable: "SPIKEFORGE_ICEPROG", linux: debian("fpga-icestorm"), mac: suite },
  openFPGALoader: {
    variable: "SPIKEFORGE_OPENFPGALOADER",
    linux: debian("openfpgaloader"),
    mac: brew("openfpgaloader"),
  },
  "dfu-util": { variable: "SPIKEFORGE_DFU_UTIL", linux: debian("dfu-util"), mac: brew("dfu-util") },
  ecpprog: { variable: "SPIKEFORGE_ECPPROG", linux: suite, mac: suite },
  tinyprog: { variable: "SPIKEFORGE_TINYPROG", linux: "pip install tinyprog", mac: "pip install tinyprog" },
} as const satisfies Record<string, KnownProgrammer>;

export type ProgrammerName = keyof typeof knownProgrammers;

/**
 * The program's path: the one in its environment variable, else the one on `PATH`; undefined when there is none. Throws
 * TOOL061 when the variable names something that cannot be run.
 */
export async function findProgrammer(
  name: ProgrammerName,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const { variable } = knownProgrammers[name];
  const named = environment[variable] || undefined;
  const path = await findProgram(named ?? name, environment);
  if (path === undefined && named !== undefined) {
    const found = `${variable} names ${named}, which is not an executable file`;
    throw new SpikeforgeError({ code: "TOOL061", place: name, found, mend: `correct ${variable} or unset it` });
  }
  return path;
}

/** TOOL004: what installs the program, and the command that it is needed for, where there is one. */
export function programmerMissing(name: ProgrammerName, args: readonly string[]): SpikeforgeError {
  const { variable, linux, mac } = knownProgrammers[name];
  const install = process.platform === "darwin" ? mac : linux;
  return new SpikeforgeError({
    code: "TOOL004",
    place: name,
    found: `not found: none on PATH, and ${variable} is not set${args.length === 0 ? "" : `; it was to run: ${[name, ...args].join(" ")}`}`,
    mend: install.startsWith("install") ? install : `type: ${install}, or set ${variable}`,
  });
}

export interface ProgrammerCall {
  readonly name: ProgrammerName;
  readonly path: string;
  readonly args: readonly string[];
  /** What it prints, progress and all, as it comes. */
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs it to its end.
 *
 * @throws TOOL060 it found no board · TOOL001 it failed, with its last lines · the signal's reason on abort
 */
export async function runProgrammer({
  name,
  path,
  args,
  onText,
  signal,
}: ProgrammerCall): Promise<{ seconds: number }> {
  try {
    const { seconds } = await runProcess({
      name,
      command: path,
      args,
      signal,
      ...(onText === undefined ? {} : { onText }),
    });
    return { seconds };
  } catch (error) {
    throw (error instanceof SpikeforgeError && noBoard(name, error)) || error;
  }
}

/** What the programs say when there is nothing to program, or when the system does not let them. */
const absent =
  /can't find|cannot find|no dfu capable|no (usb )?device|device not found|not found on|unable to open|failed to (open|find)|no port|LIBUSB_ERROR_(NO_DEVICE|NOT_FOUND|ACCESS)|usb_open/i;
const forbidden =
  /LIBUSB_ERROR_ACCESS|permission denied|insufficient permissions|access denied|operation not permitted/i;

function noBoard(name: ProgrammerName, failure: SpikeforgeError): SpikeforgeError | undefined {
  const [problem] = failure.diagnostics;
  if (problem?.code !== "TOOL001") return undefined;
  const said = (problem.source ?? []).join("\n");
  const isForbidden = forbidden.test(said);
  if (!isForbidden && !absent.test(said)) return undefined;
  return new SpikeforgeError(
    {
      ...problem,
      code: "TOOL060",
      found: `${isForbidden ? "may not use the board" : "found no board"}: ${problem.found}`,
      mend: isForbidden
        ? "give your user the right to its USB device: a udev rule, or the group that owns it"
        : name === "dfu-util" || name === "tinyprog"
          ? "plug the board in, and put it into its boot loader (its page says how)"
          : "plug the board in; if it is, another program may hold it, or your user may not use its USB device (a udev rule)",
    },
    { cause: failure },
  );
}
