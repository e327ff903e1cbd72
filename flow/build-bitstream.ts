import { SpikeforgeError } from "../diagnostics/index.ts";
import { describeTool, type Tool } from "../tools/index.ts";
import { type BuildCache, type KeptBuild, keepBuild, readBuild } from "./build-cache.ts";
import { buildKey } from "./build-key.ts";
import type { BuildProgress, BuildRequest, FlowTools } from "./build-request.ts";
import {
  type BuildReport,
  type BuildResult,
  type BuiltFiles,
  type CommonReport,
  reportOf,
  type SeedOutcome,
  type ToolRecord,
} from "./build-result.ts";
import { usageOf } from "./capacity.ts";
import { pinsForDesign } from "./design-pins.ts";
import { type Family, flowOf } from "./family.ts";
import { type Placement, placeAndRoute } from "./place-and-route.ts";
import { placementsAtOnce, sideBySide } from "./side-by-side.ts";
import { withSourceSignals } from "./source-signals.ts";
import { type Synthesis, synthesise } from "./synthesise.ts";

/**
 * Verilog and a board or device → bitstream: yosys, nextpnr, icepack or ecppack.
 *
 * A clock slower than `clockMHz` is not an error but `met: false`: the caller decides.
 *
 * @throws FLOW001 a port without a pin · FLOW010 the design does not fit · FLOW011 it has no clock ·
 *   TOOL001 with a tool's last lines · the signal's reason on abort
 */
export async function buildBitstream<F extends Family = "ice40">(request: BuildRequest<F>): Promise<BuildResult<F>> {
  return (await buildBestOf<F>(request, [request.seed])).best;
}

export interface BestBuild<F extends Family = "ice40"> {
  readonly best: BuildResult<F>;
  readonly seeds: readonly SeedOutcome[];
  /** Why the build could not be kept in the cache; it is as good as any other. */
  readonly notKept?: SpikeforgeError;
}

export interface BuildSettings {
  /** Placements side by side; `"auto"`, when left out: as many as cores and free memory allow. */
  readonly atOnce?: number | "auto";
  /** Where an earlier build of the same is looked for, and this one is kept; left out: nowhere. */
  readonly cache?: BuildCache;
}

/**
 * Synthesises once, places with each seed (`request.seed` is not used) and packs the fastest; of equals the earlier one.
 * With a cache, an unchanged build runs no tool at all: its report says `cached`.
 *
 * @throws as buildBitstream
 */
export async function buildBestOf<F extends Family = "ice40">(
  request: BuildRequest<F>,
  seeds: readonly number[],
  { atOnce = "auto", cache }: BuildSettings = {},
): Promise<BestBuild<F>> {
  const lanes =
    atOnce === "auto"
      ? placementsAtOnce(request.board.family, request.tools[flowOf<F>(request.board).tools.place].kind)
      : atOnce;
  if (cache === undefined) return placedBestOf<F>(request, seeds, lanes);
  const key = await buildKey<F>(request, seeds);
  const kept = await readBuild<F>(cache, key);
  if (kept !== undefined) return { best: resultOf<F>(kept, request), seeds: kept.report.seeds };
  const built = await placedBestOf<F>(request, seeds, lanes);
  const files = built.best.artefacts;
  const notKept = await keepBuild<F>(cache, key, { report: reportOf<F>(built.best), files }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof SpikeforgeError) return error;
      throw error;
    },
  );
  return notKept === undefined ? built : { ...built, notKept };
}

/** A kept build as it was when it was made. */
function resultOf<F extends Family>({ report, files }: KeptBuild<F>, { top, board }: BuildRequest<F>): BuildResult<F> {
  const bitstream = files[namedAfter(top, flowOf<F>(board).bitstream)];
  if (!(bitstream instanceof Uint8Array)) throw new Error("a build was kept without its bitstream");
  return { ...report, cached: true, bitstream, artefacts: files };
}

