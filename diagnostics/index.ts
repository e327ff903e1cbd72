/**
 * The one shape of every problem that spikeforge reports, shared by all rooms.
 *
 * A diagnostic has a stable code, a place in the user's terms (a signal path, a projection, a file and line), what
 * was found, and how to mend it. Problems in what a user wrote are collected and thrown together.
 */
export interface Diagnostic {
  /** Room prefix and number, e.g. `HDL102`, `NET014`. Stable: documentation and tests refer to it. */
  readonly code: string;
  /** Where, in the user's terms: `lif_update.v_next`, `projection "in→hidden"`, `icebreaker.pcf:4`. */
  readonly place: string;
  /** What was found, and what was expected. */
  readonly found: string;
  /** How to mend it. */
  readonly mend?: string;
  /** Lines of the user's source that belong to the problem: `sum = v_mem + weight    my-core.ts:41`. */
  readonly source?: readonly string[];
}

/** Text of one diagnostic: the first line says what and where, indented lines give source and mend. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { code, place, found, mend, source } = diagnostic;
  const details = [...(source ?? []), ...(mend === undefined ? [] : [mend])];
  return [`${code} ${place}: ${found}`, ...details.map((line) => `    ${line}`)].join("\n");
}

/** One or more problems in what a user wrote or has installed. A defect of spikeforge itself throws a plain Error. */
export class SpikeforgeError extends Error {
  override readonly name = "SpikeforgeError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: ErrorOptions) {
    const list = Array.isArray(diagnostics) ? (diagnostics as readonly Diagnostic[]) : [diagnostics as Diagnostic];
    super(list.map(formatDiagnostic).join("\n"), options);
    this.diagnostics = list;
  }

  /** The first problem's code; most errors have exactly one. */
  get code(): string {
    return this.diagnostics[0]?.code ?? "";
  }
}

/** Throws all collected problems together, or returns when there are none. */
export function throwIfAny(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new SpikeforgeError(diagnostics);
}
