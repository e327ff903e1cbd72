import { describeTool } from "../tools/index.ts";
import type { BuildProgress, BuildRequest, FlowTools } from "./build-request.ts";
import type { BuildResult, ToolRecord } from "./build-result.ts";
import { usageOf } from "./capacity.ts";
import { pinsForDesign } from "./design-pins.ts";
import { type Placement, placeAndRoute } from "./place-and-route.ts";
import { type Synthesis, synthesise } from "./synthesise.ts";

/**
 * Verilog and a board → bitstream: yosys, nextpnr, icepack.
 *
 * A clock slower than `clockMHz` is not an error but `met: false`: the caller decides.
 *
 * @throws FLOW001 a port without a pin · FLOW010 the design does not fit · FLOW011 it has no clock ·
 *   TOOL001 with a tool's last lines · the signal's reason on abort
 */
export async function buildBitstream(request: BuildRequest): Promise<BuildResult> {
  return (await buildBestOf(request, [request.seed])).best;
}

export interface SeedOutcome {
  readonly seed: number;
  readonly fmaxMHz: number;
  readonly met: boolean;
}

export interface BestBuild {
  readonly best: BuildResult;
  readonly seeds: readonly SeedOutcome[];
}

/**
 * Synthesises once, places with each seed (`request.seed` is not used) and packs the fastest; of equals the earlier one.
 * `atOnce` placements run side by side; a WebAssembly nextpnr takes about 650 MB each.
 *
 * @throws as buildBitstream
 */
export async function buildBestOf(
  request: BuildRequest,
  seeds: readonly number[],
  atOnce: 1 | 2 = 1,
): Promise<BestBuild> {
  const { tools, signal } = request;
  const progress = progressReporter(request, seeds.length);
  // Loading nextpnr's chip databases takes seconds, in which yosys needs only one core.
  void Promise.all([tools["nextpnr-ice40"].prepare(), tools.icepack.prepare()]);
  const synthesis = await synthesise(request, progress.yosys);
  const pcf = await pinsForDesign(request.board, request.top, synthesis.ports);
  const placements: Placement[] = [];
  for (let index = 0; index < seeds.length; index += atOnce) {
    const group = seeds.slice(index, index + atOnce);
    const placed = await settledTogether(
      group.map((seed, offset) =>
        placeAndRoute(request, synthesis.json, pcf, seed, (fraction, message) =>
          progress.nextpnr(index + offset, fraction, message),
        ),
      ),
    );
    placements.push(...placed);
  }
  const [fastest] = [...placements].sort((a, b) => slowest(b).slackNs - slowest(a).slackNs);
  if (fastest === undefined) throw new Error("buildBestOf needs at least one seed");
  progress.icepack();
  const packed = await tools.icepack.run({
    args: ["design.asc", "design.bin"],
    files: { "design.asc": fastest.asc },
    outputs: ["design.bin"],
    signal,
  });
  const bitstream = packed.files["design.bin"];
  if (bitstream === undefined) throw new Error("icepack ended well without a bitstream");
  const best = assemble(request, synthesis, pcf, fastest, {
    bitstream,
    seconds: packed.seconds,
    log: packed.stdout + packed.stderr,
  });
  progress.done();
  return {
    best,
    seeds: placements.map((each) => ({ seed: each.seed, fmaxMHz: slowest(each).fmaxMHz, met: slowest(each).met })),
  };
}

/** Waits for all, so that no placement is still running when the first error is thrown. */
async function settledTogether<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

function slowest(placement: Placement) {
  const [first] = placement.clocks;
  if (first === undefined) throw new Error("a placement without a clock was let through");
  return first;
}

function assemble(
  { top, board, clockMHz, tools }: BuildRequest,
  synthesis: Synthesis,
  pcf: string,
  placement: Placement,
  packed: { bitstream: Uint8Array; seconds: number; log: string },
): BuildResult {
  const { fmaxMHz, slackNs } = slowest(placement);
  return {
    top,
    board: board.id,
    device: board.device,
    seed: placement.seed,
    ...usageOf(new Map(Object.entries(placement.utilization))),
    clocks: placement.clocks,
    fmaxMHz,
    requiredMHz: clockMHz,
    slackNs,
    met: placement.clocks.every((clock) => clock.met),
    criticalPaths: placement.criticalPaths,
    cells: synthesis.cells,
    seconds: { yosys: synthesis.seconds, nextpnr: placement.seconds, icepack: packed.seconds },
    tools: toolRecords(tools),
    bitstreamBytes: packed.bitstream.length,
    bitstream: packed.bitstream,
    artefacts: {
      [`${top}.bin`]: packed.bitstream,
      [`${top}.asc`]: placement.asc,
      [`${top}.pcf`]: pcf,
      "synth.ys": synthesis.script,
      "nextpnr-report.json": placement.reportText,
      "logs/yosys.log": headed(tools.yosys, synthesis.log),
      "logs/nextpnr.log": headed(tools["nextpnr-ice40"], placement.log),
      "logs/icepack.log": headed(tools.icepack, packed.log),
    },
  };
}

function headed(tool: FlowTools["yosys"], log: string): string {
  return `${describeTool(tool)}\n${log}`;
}

function toolRecords(tools: FlowTools): BuildResult["tools"] {
  const record = ({ version, kind, origin }: FlowTools["yosys"]): ToolRecord => ({ version, kind, origin });
  return {
    yosys: record(tools.yosys),
    "nextpnr-ice40": record(tools["nextpnr-ice40"]),
    icepack: record(tools.icepack),
  };
}

/** Shares of the time of a build with one seed, for a UP5K that is 71 % full. */
const shares = { yosys: 0.37, nextpnr: 0.6, icepack: 0.03 };

function progressReporter({ onProgress }: BuildRequest, seedCount: number) {
  const total = shares.yosys + shares.nextpnr * seedCount + shares.icepack;
  const ofSeed = Array.from({ length: seedCount }, () => 0);
  let last = 0;
  const tell = (step: BuildProgress["step"], time: number, message: string) => {
    last = Math.max(last, time / total);
    onProgress?.({ step, fraction: Math.min(last, 1), message });
  };
  return {
    yosys: (fraction: number, message: string) => tell("yosys", shares.yosys * fraction, message),
    nextpnr: (index: number, fraction: number, message: string) => {
      ofSeed[index] = fraction;
      const sum = ofSeed.reduce((a, b) => a + b, 0);
      tell("nextpnr", shares.yosys + shares.nextpnr * sum, message);
    },
    icepack: () => tell("icepack", total - shares.icepack, "Packing the bitstream"),
    done: () => tell("icepack", total, "Done"),
  };
}
