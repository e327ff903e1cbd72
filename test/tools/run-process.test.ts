import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { sideBySide } from "../../flow/side-by-side.ts";
import { runProcess, withTemporaryFolder } from "../../tools/index.ts";
import { isGone } from "./processes.ts";

const shell = (script: string) => ({ name: "script", command: "/bin/sh", args: ["-c", script] });

describe("runProcess", () => {
  test.each([
    ["", () => undefined],
    [" with one signal for all", () => new AbortController().signal],
  ])("many at once%s draw no warning of listeners, and leave the limit as it was", async (_, signalOf) => {
    const limit = process.getMaxListeners();
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => warnings.push(message);
    process.on("warning", onWarning);
    const many = Array.from({ length: 2 * limit }, (_, index) => index);
    await sideBySide(many, many.length, signalOf(), async (_, __, signal) => {
      await runProcess({ command: "sleep", args: ["0.2"], signal });
    });
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
    expect(process.getMaxListeners()).toBe(limit);
  });

  test("captures both streams, hands over whole lines, passes input and environment", async () => {
    const lines: string[] = [];
    const run = await runProcess({
      ...shell('read word; printf "a$word$EXTRA\\nb"; echo warn >&2'),
      input: "hello\n",
      environment: { EXTRA: "!" },
      onLine: (line) => lines.push(line),
    });
    expect(run).toMatchObject({ stdout: "ahello!\nb", stderr: "warn\n", exitCode: 0 });
    expect(lines.sort()).toEqual(["ahello!", "b", "warn"]);
  });

  test("TOOL001: a failing program is told with its arguments, its exit code and its last 20 lines", async () => {
    const script = "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line $i; done; echo broken >&2; exit 3";
    await expect(runProcess(shell(script))).rejects.toThrow(
      new SpikeforgeError({
        code: "TOOL001",
        place: "script",
        found: `exit code 3, called as: script -c '${script}'`,
        source: [...Array.from({ length: 19 }, (_, index) => `line ${index + 12}`), "broken"],
      }),
    );
  });

  test("a failing exit code can be handed back instead", async () => {
    expect(await runProcess({ ...shell("exit 4"), onFailure: "return" })).toMatchObject({ exitCode: 4 });
  });

  test("TOOL003: a program that does not exist", async () => {
    await expect(runProcess({ command: "/no/such/program", args: [] })).rejects.toThrow(
      new SpikeforgeError({
        code: "TOOL003",
        place: "/no/such/program",
        found: "cannot be started as /no/such/program (ENOENT)",
        mend: "install it, or put its folder on PATH",
      }),
    );
  });

  test("TOOL002: a timeout kills the program", async () => {
    await expect(runProcess({ ...shell("echo begun; sleep 30"), timeoutSeconds: 0.2 })).rejects.toThrow(
      new SpikeforgeError({
        code: "TOOL002",
        place: "script",
        found: "stopped after 0.2 s, called as: script -c 'echo begun; sleep 30'",
        source: ["begun"],
      }),
    );
  });

  test("an abort kills the program and what it started, and rejects with the signal's reason", async () => {
    await withTemporaryFolder(async (folder) => {
      const controller = new AbortController();
      const pidFile = join(folder, "pid");
      const run = runProcess({
        ...shell(`sleep 30 & echo $! > ${pidFile}; echo ready; wait`),
        signal: controller.signal,
        onLine: () => controller.abort(new Error("enough")),
      });
      const started = performance.now();
      await expect(run).rejects.toThrow("enough");
      expect(performance.now() - started).toBeLessThan(10_000); // `sleep 30` held the output open, had it lived on
      const grandchild = Number(await readFile(pidFile, "utf8"));
      expect(await isGone(grandchild, 1)).toBe(true);
      expect(process.listenerCount("SIGINT")).toBe(0);
    });
  });

  test("a SIGTERM to this process kills the program and removes its folder", async () => {
    await withTemporaryFolder(async (folder) => {
      const tools = new URL("../../tools/index.ts", import.meta.url).href;
      const program = join(folder, "program.mjs");
      await writeFile(
        program,
        `import { runProcess, withTemporaryFolder } from "${tools}";
await withTemporaryFolder((cwd) => runProcess({
  command: "/bin/sh", cwd, args: ["-c", "echo $$; pwd; exec sleep 30"], onLine: (line) => console.log(line),
}));`,
      );
      const child = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      let text = "";
      for await (const piece of child.stdout) {
        text += String(piece);
        if (text.split("\n").length === 3) child.kill("SIGTERM");
      }
      expect(await ended).toEqual([143, null]);
      const [pid, temporary] = text.split("\n");
      expect(await isGone(Number(pid), 1)).toBe(true);
      await expect(stat(temporary ?? "")).rejects.toThrow("ENOENT");
    });
  });
});
