/** The repository's pages and what they promise to run. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

export interface Block {
  readonly language: string;
  /** Words after the language: `runnable`, `output`, `file=counter.ts`. */
  readonly words: readonly string[];
  readonly text: string;
  /** Offsets of the text in the page. */
  readonly start: number;
  readonly end: number;
}

/** Pages by path from the root. */
export function pagePaths(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(root + folder)
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => `${folder}/${name}`);
  return [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    ...["docs", "docs/decisions", "docs/hdlgen", "docs/simulation"].flatMap(below),
  ];
}

export const readPage = (path: string): string => readFileSync(root + path, "utf8");

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\S+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [whole, language = "", info = "", text = ""] = match;
    const start = match.index + whole.indexOf("\n") + 1;
    return { language, words: info.trim().split(/\s+/), text, start, end: start + text.length };
  });
}

export const fileOf = ({ words }: Block): string | undefined =>
  words.find((word) => word.startsWith("file="))?.slice("file=".length);
export const isRunnable = ({ words }: Block): boolean => words.includes("runnable");
export const isOutput = ({ words }: Block): boolean => words.includes("output");
