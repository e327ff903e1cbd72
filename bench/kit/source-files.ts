import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * All files of ours that a module runs with: itself, what it imports from there on, and what it names by
 * `new URL(…, import.meta.url)` (a folder with all its files). Relative to `root`, sorted; what lies outside of it or
 * in node_modules is left out. A file that only passes on what others export leads to those files whose names are
 * imported, and is not listed itself.
 */
export function sourceFiles(entry: string, root: string): string[] {
  const found = new Set<string>();
  const passedOn = new Set<string>();

  const visit = (file: string, wanted: Names): void => {
    const name = relative(root, file);
    if (name === "" || name.startsWith("..") || name.includes("node_modules") || found.has(file) || !existsSync(file))
      return;
    if (statSync(file).isDirectory()) {
      for (const inside of readdirSync(file)) visit(join(file, inside), "all");
      return;
    }
    const text = /\.(ts|mjs)$/.test(file) ? withoutComments(readFileSync(file, "utf8")) : "";
    const links = linksOf(text);
    if (onlyPassesOn(text)) {
      const fresh = wanted === "all" ? [...exportedNames(file)] : [...wanted];
      const left = new Set(fresh.filter((each) => !passedOn.has(`${file} ${each}`)));
      for (const each of left) passedOn.add(`${file} ${each}`);
      for (const { target, names } of links) {
        const path = resolve(dirname(file), target);
        const offered = names === "all" ? [...exportedNames(path)].map((each) => ({ here: each, there: each })) : names;
        const through = offered.filter(({ here }) => left.has(here)).map(({ there }) => there);
        if (through.length > 0) visit(path, new Set(through));
      }
      return;
    }
    found.add(file);
    for (const { target, names } of links) {
      visit(resolve(dirname(file), target), names === "all" ? "all" : new Set(names.map(({ there }) => there)));
    }
    for (const pattern of [bareImportPattern, urlPattern]) {
      for (const [, target = ""] of text.matchAll(pattern)) visit(resolve(dirname(file), target), "all");
    }
  };
  visit(resolve(entry), "all");
  return [...found].map((file) => relative(root, file).replaceAll("\\", "/")).sort();
}

type Names = "all" | ReadonlySet<string>;

interface Link {
  readonly target: string;
  /** A name as it is called by who links, and as the target exports it. */
  readonly names: "all" | readonly { readonly here: string; readonly there: string }[];
}

/** `import { a, type B, c as d } from "./x.ts"`, `export * from "./x.ts"`; types alone have no part in what runs. */
const linkPattern = /^(?:import|export)\s+(type\s+)?(\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*"([^"]+)"/gm;
const bareImportPattern = /\bimport\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;
const urlPattern = /new URL\(\s*"([^"]+)",\s*import\.meta\.url\s*\)/g;

function linksOf(text: string): Link[] {
  return [...text.matchAll(linkPattern)].flatMap(([, typeOnly, clause = "", target = ""]): Link[] => {
    if (typeOnly !== undefined || !target.startsWith(".")) return [];
    if (clause.startsWith("*")) return [{ target, names: "all" }];
    const names = clause
      .slice(1, -1)
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "" && !part.startsWith("type "))
      .map((part) => {
        const [first = "", second = first] = part.split(/\s+as\s+/);
        return { there: first, here: second };
      });
    return names.length === 0 ? [] : [{ target, names }];
  });
}

function onlyPassesOn(text: string): boolean {
  return (
    /^export /m.test(text) &&
    !/^import /m.test(text) &&
    text.replaceAll(linkPattern, "").replaceAll(";", "").trim() === ""
  );
}

const declarationPattern = /^export\s+(?:async\s+)?(?:abstract\s+)?(?:const|let|function\*?|class)\s+(\w+)/gm;

/** Names of values that a file exports, its own and those of others. */
function exportedNames(file: string): Set<string> {
  if (!existsSync(file)) return new Set();
  const text = withoutComments(readFileSync(file, "utf8"));
  const own = [...text.matchAll(declarationPattern)].map(([, name = ""]) => name);
  const passed = linksOf([...text.matchAll(/^export\s[^;]*?from\s*"[^"]+"/gm)].join("\n")).flatMap(
    ({ target, names }) =>
      names === "all" ? [...exportedNames(resolve(dirname(file), target))] : names.map(({ here }) => here),
  );
  return new Set([...own, ...passed]);
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}
