/** Entry of `npm run bench:hardware`: the table of hardware figures, beside other cores, and its page. */
import { fileURLToPath } from "node:url";
import { type HardwareOutcome, hardwarePage, peersTable, targetsTable, toolSetsTable } from "./hw/hardware-page.ts";
import { hardwareRows } from "./hw/rows.ts";
import { exitCodeFor, measureApart, writeAside } from "./kit/command.ts";
import { KeptResults } from "./kit/kept-results.ts";
import { runApart } from "./kit/run-apart.ts";
import { textTable } from "./kit/text-table.ts";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const results = new KeptResults(at("results"), at(".."));
const rows: HardwareOutcome[] = [];
for (const benchmark of hardwareRows) {
  const outcome = await measureApart(benchmark, "when stale", {
    results,
    complain,
    runApart: (id) => runApart(at("run.ts"), id, complain),
  });
  rows.push({ benchmark, outcome });
}
for (const table of [targetsTable(rows), peersTable(rows), toolSetsTable(rows)])
  process.stdout.write(`${textTable(table).join("\n")}\n\n`);
await writeAside(at("../docs/hardware-figures.md"), hardwarePage(rows));
process.exitCode = exitCodeFor(rows);
