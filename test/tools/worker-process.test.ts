import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { withTemporaryFolder } from "../../tools/index.ts";
import { hard } from "./hard-problem.ts";
import { childrenOf, isGone } from "./processes.ts";

const tools = new URL("../../tools/index.ts", import.meta.url).href;

/** Programs that keep a worker busy for longer than any test waits. */
const programs = {
  "smt-process": `
    import { openSmtSolver } from "${tools}";
    const solver = await openSmtSolver();
    await solver.context().ask(${JSON.stringify(hard)});`,
  "wasm-process": `
    import { findTool } from "${tools}";
    const yosys = await findTool("yosys", { prefer: "wasm" });
    const wide = "module t (input [511:0] a, b, c, output [511:0] y); assign y = a / b % c; endmodule";
    await yosys.run({ args: ["-p", "read_verilog t.v; synth"], files: { "t.v": wide }, outputs: [] });`,
};

describe.runIf(process.platform === "linux")("a worker at work", () => {
  test.each(Object.entries(programs))("%s ends when the process that started it is gone", async (name, text) => {
    await withTemporaryFolder(async (folder) => {
      const program = join(folder, "program.mjs");
      await writeFile(program, text);
      const parent = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "inherit", "inherit"] });
      const ended = once(parent, "exit");
      let worker: number | undefined;
      while (worker === undefined) {
        await sleep(50);
        worker = childrenOf(parent.pid ?? 0, name)[0];
      }
      await sleep(2000); // in the midst of WebAssembly, where it hears nothing
      expect(await isGone(worker, 0)).toBe(false);
      parent.kill("SIGKILL");
      expect(await ended).toEqual([null, "SIGKILL"]);
      expect(await isGone(worker, 10)).toBe(true);
    });
  });
});
