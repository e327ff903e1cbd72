import { describe, expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const kernel = sourceFiles().filter(({ path }) => path.startsWith("hdlgen/") || path.startsWith("diagnostics/"));
/** Of Node itself; for names of files in source comments. */
const ofNode = new Set(["node:path"]);

describe("the kernel of the hardware language", () => {
  it("has no run-time dependency: it imports itself, diagnostics, and next to nothing of Node", () => {
    const foreign = kernel.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isOurs }) => {
          if (!isOurs) return !ofNode.has(target);
          return !target.startsWith("hdlgen/") && !target.startsWith("diagnostics/");
        })
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(foreign).toEqual([]);
    expect(kernel.length).toBeGreaterThan(40);
  });
});
