import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findTool } from "../../tools/index.ts";
import { type BudgetFile, type BudgetReport, compareBudget, formatBudget } from "./compare.ts";
import { budgetedDesigns } from "./designs.ts";
import { moduleAreas } from "./measure.ts";

const folder = fileURLToPath(new URL("../../budgets", import.meta.url));

/**
 * Synthesises every design that has budgets, two at a time with the pinned yosys of npm, and compares its modules with its
 * file in `budgets/`; `"update"` writes the file anew instead.
 */
export async function checkBudgets(what: "check" | "update"): Promise<BudgetReport> {
  const exceeded: string[] = [];
  const couldBeLowered: string[] = [];
  const yosys = await findTool("yosys", { prefer: "wasm" });
  const work = Object.entries(budgetedDesigns);
  const next = async (): Promise<void> => {
    const job = work.shift();
    if (job === undefined) return;
    const [name, [title, design]] = job;
    const file = join(folder, `${name}.json`);
    const found = await moduleAreas(design(), yosys);
    if (what === "update") await writeFile(file, formatBudget(title, found));
    else {
      const report = compareBudget(JSON.parse(await readFile(file, "utf8")) as BudgetFile, found);
      exceeded.push(...report.exceeded);
      couldBeLowered.push(...report.couldBeLowered);
    }
    await next();
  };
  try {
    await Promise.all([next(), next()]);
  } finally {
    await yosys.close();
  }
  return { exceeded, couldBeLowered };
}
