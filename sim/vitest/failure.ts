/** What a test says when it fails: its own error, then where in the run that was and how to see it again. */
import type { Tested } from "./options.ts";
import { replayCommand } from "./replay-command.ts";
import type { Run } from "./run.ts";
import { showUserLine } from "./user-stack.ts";

/** The error, with all that helps to find its cause added to its message. */
export async function explainFailure<D extends Tested>(thrown: unknown, run: Run<D>): Promise<Error> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
  showUserLine(error);
  error.message = [error.message, "", ...indented(report(run))].join("\n");
  return error;
}

function report<D extends Tested>(run: Run<D>): string[] {
  const { recorded, engine, seed, names, notes, environment } = run;
  const top = recorded.design.top.name;
  const again = replayCommand({
    file: names.file,
    fullName: names.full,
    project: names.project,
    environment: { SPIKEFORGE_SEED: String(seed), ...environment },
  });
  return [...notes, `cycle ${recorded.cycle} of ${top}, on the ${engine} engine, seed ${seed}`, "", `again: ${again}`];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === "" ? "" : `  ${line}`));
