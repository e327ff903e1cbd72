import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { runProcess, withTemporaryFolder } from "../../tools/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const rounds = 7;

/** A project as somebody has it who installed the package. */
const source = `import { bool, module, output, regs, uint } from "spikeforge/hdlgen";

export const Blinker = module(
  "blinker",
  (_: { bits: number }) => ({ led: output(bool) }),
  (_, { bits }) => {
    const { count } = regs({ count: [uint(bits), 0] });
    count.next = count.addw(1);
    return { led: count.bit(bits - 1) };
  },
);
// edit 0
`;
const test = `import { expect } from "vitest";
import { hardwareTest } from "spikeforge/vitest";
import { Blinker } from "./blinker.ts";

hardwareTest("blinker: on after half its period", { dut: Blinker({ bits: 4 }) }, (tb) => {
  tb.reset();
  expect(tb.until(() => tb.dut.led.value === 1)).toBe(8);
});
`;

export const watchRerun: Benchmark = {
  id: "sim.watch-rerun",
  title: "vitest in watch mode: from an edit of a module to the result of its test, embedded engine",
  method:
    "A project of one module and one test, with the package compiled to JavaScript as npm installs it. The wall clock " +
    `from writing the file to the end of vitest's run, vitest's 100 ms of waiting for further edits included; median of ${rounds} edits.`,
  unit: "s",
  target: { goal: "atMost", value: 1 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  inputs: ["bench/sim/watch-probe.mjs", "sim/vitest/index.ts"],
  versions: async () => ({ ...(await nodeVersion()), vitest: await versionOf("vitest") }),
  measure: () =>
    withTemporaryFolder(async (folder) => {
      await install(folder);
      const edited = join(folder, "blinker.ts");
      await writeFile(edited, source);
      await writeFile(join(folder, "blinker.test.ts"), test);
      const probe = fileURLToPath(new URL("./watch-probe.mjs", import.meta.url));
      const { stdout } = await runProcess({ command: process.execPath, args: [probe, folder, edited, String(rounds)] });
      const seconds = (JSON.parse(stdout.trim()) as number[]).map((ms) => significant(ms / 1000));
      return { value: significant(median(seconds)), detail: { secondsByEdit: seconds } };
    }),
};

/** The package, without its types, and the peers that it shares with the project. */
async function install(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  const own = join(modules, "spikeforge");
  await mkdir(own, { recursive: true });
  for (const peer of ["vitest", "fast-check"]) await symlink(`${root}node_modules/${peer}`, join(modules, peer), "dir");
  await writeFile(join(own, "package.json"), await readFile(`${root}package.json`, "utf8"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  for (const room of ["config", "diagnostics", "hdlgen", "sim", "tools"]) {
    for (const name of await readdir(root + room, { recursive: true })) {
      if (!name.endsWith(".ts")) continue;
      const { outputText } = ts.transpileModule(await readFile(join(root, room, name), "utf8"), {
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        },
      });
      const file = join(own, "dist", room, name.replace(/\.ts$/, ".js"));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, outputText);
    }
  }
}

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(`${root}node_modules/${name}/package.json`, "utf8")) as {
    version: string;
  };
  return version;
}
