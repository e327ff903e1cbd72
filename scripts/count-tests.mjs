// Prints the closing line of a test run from vitest's JSON report: "N passed, N failed". Fails when nothing ran or a
// test was skipped, naming what was.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
/** @type {{ status: string, fullName: string }[]} */
const tests = report.testResults.flatMap(
  (/** @type {{ assertionResults: unknown[] }} */ file) => file.assertionResults,
);
const count = (/** @type {string} */ status) => tests.filter((test) => test.status === status).length;
const passed = count("passed");
// A file that fails to load has no tests of its own.
const broken = report.testResults.filter(
  (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
    file.status === "failed" && file.assertionResults.length === 0,
).length;
const failed = count("failed") + broken;
const others = tests.filter((test) => test.status !== "passed" && test.status !== "failed");
for (const test of others) process.stdout.write(`skipped: ${test.fullName}\n`);
const skipped = others.length > 0 ? `, ${others.length} skipped` : "";
process.stdout.write(`${passed} passed, ${failed} failed${skipped}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
