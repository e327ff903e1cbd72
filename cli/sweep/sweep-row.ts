/** One board of a sweep: what was built for it, or why it was not. */
import type { SizedNetwork } from "../../examples/boards/sized-network.ts";
import type { AnyBuildReport, Board, Diagnostic } from "../../index.ts";

export interface Used {
  readonly used: number;
  readonly available: number;
}

interface SweptBoard {
  readonly board: string;
  readonly device: string;
}

export interface SweepBuild extends SweptBoard {
  readonly inputs: number;
  readonly neurons: number;
  readonly lanes: number;
  readonly weightBits: number;
  /** Logic cells of an iCE40, LUTs of an ECP5. */
  readonly cells: Used;
  /** EBR or DP16KD. */
  readonly blocks: Used;
  /** 0 of 0 where the device has none. */
  readonly spram: Used;
  readonly requiredMHz: number;
  readonly fmaxMHz: number;
  readonly slackNs: number;
  readonly met: boolean;
  readonly bitstreamBytes: number;
  /** Wall-clock time of this run; a build that was there before takes none. */
  readonly seconds: number;
  readonly cached: boolean;
  readonly seed: number;
}

export interface SweepFailure extends SweptBoard {
  readonly errors: readonly Diagnostic[];
}

export type SweepRow = SweepBuild | SweepFailure;

export const deviceOf = (board: Board): string =>
  board.family === "ice40"
    ? `${board.device} ${board.package}`
    : `${board.series === "um5g" ? "um5g-" : ""}${board.device} ${board.package} speed ${board.speed}`;

export function builtRow(board: Board, size: SizedNetwork, report: AnyBuildReport, seconds: number): SweepBuild {
  const { inputs, neurons, lanes, weightBits } = size;
  const { requiredMHz, fmaxMHz, slackNs, met, bitstreamBytes, seed } = report;
  const usage =
    report.family === "ice40"
      ? { cells: report.lc, blocks: report.ebr, spram: report.spram }
      : { cells: report.lut, blocks: report.dp16kd, spram: { used: 0, available: 0 } };
  return {
    ...{ board: board.id, device: deviceOf(board), inputs, neurons, lanes, weightBits, ...usage },
    ...{ requiredMHz, fmaxMHz, slackNs, met, bitstreamBytes, seconds, cached: report.cached === true, seed },
  };
}

const head = [
  ...["board", "device", "network", "lanes × bits", "LC/LUT", "block RAM", "SPRAM", "asked MHz", "fmax MHz"],
  ...["slack ns", "bitstream bytes", "seconds"],
] as const;

const share = ({ used, available }: Used): string =>
  available === 0 ? "" : `${used} / ${available} (${Math.round((100 * used) / available)} %)`;

/** Head and rows of the table, as text. A board that failed shows its error's code. */
export function sweepTable(rows: readonly SweepRow[]): readonly (readonly string[])[] {
  return [
    head,
    ...rows.map((row) =>
      "errors" in row
        ? [row.board, row.device, row.errors.map(({ code }) => code).join(", "), ...head.slice(3).map(() => "")]
        : [
            ...[row.board, row.device, `${row.inputs}-${row.neurons}`, `${row.lanes} × ${row.weightBits}`],
            ...[share(row.cells), share(row.blocks), share(row.spram), row.requiredMHz.toFixed(1)],
            ...[row.fmaxMHz.toFixed(1), `${row.slackNs.toFixed(2)}${row.met ? "" : " NOT MET"}`],
            ...[String(row.bitstreamBytes), row.cached ? "built before" : row.seconds.toFixed(0)],
          ],
    ),
  ];
}

export function sweepMarkdown(rows: readonly SweepRow[]): string {
  const [first = [], ...others] = sweepTable(rows).map((cells) => `| ${cells.join(" | ")} |`);
  return `${[first, `|${" --- |".repeat(head.length)}`, ...others].join("\n")}\n`;
}
