import { describe, expect, test } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.ts";

const files = new Map(sourceFiles().map((file) => [file.path, file]));

/** Everything that runs with a file: what it imports for more than types, from there on. */
function runsWith(path: string, found = new Set<string>()): Set<string> {
  const file: SourceFile | undefined = files.get(path);
  if (file === undefined || found.has(path)) return found;
  found.add(path);
  for (const { target, isOurs, isTypeOnly } of file.imports) if (isOurs && !isTypeOnly) runsWith(target, found);
  return found;
}

describe("what hdlgen and the engines are measured by shares nothing with them", () => {
  test.each(["test/support/ir-interpreter.ts", "test/support/circuits/circuit-model.ts"])("%s", (path) => {
    expect([...runsWith(path)].filter((each) => !each.startsWith("test/support/"))).toEqual([]);
  });

  test("the check sees what an engine runs with", () => {
    expect([...runsWith("sim/embedded/index.ts")]).toContain("hdlgen/passes/lower.ts");
  });
});
