import type { ClusterShape, IntegerNetwork } from "../../config/index.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { CoreTarget } from "../target.ts";

/** Bits of an import entry's `next`. */
const mostImports = 2 ** 12;

/** Bits of an index: an event word has no more. */
const mostIndexBits = 15;

/** What the ports of the cores cannot hold: CMP020 import entries, CMP021 delayed axons, CMP022 channels of an input. */
export function systemOverflows(
  net: IntegerNetwork,
  { name, limits }: CoreTarget,
  routes: number,
  shape: Pick<ClusterShape, "importEntries" | "delayedWords" | "indexBits">,
): Diagnostic[] {
  const place = `network "${net.name}" on ${name}`;
  const problems: Diagnostic[] = [];
  if (shape.importEntries > mostImports) {
    const found = `${routes} senders with their delays need ${shape.importEntries} entries of a core's import table, which has at most ${mostImports}`;
    const mend = "use fewer, larger populations, fewer different delays, or fewer cores";
    problems.push({ code: "CMP020", place, found, mend });
  }
  if (shape.delayedWords > limits.historyWords) {
    const found = `a core needs ${shape.delayedWords} words of 16 delayed axons, has ${limits.historyWords}`;
    const mend =
      "use delay 1 between populations on different cores, or fewer neurons in populations that project with longer delays";
    problems.push({ code: "CMP021", place, found, mend });
  }
  if (shape.indexBits > mostIndexBits) {
    const widest = net.inputs.reduce((a, b) => (b.size > a.size ? b : a));
    const found = `input "${widest.name}" has ${widest.size} channels, an input of several cores has at most ${2 ** mostIndexBits}`;
    problems.push({ code: "CMP022", place, found, mend: "cut it into several inputs" });
  }
  return problems;
}
