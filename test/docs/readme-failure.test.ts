/** The README shows a failing test without running it: the page on vitest runs the same one. */
import { expect, test } from "vitest";
import { blocksOf, fileOf, isOutput, readPage } from "./pages.ts";

const readme = blocksOf(readPage("README.md"));
const page = blocksOf(readPage("docs/simulation/vitest.md"));

test.each(["adder.ts", "adder.test.ts"])("the README's %s is that of the page on vitest", (file) => {
  const [own, theirs] = [readme, page].map((blocks) => blocks.find((block) => fileOf(block) === file)?.text);
  expect(own).toBeDefined();
  expect(own).toBe(theirs);
});

test("the README's report of the failure is part of what that page's run prints", () => {
  const report = readme.find(({ text }) => text.startsWith("AssertionError"))?.text ?? "";
  expect(report).toContain("again: SPIKEFORGE_SEED=");
  const printed = page.filter(isOutput).map(({ text }) => text);
  expect(printed.some((text) => text.includes(report))).toBe(true);
});
