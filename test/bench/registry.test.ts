import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { Benchmark, Measurement } from "../../bench/kit/benchmark.ts";
import { type BenchEnvironment, benchCommand } from "../../bench/kit/command.ts";
import { KeptResults } from "../../bench/kit/kept-results.ts";
import { runApart } from "../../bench/kit/run-apart.ts";
import { benchmarks } from "../../bench/registry.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A benchmark in a folder of its own, whose source, version and outcome can be changed. */
function fakeBench(changes: Partial<Benchmark> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "spikeforge-test-"));
  folders.push(folder);
  const source = join(folder, "fake.ts");
  writeFileSync(source, `import { part } from "./part.ts";\nexport const fake = part;\n`);
  writeFileSync(join(folder, "part.ts"), "export const part = 1;\n");
  const state = { version: "1.0", runs: 0, measurement: { value: 5, detail: { raw: [4, 6] } } as Measurement };
  const benchmark: Benchmark = {
    id: "fake.speed",
    title: "Speed of nothing",
    method: "Not at all.",
    unit: "m/s",
    target: { goal: "atLeast", value: 3 },
    standing: "required",
    duration: "long",
    source: pathToFileURL(source).href,
    versions: async () => ({ tool: state.version }),
    measure: async ({ report }) => {
      state.runs += 1;
      report("measuring");
      return state.measurement;
    },
    ...changes,
  };
  const printed: string[] = [];
  const complained: string[] = [];
  const environment: BenchEnvironment = {
    benchmarks: [benchmark],
    results: new KeptResults(join(folder, "results"), folder),
    page: join(folder, "benchmarks.md"),
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
    runApart: async (id) => {
      await benchCommand(["--only", id, "--fresh"], { ...environment, print() {} });
    },
  };
  const run = async (...args: string[]) => {
    printed.length = 0;
    complained.length = 0;
    const exitCode = await benchCommand(args, environment);
    return { exitCode, printed: [...printed], complained: [...complained] };
  };
  return { run, state, folder, page: environment.page };
}

const only = ["--only", "fake.speed"];

describe("registered benchmarks", () => {
  test("ids are unique and name a room and a figure", () => {
    const ids = benchmarks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^(hdl|sim|hw|net|link|learn|model|router|trust|sweep)\.[a-z0-9-]+$/);
  });

  test("the ids that other pages build on are there", () => {
    const ids = benchmarks.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(["net.digits-accuracy", "net.digits-latency-up5k", "hw.up5k-16x4", "model.lif"]),
    );
  });

  test("every source and input exists", () => {
    for (const { source, inputs = [] } of benchmarks) {
      expect(existsSync(new URL(source)), source).toBe(true);
      for (const input of inputs) expect(existsSync(new URL(`../../${input}`, import.meta.url)), input).toBe(true);
    }
  });
});

