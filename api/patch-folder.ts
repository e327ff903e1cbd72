/** A build's design with another network: a new bitstream in seconds, without place and route. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { placeInto, quantise } from "../compile/index.ts";
import { type CarriedMemory, type CarriedWords, type CoreShape, type EncoderShape, fabrics } from "../config/index.ts";
import type { Board } from "../constraints/index.ts";
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import {
  type BuildResult,
  type Family,
  type PatchRequest,
  patchBuild,
  patchPlaced,
  placedFiles,
  replaceFolder,
} from "../flow/index.ts";
import type { Network } from "../network/index.ts";
import { type FindToolOptions, findTool, type Tool } from "../tools/index.ts";
import {
  type ContentsRecord,
  carriedWords,
  contentsFile,
  contentsFormat,
  contentsRecord,
  contentsText,
  wordsOf,
} from "./carried-contents.ts";
import { boardTarget, type CompiledNetwork } from "./compile-network.ts";
import { parseJsonFile } from "./json-file.ts";

/**
 * A build with placeholders becomes one that carries the network, with what the next patch needs beside it.
 *
 * @throws FLOW032 to FLOW034 · TOOL001 · the signal's reason on abort
 */
export async function carryNetwork<F extends Family>(
  result: BuildResult<F>,
  compiled: CompiledNetwork,
  request: PatchRequest<F>,
): Promise<BuildResult<F>> {
  const patched = await patchBuild<F>(result, carriedWords(compiled), request);
  const record = contentsText(contentsRecord(compiled, result.top));
  return { ...patched, artefacts: { ...patched.artefacts, [contentsFile]: record } };
}

export interface PatchFolderOptions {
  /** The board of the build. */
  readonly board: Board;
  /** Where the patched build goes; the build's own folder takes it too. */
  readonly out: string;
  readonly find: FindToolOptions;
  readonly signal?: AbortSignal;
}

export interface PatchedFolder {
  readonly network: string;
  readonly bitstream: string;
  readonly bitstreamBytes: number;
  /** Of replacing the words and packing. */
  readonly seconds: number;
}

const positive = z.number().int().min(1);
const memorySchema = z.object({
  ...{ name: z.string(), kind: z.enum(["block", "dp16kd"]) },
  ...{ bits: positive, depth: positive, from: z.number().int().min(0) },
}) satisfies z.ZodType<CarriedMemory>;
const recordSchema = z.object({
  format: z.literal(contentsFormat),
  ...{ network: z.string(), board: z.string(), top: z.string(), fabric: z.enum(fabrics) },
  shape: z.custom<CoreShape>((value) => typeof value === "object" && value !== null),
  encoder: z.custom<EncoderShape>((value) => typeof value === "object" && value !== null).optional(),
  memories: z.array(memorySchema),
});

/** What `contents.json` of a build says. Throws FLOW030 where the folder is no build that carries its network. */
export async function readContentsRecord(folder: string): Promise<ContentsRecord> {
  const path = join(folder, contentsFile);
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new SpikeforgeError(
      {
        code: "FLOW030",
        place: folder,
        found: `no build whose bitstream carries its network: ${contentsFile} cannot be read (${cause.code ?? cause.message})`,
        mend: "name the folder of a build by spikeforge synth for a board whose weights lie in block RAM",
      },
      { cause },
    );
  });
  const { encoder, ...record } = parseJsonFile(text, path, {
    ...{ schema: recordSchema, format: contentsFormat, code: "FLOW030" },
  });
  return { ...record, ...(encoder === undefined ? {} : { encoder }) };
}

/**
 * Gives the design in a build's folder another network, and writes the folder with it. The design must do for it: its core
 * may be larger than the network needs, but not smaller.
 *
 * @throws FLOW030 no such build · FLOW031 the core does not do, with each field · NET and CMP errors of the network · FLOW020
 *   to FLOW024 it cannot be written · TOOL errors · the signal's reason on abort
 */
