import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../../tools/index.ts";
import { fakeProgram } from "../tools/fake-programs.ts";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-program-"));
  await writeFile(join(folder, "top.bin"), "bits");
  for (const [build, board, files] of [
    ["ice", "icebreaker", ["icebreaker_top.bin"]],
    ["booting", "icebreaker", ["icebreaker_top.bin", "icebreaker_top.boot.bin"]],
    ["fomu", "fomu", ["fomu_top.bin", "fomu_top.boot.bin", "fomu_top.flash.bin"]],
    ["ecp5", "ulx3s-12f", ["ulx3s_12f_top.bit"]],
  ] as const) {
    await mkdir(join(folder, build));
    await writeFile(join(folder, build, "report.json"), JSON.stringify({ board }));
    for (const file of files) await writeFile(join(folder, build, file), "bits");
  }
  await mkdir(join(folder, "nothing"));
  // Each program of its own folder: a test chooses which are there.
  for (const name of ["iceprog", "openFPGALoader", "dfu-util"]) {
    await fakeProgram(join(folder, "tools", name), name, `echo "${name} was given: $*"`);
  }
  await fakeProgram(join(folder, "tools", "broken"), "iceprog", 'echo "init.." >&2; echo "flash ID: 0xFF" >&2; exit 3');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(tools: readonly string[], ...args: string[]) {
  const { stdout, stderr, exitCode } = await runProcess({
    command: process.execPath,
    args: [bin, "program", ...args],
    cwd: folder,
    environment: { PATH: tools.map((tool) => join(folder, "tools", tool)).join(":") },
    onFailure: "return",
  });
  return { stdout, stderr, exitCode };
}

describe("spikeforge program", () => {
  it("a build: its board's programmer, with what it prints, and how to go on", async () => {
    const { stdout, stderr, exitCode } = await program(["iceprog"], "ice");
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      "bitstream into the flash: iceprog ice/icebreaker_top.bin\niceprog was given: ice/icebreaker_top.bin\n",
    );
    expect(stdout).toMatch(
      /^iCEBreaker programmed in [\d.]+ s: bitstream into the flash\ntalk to it: spikeforge run <network> --board icebreaker --port <serial port>\n$/,
    );
  });

  it("an ECP5 board: into the FPGA, or with --flash for good", async () => {
    expect((await program(["openFPGALoader"], "ecp5")).stderr).toContain("given: -b ulx3s ecp5/ulx3s_12f_top.bit\n");
    const { stderr } = await program(["openFPGALoader"], "ecp5", "--flash");
    expect(stderr).toContain("given: -b ulx3s -f ecp5/ulx3s_12f_top.bit\n");
  });

  it("a build that boots from flash: bitstream, then the data behind it; in one file where the board takes one", async () => {
    const { stderr, exitCode } = await program(["iceprog"], "booting");
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /given: booting\/icebreaker_top\.bin\nboot data to offset (\d+): .*\niceprog was given: -o \1 booting\/icebreaker_top\.boot\.bin\n$/,
    );
    expect((await program(["dfu-util"], "fomu")).stderr).toContain("-D fomu/fomu_top.flash.bin\n");
  });

  it("openFPGALoader, where the board's own program is missing", async () => {
    expect((await program(["openFPGALoader"], "ice")).stderr).toContain(
      "openFPGALoader was given: -b ice40_generic ice/icebreaker_top.bin",
    );
  });

  it("--dry-run and --json: the commands alone, with no program there", async () => {
    const { stdout, exitCode } = await program([], "top.bin", "--board", "hx8k-evn", "--dry-run", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ board: "hx8k-evn", mode: "volatile", commands: ["iceprog -S top.bin"] });
  });

  it("TOOL004: no program there, with what installs it and the command", async () => {
    const { stderr, exitCode } = await program([], "top.bin", "--board", "tinyfpga-bx");
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      "TOOL004 tinyprog: not found: none on PATH, and SPIKEFORGE_TINYPROG is not set; it was to run: tinyprog --program top.bin\n" +
        "    type: pip install tinyprog, or set SPIKEFORGE_TINYPROG\n",
    );
  });

  it("TOOL001: a program that fails, with its last lines", async () => {
    const { stderr, exitCode } = await program(["broken"], "ice");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      "TOOL001 iceprog: exit code 3, called as: iceprog ice/icebreaker_top.bin\n    init..\n    flash ID: 0xFF\n",
    );
  });

  it("CLI001, CLI062, CLI063: no file, no build, no board or another one", async () => {
    const error = async (...args: string[]) => {
      const { stderr, exitCode } = await program(["iceprog"], ...args);
      expect(exitCode).toBe(2);
      return stderr;
    };
    expect(await error("gone.bin", "--board", "icebreaker")).toBe(
      "CLI001 gone.bin: cannot be read: ENOENT\n    check the path\n",
    );
    expect(await error("nothing")).toBe(
      "CLI062 nothing: no report.json in it: not a folder of spikeforge synth\n" +
        "    name the folder that synth wrote, or a .bin or .bit file with --board\n",
    );
    expect(await error("top.bin")).toBe(
      "CLI063 top.bin: a bitstream does not say which board it is for\n    add --board; see `spikeforge boards`\n",
    );
    expect(await error("ice", "--board", "icestick")).toBe(
      "CLI063 ice: built for icebreaker, not for icestick\n    use --board icebreaker, or build it for icestick\n",
    );
  });
});
