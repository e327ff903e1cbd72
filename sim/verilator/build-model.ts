import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { throwIfAny } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { withModels } from "../../hdlgen/passes/with-models.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import type { Verilator } from "../../tools/index.ts";
import { netNames } from "../nets.ts";
import type { BuildKind } from "./build-kind.ts";
import { builtOnce, contentKey, discard, touch } from "./built-once.ts";
import { pruneCache } from "./cache-policy.ts";
import { compileModel } from "./compile-model.ts";
import { type CppCompiler, linkFlags } from "./cpp-compiler.ts";
import { type AddedVariable, type CheckMask, type CoverCounter, instrument } from "./instrument.ts";
import { modelUnitShape } from "./model-unit.ts";
import { keepNotes, readNotes } from "./optimised-away.ts";
import { ensureRuntime } from "./runtime-objects.ts";
import { type StateName, stateNames } from "./state-names.ts";
import { clockNames, modelGeneration, modelPrefix, verilate, verilatorFlags } from "./verilate.ts";

/** An addon on disk, and what its design has to show. */
export interface BuiltModel {
  readonly addon: string;
  readonly kind: BuildKind;
  /** The Verilog that Verilator read, by file name. */
  readonly sources: Readonly<Record<string, string>>;
  /** Contents of the files that memories are read from at the start, by name. */
  readonly images: Readonly<Record<string, string>>;
  /** Everything with a place beside the ports, in the order of the places. */
  readonly states: readonly StateName[];
  readonly checks: readonly CheckMask[];
  readonly covers: readonly CoverCounter[];
  readonly origin: "found" | "built";
  /** What Verilator warned of; empty for a model from the cache. */
  readonly warnings: string;
}

export interface BuildTools {
  readonly verilator: Verilator;
  readonly compiler: CppCompiler;
  /** Folder of everything that can be built again. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * Prints, verilates and compiles a design into an addon, or finds it in the cache under a key of everything that it is
 * made from. Images of memories are no part of it: other contents need no other model.
 *
 * @throws VER002 Verilator refuses the design · VER003 a black box has no model · VER004 the C++ does not compile
 */
export async function buildModel(given: Design, kind: BuildKind, tools: BuildTools): Promise<BuiltModel> {
  const { verilator, compiler, cache, signal, onProgress } = tools;
  requireModels(given);
  const whole = withModels(given);
  const { design, checks, covers } = instrument(whole, clockNames(whole));
  const { sources, images } = printed(design, kind);
  const states = placesOf(whole, kind, [...checks, ...covers]);
  const runtime = await ensureRuntime(cache, kind, { verilator, compiler, nodeApi: nodeApiFolder() });
  const flags = [...verilatorFlags(design.top.name, kind), ...linkFlags(compiler)];
  const shown = states.map(({ path, kind: what, knownWords = "all" }) => `${what} ${path} ${knownWords}`);
  const key = contentKey([
    modelGeneration,
    runtime.key,
    modelUnitShape(kind.trace),
    ...flags,
    ...shown,
    ...Object.entries(sources).flat(),
  ]);
  const folder = join(cache, `model-${key}`);
  const notes = join(cache, `notes-${contentKey([verilator.version, ...flags])}.json`);
  let warnings = "";
  const build = async (aside: string): Promise<void> => {
    const work = join(aside, "work");
    await mkdir(work);
    onProgress?.(`Verilating ${design.top.name}`);
    const known = await readNotes(notes, states);
    const kept = [...states.filter(({ kind: what }) => what === "net" || what === "added"), ...known];
    const verilated = await verilate({ design, kind, sources, states, checks, kept, verilator, work, signal });
    if (verilated.asked.length > 0) await keepNotes(notes, [...known, ...verilated.asked]);
    warnings = verilated.warnings;
    onProgress?.(`Compiling ${design.top.name}`);
    await compileModel(design.top.name, verilated, runtime, compiler, signal);
    await rename(join(verilated.folder, addonFile), join(aside, addonFile));
    await rm(work, { recursive: true });
    await writeFile(join(aside, sumFile), await sumOf(join(aside, addonFile)));
  };
  let origin = await builtOnce(folder, build);
  if (origin === "found" && !(await isWhole(folder))) {
    await discard(folder);
    origin = await builtOnce(folder, build);
  }
  if (origin === "found") await touch(folder);
  else await pruneCache(cache);
  return { addon: join(folder, addonFile), kind, sources, images, states, checks, covers, origin, warnings };
}

const addonFile = `${modelPrefix}.node`;
const sumFile = "sum";

/** A file may be cut short by a full disk, or changed by a failing one; loading it would end the process. */
async function isWhole(folder: string): Promise<boolean> {
  try {
    return (await readFile(join(folder, sumFile), "utf8")) === (await sumOf(join(folder, addonFile)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function sumOf(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

function printed(
  design: Design,
  { coverage }: BuildKind,
): { readonly sources: Record<string, string>; readonly images: Record<string, string> } {
  const text = printVerilog(design, coverage === "on" ? { sourceComments: "on" } : {});
  const files = Object.entries(text).map(
    ([name, content]) => [name.slice(name.lastIndexOf("/") + 1), content] as const,
  );
  const isSource = (name: string): boolean => name.endsWith(".v");
  return {
    sources: Object.fromEntries(files.filter(([name]) => isSource(name))),
    images: Object.fromEntries(files.filter(([name]) => !isSource(name))),
  };
}

function placesOf(design: Design, { visible }: BuildKind, added: readonly AddedVariable[]): StateName[] {
  const nets = visible === "nets" ? netNames(design) : [];
  return [
    ...stateNames(design),
    ...nets.map(
      ({ path, type, moduleName, name }): StateName => ({
        ...{ path, type, moduleName, name, kind: "net", depth: 1, aliases: [] },
      }),
    ),
    ...added.map(
      ({ path, type, moduleName, name }): StateName => ({
        ...{ path, type, moduleName, name, kind: "added", depth: 1, aliases: [] },
      }),
    ),
  ];
}

function requireModels(design: Design): void {
  throwIfAny(
    design.modules
      .filter((module) => module.blackBox !== undefined && module.blackBox.model === undefined)
      .map((module) => ({
        code: "VER003",
        place: module.name,
        found: "a black box without a simulation model",
        mend: "give it a model, or simulate what is below it",
      })),
  );
}

function nodeApiFolder(): string {
  const { include_dir } = createRequire(import.meta.url)("node-api-headers") as { readonly include_dir: string };
  return include_dir;
}
