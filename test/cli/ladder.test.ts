import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  boardBuild,
  compileNetwork,
  findBoard,
  type LadderResult,
  lif,
  network,
  runLadder,
  writeNetwork,
} from "../../index.ts";
import { ensureVerilator, findTool, runProcess } from "../../tools/index.ts";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));
const pair = network("pair", { weightBits: 4, membraneBits: 16, weightScale: 1 })
  .input("in", 3)
  .population("out", { size: 2, neuron: lif({ threshold: 4 }) })
  .project("in", "out", { weights: new Int8Array(6).fill(2) })
  .output("out")
  .build();

let folder = "";
beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
  folder = await mkdtemp(join(tmpdir(), "spikeforge-ladder-"));
  await writeFile(join(folder, "pair.network.json"), writeNetwork(pair));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const spikeforge = (...args: string[]) =>
  runProcess({ command: process.execPath, args: [bin, ...args], cwd: folder, onFailure: "return" });

describe("spikeforge ladder", () => {
  it("compares the rungs that it is asked for, and writes what it found", async () => {
    const { exitCode, stdout, stderr } = await spikeforge(
      ...["ladder", "pair.network.json", "--lanes", "2", "--ticks", "6", "--rate", "0.5", "--rungs", "verilator"],
      ...["--out", "ladder.json"],
    );
    expect(stderr).toContain("climbing the ladder: all equal");
    expect(stdout).toMatch(
      /^pair on icebreaker: \d+ words loaded, \d+ read back, 6 ticks with \d+ events, \d+ spikes, /,
    );
    expect(stdout.split("\n").map((line) => line.trim().split(/\s+/).slice(0, 2).join(" "))).toEqual(
      expect.arrayContaining([
        "reference equal",
        "embedded equal",
        "verilator equal",
        "netlist left",
        "bitstream left",
      ]),
    );
    expect(exitCode).toBe(0);
    const result = JSON.parse(await readFile(join(folder, "ladder.json"), "utf8")) as LadderResult;
    expect(result).toMatchObject({ network: "pair", board: "icebreaker", device: "up5k", equal: true, clockMHz: 48 });
    expect(result.rungs.map(({ name, status }) => [name, status])).toEqual([
      ["reference", "equal"],
      ["embedded", "equal"],
      ["verilator", "equal"],
      ["netlist", "left out"],
      ["bitstream", "left out"],
    ]);
    expect(result.rungs[2]?.cycles).toBe(result.rungs[1]?.cycles);
  }, 240_000);

  it("names the rungs there are, and refuses a board without a UART", async () => {
    const rung = await spikeforge("ladder", "pair.network.json", "--rungs", "netlist,gates");
    expect([rung.exitCode, rung.stderr]).toEqual([
      2,
      expect.stringContaining('there is no rung "gates"; there are verilator, netlist, bitstream'),
    ]);
    const fomu = await spikeforge("ladder", "pair.network.json", "--board", "fomu");
    expect([fomu.exitCode, fomu.stderr]).toEqual([2, expect.stringContaining("CLI040")]);
  }, 60_000);
});

it("CLI076: a ladder without ticks", async () => {
  const compiled = compileNetwork(pair, await findBoard("icebreaker"));
  const tools = { family: "ecp5", flow: { yosys: await findTool("yosys", { prefer: "wasm" }) } } as const;
  await expect(runLadder(compiled, boardBuild(compiled, 48), { name: "pair", input: [], tools })).rejects.toThrow(
    /^CLI076 pair: no ticks to run\n {4}use --ticks$/,
  );
});
