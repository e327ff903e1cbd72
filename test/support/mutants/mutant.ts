/** One mistake put into the sources on purpose. */
export interface Mutant {
  /** `engine-mux-swapped`. */
  readonly id: string;
  /** From the root. */
  readonly file: string;
  /** Each text occurs once in the file and is replaced by the other. */
  readonly edits: readonly (readonly [from: string, to: string])[];
}
