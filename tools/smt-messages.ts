/** What travels between smt-solver.ts and smt-process.mjs. */
export interface SmtRequest {
  /** Contexts share nothing; a number that was not used before opens one. */
  readonly context: number;
  /** Commands of SMT-LIB 2; undefined: the context is to be forgotten. */
  readonly text: string | undefined;
}

export type SmtReply =
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "failed"; readonly how: string };
