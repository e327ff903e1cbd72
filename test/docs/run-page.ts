/**
 * Runs the snippets of a page. A block marked `runnable` prints something, and the `output` blocks that follow it, up to
 * the next runnable one, show exactly that. TypeScript with `file=name.ts` begins a file, without it goes on with the
 * last one; shell commands run in a folder that holds the page's other `file=` blocks.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Block, blocksOf, fileOf, isOutput, isRunnable, root } from "./pages.ts";

export interface Shown {
  readonly block: Block;
  /** What the page says that it prints. */
  readonly shown: string;
  readonly printed: string;
}

const separator = "\u0001";
const endOfBlock = `console.log("${separator}");`;
/** Seen from a folder in `build/`. */
const libraries: Readonly<Record<string, string>> = {
  '"spikeforge"': "../../index.ts",
  '"spikeforge/hdlgen"': "../../hdlgen/index.ts",
  '"spikeforge/hdlgen/ice40"': "../../hdlgen/targets/ice40.ts",
  '"spikeforge/hdlgen/ecp5"': "../../hdlgen/targets/ecp5.ts",
  '"spikeforge/cells"': "../../rtl/cells/index.ts",
};

export async function runPage(page: string): Promise<Shown[]> {
  const blocks = blocksOf(page);
  mkdirSync(`${root}build`, { recursive: true });
  const folder = mkdtempSync(`${root}build/page-`);
  try {
    for (const block of blocks) {
      const file = fileOf(block);
      if (file !== undefined && !isRunnable(block)) writeFileSync(join(folder, file), block.text);
    }
    const runnable = blocks.filter(isRunnable);
    const printed = new Map<Block, string>();
    const files = filesOf(runnable);
    const texts = files.length === 0 ? [] : await typescript(files.map(sourceOf), folder);
    files.flat().forEach((block, i) => {
      printed.set(block, texts[i] ?? "");
    });
    for (const block of runnable) if (block.language === "sh") printed.set(block, await shell(block, folder));
    return runnable.map((block) => ({
      block,
      shown: shownAfter(block, blocks),
      printed: withoutBlankEnd(printed.get(block) ?? ""),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that is printed ends its last line twice. */
function withoutBlankEnd(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed === "" ? "" : `${trimmed}\n`;
}

/** TypeScript blocks by the file that they belong to. */
function filesOf(runnable: readonly Block[]): Block[][] {
  const result: Block[][] = [];
  for (const block of runnable.filter(({ language }) => language === "ts")) {
    const last = result.at(-1);
    if (fileOf(block) !== undefined || last === undefined) result.push([block]);
    else last.push(block);
  }
  return result;
}

/** The `output` blocks between a block and the next runnable one. */
function shownAfter(block: Block, blocks: readonly Block[]): string {
  const rest = blocks.slice(blocks.indexOf(block) + 1);
  const end = rest.findIndex(isRunnable);
  return (end < 0 ? rest : rest.slice(0, end))
    .filter(isOutput)
    .map(({ text }) => text)
    .join("");
}

export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A file of TypeScript blocks; what each block prints ends at the separator. */
function sourceOf(blocks: readonly Block[]): Source {
  const [first] = blocks;
  const text = blocks.map((block, i) => `${i === 0 ? "" : `${endOfBlock} `}${block.text}`).join("");
  const imported = Object.entries(libraries).reduce(
    (result, [specifier, path]) => result.replaceAll(`from ${specifier}`, `from ${JSON.stringify(path)}`),
    text,
  );
  return { name: (first && fileOf(first)) ?? "page.ts", text: imported };
}

/** The TypeScript files of a page, with the library's imports as paths. */
export function sourcesOf(page: string): Source[] {
  return filesOf(blocksOf(page).filter(isRunnable)).map(sourceOf);
}

/** Runs the files one after the other in one process; what their blocks print, in order. */
async function typescript(sources: readonly Source[], folder: string): Promise<string[]> {
  for (const { name, text } of sources) writeFileSync(join(folder, name), text);
  const all = sources.map(({ name }) => `await import("./${name}");\n${endOfBlock}\n`).join("");
  writeFileSync(join(folder, "all-files.mjs"), all);
  const printed = await run(process.execPath, ["--import", "tsx", "all-files.mjs"], folder);
  return printed.split(`${separator}\n`);
}

function shell({ text }: Block, folder: string): Promise<string> {
  const node = (script: string): string => `${process.execPath} ${root}${script}`;
  const command = text
    .replaceAll("npx spikeforge", node("bin/spikeforge.mjs"))
    .replaceAll("npx vitest", node("test/docs/page-vitest.mjs"));
  return run("bash", ["-c", command], folder);
}

/** What a program prints on both streams, whatever its exit code; a snippet that should not fail shows it by its text. */
function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, encoding: "utf8", timeout: 120_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** The page with its output blocks replaced by what its snippets print: one block for each that prints. */
export function refreshed(page: string, results: readonly Shown[]): string {
  const blocks = blocksOf(page);
  return results.reduceRight((text, { block, printed }) => {
    const rest = blocks.filter(({ start }) => start > block.start);
    const end = rest.findIndex(isRunnable);
    const [only, ...others] = (end < 0 ? rest : rest.slice(0, end)).filter(isOutput);
    if (only === undefined || others.length > 0) return text;
    return text.slice(0, only.start) + printed + text.slice(only.end);
  }, page);
}
