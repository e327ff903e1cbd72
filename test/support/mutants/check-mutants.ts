/** Runs the random circuits against mutants until each is caught. */

import { printVerilog } from "../../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { type BatchRequest, drawStimuli, expectedOutputs, firstDifference, makeBatch } from "../circuits/batch.ts";
import { type Circuit, circuitOf, comparable, differenceOf, everyCut, openCut, usual } from "../circuits/circuit.ts";
import { compareWithTruth } from "../circuits/compare-embedded.ts";
import { directedCircuits } from "../circuits/directed.ts";
import { type InterpretedRun, runInterpreted } from "../circuits/interpret-batch.ts";
import { engineMutants } from "./engine-mutants.ts";
import { languageMutants } from "./language-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { type Mutated, MutatedSources } from "./mutated-sources.ts";
import { printerMutants } from "./printer-mutants.ts";

export interface Verdict {
  readonly id: string;
  /** The circuit that gave it away, by seed; absent: none did. */
  readonly caughtBy?: number;
  /** `differs`: by a value. `fails`: it stops with an error. */
  readonly how?: "differs" | "fails";
  /** Circuits that were tried. */
  readonly circuits: number;
}

export const mutantCount = engineMutants.length + languageMutants.length + printerMutants.length;

const cycles = 16;

/** Circuits in order of their seeds, each made once. */
class Circuits {
  readonly #made: Circuit[] = [];
  readonly #make: (seed: number) => Circuit;

  constructor(make: (seed: number) => Circuit) {
    this.#make = make;
  }

  at(index: number): Circuit {
    for (let next = this.#made.length; next <= index; next++) this.#made.push(this.#make(next + 1));
    const circuit = this.#made[index];
    if (circuit === undefined) throw new Error(`circuit ${index}`);
    return circuit;
  }
}

/** Mutants of the embedded engine and of the language, on the directed circuits and up to `most` random ones each. */
export async function checkEngineMutants(folder: string, most: number): Promise<Verdict[]> {
  const sources = new MutatedSources(folder);
  const directed = directedCircuits();
  const circuits = new Circuits((seed) => circuitOf(seed, usual));
  const verdicts: Verdict[] = [];
  for (const mutant of [...engineMutants, ...languageMutants]) {
    const mutated = await sources.load(mutant);
    const isLanguage = languageMutants.includes(mutant);
    let verdict: Verdict = { id: mutant.id, circuits: most };
    for (const circuit of isLanguage ? [] : directed.flatMap(everyCut)) {
      const how = engineOutcome(circuit, mutated);
      if (how !== undefined) verdict = { id: mutant.id, circuits: 0, how };
    }
    for (let index = 0; index < most && verdict.how === undefined; index++) {
      const how = isLanguage ? languageOutcome(index + 1, mutated) : engineOutcome(circuits.at(index), mutated);
      if (how !== undefined) verdict = { id: mutant.id, circuits: index + 1, caughtBy: index + 1, how };
    }
    verdicts.push(verdict);
  }
  return verdicts;
}

function engineOutcome(circuit: Circuit, { compileEmbedded: compile }: Mutated): Verdict["how"] {
  try {
    return differenceOf(circuit, cycles, openCut(compile)) === undefined ? undefined : "differs";
  } catch {
    return "fails";
  }
}

function languageOutcome(seed: number, { hdl }: Mutated): Verdict["how"] {
  try {
    const circuit = circuitOf(seed, usual, hdl);
    const { design } = circuit;
    const difference = compareWithTruth(design, openEmbedded(design, { seed }), circuit.truth(), { seed, cycles });
    return difference === undefined ? undefined : "differs";
  } catch {
    return "fails";
  }
}

/** Circuits that go into a batch for a mutant in one round. */
const perRound = 8;

interface Suspect {
  readonly mutant: Mutant;
  readonly mutated: Mutated;
  /** Next circuit to look at. */
  next: number;
}

/**
 * Mutants of the printer, with Icarus. Only circuits that a mutant prints differently can give it away, so those of
 * all mutants go into one batch.
 */
export async function checkPrinterMutants(folder: string, most: number): Promise<Verdict[]> {
  const sources = new MutatedSources(folder);
  const circuits = new Circuits((seed) => circuitOf(seed, comparable));
  const printed = new Map<Circuit, string>();
  const verdicts = new Map<string, Verdict>();
  let open: Suspect[] = [];
  for (const mutant of printerMutants) open.push({ mutant, mutated: await sources.load(mutant), next: 0 });
  while (open.length > 0) {
    const requests: (BatchRequest & { readonly circuit: Circuit; readonly suspect: Suspect })[] = [];
    for (const suspect of open) {
      const { mutated, mutant } = suspect;
      for (let found = 0; found < perRound && suspect.next < most; suspect.next++) {
        const circuit = circuits.at(suspect.next);
        const { design, seed } = circuit;
        const right = printed.get(circuit) ?? JSON.stringify(printVerilog(design));
        printed.set(circuit, right);
        if (JSON.stringify(mutated.printVerilog(design)) === right) continue;
        found++;
        const name = `${mutant.id.replaceAll("-", "_")}_${seed}`;
        requests.push({ name, design, print: mutated.printVerilog, circuit, suspect });
      }
    }
    if (requests.length > 0) {
      const batch = makeBatch(requests);
      const stimuli = drawStimuli(1, 32);
      const run: InterpretedRun = await runInterpreted(batch, stimuli);
      for (const [i, { circuit, suspect }] of requests.entries()) {
        const member = batch.members[i];
        const { id } = suspect.mutant;
        if (member === undefined || verdicts.has(id)) continue;
        const difference = firstDifference(member, expectedOutputs(member, circuit.truth(), stimuli), run.at);
        if (difference === undefined) continue;
        verdicts.set(id, { id, circuits: circuit.seed, caughtBy: circuit.seed, how: "differs" });
      }
    }
    open = open.filter(({ mutant, next }) => !verdicts.has(mutant.id) && next < most);
  }
  return printerMutants.map(({ id }) => verdicts.get(id) ?? { id, circuits: most });
}
