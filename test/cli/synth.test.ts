import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuildReport, lif, network, writeNetwork } from "../../index.ts";
import { runProcess } from "../../tools/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "bin", "spikeforge.mjs");
const pair = network("pair", { weightBits: 4, membraneBits: 16, weightScale: 1 })
  .input("in", 3)
  .population("out", { size: 2, neuron: lif({ threshold: 4 }) })
  .project("in", "out", { weights: new Int8Array(6).fill(2) })
  .output("out")
  .build();

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-synth-"));
  await writeFile(join(folder, "pair.network.json"), writeNetwork(pair));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function spikeforge(...args: string[]) {
  const { stdout, stderr, exitCode } = await runProcess({
    command: process.execPath,
    args: [bin, ...args],
    cwd: folder,
    environment: { SPIKEFORGE_CACHE: join(folder, "cache") },
    onFailure: "return",
  });
  return { stdout, stderr, exitCode };
}

/** A clock that an UP5K cannot reach, so that the path is told. */
const synth = (...more: string[]) =>
  spikeforge("synth", "pair.network.json", "--lanes", "2", "--clock", "150", "--tools", "wasm", ...more);

describe("spikeforge synth", { timeout: 240_000 }, () => {
  it("a clock that is missed: exit code 1, the path by signals with lines that exist, and a clock that would hold", async () => {
    const { stdout, exitCode, stderr } = await synth("--out", "first");
    expect({ exitCode, stderr: stderr.replace(/^building the bitstream.*\n/gm, "") }).toEqual({
      exitCode: 1,
      stderr: "",
    });
    const fmax = Number(/: ([\d.]+) MHz, 150 required, slack -[\d.]+ ns {2}NOT MET$/m.exec(stdout)?.[1]);
    expect(fmax).toBeGreaterThan(40);
    expect(stdout).toMatch(/^the slowest path takes [\d.]+ ns: [\d.]+ in cells, [\d.]+ on nets$/m);
    const holds = Number(/^ {2}--clock (\d+) +a clock that this placement holds$/m.exec(stdout)?.[1]);
    expect(holds).toBeLessThanOrEqual(fmax);
    expect(holds).toBeGreaterThan(fmax - 3);
    const sources = [...stdout.matchAll(/\b(rtl\/[\w/-]+\.ts):(\d+)\b/g)];
    expect(sources.length).toBeGreaterThan(1);
    for (const [, file = "", line] of sources) {
      const lines = (await readFile(join(root, file), "utf8")).split("\n");
      expect(lines.length, `${file}:${line}`).toBeGreaterThanOrEqual(Number(line));
    }
    expect(await readdir(join(folder, "first"))).toEqual(expect.arrayContaining(["report.html", "icebreaker_top.bin"]));
    const report = JSON.parse(await readFile(join(folder, "first", "report.json"), "utf8")) as BuildReport;
    expect(report).toMatchObject({ seed: 1, seeds: [{ seed: 1, met: false }], met: false });
    expect(report.cached).toBeUndefined();
    const named = report.criticalPaths.flatMap(({ steps }) => steps.map(({ signal }) => signal !== undefined));
    expect(named.filter(Boolean).length / named.length).toBeGreaterThan(0.8);
  });

  it("unchanged: answered from what was built, the same folder is left, another one gets the same bytes", async () => {
    const again = await synth("--out", "first", "--json");
    expect(again.exitCode).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({
      cached: true,
      board: "icebreaker",
      family: "ice40",
      out: "first",
    });
    const other = await synth("--out", "second");
    expect(other.stdout).toMatch(
      /^as built before, in yosys [\d.]+ s, nextpnr [\d.]+ s, icepack [\d.]+ s \(--no-cache builds anew\)$/m,
    );
    const bitstream = (name: string) => readFile(join(folder, name, "icebreaker_top.bin"));
    expect((await bitstream("second")).equals(await bitstream("first"))).toBe(true);
    expect(JSON.parse(await readFile(join(folder, "second", "report.json"), "utf8")).cached).toBe(true);
  });

  it("cache: says what is kept, and removes it", async () => {
    expect((await spikeforge("cache")).stdout).toMatch(/^1 build, \d\.\d MB of at most 2048\.0 MB\n.*builds\n$/);
    const { stdout } = await spikeforge("cache", "--clear", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ builds: 1, cleared: true });
    expect((await spikeforge("cache")).stdout).toMatch(/^0 builds, 0\.0 MB/);
  });

  it("a folder with other things in it is refused before anything is built", async () => {
    await writeFile(join(folder, "notes"), "mine");
    const { exitCode, stderr } = await synth("--out", "notes");
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      "FLOW020 notes: exists and is a file, not the folder of an earlier build\n    name another folder, or remove it\n",
    );
  });
});
