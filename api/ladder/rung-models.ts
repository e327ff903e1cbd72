/** What the lower rungs are made of: the same board as Verilog, as a netlist, and as its bitstream read back. */

import { pinsForDesign } from "../../flow/design-pins.ts";
import type { BuildRequest, FlowTools } from "../../flow/index.ts";
import { placeAndRoute } from "../../flow/place-and-route.ts";
import { type Synthesis, synthesise } from "../../flow/synthesise.ts";
import { cellLibrary, netlistText, type ReplayModel, readBack, type TracePins } from "../../sim/netlist/index.ts";
import type { Icebox, Tool } from "../../tools/index.ts";
import type { BoardBuild } from "../board-build.ts";

/** Programs that the lower rungs need; for an ECP5, yosys alone. */
export type LadderTools =
  | { readonly family: "ice40"; readonly flow: FlowTools<"ice40">; readonly icebox?: Icebox }
  | { readonly family: "ecp5"; readonly flow: { readonly yosys: Tool } };

export interface RungSources {
  readonly model: ReplayModel;
  readonly cells?: Readonly<Record<string, number>>;
  /** What it took to make, without the program that replays. */
  readonly seconds: number;
}

export interface RungRequest {
  readonly build: BoardBuild;
  readonly pins: TracePins;
  readonly lockCycles: number;
  /** Of placement. */
  readonly seed: number;
  readonly tools: LadderTools;
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The Verilog that goes into synthesis, its cells as the library describes them. */
export async function verilogRung({ build, pins, lockCycles, tools }: RungRequest): Promise<RungSources> {
  const library = await cellLibrary(tools.family, lockCycles);
  const files = { ...build.verilog, ...build.memoryFiles, ...library };
  return { model: { top: build.top, pins, files }, seconds: 0 };
}

export interface SynthesisedBoard {
  readonly synthesis: Synthesis;
  readonly seconds: number;
}

/** As `synth` synthesises it. */
export async function synthesisedBoard({ build, tools, onProgress, signal }: RungRequest): Promise<SynthesisedBoard> {
  onProgress?.("synthesis");
  const started = performance.now();
  const request = { ...build, tools: { yosys: tools.flow.yosys }, signal };
  const synthesis = await synthesise(request as Parameters<typeof synthesise>[0], () => {});
  return { synthesis, seconds: (performance.now() - started) / 1000 };
}

/** The netlist that goes into place and route. */
export async function netlistRung(
  { build, pins, lockCycles, tools, signal }: RungRequest,
  { synthesis, seconds }: SynthesisedBoard,
): Promise<RungSources> {
  const started = performance.now();
  const { verilog, cells } = await netlistText(synthesis.json, build.top, tools.flow.yosys, signal);
  const library = await cellLibrary(tools.family, lockCycles);
  return {
    model: { top: build.top, pins, files: { "netlist.v": verilog, ...library } },
    cells,
    seconds: seconds + (performance.now() - started) / 1000,
  };
}

/** The bitstream of an iCE40 as text, and the pins that it was made for. */
export interface UnpackedBuild {
  readonly asc: string;
  readonly pinOf: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** Places, packs, and unpacks the bitstream again: what comes back has gone through every bit of it. */
export async function unpackedBuild(
  { build, seed, onProgress, signal }: RungRequest,
  flow: FlowTools<"ice40">,
  { synthesis }: SynthesisedBoard,
): Promise<UnpackedBuild> {
  const started = performance.now();
  const request = { ...build, seed, tools: flow, signal } as BuildRequest<"ice40">;
  const constraints = await pinsForDesign(request.board, build.top, synthesis.ports);
  onProgress?.("place and route");
  const { placed } = await placeAndRoute(request, synthesis.json, constraints, seed, () => {});
  const pack = async (args: readonly string[], from: string, content: Uint8Array, to: string): Promise<Uint8Array> => {
    const { files } = await flow.icepack.run({
      args: [...args, from, to],
      files: { [from]: content },
      outputs: [to],
      signal,
    });
    const made = files[to];
    if (made === undefined) throw new Error(`icepack ended well without ${to}`);
    return made;
  };
  const bitstream = await pack([], "design.asc", placed, "design.bin");
  const asc = new TextDecoder().decode(await pack(["-u"], "design.bin", bitstream, "unpacked.asc"));
  return { asc, pinOf: pinsOf(constraints ?? ""), seconds: (performance.now() - started) / 1000 };
}

/** `set_io -pullup yes uart_rx 6` → `uart_rx: 6`. */
const pinsOf = (constraints: string): Record<string, string> =>
  Object.fromEntries(
    [...constraints.matchAll(/^\s*set_io\s.*?(\S+)\s+(\S+)\s*$/gm)].map(([, net = "", pin = ""]) => [net, pin]),
  );

/** The bitstream read back. */
export async function bitstreamRung(
  { build, pins, lockCycles, onProgress, signal }: RungRequest,
  { asc, pinOf, seconds }: UnpackedBuild,
  icebox: Icebox,
): Promise<RungSources> {
  onProgress?.("reading the bitstream back");
  const packageName = build.board.package;
  const back = await readBack({ top: build.top, asc, packageName, pinOf, pins, icebox, signal });
  const library = await cellLibrary("ice40", lockCycles);
  return {
    model: { top: build.top, pins, files: { "bitstream.v": back.verilog, ...library } },
    cells: back.cells,
    seconds: seconds + back.seconds,
  };
}
