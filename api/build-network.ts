/** From a placed network to a build's folder: the whole way, in one function. */

import type { Board } from "../constraints/index.ts";
import type { SpikeforgeError } from "../diagnostics/index.ts";
import {
  type BoardRequest,
  type BuildCache,
  type BuildReport,
  type BuildResult,
  type BuildTarget,
  buildForBoard,
  type Family,
  type FlowOptions,
  type FlowTools,
  holdsBuild,
  reportOf,
  writeBuild,
} from "../flow/index.ts";
import type { FindToolOptions } from "../tools/index.ts";
import { type BoardBuild, boardBuild } from "./board-build.ts";
import { bootImageOf, flashFile } from "./boot.ts";
import { carriesNetwork, withPlaceholders } from "./carried-contents.ts";
import type { CompiledNetwork } from "./compile-network.ts";
import { carryNetwork } from "./patch-folder.ts";
import { reportSources, writeReport } from "./report/index.ts";

export interface BuildNetworkOptions {
  /** Of the core, in MHz. */
  readonly clockMHz: number;
  /** Of the host link; left out: the fastest that clock and board make, up to 3 Mbaud. */
  readonly baud?: number;
  /** The board loads itself from its flash. */
  readonly boot?: "flash";
  /** The line to the host. Default: the board's UART. */
  readonly link?: "uart" | "spi";
  /** A board that loads itself runs by itself from then on, a tick every so many milliseconds. */
  readonly periodMs?: number;
  /** Whether the bitstream carries the network, or a host or the flash loads it. Default: it does, where it can. */
  readonly contents?: "inBitstream" | "loaded";
  /** Seeds of placement; the fastest is kept. */
  readonly seeds: readonly number[];
  /** The folder. */
  readonly out: string;
  readonly find: FindToolOptions;
  readonly cache?: BuildCache;
  readonly flow?: FlowOptions;
  readonly onProgress?: BoardRequest["onProgress"];
  readonly signal?: AbortSignal;
}

export interface NetworkBuild {
  readonly build: BoardBuild;
  /** What `report.json` says. */
  readonly report: AnyBuildReport;
  /** Why the build could not be kept in the cache. */
  readonly notKept?: SpikeforgeError;
}

/** A report of either family; the fields in which they differ are there for one of them. */
export type AnyBuildReport = { readonly [F in Family]: BuildReport<F> & { readonly family: F } }[Family];

/**
 * Generates the board's design, builds it with each seed, puts the network into the bitstream where that can carry it, and
 * writes the folder of the fastest build with its `report.html`. A folder that already holds this very build stays as it
 * is. A clock that is not reached is no error: the report says it.
 *
 * @throws BRD · CLI04x · CLI05x a clock, rate or board that does not go · FLOW · TOOL · the signal's reason on abort
 */
export async function buildNetwork(compiled: CompiledNetwork, options: BuildNetworkOptions): Promise<NetworkBuild> {
  const { clockMHz, baud, boot, link, seeds, find, cache, flow, onProgress, signal } = options;
  const carried = carriedBy(compiled, options);
  const build = boardBuild(carried === undefined ? compiled : withPlaceholders(carried), clockMHz, {
    ...(baud === undefined ? {} : { baud }),
    ...(boot === undefined ? {} : { boot }),
    ...(link === undefined ? {} : { link }),
  });
  const { top, verilog, memoryFiles, board } = build;
  const request: BoardRequest = {
    ...{ top, verilog, memoryFiles, board, clockMHz: build.clockMHz },
    ...optionsFor(board, flow),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  };
  const finish = { compiled, build, carried, options };
  return buildForBoard(request, seeds, { find, ...(cache === undefined ? {} : { cache }) }, async (built) => {
    const report: AnyBuildReport =
      built.family === "ice40"
        ? { ...(await written<"ice40">(built, finish)), family: "ice40" }
        : { ...(await written<"ecp5">(built, finish)), family: "ecp5" };
    return { build, report, ...(built.notKept === undefined ? {} : { notKept: built.notKept }) };
  });
}

/** The network that the bitstream is to carry. */
function carriedBy(compiled: CompiledNetwork, { contents, boot }: BuildNetworkOptions): CompiledNetwork | undefined {
  const wished = contents ?? (boot === undefined && carriesNetwork(compiled) ? "inBitstream" : "loaded");
  return wished === "inBitstream" ? compiled : undefined;
}

interface Finish {
  readonly compiled: CompiledNetwork;
  readonly build: BoardBuild;
  readonly carried: CompiledNetwork | undefined;
  readonly options: BuildNetworkOptions;
}

/** A build, the board that it is for, and its tools. */
interface Built<F extends Family> {
  readonly best: BuildResult<F>;
  readonly board: BuildTarget<F>;
  readonly tools: FlowTools<F>;
}

async function written<F extends Family>(
  { best, board, tools }: Built<F>,
  { compiled, build, carried, options }: Finish,
): Promise<BuildReport<F>> {
  const { out, signal, boot } = options;
  const filled = carried === undefined ? best : await carryNetwork<F>(best, carried, { board, tools, signal });
  const booted = boot === undefined ? {} : bootFiles(compiled, build, filled.bitstream, options);
  const result: BuildResult<F> = {
    ...filled,
    artefacts: { ...filled.artefacts, ...booted, ...reportSources(build.design) },
  };
  if (best.cached !== true || !(await holdsBuild<F>(out, build, result))) {
    await writeBuild<F>(out, build, result, signal);
    await writeReport(out);
  }
  return reportOf<F>(result);
}

/** What the flash has to hold: the boot image, and both in one file where the board's programmer writes a single one. */
function bootFiles(
  compiled: CompiledNetwork,
  { top, board, clockMHz }: BoardBuild,
  bitstream: Uint8Array,
  { periodMs }: BuildNetworkOptions,
): Readonly<Record<string, Uint8Array>> {
  const image = bootImageOf(compiled, clockMHz, periodMs === undefined ? {} : { periodMs });
  const single = board.programmer.flashAt === undefined;
  return {
    [`${top}.boot.bin`]: image,
    ...(single ? { [`${top}.flash.bin`]: flashFile(board, bitstream, image) } : {}),
  };
}

/**
 * Flip-flops stand in groups of eight that share enable and reset. A device with few groups runs out of them long before its
 * logic cells: there an enable of less than 20 flip-flops becomes logic.
 */
const fewGroups = ["-dffe_min_ce_use", "20"];

function optionsFor({ device }: Board, flow: FlowOptions | undefined): { readonly options?: FlowOptions } {
  if (device !== "hx1k") return flow === undefined ? {} : { options: flow };
  return { options: { ...flow, synthArguments: [...fewGroups, ...(flow?.synthArguments ?? [])] } };
}
