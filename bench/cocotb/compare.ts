/** Where two records of one test differ. */
import type { TestRecord } from "./support/record.ts";

/** The first difference in a line of text; undefined when the records are equal. */
export function firstDifference(ours: TestRecord, cocotbs: TestRecord): string | undefined {
  const said = (what: string, our: unknown, their: unknown): string => `${what}: ours ${our}, cocotb's ${their}`;
  const outcome = ({ passed, failure }: TestRecord): string => (passed ? "passed" : `failed (${failure})`);
  if (ours.passed !== cocotbs.passed) return said("outcome", outcome(ours), outcome(cocotbs));
  const length = Math.max(ours.lines.length, cocotbs.lines.length);
  for (let line = 0; line < length; line++) {
    const [our, their] = [ours.lines[line], cocotbs.lines[line]];
    if (our !== their) return said(`line ${line + 1}`, quoted(our), quoted(their));
  }
  return ours.cycles === cocotbs.cycles ? undefined : said("cycles", ours.cycles, cocotbs.cycles);
}

const quoted = (line: string | undefined): string => (line === undefined ? "nothing" : `"${line}"`);
