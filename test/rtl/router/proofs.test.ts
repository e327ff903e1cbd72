/** What the fabric between cores promises, proved; broken copies are refuted by the contract alone. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { expectProved, openProver, type Prover } from "../../../sim/prove/index.ts";
import { mutantsOf } from "../../support/cell-mutants.ts";
import { MarkerMergeProof } from "./proofs/marker-merge-proof.ts";
import { MeshProof } from "./proofs/mesh-proof.ts";
import { RoutedInputProof } from "./proofs/routed-input-proof.ts";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

const merges = [
  { sources: ["a"], cut: "forward" },
  { sources: ["a", "b"], cut: "both" },
  { sources: ["a", "b", "c"], cut: "forward" },
] as const;

describe.each(merges)("marker merge of $sources, cut $cut", (merge) => {
  it("loses, doubles and reorders nothing; no spike passes a marker (for all time)", async () => {
    await expectProved(MarkerMergeProof({ ...merge, goal: "induction" }), { mode: "induction", depth: 3, prover });
  }, 120_000);

  it("goes through periods", async () => {
    await expectProved(MarkerMergeProof({ ...merge, goal: "contract" }), { mode: "cover", depth: 8, prover });
  }, 120_000);

  it("is refuted when it is broken, wherever", async () => {
    const mutants = mutantsOf(elaborate(MarkerMergeProof({ ...merge, goal: "contract" })), ["marker-merge.ts"]);
    expect(mutants.length).toBeGreaterThan(5);
    const survivors: string[] = [];
    for (const { change, design } of mutants) {
      const { status } = await prover.prove(design, { mode: "bmc", depth: 6 });
      if (status !== "failed") survivors.push(`${change}: ${status}`);
    }
    expect(survivors).toEqual([]);
  }, 120_000);
});

describe("input of a mesh router, with any masks", () => {
  it("gives every sink each of its words once, in order, and goes on while they take (for all time)", async () => {
    await expectProved(RoutedInputProof({ latency: 1, goal: "induction" }), { mode: "induction", depth: 4, prover });
  }, 120_000);

  it("does so with a memory of two cycles (10 cycles)", async () => {
    await expectProved(RoutedInputProof({ latency: 2, goal: "contract" }), { mode: "bmc", depth: 10, prover });
  }, 120_000);

  it("gives several sinks a word at once", async () => {
    await expectProved(RoutedInputProof({ latency: 1, goal: "contract" }), { mode: "cover", depth: 8, prover });
  }, 120_000);

  it("is refuted when it is broken, wherever", async () => {
    const mutants = mutantsOf(elaborate(RoutedInputProof({ latency: 1, goal: "contract" })), ["routed-input.ts"]);
    expect(mutants.length).toBeGreaterThan(3);
    const survivors: string[] = [];
    for (const { change, design } of mutants) {
      const { status } = await prover.prove(design, { mode: "bmc", depth: 9 });
      if (status !== "failed") survivors.push(`${change}: ${status}`);
    }
    expect(survivors).toEqual([]);
  }, 120_000);
});

describe("mesh between cores that do what cores may", () => {
  // A word takes 3 cycles for each router on its way.
  it.each([
    { columns: 2, rows: 1, patience: 8, depth: 14 },
    { columns: 2, rows: 2, patience: 11, depth: 14 },
  ])(
    "of $columns by $rows: spikes arrive in their period, and nothing stands still ($depth cycles)",
    async (mesh) => {
      const { depth, ...size } = mesh;
      await expectProved(MeshProof(size), { mode: "bmc", depth, prover });
    },
    120_000,
  );
});
