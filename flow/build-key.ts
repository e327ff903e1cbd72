import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import type { Tool } from "../tools/index.ts";
import type { BuildRequest } from "./build-request.ts";
import type { Family } from "./family.ts";

/**
 * Hash of everything that decides what a build becomes: Verilog, memory files, constraints, device, clock, seeds, options,
 * each tool with its version, and spikeforge's own code between them.
 */
export async function buildKey<F extends Family>(request: BuildRequest<F>, seeds: readonly number[]): Promise<string> {
  const { top, verilog, memoryFiles = {}, board, clockMHz, options = {}, tools } = request;
  const { constraintFile, ...facts } = { constraintFile: undefined, ...board };
  const hash = createHash("sha256");
  const add = (name: string, content: string | Uint8Array): void => {
    hash.update(`${name} ${Buffer.byteLength(content)}\n`);
    hash.update(content);
  };
  add("code", await ownCode());
  for (const name of Object.keys(tools).sort())
    add(name, await identityOf((tools as Readonly<Record<string, Tool>>)[name]));
  add("request", JSON.stringify({ top, facts, clockMHz, options, seeds }));
  if (constraintFile !== undefined) add("constraints", await readFile(constraintFile));
  for (const [kind, files] of Object.entries({ verilog, memoryFiles }))
    for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
      add(`${kind} ${name}`, content);
  return hash.digest("hex");
}

/** A program may be exchanged without telling another version, or tell none at all: its file is looked at, too. */
async function identityOf(tool: Tool | undefined): Promise<string> {
  if (tool === undefined) return "";
  const { name, kind, version, origin } = tool;
  const file = kind === "native" ? await stat(origin).catch(() => undefined) : undefined;
  return JSON.stringify([name, kind, version, origin, file?.size, file?.mtimeMs]);
}

/** What scripts, arguments and reports are made by: in a checkout it changes without a version. */
async function ownCode(): Promise<string> {
  const hash = createHash("sha256");
  for (const room of ["./", "../constraints/"]) {
    const folder = new URL(room, import.meta.url);
    for (const name of (await readdir(folder)).filter((file) => /\.[jt]s$/.test(file)).sort())
      hash.update(name).update(await readFile(new URL(name, folder)));
  }
  return hash.digest("hex");
}
