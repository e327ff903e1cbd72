import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { pagePaths, readPage, root } from "./pages.ts";

const withoutCode = (page: string): string => page.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");

/** As GitHub makes them: lower case, punctuation out, a hyphen for each space. */
function anchorsOf(page: string): string[] {
  return [...page.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function brokenLinks(path: string): string[] {
  const targets = [...withoutCode(readPage(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const pointsTo = file === "" ? path : join(dirname(path), file);
    if (!existsSync(root + pointsTo)) return true;
    return anchor !== undefined && pointsTo.endsWith(".md") && !anchorsOf(readPage(pointsTo)).includes(anchor);
  });
}

/** Rows of one table with different numbers of cells. */
function raggedTables(page: string): string[] {
  const rows = page.replace(/^```[\s\S]*?^```$/gm, "").split("\n");
  const cells = (row: string): number =>
    row
      .replace(/`[^`]*`/g, "")
      .replaceAll("\\|", "")
      .split("|").length;
  return rows.filter((row, i) => {
    const above = rows[i - 1];
    return row.startsWith("|") && above?.startsWith("|") && cells(row) !== cells(above);
  });
}

describe("pages", () => {
  test.each(pagePaths())("%s: every relative link leads somewhere", (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  test.each(pagePaths())("%s: every table has rows of equal length", (path) => {
    expect(raggedTables(readPage(path))).toEqual([]);
  });
});
