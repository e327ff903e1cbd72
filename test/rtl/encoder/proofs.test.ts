import { it } from "vitest";
import { expectProved, openProver } from "../../../sim/prove/index.ts";
import { FrameScanProof } from "./proofs/frame-scan-proof.ts";

it("a scan gives each channel that spikes once, in order, and ends when all have been taken (11 cycles, any backpressure)", async () => {
  const prover = await openProver();
  try {
    await expectProved(FrameScanProof({}), { mode: "bmc", depth: 11, prover });
  } finally {
    prover.close();
  }
}, 120_000);
