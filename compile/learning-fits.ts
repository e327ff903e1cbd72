import type { IntegerNetwork } from "../config/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { learningEntryCount, mostLearningEntries } from "./learning.ts";
import type { CoreTarget } from "./target.ts";

/** What a core cannot learn: CMP030 weight words narrower than an axon's record, CMP031 too many program entries. */
export function learningOverflows(net: IntegerNetwork, { name, lanes }: CoreTarget): Diagnostic[] {
  const { learning, weightBits } = net;
  if (learning === undefined) return [];
  const place = `network "${net.name}" on ${name}`;
  const problems: Diagnostic[] = [];
  const { historyBits } = learning;
  if (lanes * weightBits < historyBits) {
    const found = `an axon's arrivals of ${historyBits} ticks do not fit a weight word of ${lanes} × ${weightBits} bits`;
    const mend = `use at least ${historyBits / weightBits} lanes${historyBits > 32 ? ", or a shorter window" : ""}`;
    problems.push({ code: "CMP030", place, found, mend });
  }
  const entries = learningEntryCount(net);
  if (entries > mostLearningEntries) {
    const found = `${entries} plastic projections and teachers, a core learns at most ${mostLearningEntries}`;
    problems.push({ code: "CMP031", place, found, mend: "merge inputs or populations" });
  }
  return problems;
}

/** CMP032: several cores do not learn. */
export function learningOnSystems({ name, learning }: IntegerNetwork): Diagnostic[] {
  if (learning === undefined) return [];
  const found = "its synapses learn, which only a core of its own can do";
  const mend = "put it on one core, or take the learned network without its learning";
  return [{ code: "CMP032", place: `network "${name}"`, found, mend }];
}
