/** What a user sees of failing hardware tests: vitest runs on the fixtures, as from a shell. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { runProcess } from "../../tools/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

type Environment = Readonly<Record<string, string>>;

/** What vitest prints. */
async function outputOf(fixtures: readonly string[], environment: Environment): Promise<string> {
  const { stdout, stderr } = await runProcess({
    command: process.execPath,
    args: [`${root}test/vitest/fixtures/run.mjs`, ...fixtures],
    cwd: root,
    environment: { NO_COLOR: "1", SPIKEFORGE_ENGINE: "", SPIKEFORGE_SEED: "", ...environment },
    onFailure: "return",
  });
  return `${stdout}${stderr}`;
}

/** The reports of failed tests, by their names. */
async function failuresOf(
  fixtures: readonly string[],
  environment: Environment = {},
): Promise<ReadonlyMap<string, string>> {
  const output = await outputOf(fixtures, environment);
  const reports = [...output.matchAll(/^ FAIL {2}test\/vitest\/fixtures\/([\s\S]*?)\n⎯+\[\d+\/\d+\]⎯/gm)];
  return new Map(reports.map(([, report = ""]) => [report.slice(0, report.indexOf("\n")), `${report.trimEnd()}\n`]));
}

describe("on the embedded engine", () => {
  const fixtures = ["failing", "property", "matchers", "power-up", "refused"];
  let failures: ReadonlyMap<string, string>;
  beforeAll(async () => {
    failures = await failuresOf(fixtures);
  });

  test.each(fixtures)("%s: the whole text", async (fixture) => {
    const texts = [...failures].filter(([name]) => name.startsWith(`${fixture}.hardware.ts`)).map(([, text]) => text);
    expect(texts.length).toBeGreaterThan(0);
    await expect(texts.join("\n")).toMatchFileSnapshot(`fixtures/${fixture}.txt`);
  });

  test("every file that a report names is there, and holds the wires too", () => {
    const files = [...failures.values()].flatMap((text) => [...text.matchAll(/^ {2}wave: {2}(\S+)/gm)]);
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter(([, file = ""]) => !existsSync(root + file))).toEqual([]);
    const [, file = ""] = files[0] ?? [];
    expect(readFileSync(root + file, "utf8")).toContain("$enddefinitions");
  });

  test("the command of a report gives the same report", async () => {
    const [name = "", text = ""] = [...failures].find(([each]) => each.startsWith("property")) ?? [];
    const [, seed = "", path = ""] = /SPIKEFORGE_SEED=(\d+) SPIKEFORGE_PATH=(\S+)/.exec(text) ?? [];
    const again = await failuresOf(["property", "failing"], { SPIKEFORGE_SEED: seed, SPIKEFORGE_PATH: path });
    const runs = /^ {2}found in run .*$/m;
    expect(again.get(name)?.replace(runs, "")).toBe(text.replace(runs, ""));
    expect([...again.values()].every((each) => each.includes(`seed ${seed}\n`))).toBe(true);
  });
});

test("on both engines: the same failures with the same waveforms, several clocks and processes included", async () => {
  const failures = await failuresOf(["failing", "clocks"], { SPIKEFORGE_ENGINE: "both" });
  await expect([...failures.values()].join("\n")).toMatchFileSnapshot("fixtures/both-engines.txt");
  const without = (engine: string): string[] =>
    [...failures]
      .filter(([name]) => name.endsWith(`[${engine}]`))
      .map(([, text]) => text.replaceAll(engine, "engine").replace(/^ {2}again.*$/m, ""));
  expect(without("verilator")).toEqual(without("embedded"));
  expect(without("verilator").length).toBe(3);
});

test("only, skip, each and engines: which tests run, and why the others do not", async () => {
  const output = await outputOf(["modifiers"], { SPIKEFORGE_ENGINE: "embedded" });
  const lines = [...output.matchAll(/^ *([✓↓×]) \S+ > (.*?)(?: \d+ms)?$/gm)].map(([, mark, name]) => `${mark} ${name}`);
  expect(lines).toEqual([
    "↓ left out by only",
    "↓ skipped",
    "↓ skipped property",
    "✓ for both engines",
    "↓ for another engine (runs on verilator only)",
    "✓ case 'one'",
    "✓ case 'two'",
    "✓ property",
  ]);
});