describe("npm run bench", () => {
  test("--only prints one line of JSON and exits 0 when the target holds", async () => {
    const { run } = fakeBench();
    const { exitCode, printed } = await run(...only, "--fresh");
    expect(exitCode).toBe(0);
    expect(printed.map((line) => JSON.parse(line))).toEqual([
      {
        id: "fake.speed",
        value: 5,
        unit: "m/s",
        target: 3,
        pass: true,
        versions: { tool: "1.0" },
        detail: { raw: [4, 6] },
      },
    ]);
  });

  test.each([
    ["atLeast", 2],
    ["atMost", 4],
  ] as const)("a value on the wrong side of an %s target exits 1", async (goal, value) => {
    const { run, state } = fakeBench({ target: { goal, value: 3 } });
    state.measurement = { value, detail: {} };
    const { exitCode, printed } = await run(...only, "--fresh");
    expect([exitCode, JSON.parse(printed[0] ?? "").pass]).toEqual([1, false]);
  });

  test("a missed second requirement fails the target and is told in the detail", async () => {
    const { run, state } = fakeBench();
    const requirement = { name: "clock", goal: "atLeast", value: 48, found: 47 } as const;
    state.measurement = { value: 5, detail: {}, requirements: [requirement] };
    const { exitCode, printed } = await run(...only, "--fresh");
    expect(exitCode).toBe(1);
    expect(JSON.parse(printed[0] ?? "").detail).toEqual({ requirements: [{ ...requirement, pass: false }] });
  });

  test("a kept result is printed again without measuring", async () => {
    const { run, state } = fakeBench();
    const first = await run(...only, "--fresh");
    const second = await run(...only);
    expect([second.exitCode, second.printed, state.runs]).toEqual([0, first.printed, 1]);
  });

  test("a short benchmark is measured each time", async () => {
    const { run, state } = fakeBench({ duration: "short" });
    await run(...only);
    await run(...only);
    expect(state.runs).toBe(2);
  });

  test.each([
    ["has not been measured", "it has not been measured yet", () => {}],
    [
      "has another source",
      "its sources have changed",
      ({ folder }: ReturnType<typeof fakeBench>) => writeFileSync(join(folder, "part.ts"), "export const part = 2;\n"),
    ],
    [
      "has another tool",
      "tool was 1.0 and is 1.1",
      ({ state }: ReturnType<typeof fakeBench>) => {
        state.version = "1.1";
      },
    ],
  ] as const)("a result that %s is stale: exit code 2 and what to type", async (_, why, change) => {
    const bench = fakeBench();
    if (why !== "it has not been measured yet") await bench.run(...only, "--fresh");
    change(bench);
    expect(await bench.run(...only)).toEqual({
      exitCode: 2,
      printed: [],
      complained: [
        `BENCH002 fake.speed: the kept result is stale: ${why}\n    type: npm run -s bench -- --only fake.speed --fresh`,
      ],
    });
  });

  test("a file that only the benchmark's types come from leaves its result current", async () => {
    const { run, folder } = fakeBench();
    writeFileSync(join(folder, "fake.ts"), `import type { Kind } from "./part.ts";\nexport const fake: Kind = 1;\n`);
    await run(...only, "--fresh");
    writeFileSync(join(folder, "part.ts"), "export type Kind = number;\n");
    expect((await run(...only)).exitCode).toBe(0);
  });

  test("a change in a folder that it is indifferent to leaves a result current, one elsewhere does not", async () => {
    const { run, folder } = fakeBench({ indifferentTo: ["engine/"] });
    mkdirSync(join(folder, "engine"));
    writeFileSync(join(folder, "engine/fast.ts"), "export const fast = 1;\n");
    writeFileSync(join(folder, "part.ts"), `import { fast } from "./engine/fast.ts";\nexport const part = fast;\n`);
    await run(...only, "--fresh");
    writeFileSync(join(folder, "engine/fast.ts"), "export const fast = 2;\n");
    expect((await run(...only)).exitCode).toBe(0);
    writeFileSync(join(folder, "part.ts"), `import { fast } from "./engine/fast.ts";\nexport const part = -fast;\n`);
    expect((await run(...only)).exitCode).toBe(2);
  });

  test("without options everything stale is measured and the page is written", async () => {
    const { run, state, page } = fakeBench();
    expect((await run()).exitCode).toBe(0);
    expect((await run()).exitCode).toBe(0);
    expect(state.runs).toBe(1);
    await run("--fresh");
    expect(state.runs).toBe(2);
    const row = "| [`fake.speed`](#fakespeed) | Speed of nothing | 5 m/s | ≥ 3 | holds | tool 1.0 |";
    expect(readFileSync(page, "utf8").split("\n")).toContain(row);
  });

  test("a table of a measurement stands below its method", async () => {
    const { run, state, page } = fakeBench();
    state.measurement = { value: 5, detail: {}, table: { columns: ["", "1", "2–8"], rows: [["add", "12", "1,234"]] } };
    await run();
    expect(readFileSync(page, "utf8")).toContain(
      "Not at all.\n\n|  | 1 | 2–8 |\n|---|---:|---:|\n| add | 12 | 1,234 |\n",
    );
  });

  test("a missed goal is shown but only a missed requirement fails the run of all", async () => {
    for (const [standing, exitCode] of [
      ["required", 1],
      ["goal", 0],
    ] as const) {
      const { run, state, page } = fakeBench({ standing });
      state.measurement = { value: 1, detail: {} };
      expect((await run()).exitCode).toBe(exitCode);
      expect(readFileSync(page, "utf8")).toContain("**missed**");
    }
  });

  test("--list names every benchmark", async () => {
    const { run } = fakeBench();
    expect(await run("--list")).toEqual({
      exitCode: 0,
      printed: ["fake.speed  Speed of nothing (≥ 3 m/s, required, long)"],
      complained: [],
    });
  });

  test("an error while measuring exits 70 with its stack and keeps nothing", async () => {
    const bench = fakeBench({
      measure: async () => {
        throw new Error("the engines disagree");
      },
    });
    const { exitCode, printed, complained } = await bench.run(...only, "--fresh");
    expect([exitCode, printed]).toEqual([70, []]);
    expect(complained.join()).toMatch(/the engines disagree\n {4}at /);
    expect(existsSync(join(bench.folder, "results"))).toBe(false);
  });

  test("a benchmark that cannot be measured is told with its last lines", async () => {
    const { folder } = fakeBench();
    const script = join(folder, "fails.mjs");
    writeFileSync(script, `console.error("no tool"); process.exitCode = 2;\n`);
    const told: string[] = [];
    await expect(runApart(script, "fake.speed", (line) => told.push(line))).rejects.toThrow(
      /^BENCH003 fake\.speed: cannot be measured \(exit code 2\)\n {4}no tool$/,
    );
    expect(told).toEqual(["no tool"]);
  });

  test("a benchmark that cannot be measured has its reason on the page and fails the run of all", async () => {
    const { run, page } = fakeBench({
      versions: async () => {
        throw new SpikeforgeError({ code: "TOOL010", place: "verilator", found: "none found" });
      },
    });
    expect((await run()).exitCode).toBe(1);
    expect(readFileSync(page, "utf8")).toContain("| – | ≥ 3 | not run: TOOL010 none found |  |");
  });

  test("an unknown id exits 2 and names those there are", async () => {
    const { run } = fakeBench();
    expect(await run("--only", "fake.sped")).toEqual({
      exitCode: 2,
      printed: [],
      complained: ["BENCH001 fake.sped: no such benchmark\n    there are fake.speed"],
    });
  });
});
