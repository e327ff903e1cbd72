/** What a test says when it fails: its own error, then where in the run that was and how to see it again. */
import { failureWave } from "./failure-wave.ts";
import type { Tested } from "./options.ts";
import { replayCommand } from "./replay-command.ts";
import type { Run } from "./run.ts";
import { showUserLine, withoutRecords } from "./user-stack.ts";

/** The error, with all that helps to find its cause added to its message. */
export async function explainFailure<D extends Tested>(thrown: unknown, run: Run<D>): Promise<Error> {
  const error = thrown instanceof Error ? withoutRecords(thrown) : somethingElse(thrown, run.definedAt);
  showUserLine(error, run.definedAt);
  // vitest puts an empty line before the difference of two values, and none before the user's line.
  const message = `${error.message}\n\n${await report(thrown, run)}${showsDifference(error) ? "" : "\n"}`;
  // vitest shows errors with the same stack once, and a stack begins with the message.
  error.stack = (error.stack ?? "").replace(error.message, () => message);
  error.message = message;
  return error;
}

/** The same for expectations that failed and let the body go on (`expect.soft`): with the last of them. */
export async function explainSoft<D extends Tested>(
  failures: readonly { message: string; stack?: string }[],
  run: Run<D>,
): Promise<void> {
  for (const failure of failures) showUserLine(failure, run.definedAt);
  const last = failures.at(-1);
  if (last !== undefined) last.message += `\n\n${await report(last, run)}`;
}

async function report<D extends Tested>(error: unknown, run: Run<D>): Promise<string> {
  return indented([...heading(run), "", ...(await failureWave(error, run)), again(run)]).join("\n");
}

/** What was thrown has no stack: the test's own line stands for it. */
function somethingElse(thrown: unknown, definedAt: readonly string[]): Error {
  const error = new Error(String(thrown));
  error.stack = [`Error: ${error.message}`, ...definedAt].join("\n");
  return error;
}

function heading<D extends Tested>({ recorded, engine, seed, notes }: Run<D>): string[] {
  return [...notes, `cycle ${recorded.cycle} of ${recorded.design.top.name}, ${engine} engine, seed ${seed}`];
}

function again<D extends Tested>({ names, engine, seed, environment, settings }: Run<D>): string {
  const { file, project } = names;
  // Where the run chose the engines, the name has an engine only because there were several.
  const chosen = settings.isRunsChoice ? { SPIKEFORGE_ENGINE: engine } : {};
  const fullName = settings.isRunsChoice ? names.name : names.full;
  const all = { ...chosen, SPIKEFORGE_SEED: String(seed), ...environment };
  return `again: ${replayCommand({ file, fullName, project, environment: all })}`;
}

const showsDifference = (error: Error & { readonly actual?: unknown; readonly expected?: unknown }): boolean =>
  error.actual !== undefined || error.expected !== undefined;

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === "" ? "" : `  ${line}`));
