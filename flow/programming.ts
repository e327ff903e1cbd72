/** Which programs, with which arguments, put a build on a board. */
import type { Board } from "../constraints/board.ts";
import { type ProgrammerMode, type ProgrammerTool, programmerArguments } from "../constraints/programmer.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";

export interface ProgrammingFiles {
  /** Path of the bitstream. */
  readonly bitstream: string;
  /** Path of what the design reads from the flash beside it: a boot image. */
  readonly data?: string;
  /** `volatile`: into the FPGA, until its power goes. `flash`: for good. */
  readonly mode: "volatile" | "flash";
}

/** One call of a program. */
export interface ProgrammingStep {
  readonly tool: ProgrammerTool;
  readonly args: readonly string[];
  /** `bitstream into the FPGA`. */
  readonly what: string;
}

/** What there is to do, and what does the same if the board's own program is not there. */
export interface ProgrammingPlan {
  readonly steps: readonly ProgrammingStep[];
  readonly fallback?: readonly ProgrammingStep[];
}

/** Boards of other programs that openFPGALoader's own list has (github.com/trabucayre/openFPGALoader, doc/boards.yml). */
const openFpgaLoaderBoards: Readonly<Record<string, string>> = {
  icebreaker: "ice40_generic",
  icestick: "ice40_generic",
  "hx8k-evn": "ice40_generic",
  fomu: "fomu",
  "orangecrab-25f": "orangeCrab",
  "orangecrab-85f": "orangeCrab",
};

/** How the board is programmed when nothing is said: into the FPGA where that is possible. */
export function usualMode({ programmer }: Board): "volatile" | "flash" {
  return programmer.volatile === undefined ? "flash" : "volatile";
}

/** Throws CLI060 for a way of programming that the board does not know, CLI061 for data where there is no place for it. */
export function programmingPlan(board: Board, { bitstream, data, mode }: ProgrammingFiles): ProgrammingPlan {
  const { programmer, flash } = board;
  const step = (way: ProgrammerMode, file: string, what: string, offset?: number): ProgrammingStep => {
    const args = programmerArguments(programmer, way, { file, ...(offset === undefined ? {} : { offset }) });
    if (args === undefined) throw way === "flashAt" ? noDataPlace(board) : cannotProgram(board, way);
    return { tool: programmer.tool, args, what };
  };
  const place = mode === "volatile" ? "into the FPGA, until its power goes" : "into the flash";
  const steps = [step(mode, bitstream, `bitstream ${place}`)];
  if (data === undefined) {
    const other = openFpgaLoaderBoards[board.id];
    // Over SPI and DFU that program writes the flash alone.
    if (other === undefined || mode === "volatile") return { steps };
    return {
      steps,
      fallback: [{ tool: "openFPGALoader", args: ["-b", other, bitstream], what: `bitstream ${place}` }],
    };
  }
  if (flash === undefined || mode === "volatile") throw noDataPlace(board, mode);
  return { steps: [...steps, step("flashAt", data, `boot data to offset ${flash.dataOffset}`, flash.dataOffset)] };
}

function cannotProgram({ name, programmer }: Board, mode: ProgrammerMode): SpikeforgeError {
  const { tool } = programmer;
  const [found, mend] =
    mode === "volatile"
      ? [`${tool} writes the flash of this board and not the FPGA itself`, "use --flash"]
      : [`${tool} does not write the flash of this board`, "leave out --flash"];
  return new SpikeforgeError({ code: "CLI060", place: name, found, mend });
}

function noDataPlace({ name, programmer }: Board, mode: "volatile" | "flash" = "flash"): SpikeforgeError {
  const found =
    mode === "volatile"
      ? "boot data lies in the flash, and the bitstream was to go into the FPGA alone"
      : `${programmer.tool} writes no data beside the bitstream of this board`;
  const mend =
    mode === "volatile"
      ? "use --flash"
      : "program the .flash.bin of the build, which has both in one file, or load the network over the link";
  return new SpikeforgeError({ code: "CLI061", place: name, found, mend });
}
