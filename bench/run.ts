/** Entry of `npm run bench`. */
import { fileURLToPath } from "node:url";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { runProcess } from "../tools/index.ts";
import { benchCommand } from "./kit/command.ts";
import { KeptResults } from "./kit/kept-results.ts";
import { benchmarks } from "./registry.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

process.exitCode = await benchCommand(process.argv.slice(2), {
  benchmarks,
  results: new KeptResults(at("results"), root),
  page: at("../docs/benchmarks.md"),
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  runApart,
});

/** Exit code 1 is a missed target: the result is there all the same. */
async function runApart(id: string): Promise<void> {
  const { exitCode, stderr } = await runProcess({
    name: `benchmark ${id}`,
    command: process.execPath,
    args: ["--import", "tsx", at("run.ts"), "--only", id, "--fresh"],
    cwd: root,
    onFailure: "return",
    onLine: (line) => {
      if (!line.startsWith("{")) process.stderr.write(`${line}\n`);
    },
  });
  if (exitCode <= 1) return;
  throw new SpikeforgeError({
    code: "BENCH003",
    place: id,
    found: `cannot be measured (exit code ${exitCode})`,
    source: stderr.trimEnd().split("\n").slice(-10),
  });
}
