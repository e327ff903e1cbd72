import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * A file of yosys' own description of a family's cells, `share/<family>/<name>`, from the npm package, whichever yosys is
 * in use: cells do not change with its version.
 */
export async function yosysShare(family: "ice40" | "ecp5", name: string): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@yowasp/yosys");
  const resources = join(dirname(entry), "resources-yosys.js");
  const { filesystem } = (await import(pathToFileURL(resources).href)) as {
    readonly filesystem: { readonly share: Readonly<Record<string, Readonly<Record<string, string | URL>>>> };
  };
  const file = filesystem.share[family]?.[name];
  if (file === undefined) throw new Error(`yosys has no ${family}/${name}`);
  return typeof file === "string" ? file : readFile(file, "utf8");
}
