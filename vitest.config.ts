import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // All processors: left to itself, vitest keeps one for itself, and of two that is half.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 600_000,
    pool: "forks",
  },
});
