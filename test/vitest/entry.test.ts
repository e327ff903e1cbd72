import { expect, test } from "vitest";
import { sourceFiles } from "../architecture/source-files.ts";

const files = new Map(sourceFiles().map((file) => [file.path, file]));

/** Packages that a file loads, itself or by what it imports, at once or later. */
function packagesBehind(path: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(path)) return found;
  seen.add(path);
  for (const { target, isOurs, isTypeOnly } of files.get(path)?.imports ?? []) {
    if (isTypeOnly) continue;
    if (isOurs) for (const each of packagesBehind(target, seen)) found.add(each);
    else found.add(target);
  }
  return found;
}

test('import "spikeforge" loads neither vitest nor fast-check', () => {
  const loaded = packagesBehind("index.ts");
  expect([...loaded].filter((name) => /vitest|fast-check/.test(name))).toEqual([]);
  expect(loaded.has("node:fs")).toBe(true);
});

test('import "spikeforge/vitest" does', () => {
  expect([...packagesBehind("sim/vitest/index.ts")]).toEqual(expect.arrayContaining(["vitest", "fast-check"]));
});
