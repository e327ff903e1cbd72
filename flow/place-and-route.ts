import { SpikeforgeError } from "../diagnostics/index.ts";
import type { BuildRequest } from "./build-request.ts";
import type { Usage } from "./build-result.ts";
import { doesNotFit, readUtilizationLine } from "./capacity.ts";
import { type Family, flowOf } from "./family.ts";
import { formatPlacedDesign, readPlacedDesign } from "./placed-cells.ts";
import { boardProblem } from "./placement-problem.ts";
import { nextpnrFraction } from "./progress.ts";
import { type PlacedFacts, readTimingReport } from "./timing-report.ts";

export interface Placement extends PlacedFacts {
  readonly seed: number;
  /** In the text format of the family's packer. */
  readonly placed: Uint8Array;
  /** Where each cell lies, as `placement.json`. */
  readonly cells: string;
  /** nextpnr's own report, JSON. */
  readonly reportText: string;
  readonly log: string;
  readonly seconds: number;
}

/**
 * Netlist → placed and routed design. A clock that is too slow is no error: the result says so.
 *
 * @throws FLOW002 · FLOW003 a pin or package that there is not · FLOW010 the design does not fit (needs, has) · FLOW011 it has no clock · TOOL001 with what nextpnr said
 */
export async function placeAndRoute<F extends Family = "ice40">(
  request: BuildRequest<F>,
  netlist: Uint8Array,
  pins: string | undefined,
  seed: number,
  report: (fraction: number, message: string) => void,
): Promise<Placement> {
  const { board, clockMHz, options, tools, signal } = request;
  const flow = flowOf<F>(board);
  const fractionOf = nextpnrFraction();
  const utilization = new Map<string, Usage>();
  const onLine = (line: string) => {
    const usage = readUtilizationLine(line);
    if (usage !== undefined) utilization.set(...usage);
    const fraction = fractionOf(line);
    if (fraction !== undefined) report(fraction, line.replace(/^Info:\s+/, ""));
  };
  const run = tools[flow.tools.place].run({
    args: [
      ...[
        ...flow.device(board),
        "--json",
        "netlist.json",
        ...(pins === undefined ? flow.pins.without : flow.pins.with),
      ],
      ...[flow.placed.option, flow.placed.file, "--report", "report.json", "--write", "placed.json"],
      ...["--freq", String(clockMHz), "--seed", String(seed)],
      ...["--timing-allow-fail", ...(options?.placeArguments ?? [])],
    ],
    files: { "netlist.json": netlist, ...(pins === undefined ? {} : { [flow.pins.file]: pins }) },
    outputs: [flow.placed.file, "report.json", "placed.json"],
    onLine,
    signal,
  });
  const { files, stdout, stderr, seconds } = await run.catch(async (cause: unknown) => {
    if (!(cause instanceof SpikeforgeError)) throw cause;
    throw doesNotFit(board, utilization) ?? (await boardProblem(board, pins, cause)) ?? cause;
  });
  const [placed, reportBytes, written] = [files[flow.placed.file], files["report.json"], files["placed.json"]];
  if (placed === undefined || reportBytes === undefined || written === undefined)
    throw new Error("nextpnr ended well without its outputs");
  const reportText = new TextDecoder().decode(reportBytes);
  const facts = readTimingReport(reportText, clockMHz);
  if (facts.clocks.length === 0)
    throw new SpikeforgeError({
      code: "FLOW011",
      place: request.top,
      found: "the design has no flip-flop whose clock could be measured",
      mend: "connect the clock; a design that is optimised away often has a constant reset or unused outputs",
    });
  const cells = formatPlacedDesign(readPlacedDesign(written, board.family));
  return { ...facts, seed, placed, cells, reportText, log: stdout + stderr, seconds };
}
