import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

/** Tests of what reaches beyond its process or replaces parts of it: each file has a process of its own. */
const apart = ["cli", "e2e", "flow", "tools", "verilator", "vitest"];
const apartFiles = `test/{${apart.join(",")}}/**/*.test.ts`;

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 600_000,
    pool: "forks",
    // Of two processors vitest would leave one to itself; most of the long tests wait for programs that they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: "apart", include: [apartFiles] } },
      // No module keeps state, so that these files can share what they import: it would take longer than many of them.
      {
        extends: true,
        test: { name: "shared", isolate: false, include: ["test/**/*.test.ts"], exclude: [apartFiles] },
      },
    ],
  },
});
