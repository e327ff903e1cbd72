import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blocksOf, isRunnable, pagePaths, readPage, root } from "./pages.ts";
import { refreshed, runPage } from "./run-page.ts";

const withSnippets = pagePaths().filter((path) => blocksOf(readPage(path)).some(isRunnable));

describe("pages", () => {
  test("the README and the pages of the library have snippets that run", () => {
    for (const path of ["README.md", "docs/hdlgen.md", "docs/simulation.md", "docs/regression.md"]) {
      expect(withSnippets).toContain(path);
    }
  });

  test.concurrent.each(withSnippets)("%s: every snippet prints what the page shows", async (path) => {
    const page = readPage(path);
    const results = await runPage(page);
    // DOCS=write npx vitest run test/docs: takes what the snippets print into the pages.
    if (process.env.DOCS === "write") writeFileSync(root + path, refreshed(page, results));
    else expect(results.map(({ printed }) => printed)).toEqual(results.map(({ shown }) => shown));
  });
});
