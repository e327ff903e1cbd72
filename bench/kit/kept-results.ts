import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Benchmark, Result } from "./benchmark.ts";
import { sourceFiles } from "./source-files.ts";

/** What a result depends on. A result is current as long as all of it is the same. */
export interface ResultKey {
  /** Hash of all source files and inputs. */
  readonly sources: string;
  readonly versions: Readonly<Record<string, string>>;
}

interface KeptFile {
  readonly key: ResultKey;
  readonly result: Result;
}

export type Lookup =
  | { readonly state: "current"; readonly result: Result }
  | { readonly state: "stale"; readonly why: string };

/** Results of benchmarks in a folder, one file each. */
export class KeptResults {
  readonly #folder: string;
  readonly #root: string;

  /** `root`: the repository, which source files are named relative to. */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    this.#root = root;
  }

  async key(benchmark: Benchmark): Promise<ResultKey> {
    const { source, inputs = [], indifferentTo = [] } = benchmark;
    const sources = sourceFiles(fileURLToPath(source), this.#root);
    const files = [...sources.filter((name) => !indifferentTo.some((folder) => name.startsWith(folder))), ...inputs];
    const hash = createHash("sha256");
    for (const name of files) {
      const content = await readFile(join(this.#root, name));
      hash.update(`${name}\0${content.length}\0`).update(content);
    }
    return { sources: hash.digest("hex").slice(0, 32), versions: await benchmark.versions() };
  }

  /** The result, if there is one for the present sources and versions; else why there is none. */
  async find(benchmark: Benchmark): Promise<Lookup> {
    const text = await readFile(this.#file(benchmark.id), "utf8").catch(() => undefined);
    if (text === undefined) return { state: "stale", why: "it has not been measured yet" };
    const { key, result } = JSON.parse(text) as KeptFile;
    const now = await this.key(benchmark);
    const changes = versionChanges(key.versions, now.versions);
    if (key.sources !== now.sources) changes.unshift("its sources have changed");
    if (changes.length > 0) return { state: "stale", why: changes.join("; ") };
    return { state: "current", result };
  }

  async keep(benchmark: Benchmark, key: ResultKey, result: Result): Promise<void> {
    const file = this.#file(benchmark.id);
    const kept: KeptFile = { key, result };
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${file}.partial`, `${JSON.stringify(kept, null, 2)}\n`);
    await rename(`${file}.partial`, file);
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

function versionChanges(before: ResultKey["versions"], now: ResultKey["versions"]): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => `${name} was ${before[name] ?? "absent"} and is ${now[name] ?? "absent"}`);
}
