import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sourceFiles } from "../../bench/kit/source-files.ts";

let root = "";
const files = {
  "main.ts": `import { readFileSync } from "node:fs";
import type { Shape } from "./types.ts";
import { type Other, wanted } from "./room/index.ts";
import {
  listed,
} from "./listed.ts";
const worker = new URL("./native/", import.meta.url);
const late = await import("./late.ts");
`,
  "types.ts": "export type Shape = number;\n",
  "listed.ts": 'export const listed = 1; // import { x } from "./unused.ts"\n',
  "late.ts": "export const late = 1;\n",
  "unused.ts": "export const x = 1;\n",
  "native/a.cpp": "",
  "native/deep/b.h": "",
  "room/index.ts": `/** A room. */
export { first as wanted } from "./first.ts";
export { unwanted } from "./second.ts";
export * from "./third.ts";
export type { Other } from "./types.ts";
`,
  "room/first.ts": 'import { inner } from "./inner.ts";\nexport const first = inner;\n',
  "room/inner.ts": 'import { first } from "./first.ts";\nexport function inner() {}\n',
  "room/second.ts": "export class unwanted {}\n",
  "room/third.ts": "export async function other() {}\n",
  "room/types.ts": "export type Other = 1;\n",
  "star.ts": 'import { other } from "./room/index.ts";\n',
  "all.ts": 'import * as room from "./room/index.ts";\n',
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "spikeforge-test-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test("source files: imports, URLs and dynamic imports are followed; types, comments and names not asked for are not", () => {
  expect(sourceFiles(join(root, "main.ts"), root)).toEqual([
    "late.ts",
    "listed.ts",
    "main.ts",
    "native/a.cpp",
    "native/deep/b.h",
    "room/first.ts",
    "room/inner.ts",
  ]);
});

test("source files: a name behind `export *` is found where it is declared", () => {
  expect(sourceFiles(join(root, "star.ts"), root)).toEqual(["room/third.ts", "star.ts"]);
});

test("source files: a namespace import follows everything that a room passes on", () => {
  expect(sourceFiles(join(root, "all.ts"), root)).toEqual([
    "all.ts",
    "room/first.ts",
    "room/inner.ts",
    "room/second.ts",
    "room/third.ts",
  ]);
});
