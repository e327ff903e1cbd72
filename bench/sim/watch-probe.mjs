// Runs vitest in watch mode on a project, edits a file of it again and again, and prints how long each rerun took.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { startVitest } from "vitest/node";

const [root = "", edited = "", rounds = "1"] = process.argv.slice(2);
/** Between a result and the next edit: what somebody who types takes at least. */
const pauseMs = 500;

/** @type {(modules: readonly import("vitest/node").TestModule[]) => void} */
let ended = () => {};
/** @returns {Promise<readonly import("vitest/node").TestModule[]>} */
const nextRun = () =>
  new Promise((resolve) => {
    ended = resolve;
  });

const first = nextRun();
const vitest = await startVitest("test", [], {
  root,
  config: false,
  watch: true,
  pool: "forks",
  include: ["**/*.test.ts"],
  reporters: [{ onTestRunEnd: (modules) => ended(modules) }],
});
requirePassed(await first);
const milliseconds = [];
for (let round = 1; round <= Number(rounds); round++) {
  await setTimeout(pauseMs);
  const run = nextRun();
  const text = readFileSync(edited, "utf8");
  const start = performance.now();
  writeFileSync(edited, text.replace(/\/\/ edit \d+/, `// edit ${round}`));
  requirePassed(await run);
  milliseconds.push(performance.now() - start);
}
await vitest.close();
console.log(JSON.stringify(milliseconds));

/** @param {readonly import("vitest/node").TestModule[]} modules */
function requirePassed(modules) {
  const states = modules.map((module) => module.state());
  if (states.join() !== "passed") throw new Error(`the tests: ${states.join()}`);
}
