/** A sweep from the command line to bitstreams: one board whose clock cannot be made, one that is built, one interrupted. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SweepRow } from "../../cli/sweep/sweep-row.ts";
import { ice40Board } from "../../index.ts";
import { commandLine } from "../support/command-line.ts";
import { startCommand } from "../support/command-process.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-sweep-"));
  await mkdir(join(folder, "tmp"));
  const { resources: _, ...icestick } = ice40Board("icestick");
  // Its PLL takes 10 MHz at least.
  const broken = {
    ...icestick,
    id: "slow",
    name: "Slow",
    clock: { ...icestick.clock, MHz: 5 },
    constraintFile: "slow.pcf",
  };
  await writeFile(join(folder, "slow.json"), JSON.stringify(broken));
  await writeFile(join(folder, "slow.pcf"), "set_io clk_pin 21\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rowsOf = async (): Promise<SweepRow[]> =>
  JSON.parse(await readFile(join(folder, "out", "sweep.json"), "utf8")) as SweepRow[];

describe("spikeforge sweep", () => {
  it("a sweep that is interrupted keeps what is whole: the rows and builds so far, nothing of the board at work", async () => {
    const run = startCommand(folder, [
      ...["sweep", "--boards", "slow.json,icestick,icebreaker", "--tools", "wasm", "--out", "out"],
    ]);
    try {
      await run.said(/icebreaker …/);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      run.child.kill("SIGINT");
      expect(await run.ended).toBe(130);
    } finally {
      run.child.kill("SIGKILL");
    }
    expect(run.text()).toMatch(/cancelled by SIGINT/);
    expect((await readdir(join(folder, "out"))).sort()).toEqual(["icestick", "sweep.json", "sweep.md"]);
    expect((await readdir(join(folder, "tmp"))).filter((name) => name.startsWith("spikeforge-"))).toEqual([]);
    const rows = await rowsOf();
    expect(rows.map(({ board }) => board)).toEqual(["slow", "icestick"]);
    expect(await readdir(join(folder, "out", "icestick"))).toContain("icestick_top.bin");
  }, 300_000);

  it("exit code 2 when a board fails, whose row says why; the others' rows hold what their reports say", async () => {
    const { SPIKEFORGE_CACHE: before } = process.env;
    process.env.SPIKEFORGE_CACHE = join(folder, "cache");
    try {
      const args = ["sweep", "--boards", "slow.json,icestick", "--tools", "wasm", "--out", "out"];
      const { exitCode, stdout, stderr } = await commandLine(folder, ...args);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/slow: BRD\d+\nBRD\d+ /);
      const [slow, icestick] = await rowsOf();
      expect(slow).toMatchObject({ board: "slow", errors: [{ code: expect.stringMatching(/^BRD/) }] });
      const report = JSON.parse(await readFile(join(folder, "out", "icestick", "report.json"), "utf8"));
      const { lc, ebr, fmaxMHz, requiredMHz, slackNs, met, bitstreamBytes } = report;
      expect(icestick).toMatchObject({
        ...{ board: "icestick", device: "hx1k tq144", cells: lc, blocks: ebr, cached: true },
        ...{ fmaxMHz, requiredMHz, slackNs, met, bitstreamBytes },
      });
      const bitstream = await readFile(join(folder, "out", "icestick", "icestick_top.bin"));
      expect(bitstreamBytes).toBe(bitstream.length);
      const lines = stdout.split("\n").map((line) => line.trim().split(/\s{2,}/));
      expect(lines[0]?.slice(0, 3)).toEqual(["board", "device", "network"]);
      expect(lines[1]?.slice(0, 2)).toEqual(["slow", "hx1k tq144"]);
      expect(lines[2]?.slice(0, 3)).toEqual(["icestick", "hx1k tq144", "16-64"]);
      expect(lines[2]?.at(-1)).toBe("built before");
      expect(await readFile(join(folder, "out", "sweep.md"), "utf8")).toContain(`| ${fmaxMHz.toFixed(1)} |`);
    } finally {
      if (before === undefined) delete process.env.SPIKEFORGE_CACHE;
      else process.env.SPIKEFORGE_CACHE = before;
    }
  }, 120_000);
});
