/** Circuits in Verilog, through the printer and Verilator, beside their truths. */
import { drawStimuli, expectedOutputs, firstDifference, makeBatch } from "./batch.ts";
import type { Circuit } from "./circuit.ts";
import type { Difference } from "./compare-embedded.ts";
import { type BatchRun, runVerilated } from "./verilate-batch.ts";

export interface ComparedBatch {
  readonly differences: readonly { readonly circuit: Circuit; readonly difference: Difference }[];
  readonly seconds: BatchRun["seconds"];
}

/** Builds all circuits into one model and compares every output in every cycle. Truths start from zeros. */
export async function compareVerilated(circuits: readonly Circuit[], cycles: number): Promise<ComparedBatch> {
  const batch = makeBatch(circuits.map(({ seed, design }) => ({ name: `c${seed}`, design })));
  const stimuli = drawStimuli(circuits[0]?.seed ?? 0, cycles);
  const run = await runVerilated(batch, stimuli);
  const differences = circuits.flatMap((circuit, i) => {
    const member = batch.members[i];
    if (member === undefined) throw new Error(`circuit ${circuit.seed} is not in the batch`);
    const difference = firstDifference(member, expectedOutputs(member, circuit.truth(), stimuli), run.at);
    return difference === undefined ? [] : [{ circuit, difference }];
  });
  return { differences, seconds: run.seconds };
}
