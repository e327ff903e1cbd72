/** Entry of `npm run budgets`: compares the area of modules with `budgets/`; with `-- --update` writes these files. */
import { checkBudgets } from "./budgets/check.ts";

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== "--update")) {
  process.stderr.write("usage: npm run budgets [-- --update]\n");
  process.exitCode = 2;
} else {
  const { exceeded, couldBeLowered } = await checkBudgets(option === "--update" ? "update" : "check");
  for (const line of exceeded) process.stdout.write(`over budget: ${line}\n`);
  for (const line of couldBeLowered) process.stdout.write(`could be lowered: ${line}\n`);
  process.exitCode = exceeded.length > 0 ? 1 : 0;
}
