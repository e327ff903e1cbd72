import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readPage, root } from "./pages.ts";

const notOurs = new Set(["node_modules", "build", "dist"]);

test("ARCHITECTURE.md: the code map names every folder", () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !notOurs.has(entry.name))
    .map(({ name }) => name)
    .filter((name) => readdirSync(root + name).length > 0);
  const [, map = ""] = readPage("ARCHITECTURE.md").split("## Code map");
  const firstCells = map.split("\n## ")[0]?.match(/^\| [^|]*\|/gm) ?? [];
  const named = firstCells.flatMap((cell) => cell.match(/`[a-z]+\/`/g) ?? []).map((name) => name.slice(1, -2));
  expect(folders.filter((name) => !named.includes(name))).toEqual([]);
});

test("ARCHITECTURE.md: every file that it names exists", () => {
  const page = readPage("ARCHITECTURE.md");
  const paths = [...page.matchAll(/`((?:[a-z-]+\/)+[a-z0-9.-]*)`/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
});
