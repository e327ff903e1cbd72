/**
 * Proofs of properties. The way of a proof: printed Verilog → yosys (`yosys-model`) → transition system → unrolled
 * cycle by cycle → Z3; a counterexample is read back (`trace`), run on the embedded engine (`replay`), and shown
 * (`waveform`).
 */
export { expectProved } from "./expect-proved.ts";
export type { Proof, Provable, ProveOptions, Witness } from "./proof.ts";
export { openProver, type Prover, prove } from "./prove.ts";
export type { Trace } from "./trace.ts";
