/** From a build with placeholders to a build with a network: nothing is placed again. */
import type { CarriedWords } from "../../config/index.ts";
import type { Tool } from "../../tools/index.ts";
import type { BuildResult } from "../build-result.ts";
import { type BuildTarget, type Family, flowOf } from "../family.ts";
import { patchAsc } from "./patch-asc.ts";
import { patchConfig } from "./patch-config.ts";

/** What packing a patched design takes. */
export interface PatchRequest<F extends Family = "ice40"> {
  readonly board: BuildTarget<F>;
  readonly tools: { readonly [K in PackerName<F>]: Tool };
  readonly signal?: AbortSignal | undefined;
}
type PackerName<F extends Family> = F extends "ice40" ? "icepack" : "ecppack";

/** A design as its packer reads it, and what came out. */
export interface PatchedDesign {
  /** The placed design with the words. */
  readonly placed: string;
  readonly bitstream: Uint8Array;
  readonly log: string;
  readonly seconds: number;
}

/**
 * Puts words in the place of the placeholders of a placed design, and packs it.
 *
 * @throws FLOW032 a memory is not in the design · FLOW034 the design is damaged · TOOL001 with what the packer said · the
 *   signal's reason on abort
 */
export async function patchPlaced<F extends Family = "ice40">(
  placed: Uint8Array | string,
  memories: readonly CarriedWords[],
  { board, tools, signal }: PatchRequest<F>,
  place: string,
): Promise<PatchedDesign> {
  const started = performance.now();
  const flow = flowOf<F>(board);
  const packer = (tools as Readonly<Record<string, Tool>>)[flow.tools.pack];
  if (packer === undefined) throw new Error(`no ${flow.tools.pack}`);
  const text = typeof placed === "string" ? placed : new TextDecoder().decode(placed);
  const patched = (board.family === "ice40" ? patchAsc : patchConfig)(text, memories, place);
  const { files, stdout, stderr } = await packer.run({
    args: [...flow.pack(board), flow.placed.file, flow.bitstream],
    files: { [flow.placed.file]: patched },
    outputs: [flow.bitstream],
    signal,
  });
  const bitstream = files[flow.bitstream];
  if (bitstream === undefined) throw new Error(`${packer.name} ended well without a bitstream`);
  return { placed: patched, bitstream, log: stdout + stderr, seconds: (performance.now() - started) / 1000 };
}

/** Where a build keeps its placed design, and the one with placeholders beside it. */
export function placedFiles(
  top: string,
  board: BuildTarget,
): { readonly placed: string; readonly placeholder: string } {
  const ending = flowOf(board).placed.file.replace(/.*\./, "");
  return { placed: `${top}.${ending}`, placeholder: `${top}.placeholder.${ending}` };
}

/**
 * A build with placeholders becomes one with words: bitstream and placed design are those of the words, and the placed
 * placeholders are kept beside them, for the next network.
 *
 * @throws as `patchPlaced`
 */
export async function patchBuild<F extends Family = "ice40">(
  result: BuildResult<F>,
  memories: readonly CarriedWords[],
  request: PatchRequest<F>,
): Promise<BuildResult<F>> {
  const { placed, placeholder } = placedFiles(result.top, request.board);
  const design = result.artefacts[placed];
  if (design === undefined) throw new Error(`a build without ${placed}`);
  const patched = await patchPlaced<F>(design, memories, request, placed);
  const packed = `${result.top}.${flowOf<F>(request.board).bitstream.replace(/.*\./, "")}`;
  return {
    ...result,
    bitstream: patched.bitstream,
    bitstreamBytes: patched.bitstream.length,
    artefacts: {
      ...result.artefacts,
      [packed]: patched.bitstream,
      [placed]: patched.placed,
      [placeholder]: design,
    },
  };
}
