import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exportFiles } from "../../../api/export/index.ts";
import { boardBuild, compileNetwork, findBoard, findPlanTarget, lif, network, writeNetwork } from "../../../index.ts";
import { ensureIcarus, ensureVerilator, runIcarus, runProcess, withTemporaryFolder } from "../../../tools/index.ts";
import { readCoreFile } from "./core-file-reader.ts";

/** Its refractory counters can be read, and its hidden layer has two groups. */
const description = network("pair", { weightBits: 4, membraneBits: 16 })
  .input("in", 6)
  .population("hidden", { size: 20, neuron: lif({ threshold: 9, refractory: 2 }) })
  .population("out", { size: 3, neuron: lif({ threshold: 5 }) })
  .project("in", "hidden", {
    weights: Array.from({ length: 6 }, (_, i) => Array.from({ length: 20 }, (_, j) => ((i * j) % 9) - 3)),
  })
  .project("hidden", "out", { weights: Array.from({ length: 20 }, (_, i) => [1, -2, i % 5]) })
  .output("out")
  .build();

async function exported(board: string, clockMHz: number, built?: string): Promise<Readonly<Record<string, string>>> {
  // Icarus Verilog takes long for many lanes, and a script of the bus needs few.
  const compiled = compileNetwork(description, await findBoard(board), board === "icebreaker" ? {} : { lanes: 4 });
  const build = boardBuild(compiled, clockMHz);
  const target = await findPlanTarget(board);
  return exportFiles({ description, compiled, build, target, ...(built === undefined ? {} : { built }) });
}

/** The one that most tests look at. */
const ofIcebreaker = exported("icebreaker", 48);

async function inFolder<T>(files: Readonly<Record<string, string>>, run: (folder: string) => Promise<T>): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return run(folder);
  });
}

/** What the testbench says, run as the README tells. */
async function icarusSays(files: Readonly<Record<string, string>>): Promise<{ said: string; exitCode: number }> {
  const icarus = await ensureIcarus({ install: "allowed" });
  return inFolder(files, async (folder) => {
    const compiled = await runIcarus(icarus, "iverilog", {
      args: ["-g2012", "-Wall", "-f", "sim/sim.f", "-o", "sim.vvp"],
      cwd: folder,
    });
    expect(compiled.stdout + compiled.stderr).toBe("");
    const { stdout, stderr, exitCode } = await runIcarus(icarus, "vvp", { args: ["-n", "sim.vvp"], cwd: folder });
    return { said: stdout + stderr, exitCode };
  });
}

describe.each([
  ["icebreaker", 48],
  ["hx8k-evn", 48],
  ["ulx3s-25f", 50],
])("exported for %s", { timeout: 60_000 }, (board, clockMHz) => {
  const files = exported(board, clockMHz);

  test("Verilator -Wall has nothing to say to the files of its list", async () => {
    const top = `${board.replaceAll("-", "_")}_top`;
    const verilator = await ensureVerilator({ install: "allowed" });
    await inFolder(await files, async (folder) => {
      const { exitCode, stdout, stderr } = await runProcess({
        command: verilator.binary,
        args: ["--lint-only", "-Wall", "-f", `${top}.f`, "-f", "sim/cells.f", "--top-module", top],
        cwd: folder,
        environment: verilator.environment,
        onFailure: "return",
      });
      expect(exitCode === 0 ? "" : stdout + stderr).toBe("");
    });
  });

  test("the testbench passes in Icarus Verilog", async () => {
    const { said, exitCode } = await icarusSays(await files);
    expect(said).toMatch(/^PASS: 4 requests, \d+ bytes of answers as expected$/m);
    expect(exitCode).toBe(0);
  });

  test("the FuseSoC core can be read, and each file that it names is there, each Verilog file once", async () => {
    const all = await files;
    const [name] = Object.keys(all).filter((each) => each.endsWith(".core"));
    const core = readCoreFile(all[name ?? ""] ?? "");
    const named = Object.values(core.filesets).flatMap(({ files: each }) => each);
    expect(named.filter((file) => all[file] === undefined)).toEqual([]);
    const sources = Object.keys(all).filter((file) => /\.(v|sv|hex|pcf|lpf)$/.test(file));
    expect([...named].sort()).toEqual(sources.sort());
    for (const target of Object.values(core.targets))
      for (const set of target.filesets) expect(Object.keys(core.filesets)).toContain(set);
    expect(Object.keys(core.targets)).toEqual(["default", "lint", "sim", "synth"]);
  });
});

