/** What is compared: how a test ended, when, and what it saw. */
export interface TestRecord {
  readonly passed: boolean;
  /** Edges of the main clock. */
  readonly cycles: number;
  readonly lines: readonly string[];
  /** Why it failed. */
  readonly failure?: string;
}
