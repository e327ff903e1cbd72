import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BoardAbility, ToolFinding } from "../../index.ts";
import { runProcess } from "../../tools/index.ts";
import { fakeProgram } from "../tools/fake-programs.ts";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));
let folder = "";
let suite = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-doctor-"));
  suite = join(folder, "suite");
  const tool = (name: string, script: string) => fakeProgram(join(suite, "bin"), name, script);
  await tool("yosys", 'echo "Yosys 0.60 (git sha1 1234)"');
  await tool(
    "nextpnr-ecp5",
    'echo "\\"nextpnr-ecp5\\" -- Next Generation Place and Route (Version nextpnr-0.9-5-gabc)" >&2',
  );
  await tool("ecppack", "exit 0");
  await tool("openFPGALoader", "exit 0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Answer {
  readonly complete: boolean;
  readonly findings: readonly ToolFinding[];
  readonly boards: readonly BoardAbility[];
}

/** On a machine with no cache and nothing on its PATH. */
async function doctor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { stdout, exitCode } = await runProcess({
    command: process.execPath,
    args: [bin, "doctor", ...args],
    environment: { PATH: "", SPIKEFORGE_CACHE: join(folder, "cache"), ...environment },
    onFailure: "return",
  });
  return { stdout, exitCode };
}

describe("spikeforge doctor", { timeout: 60_000 }, () => {
  it("--board: an ECP5 board with an OSS CAD Suite that has all of its tools is ready, exit code 0", async () => {
    const { stdout, exitCode } = await doctor(["--board", "ulx3s-25f", "--json"], { SPIKEFORGE_OSS_CAD_SUITE: suite });
    expect(exitCode).toBe(0);
    const { complete, findings, boards } = JSON.parse(stdout) as Answer;
    expect(complete).toBe(true);
    expect(boards).toEqual([
      { board: "ulx3s-25f", canBuild: true, canProgram: true, programmer: "openFPGALoader", missing: [] },
    ]);
    expect(findings.find(({ name }) => name === "nextpnr-ecp5")?.found?.origin).toBe(
      join(suite, "bin", "nextpnr-ecp5"),
    );
    expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  it("--board: without a programmer the board can be built; the command that mends it is told, exit code 1", async () => {
    const { stdout, exitCode } = await doctor(["--board", "icebreaker"]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^icebreaker +yes +NO +iceprog$/m);
    expect(stdout).toContain(
      [
        "TOOL004 iceprog: not found: none on PATH, and SPIKEFORGE_ICEPROG is not set",
        "    type: sudo apt-get install fpga-icestorm, or set SPIKEFORGE_ICEPROG",
      ].join("\n"),
    );
    expect(stdout).not.toContain("dfu-util");
  });

  it("all boards: what is missing for which, exit code 1", async () => {
    const { stdout, exitCode } = await doctor(["--json"]);
    expect(exitCode).toBe(1);
    const { complete, boards } = JSON.parse(stdout) as Answer;
    expect(complete).toBe(false);
    expect(boards).toHaveLength(17);
    expect(boards.find(({ board }) => board === "orangecrab-25f")).toEqual({
      board: "orangecrab-25f",
      canBuild: false,
      canProgram: false,
      programmer: "dfu-util",
      missing: ["nextpnr-ecp5", "ecppack", "dfu-util"],
    });
    // npm's WebAssembly tools are there in every checkout.
    expect(boards.filter(({ canBuild }) => canBuild).map(({ board }) => board)).toContain("hx8k-evn");
  });
});
