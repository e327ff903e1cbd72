/** docs/benchmarks.md, generated. */
import type { Benchmark, Measurement, Result } from "./benchmark.ts";
import { resultLine } from "./benchmark.ts";
import { significant } from "./statistics.ts";

/** A benchmark with what came out of it, or why nothing did. */
export interface PageRow {
  readonly benchmark: Benchmark;
  readonly outcome: Result | { readonly problem: string };
  /** The result is of an earlier state: something that the benchmark imports has changed since. */
  readonly isEarlier?: true;
}

export function benchmarkPage(rows: readonly PageRow[]): string {
  const machines = [...new Set(rows.flatMap(({ outcome }) => ("machine" in outcome ? [outcome.machine] : [])))];
  return [
    "<!-- Written by `npm run bench`; edit bench/ instead. -->",
    "# Benchmarks",
    "",
    "Every figure that these pages state has an id here. `npm run bench` measures what has changed since the last time",
    "and writes this page; `npm run -s bench -- --only ID` prints one figure as a line of JSON, with its raw values, and",
    "exits 0 when the target holds. Long runs keep their result in `bench/results/` until their sources or tools change;",
    "`--fresh` measures again, `--list` names all ids.",
    "",
    "A comparison runs both sides in the same run, and its value is the ratio. Figures of hardware come from the pinned",
    "WebAssembly tools, so they repeat. A *goal* is a target that is worked towards; missing it fails nothing. *Earlier*: something",
    "that the benchmark imports has changed since, whether or not the figure depends on it.",
    ...(machines.length === 0 ? [] : ["", `Times were taken on: ${machines.join("; ")}.`]),
    "",
    "| id | figure | value | target | | versions |",
    "|---|---|---|---|---|---|",
    ...rows.map(tableRow),
    "",
    "## How each is measured",
    ...rows.flatMap(methodLines),
    "",
  ].join("\n");
}

function tableRow({ benchmark, outcome, isEarlier }: PageRow): string {
  const { id, title, unit, target, standing } = benchmark;
  const wanted = `${target.goal === "atLeast" ? "≥" : "≤"} ${figure(target.value)}`;
  const cells = (value: string, verdict: string, versions: string) =>
    `| [\`${id}\`](#${anchor(id)}) | ${title} | ${value} | ${wanted}${standing === "goal" ? " (goal)" : ""} | ${verdict} | ${versions} |`;
  if ("problem" in outcome)
    return cells("–", `not run: ${outcome.problem.replaceAll(/\s+/g, " ").replaceAll("|", "\\|")}`, "");
  const { pass, value } = resultLine(benchmark, outcome);
  const versions = Object.entries(outcome.versions).map(([name, version]) => `${name} ${version}`);
  const verdict = `${pass ? "holds" : "**missed**"}${isEarlier ? ", earlier" : ""}`;
  return cells(`${figure(value)} ${unit}`, verdict, versions.join(", "));
}

function methodLines({ benchmark, outcome }: PageRow): string[] {
  const { id, method } = benchmark;
  const requirements = "problem" in outcome ? [] : (outcome.requirements ?? []);
  const also = requirements.map(
    ({ name, goal, value, found }) =>
      `${name} ${goal === "atLeast" ? "≥" : "≤"} ${figure(value)} (found ${figure(found)})`,
  );
  const table = "problem" in outcome || outcome.table === undefined ? [] : ["", ...tableLines(outcome.table)];
  return ["", `### ${id}`, method, ...(also.length === 0 ? [] : ["", `Also required: ${also.join(", ")}.`]), ...table];
}

function tableLines({ columns, rows }: Measurement["table"] & object): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), `|---|${"---:|".repeat(columns.length - 1)}`, ...rows.map(line)];
}

/** As the renderer makes it from the heading: dots fall out. */
const anchor = (id: string): string => id.replaceAll(".", "");

/** Whole numbers and fractions as people write them; large ones with groups. */
function figure(value: number): string {
  return significant(value).toLocaleString("en-US", { maximumFractionDigits: 6 });
}
