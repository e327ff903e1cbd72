/** Entry of `npm run bench`. */
import { fileURLToPath } from "node:url";
import { benchCommand } from "./kit/command.ts";
import { KeptResults } from "./kit/kept-results.ts";
import { runApart } from "./kit/run-apart.ts";
import { benchmarks } from "./registry.ts";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

process.exitCode = await benchCommand(process.argv.slice(2), {
  benchmarks,
  results: new KeptResults(at("results"), at("..")),
  page: at("../docs/benchmarks.md"),
  print: (line) => process.stdout.write(`${line}\n`),
  complain,
  runApart: (id) => runApart(at("run.ts"), id, complain),
});
