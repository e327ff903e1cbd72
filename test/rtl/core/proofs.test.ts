/** What the core's control promises, proved; each proof's assumption or guard is shown to be needed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Module, Ports } from "../../../hdlgen/index.ts";
import { expectProved, openProver, type ProveOptions, type Prover } from "../../../sim/prove/index.ts";
import { EventListsProof } from "./proofs/event-lists-proof.ts";
import { RowRoomProof, SpikesOutProof } from "./proofs/row-path-proofs.ts";
import { SegmentWalkerProof } from "./proofs/segment-walker-proof.ts";
import { TickBarrierProof } from "./proofs/tick-barrier-proof.ts";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

const proved = (module: Module<Ports>, options: ProveOptions) => expectProved(module, { ...options, prover });
const induction = { mode: "induction", depth: 4 } as const;

describe("proofs of the core", () => {
  it("event lists never overflow when every axon fires at most once per tick (for all time)", async () => {
    await proved(EventListsProof({ oncePerTick: "assumed", goal: "induction" }), induction);
    const twice = EventListsProof({ oncePerTick: "not assumed", goal: "contract" });
    const proof = await prover.prove(twice, { mode: "bmc", depth: 12 });
    expect(proof).toMatchObject({ status: "failed", failure: { path: "lists" } });
  }, 120_000);

  it.each([1, 2] as const)(
    "every entry of every segment's list is issued exactly once, in order, and without delay: segments read in %i (for all time)",
    async (readLatency) => {
      await proved(SegmentWalkerProof({ readLatency, goal: "induction" }), induction);
    },
    120_000,
  );

  it("own lists change over between the spikes of two ticks, markers between events (for all time)", async () => {
    await proved(TickBarrierProof({ groups: "held" }), induction);
    const proof = await prover.prove(TickBarrierProof({ groups: "free" }), { mode: "bmc", depth: 26 });
    expect(proof.status).toBe("failed");
  }, 120_000);

  it("rows with spikes always find room, whatever the outside does (for all time)", async () => {
    await proved(RowRoomProof({ releases: "when there is room" }), induction);
    const proof = await prover.prove(RowRoomProof({ releases: "always" }), induction);
    expect(proof).toMatchObject({ status: "unknown", reason: "induction" });
  }, 120_000);

  it("every spike leaves once and comes to the own lists once, before its tick's end (10 cycles)", async () => {
    await proved(SpikesOutProof({}), { mode: "bmc", depth: 10 });
  }, 120_000);
});