describe("the testbench", { timeout: 60_000 }, () => {
  test("fails when one byte of an answer is another", async () => {
    const files = await ofIcebreaker;
    const bench = Object.keys(files).find((name) => name.endsWith("_tb.sv")) ?? "";
    const answers = files[bench] ?? "";
    // The fifth byte of HELLO's answer is the largest payload.
    const wrong = { ...files, [bench]: answers.replace("answer[5] = 8'hf4", "answer[5] = 8'hf5") };
    expect(wrong[bench]).not.toBe(answers);
    const { said, exitCode } = await icarusSays(wrong);
    expect(said).toMatch(/FATAL: .*FAIL: byte 5 of the answers is f4, expected f5/s);
    expect(exitCode).not.toBe(0);
  });

  test("fails when the design says nothing", async () => {
    const files = await ofIcebreaker;
    const name = "rtl/uart_tx.v";
    const silent = { ...files, [name]: (files[name] ?? "").replace(/\btx <= /g, "tx <= 1'b1 | ") };
    expect(silent[name]).not.toBe(files[name]);
    const { said, exitCode } = await icarusSays(silent);
    expect(said).toContain("FAIL: 0 bytes of answer, expected 16 after request 0");
    expect(exitCode).not.toBe(0);
  });
});

describe("the README", () => {
  test("has the bytes of the testbench, the memory map of the shape, ports with pins, and cycles", async () => {
    const files = await ofIcebreaker;
    const page = files["README.md"] ?? "";
    expect(page).toContain("`7E 00 00 FF 12 D9 41 7E`");
    expect(page).toContain("| `uart_rx` | input | 6 | serial line into the chip, 3000000 baud, 8N1 |");
    expect(page).toContain(
      "| 0 | weights | 0000 | 32 | 4 | 4 | read, write | 16 weights of 4 bits, lane 0 in the lowest bits |",
    );
    expect(page).toContain("`segments`: weightBase 4…0, region 5, lastOfGroup 6");
    expect(page).toMatch(/CLEAR takes \d+ cycles/);
    expect(page).toMatch(/Not built yet; predicted: \d+ logic cells, \d+ RAM blocks, 4 SPRAM/);
  });

  test("of a chip with a frame encoder says what a host writes to it, and the chip still answers", {
    timeout: 60_000,
  }, async () => {
    const compiled = compileNetwork(description, await findBoard("icebreaker"), { encoder: { latency: "built" } });
    const target = await findPlanTarget("icebreaker");
    const files = await exportFiles({ description, compiled, build: boardBuild(compiled, 48), target });
    expect(files["README.md"]).toContain(
      "| 5 | frame | 0000 | 3 | 1 | 1 | write | values of 6 channels, two in a word, the first in the low byte |",
    );
    expect(files["README.md"]).toContain("| 5 | frameOrder | 8001 | 1 |");
    expect((await ofIcebreaker)["README.md"]).not.toContain("frameOrder");
    expect((await icarusSays(files)).said).toMatch(/^PASS: 4 requests/m);
  });

  test("names every file that is in the folder, and no other", async () => {
    const files = await ofIcebreaker;
    const names = Object.keys(files);
    const page = files["README.md"] ?? "";
    const mentioned = [...page.matchAll(/`((?:sim\/)?[\w.-]+\.(?:f|pcf|core|json|sv))`/g)].map(([, name = ""]) => name);
    for (const name of mentioned)
      expect(
        names.some((each) => each === name || each === `sim/${name}`),
        name,
      ).toBe(true);
    expect(mentioned).toContain("icebreaker_top.f");
  });

  test("CLI083: figures of the build of another design are refused", async () => {
    await withTemporaryFolder(async (folder) => {
      const report = { top: "x", clocks: [], criticalPaths: [] };
      await writeFile(join(folder, "report.json"), JSON.stringify(report));
      const failure = await exported("icebreaker", 48, folder).catch((error: Error) => error.message);
      expect(
        String(failure)
          .replaceAll(folder, "…")
          .replace(/verilog\/\w+\.v and \d+ more/, "verilog/a.v and n more"),
      ).toBe(
        "CLI083 …: is the build of another design: verilog/a.v and n more differ from what is exported\n" +
          "    build again with the same network, board, lanes and clock, or leave --build out",
      );
    });
  });
});

test("an exported folder is the same for the same input", async () => {
  expect(await exported("icebreaker", 48)).toEqual(await ofIcebreaker);
});

test("CLI084: a folder that is something else stays as it is", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, "thesis.tex"), "all of it");
    const file = join(folder, "..", `${folder.split("/").at(-1)}.json`);
    await writeFile(file, writeNetwork(description));
    const { stderr, exitCode } = await runProcess({
      command: process.execPath,
      args: ["bin/spikeforge.mjs", "export", file, "--out", folder],
      onFailure: "return",
    });
    expect(stderr.replaceAll(folder, "…")).toBe(
      "CLI084 …: exists and holds something that is not an earlier export (no export.json)\n    name another folder, or remove it\n",
    );
    expect(exitCode).toBe(2);
    expect(await readdir(folder)).toEqual(["thesis.tex"]);
    expect(await readFile(join(folder, "thesis.tex"), "utf8")).toBe("all of it");
  });
});
