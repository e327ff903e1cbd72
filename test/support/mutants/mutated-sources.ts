/**
 * Copies of hdlgen and of the embedded engine with one mistake in them. The sources are compiled once; a mutant is a
 * folder with the compiled files, of which those with the mistake are compiled from patched text. Nothing in the
 * sources knows of this.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import type * as hdlgen from "../../../hdlgen/index.ts";
import type * as verilog from "../../../hdlgen/verilog/index.ts";
import type * as embedded from "../../../sim/embedded/index.ts";
import type { Mutant } from "./mutant.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const entries = { hdlgen: "hdlgen/index.ts", verilog: "hdlgen/verilog/index.ts", embedded: "sim/embedded/index.ts" };

export interface Mutated {
  readonly hdl: typeof hdlgen;
  readonly printVerilog: typeof verilog.printVerilog;
  readonly compileEmbedded: typeof embedded.compileEmbedded;
}

export class MutatedSources {
  readonly #folder: string;
  /** Text by path from the root. */
  readonly #sources = new Map<string, string>();
  readonly #compiled = new Map<string, string>();

  /** `folder` takes the mutants. */
  constructor(folder: string) {
    this.#folder = folder;
    for (const entry of Object.values(entries)) this.#collect(entry);
    for (const [path, text] of this.#sources) this.#compiled.set(path, compile(path, text));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  }

  #collect(path: string): void {
    if (this.#sources.has(path)) return;
    const text = readFileSync(join(root, path), "utf8");
    this.#sources.set(path, text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith(".")) this.#collect(posix.normalize(posix.join(posix.dirname(path), fileName)));
    }
  }

  /** The sources with a mutant's mistake; one whose text is not there any more is an error that says so. */
  async load(mutant: Mutant): Promise<Mutated> {
    const folder = join(this.#folder, mutant.id);
    const patched = compile(mutant.file, this.#patched(mutant));
    for (const [path, text] of this.#compiled) {
      const target = join(folder, asJavaScript(path));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, path === mutant.file ? patched : text);
    }
    const load = async (entry: string): Promise<unknown> =>
      import(pathToFileURL(join(folder, asJavaScript(entry))).href);
    const { printVerilog } = (await load(entries.verilog)) as typeof verilog;
    const { compileEmbedded } = (await load(entries.embedded)) as typeof embedded;
    return { hdl: (await load(entries.hdlgen)) as typeof hdlgen, printVerilog, compileEmbedded };
  }

  #patched(mutant: Mutant): string {
    const text = this.#sources.get(mutant.file);
    if (text === undefined)
      throw new Error(`${mutant.id}: ${mutant.file} is no part of hdlgen or of the embedded engine`);
    const [problem] = staleEdits(mutant, text);
    if (problem !== undefined) throw new Error(problem);
    return mutant.edits.reduce((sofar, [from, to]) => sofar.replace(from, () => to), text);
  }
}

/** Edits of a mutant whose text is not, or not only once, in its file. */
export function staleEdits({ id, file, edits }: Mutant, text = readFileSync(join(root, file), "utf8")): string[] {
  return edits.flatMap(([from]) => {
    const count = text.split(from).length - 1;
    return count === 1 ? [] : [`${id}: ${file} has this text ${count} times, not once:\n${from}`];
  });
}

const asJavaScript = (path: string): string => path.replace(/\.ts$/, ".js");

function compile(fileName: string, text: string): string {
  const compilerOptions: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}
