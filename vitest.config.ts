import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    pool: "forks",
    // Of two processors vitest would leave one to itself; most of the long tests wait for programs that they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
