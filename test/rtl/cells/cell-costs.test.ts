import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import * as cells from "../../../rtl/cells/index.ts";
import { costTable, priced } from "./cell-costs.ts";

const page = fileURLToPath(new URL("../../../docs/cells.md", import.meta.url));
const between = /(<!-- costs -->\n)[\s\S]*?(<!-- \/costs -->)/;

it("docs/cells.md: what yosys counts is what the page states", async () => {
  const text = readFileSync(page, "utf8");
  const measured = text.replace(between, `$1\n${await costTable()}\n\n$2`);
  // DOCS=write npx vitest run test/rtl/cells/cell-costs.test.ts: takes the figures into the page.
  if (process.env.DOCS === "write") writeFileSync(page, measured);
  else expect(text).toBe(measured);
}, 600_000);

it("docs/cells.md: names every cell, and prices it", () => {
  const text = readFileSync(page, "utf8");
  const modules = Object.keys(cells).filter((name) => /^[A-Z]/.test(name));
  expect(modules.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  expect([...new Set(priced.map(([cell]) => cell))].sort()).toEqual(modules.sort());
});
