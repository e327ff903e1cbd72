import { expect, test } from "vitest";
import { checkBudgets } from "../../bench/budgets/check.ts";

test("no module of the figures' cores takes more than its budget", { timeout: 600_000 }, async () => {
  const { exceeded, couldBeLowered } = await checkBudgets("check");
  for (const line of couldBeLowered) process.stdout.write(`budget could be lowered: ${line}\n`);
  expect(exceeded, "meant? npm run budgets -- --update").toEqual([]);
});