export async function patchFolder(
  folder: string,
  description: Network,
  { board, out, find, signal }: PatchFolderOptions,
): Promise<PatchedFolder> {
  const record = await readContentsRecord(folder);
  const { words, config } = wordsFor(record, description, board, folder);
  const names = placedFiles(record.top, board);
  const files = await filesOf(folder);
  const placeholder = files[names.placeholder];
  const report = files["report.json"];
  if (placeholder === undefined || report === undefined) {
    const found = placeholder === undefined ? names.placeholder : "report.json";
    throw new SpikeforgeError({
      code: "FLOW030",
      place: folder,
      found: `${found} is missing, which the build wrote beside ${contentsFile}`,
      mend: "build again",
    });
  }
  const place = join(folder, names.placeholder);
  const patched = await packed(board, find, (tools) =>
    board.family === "ice40"
      ? patchPlaced(placeholder, words, { board, tools: { icepack: tools }, signal }, place)
      : patchPlaced<"ecp5">(placeholder, words, { board, tools: { ecppack: tools }, signal }, place),
  );
  const bitstream = `${record.top}.${board.family === "ice40" ? "bin" : "bit"}`;
  const { encoder, shape, fabric } = record;
  const own = contentsRecord(
    { config, board, core: { shape, fabric }, ...(encoder === undefined ? {} : { encoder }) },
    record.top,
  );
  const bitstreamBytes = patched.bitstream.length;
  await replaceFolder(
    out,
    { marker: "report.json", noun: "an earlier build", code: "FLOW020" },
    {
      ...files,
      [bitstream]: patched.bitstream,
      [names.placed]: patched.placed,
      [contentsFile]: contentsText(own),
      "report.json": `${JSON.stringify({ ...(JSON.parse(textOf(report)) as object), bitstreamBytes }, null, 2)}\n`,
    },
    signal,
  );
  return { network: config.name, bitstream: join(out, bitstream), bitstreamBytes, seconds: patched.seconds };
}

/** The words of a network for the design of a record. */
function wordsFor(
  { shape, fabric, encoder, board: id, memories }: ContentsRecord,
  description: Network,
  board: Board,
  folder: string,
): { readonly words: CarriedWords[]; readonly config: CompiledNetwork["config"] } {
  const misfit = (field: string, needs: unknown, has: unknown): Diagnostic => ({
    code: "FLOW031",
    place: `network "${description.name}" in ${folder}`,
    found: `${field}: the network needs ${said(needs)}, the design has ${said(has)}`,
    mend: "build it: spikeforge synth; a design takes a network that needs no more than it has",
  });
  if (board.id !== id) throwIfAny([misfit("board", board.id, id)]);
  const network = quantise(description);
  const target = boardTarget(board, { weightBits: network.weightBits, lanes: shape.lanes });
  const placed = placeInto(network, target, shape);
  if ("misfits" in placed) {
    throw new SpikeforgeError(placed.misfits.map(({ field, needs, has }) => misfit(field, needs, has)));
  }
  const { config } = placed;
  if (encoder !== undefined && !isEncoded(encoder, network, config.channelWord)) {
    throwIfAny([misfit("encoder", "its frames at another place", encoder)]);
  }
  const words = wordsOf({ shape, fabric }, config);
  const kept = JSON.stringify(memories);
  const now = JSON.stringify(words.map(({ words: _, ...memory }) => memory));
  if (kept !== now) throwIfAny([misfit("memories", "those of this version of spikeforge", "those of another")]);
  return { words, config };
}

/** Whether an input of the network stands where the frame encoder puts its channels. */
function isEncoded(
  { channels, firstWord }: EncoderShape,
  { inputs }: ReturnType<typeof quantise>,
  channelWord: Int32Array,
): boolean {
  let first = 0;
  for (const { size } of inputs) {
    if (size === channels && channelWord[first] === firstWord) return true;
    first += size;
  }
  return false;
}

function said(value: unknown): string {
  return value === undefined ? "none" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Runs what needs a packer with that of the board's family. */
async function packed<T>(board: Board, find: FindToolOptions, use: (packer: Tool) => Promise<T>): Promise<T> {
  // npm has no packer for ECP5.
  const prefer = board.family === "ecp5" && find.prefer === "wasm" ? "pypi" : (find.prefer ?? "auto");
  const packer = await findTool(board.family === "ice40" ? "icepack" : "ecppack", { ...find, prefer });
  try {
    return await use(packer);
  } finally {
    await packer.close();
  }
}

/** What is made of a build later, and is of the network that it had. */
const ofItsNetwork = new Set(["report.html", "ladder.json"]);

/** All files of a build, by their path within it. */
async function filesOf(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(folder, "/").length))
    .filter((path) => !ofItsNetwork.has(path));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))])));
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
