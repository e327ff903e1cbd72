/** What the ports of cores promise, proved; broken copies are refuted by the contract alone. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { expectProved, openProver, type Prover } from "../../../sim/prove/index.ts";
import { mutantsOf } from "../../support/cell-mutants.ts";
import { LookupLineProof } from "./proofs/lookup-line-proof.ts";
import { ExporterProof, ImporterProof } from "./proofs/port-proofs.ts";
import { WheelProof } from "./proofs/wheel-proof.ts";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

describe.each([1, 2, 3] as const)("a line of %i places", (length) => {
  it("loses, doubles, changes and reorders nothing, whatever comes back (for all time)", async () => {
    await expectProved(LookupLineProof({ length, goal: "induction" }), {
      mode: "induction",
      depth: length + 2,
      prover,
    });
  }, 120_000);

  it("goes on (10 cycles), also behind a word that came back", async () => {
    await expectProved(LookupLineProof({ length, goal: "contract" }), { mode: "bmc", depth: 10, prover });
    await expectProved(LookupLineProof({ length, goal: "contract" }), { mode: "cover", depth: 10, prover });
  }, 120_000);

  it("is refuted when it is broken, wherever", async () => {
    const mutants = mutantsOf(elaborate(LookupLineProof({ length, goal: "contract" })), ["lookup-line.ts"]);
    expect(mutants.length).toBeGreaterThan(5);
    const survivors: string[] = [];
    for (const { change, design } of mutants) {
      const { status } = await prover.prove(design, { mode: "bmc", depth: 6 + 2 * length });
      if (status !== "failed") survivors.push(`${change}: ${status}`);
    }
    expect(survivors).toEqual([]);
  }, 120_000);
});

describe.each(["ice40up", "ice40hx"] as const)("ports on %s", (fabric) => {
  it("exporter: what has a route leaves with it, in order, once, and soon; nothing else does (14 cycles)", async () => {
    await expectProved(ExporterProof({ fabric }), { mode: "bmc", depth: 14, prover });
  }, 120_000);

  it("importer: each word gives the events of its chain, in order, once, and soon; nothing else comes (17 cycles)", async () => {
    await expectProved(ImporterProof({ fabric }), { mode: "bmc", depth: 17, prover });
  }, 120_000);
});

describe.each([1, 2] as const)("a delay wheel whose memory takes %i cycles", (latency) => {
  it("gives each axon once, as many periods later as its delay says (for all time)", async () => {
    await expectProved(WheelProof({ latency, twice: "never" }), { mode: "induction", depth: 3, prover });
    await expectProved(WheelProof({ latency, twice: "never" }), { mode: "cover", depth: 18, prover });
  }, 120_000);

  it("sees an axon that comes a second time in a period", async () => {
    const proof = await prover.prove(WheelProof({ latency, twice: "allowed" }), { mode: "bmc", depth: 14 });
    expect(proof).toMatchObject({ status: "failed", failure: { path: "wheel" } });
  }, 120_000);
});
