import { SpikeforgeError } from "../diagnostics/index.ts";
import type { BuildRequest } from "./build-request.ts";
import type { Usage } from "./build-result.ts";
import { doesNotFit, readUtilizationLine } from "./capacity.ts";
import { nextpnrFraction } from "./progress.ts";
import { type PlacedFacts, readTimingReport } from "./timing-report.ts";

export interface Placement extends PlacedFacts {
  readonly seed: number;
  readonly asc: Uint8Array;
  /** nextpnr's own report, JSON. */
  readonly reportText: string;
  readonly log: string;
  readonly seconds: number;
}

/**
 * Netlist → placed and routed design. A clock that is too slow is no error: the result says so.
 *
 * @throws FLOW010 the design does not fit (needs, has) · FLOW011 it has no clock · TOOL001 with what nextpnr said
 */
export async function placeAndRoute(
  request: BuildRequest,
  netlist: Uint8Array,
  pcf: string,
  seed: number,
  report: (fraction: number, message: string) => void,
): Promise<Placement> {
  const { board, clockMHz, options, tools, signal } = request;
  const fractionOf = nextpnrFraction();
  const utilization = new Map<string, Usage>();
  const onLine = (line: string) => {
    const usage = readUtilizationLine(line);
    if (usage !== undefined) utilization.set(...usage);
    const fraction = fractionOf(line);
    if (fraction !== undefined) report(fraction, line.replace(/^Info:\s+/, ""));
  };
  const run = tools["nextpnr-ice40"].run({
    args: [
      ...[`--${board.device}`, "--package", board.package, "--json", "netlist.json", "--pcf", "pins.pcf"],
      ...["--asc", "design.asc", "--report", "report.json", "--freq", String(clockMHz), "--seed", String(seed)],
      ...["--timing-allow-fail", ...(options?.placeArguments ?? [])],
    ],
    files: { "netlist.json": netlist, "pins.pcf": pcf },
    outputs: ["design.asc", "report.json"],
    onLine,
    signal,
  });
  const { files, stdout, stderr, seconds } = await run.catch((cause: unknown) => {
    throw cause instanceof SpikeforgeError ? (doesNotFit(board, utilization) ?? cause) : cause;
  });
  const [asc, reportBytes] = [files["design.asc"], files["report.json"]];
  if (asc === undefined || reportBytes === undefined) throw new Error("nextpnr ended well without its outputs");
  const reportText = new TextDecoder().decode(reportBytes);
  const facts = readTimingReport(reportText, clockMHz);
  if (facts.clocks.length === 0)
    throw new SpikeforgeError({
      code: "FLOW011",
      place: request.top,
      found: "the design has no flip-flop whose clock could be measured",
      mend: "connect the clock; a design that is optimised away often has a constant reset or unused outputs",
    });
  return { ...facts, seed, asc, reportText, log: stdout + stderr, seconds };
}
