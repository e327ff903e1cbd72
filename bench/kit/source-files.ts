import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** `import … from "./x.ts"`, `export … from "./x.ts"`, `import("./x.ts")`, and files named by `new URL("./x", import.meta.url)`. */
const importPattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)"/g;
const urlPattern = /new URL\(\s*"([^"]+)",\s*import\.meta\.url\s*\)/g;
/** Types have no part in what runs. */
const typeImportPattern = /^(?:import|export) type [^;]*;$/gm;

/**
 * All files of ours that a module runs with: itself, what it imports from there on, and what it names by
 * `new URL(…, import.meta.url)` (a folder with all its files). Relative to `root`, sorted; what lies outside of it or
 * in node_modules is left out.
 */
export function sourceFiles(entry: string, root: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    const name = relative(root, file);
    if (name.startsWith("..") || name.includes("node_modules") || found.has(file) || !existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const inside of readdirSync(file)) if (file !== root) visit(join(file, inside));
      return;
    }
    found.add(file);
    if (!/\.(ts|mjs)$/.test(file)) return;
    const text = readFileSync(file, "utf8").replaceAll(typeImportPattern, "");
    for (const pattern of [importPattern, urlPattern]) {
      for (const [, target = ""] of text.matchAll(pattern)) visit(resolve(dirname(file), target));
    }
  };
  visit(resolve(entry));
  return [...found].map((file) => relative(root, file).replaceAll("\\", "/")).sort();
}
