import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Block, blocksOf, pagePaths, readPage, root } from "./pages.ts";

/** The file that a block shows: ```` ```ts source=bench/cocotb/counter-counts.ts ````. */
const sourceOf = ({ words }: Block): string | undefined =>
  words.find((word) => word.startsWith("source="))?.slice("source=".length);

const shown = pagePaths().flatMap((page) =>
  blocksOf(readPage(page)).flatMap((block) => {
    const source = sourceOf(block);
    return source === undefined ? [] : [{ page, source, block }];
  }),
);

describe("pages that show files", () => {
  test("there are some", () => {
    expect(shown.map(({ page }) => page)).toContain("docs/simulation/coming-from-cocotb.md");
  });

  test.each(shown)("$page shows $source as it is", ({ page, source, block }) => {
    const text = readFileSync(root + source, "utf8");
    if (process.env.DOCS === "write") {
      const now = readPage(page);
      const at = blocksOf(now).find((each) => sourceOf(each) === source);
      if (at !== undefined) writeFileSync(root + page, now.slice(0, at.start) + text + now.slice(at.end));
    } else expect(block.text).toBe(text);
  });
});
