/** Circuits in Verilog, and after synthesis, beside their truths. */
import { type Batch, drawStimuli, expectedOutputs, firstDifference, makeBatch, type Stimulus } from "./batch.ts";
import type { Circuit } from "./circuit.ts";
import type { Difference } from "./compare-embedded.ts";
import { runInterpreted } from "./interpret-batch.ts";
import { type Family, synthesiseBatch } from "./netlist.ts";
import { type BatchRun, runVerilated } from "./verilate-batch.ts";

/** What is compared: a circuit with its truth; the seed names it in the batch. */
type Compared = Pick<Circuit, "seed" | "design" | "truth">;

export interface Differences<C extends Compared> {
  readonly differences: readonly { readonly circuit: C; readonly difference: Difference }[];
}

/** Builds all circuits into one verilated model and compares every output in every cycle. Truths start from zeros. */
export async function compareVerilated<C extends Compared>(
  circuits: readonly C[],
  cycles: number,
): Promise<Differences<C> & { readonly seconds: BatchRun["seconds"] }> {
  const batch = batchOf(circuits);
  const stimuli = drawStimuli(circuits[0]?.seed ?? 0, cycles);
  const run = await runVerilated(batch, stimuli);
  return { differences: differencesOf(circuits, batch, stimuli, run.at), seconds: run.seconds };
}

/** The same with Icarus, which is slower but starts at once. */
export async function compareInterpreted<C extends Compared>(
  circuits: readonly C[],
  cycles: number,
): Promise<Differences<C>> {
  const batch = batchOf(circuits);
  const stimuli = drawStimuli(circuits[0]?.seed ?? 0, cycles);
  const run = await runInterpreted(batch, stimuli);
  return { differences: differencesOf(circuits, batch, stimuli, run.at) };
}

/**
 * Synthesises all circuits for a family, reset in the first two cycles, and compares the outputs of the cells with
 * their truths. Whatever a circuit has to be known, as in `netlistProfile`.
 */
export async function compareSynthesised<C extends Compared>(
  circuits: readonly C[],
  family: Family,
  cycles: number,
): Promise<Differences<C> & { readonly cells: Readonly<Record<string, number>> }> {
  const batch = batchOf(circuits);
  const stimuli = drawStimuli(circuits[0]?.seed ?? 0, cycles, resetCycles);
  const netlist = await synthesiseBatch(batch, family);
  const run = await runInterpreted(netlist.batch, stimuli, "as it is");
  return { differences: differencesOf(circuits, batch, stimuli, run.at, resetCycles), cells: netlist.cells };
}

const resetCycles = 2;

const batchOf = (circuits: readonly Compared[]): Batch =>
  makeBatch(circuits.map(({ seed, design }) => ({ name: `c${seed}`, design })));

function differencesOf<C extends Compared>(
  circuits: readonly C[],
  { members }: Batch,
  stimuli: readonly Stimulus[],
  foundAt: (cycle: number, word: number) => bigint | undefined,
  from = 0,
): Differences<C>["differences"] {
  return circuits.flatMap((circuit, i) => {
    const member = members[i];
    if (member === undefined) throw new Error(`circuit ${circuit.seed} is not in the batch`);
    const difference = firstDifference(member, expectedOutputs(member, circuit.truth(), stimuli), foundAt, from);
    return difference === undefined ? [] : [{ circuit, difference }];
  });
}
