/** Ctrl-C and its relatives: the first one stops the work in order, the second one ends the process. */
import { constants } from "node:os";

/** Also a terminal that is closed must leave no tool running. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndingSignal = (typeof endingSignals)[number];

/** What work that was cancelled rejects with. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  readonly signal: EndingSignal;

  constructor(signal: EndingSignal) {
    super(`cancelled by ${signal}`);
    this.signal = signal;
  }

  /** As a shell reports a process that a signal ended: 130 for Ctrl-C, 143 for SIGTERM. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

/**
 * Runs work that can be cancelled: on the first signal its `AbortSignal` aborts with a `Cancelled`, which stops tools and
 * leaves nothing half-written; on the second one the process ends at once, and its tools with it.
 */
export async function untilCancelled<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const onSignal = (signal: EndingSignal): void => {
    const cancelled = new Cancelled(signal);
    if (abort.signal.aborted) process.exit(cancelled.exitCode);
    process.stderr.write("\ncancelling; once more ends at once\n");
    abort.abort(cancelled);
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  try {
    return await work(abort.signal);
  } finally {
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}