async function placedBestOf<F extends Family>(
  request: BuildRequest<F>,
  seeds: readonly number[],
  atOnce: number,
): Promise<BestBuild<F>> {
  const { tools, signal } = request;
  const flow = flowOf<F>(request.board);
  const packer = tools[flow.tools.pack];
  const progress = progressReporter(request, seeds.length);
  // Loading nextpnr's chip databases takes seconds, in which yosys needs only one core.
  void Promise.all([tools[flow.tools.place].prepare(), packer.prepare()]);
  const synthesis = await synthesise<F>(request, progress.yosys);
  const pins = await pinsForDesign(request.board, request.top, synthesis.ports);
  const placements = await sideBySide(seeds, atOnce, signal, (seed, index, each) =>
    placeAndRoute<F>({ ...request, signal: each }, synthesis.json, pins, seed, (fraction, message) =>
      progress.nextpnr(index, fraction, message),
    ),
  );
  const [fastest] = [...placements].sort((a, b) => slowest(b).slackNs - slowest(a).slackNs);
  if (fastest === undefined) throw new Error("buildBestOf needs at least one seed");
  progress.pack();
  const packed = await packer.run({
    args: [...flow.pack(request.board), flow.placed.file, flow.bitstream],
    files: { [flow.placed.file]: fastest.placed },
    outputs: [flow.bitstream],
    signal,
  });
  const bitstream = packed.files[flow.bitstream];
  if (bitstream === undefined) throw new Error(`${packer.name} ended well without a bitstream`);
  const outcomes = placements.map((each) => {
    const { fmaxMHz, met } = slowest(each);
    return { seed: each.seed, fmaxMHz, met };
  });
  const best = assemble<F>(request, synthesis, pins, fastest, outcomes, {
    bitstream,
    seconds: packed.seconds,
    log: packed.stdout + packed.stderr,
  });
  progress.done();
  return { best, seeds: outcomes };
}

/** `design.bin` → `icebreaker_top.bin`. */
const namedAfter = (top: string, file: string): string => `${top}.${file.replace(/.*\./, "")}`;

function slowest(placement: Placement) {
  const [first] = placement.clocks;
  if (first === undefined) throw new Error("a placement without a clock was let through");
  return first;
}

function assemble<F extends Family>(
  { top, verilog, board, clockMHz, tools }: BuildRequest<F>,
  synthesis: Synthesis,
  pins: string | undefined,
  placement: Placement,
  seeds: readonly SeedOutcome[],
  packed: { bitstream: Uint8Array; seconds: number; log: string },
): BuildResult<F> {
  const { fmaxMHz, slackNs } = slowest(placement);
  const { tools: names, placed, bitstream, pins: constraints } = flowOf<F>(board);
  const named = (file: string) => namedAfter(top, file);
  const common: Omit<CommonReport<F>, "seconds"> = {
    top,
    board: board.id,
    device: board.device,
    seed: placement.seed,
    seeds,
    clocks: placement.clocks,
    fmaxMHz,
    requiredMHz: clockMHz,
    slackNs,
    met: placement.clocks.every((clock) => clock.met),
    criticalPaths: withSourceSignals(placement.criticalPaths, synthesis.json, top, verilog),
    cells: synthesis.cells,
    tools: toolRecords<F>(tools),
    bitstreamBytes: packed.bitstream.length,
  };
  const files: BuiltFiles = {
    bitstream: packed.bitstream,
    artefacts: {
      [named(bitstream)]: packed.bitstream,
      [named(placed.file)]: placement.placed,
      ...(pins === undefined ? {} : { [named(constraints.file)]: pins }),
      "synth.ys": synthesis.script,
      "nextpnr-report.json": placement.reportText,
      "placement.json": placement.cells,
      "logs/yosys.log": headed(tools.yosys, synthesis.log),
      "logs/nextpnr.log": headed(tools[names.place], placement.log),
      [`logs/${names.pack}.log`]: headed(tools[names.pack], packed.log),
    },
  };
  const seconds = { yosys: synthesis.seconds, nextpnr: placement.seconds, [names.pack]: packed.seconds };
  const usage = usageOf<F>(board.family as F, new Map(Object.entries(placement.utilization)));
  return { ...common, ...usage, seconds: seconds as CommonReport<F>["seconds"], ...files };
}

function headed(tool: Tool, log: string): string {
  return `${describeTool(tool)}\n${log}`;
}

function toolRecords<F extends Family>(tools: FlowTools<F>): BuildReport<F>["tools"] {
  const records = Object.entries<Tool>(tools).map(([name, { version, kind, origin }]): [string, ToolRecord] => [
    name,
    { version, kind, origin },
  ]);
  return Object.fromEntries(records) as BuildReport<F>["tools"];
}

/** Shares of the time of a build with one seed, for a UP5K that is 71 % full. */
const shares = { yosys: 0.37, nextpnr: 0.6, pack: 0.03 };

function progressReporter<F extends Family>({ board, onProgress }: BuildRequest<F>, seedCount: number) {
  const pack: BuildProgress<F>["step"] = flowOf<F>(board).tools.pack;
  const total = shares.yosys + shares.nextpnr * seedCount + shares.pack;
  const ofSeed = Array.from({ length: seedCount }, () => 0);
  let last = 0;
  const tell = (step: BuildProgress<F>["step"], time: number, message: string) => {
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
    pack: () => tell(pack, total - shares.pack, "Packing the bitstream"),
    done: () => tell(pack, total, "Done"),
  };
}
