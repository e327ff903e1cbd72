import { existsSync } from "node:fs";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take a minute or more: at the end of a run they would leave the other processors without work. */
const long = [
  "test/e2e/ladder.test.ts",
  "test/cli/run.test.ts",
  "test/docs/snippets.test.ts",
  "test/bench/module-budgets.test.ts",
  "test/flow/patch.test.ts",
  "test/cli/demo.test.ts",
  "test/cli/synth.test.ts",
  "test/cli/cancel.test.ts",
  "test/rtl/cells/cell-costs.test.ts",
  "test/hdlgen/mutants.test.ts",
];

for (const name of long) {
  if (!existsSync(new URL(`../${name}`, import.meta.url))) {
    throw new Error(`there is no ${name}: correct its name among the long files of scripts/longest-first.ts`);
  }
}

/** Long files first, then those that want a process of their own, then those that share one. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = long.findIndex((name) => moduleId.endsWith(name));
      if (place >= 0) return place;
      return long.length + (project.config.isolate ? 0 : 1);
    };
    // As vitest has them otherwise: the longest of the run before, or the largest.
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
