// What `npx vitest` stands for on a page: vitest on the page's own files, with the library's source in the place of the
// package. Prints what vitest prints, without what differs from run to run.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startVitest } from "vitest/node";

const root = fileURLToPath(new URL("../../", import.meta.url));
const [command, ...rest] = process.argv.slice(2);

if (command === "apart") {
  const name = rest.indexOf("-t");
  const files = name < 0 ? rest : rest.filter((_, i) => i !== name && i !== name + 1);
  const vitest = await startVitest("test", files, {
    root: process.cwd(),
    config: false,
    watch: false,
    fileParallelism: false,
    // Slow tests would be listed one by one.
    slowTestThreshold: 600_000,
    include: ["*.test.ts"],
    ...(name < 0 ? {} : { testNamePattern: rest[name + 1] ?? "" }),
    alias: {
      "spikeforge/hdlgen": `${root}hdlgen/index.ts`,
      "spikeforge/cells": `${root}rtl/cells/index.ts`,
      "spikeforge/vitest": `${root}sim/vitest/index.ts`,
    },
  });
  await vitest.close();
} else {
  const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = process.env;
  const words = [process.execPath, fileURLToPath(import.meta.url), "apart", ...rest];
  // Both streams in one, in the order in which a terminal shows them.
  const { stdout } = spawnSync("sh", ["-c", '"$@" 2>&1', "sh", ...words], {
    encoding: "utf8",
    env: { ...environment, NO_COLOR: "1" },
  });
  const shown = stdout
    .split("\n")
    .filter((line) => !/^ RUN |^ {2} +Start at|^ {2} +Duration/.test(line))
    .join("\n")
    .replace(/ \d+ms$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "");
  process.stdout.write(`${shown.trimEnd()}\n`);
}
