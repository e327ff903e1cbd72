import { beforeAll, describe, expect, it } from "vitest";
import { type Fabric, fabrics } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { drawLearningCore, type LearningCounts, runLearning } from "../support/learning-run.ts";
import { type LearningKind, learningKinds } from "../support/random-learning-network.ts";
import { lint } from "../support/verilator-lint.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

const total = (counts: readonly LearningCounts[], key: keyof LearningCounts): number =>
  counts.reduce((sum, each) => sum + each[key], 0);

/** The fabrics take turns. */
const fabricOf = (seed: number): Fabric => fabrics[seed % fabrics.length] ?? "ice40up";

describe("random cores that learn equal the reference in every spike, membrane, weight and second value", () => {
  it.each(learningKinds)(
    "%s",
    async (kind) => {
      const counts: LearningCounts[] = [];
      for (let seed = 1; seed <= 4; seed++) {
        const core = drawLearningCore(seed, kind, fabricOf(seed), { maxNeurons: 12, maxChannels: 8 });
        counts.push(
          await runLearning(seed, core, { ticks: 100, compareEvery: 19, streamedTicks: 30 }, (design) =>
            openEmbedded(design, { seed }),
          ),
        );
      }
      expect(total(counts, "spikes")).toBeGreaterThan(100);
      if (kind !== "adaptation") expect(total(counts, "changed")).toBeGreaterThan(10);
    },
    120_000,
  );

  it.each<{ kind: LearningKind; seed: number }>([
    { kind: "presynaptic", seed: 11 },
    { kind: "sdsp", seed: 12 },
  ])(
    "$kind on Verilator, too, which finds nothing to complain about",
    async ({ kind, seed }) => {
      const core = drawLearningCore(seed, kind, fabricOf(seed), { maxNeurons: 12, maxChannels: 8 });
      const design = elaborate(LifCore({ shape: core.config.shape, fabric: core.fabric }));
      for (const reads of ["simulation", "synthesis"] as const) expect(await lint(design, reads)).toBe("");
      await runLearning(seed, core, { ticks: 100, compareEvery: 19, streamedTicks: 30 }, (each) =>
        openVerilator(each, { seed }),
      );
    },
    120_000,
  );
});
