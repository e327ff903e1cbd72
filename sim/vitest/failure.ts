/** What a test says when it fails: its own error, then where in the run that was and how to see it again. */
import type { RecordedSimulation } from "../replay/index.ts";
import type { OpenOptions } from "../simulation.ts";
import type { Tested } from "./options.ts";
import { replayCommand } from "./replay-command.ts";
import type { Running } from "./run-body.ts";
import type { TestNames } from "./test-names.ts";
import { showUserLine } from "./user-stack.ts";

export interface Failed<D extends Tested> extends Running<D> {
  readonly names: TestNames;
  readonly seed: number;
  readonly opening: OpenOptions;
  readonly recorded: RecordedSimulation;
}

/** The error, with all that helps to find its cause added to its message. */
export async function explainFailure<D extends Tested>(thrown: unknown, failed: Failed<D>): Promise<Error> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
  showUserLine(error);
  error.message = [error.message, "", ...indented(report(failed))].join("\n");
  return error;
}

function report<D extends Tested>(failed: Failed<D>): string[] {
  const { recorded, engine, seed, names } = failed;
  const top = recorded.design.top.name;
  const again = replayCommand({
    file: names.file,
    fullName: names.full,
    project: names.project,
    environment: { SPIKEFORGE_SEED: String(seed) },
  });
  return [`cycle ${recorded.cycle} of ${top}, on the ${engine} engine, seed ${seed}`, "", `again: ${again}`];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === "" ? "" : `  ${line}`));
