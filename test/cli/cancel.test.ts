import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lif, network, writeNetwork } from "../../index.ts";
import { startCommand } from "../support/command-process.ts";
import { fakeProgram } from "../tools/fake-programs.ts";

const pair = network("pair", { weightBits: 4, membraneBits: 16, weightScale: 1 })
  .input("in", 3)
  .population("out", { size: 2, neuron: lif({ threshold: 4 }) })
  .project("in", "out", { weights: new Int8Array(6).fill(2) })
  .output("out")
  .build();

let folder = "";
let running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-cancel-"));
  await mkdir(join(folder, "tmp"));
  await writeFile(join(folder, "pair.network.json"), writeNetwork(pair));
});
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
  await rm(folder, { recursive: true, force: true });
});

const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}, program?: string) => {
  const run = startCommand(folder, args, environment, program);
  running.push(run.child);
  return run;
};

const synth = (...more: string[]) => ["synth", "pair.network.json", "--lanes", "2", "--out", "out", ...more];
const secondsUntil = async (work: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work;
  return (performance.now() - from) / 1000;
};
/** A killed child of a killed process is a zombie until the system's first process has looked after it. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(stat);
}

describe("a synth that is cancelled", { timeout: 120_000 }, () => {
  it.each([
    ["yosys", "SIGINT", 130, /building the bitstream …/],
    ["nextpnr", "SIGTERM", 143, /building the bitstream: 5\d %/],
  ] as const)(
    "in the middle of %s by %s: exit code %i at once, nothing left behind",
    async (_tool, signal, code, at) => {
      await mkdir(join(folder, "out"));
      await writeFile(join(folder, "out", "report.json"), "an earlier build");
      const run = start(synth("--tools", "wasm"));
      await run.said(at);
      if (signal === "SIGINT") await new Promise((resolve) => setTimeout(resolve, 1500));
      run.child.kill(signal);
      expect(await secondsUntil(run.ended)).toBeLessThan(5);
      expect(await run.ended).toBe(code);
      expect(run.text()).toMatch(
        new RegExp(`\ncancelling; once more ends at once\ncancelled by ${signal}; nothing was written\n$`),
      );
      expect((await readdir(folder)).sort()).toEqual(["out", "pair.network.json", "tmp"]);
      expect(await readdir(join(folder, "out"))).toEqual(["report.json"]);
      expect((await readdir(join(folder, "tmp"))).filter((name) => name.startsWith("spikeforge-"))).toEqual([]);
    },
  );

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s while a native tool and its own child run: both are gone", async (signal, code) => {
    const yosys = await fakeProgram(
      folder,
      "yosys",
      `[ "$1" = -V ] && { echo "Yosys 0.60"; exit; }\nsleep 1000 & echo "$! $$" > "${folder}/pids.part"; mv "${folder}/pids.part" "${folder}/pids"; echo "1. Executing"; wait`,
    );
    const run = start(synth("--tools", "auto"), { SPIKEFORGE_YOSYS: yosys, PATH: process.env.PATH ?? "" });
    let pids: number[] = [];
    while (pids.length === 0) {
      if (run.child.exitCode !== null) throw new Error(run.text());
      pids = (await readFile(join(folder, "pids"), "utf8").catch(() => ""))
        .trim()
        .split(" ")
        .filter(Boolean)
        .map(Number);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true]);
    run.child.kill(signal);
    expect(await run.ended).toBe(code);
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false]);
    expect((await readdir(join(folder, "tmp"))).filter((name) => name.startsWith("spikeforge-"))).toEqual([]);
    expect(await readdir(folder)).not.toContain("out");
  });

  it("a second Ctrl-C ends work that does not stop", async () => {
    const program = join(folder, "stubborn.ts");
    const cancel = fileURLToPath(new URL("../../cli/cancel.ts", import.meta.url));
    await writeFile(
      program,
      `import { untilCancelled } from ${JSON.stringify(cancel)};
       setInterval(() => undefined, 1000);
       void untilCancelled(() => new Promise(() => process.stdout.write("working\\n")));`,
    );
    const run = start([], {}, program);
    await run.said(/working/);
    run.child.kill("SIGINT");
    await run.said(/cancelling; once more ends at once/);
    expect(run.child.exitCode).toBeNull();
    run.child.kill("SIGINT");
    expect(await run.ended).toBe(130);
  });
});
