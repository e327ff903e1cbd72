/** What has been done to both sides, to be done again from a kept state on. */
export type Action =
  | { readonly kind: "input"; readonly index: number; readonly value: number | bigint }
  | { readonly kind: "word"; readonly memory: string; readonly address: number; readonly value: number | bigint }
  | { readonly kind: "edge"; readonly clock: string; readonly isMain: boolean }
  | { readonly kind: "scheduledEdge"; readonly isMain: boolean }
  | { readonly kind: "step"; cycles: number };

export class Journal {
  readonly #actions: Action[] = [];
  /** Actions before this one led to the kept state. */
  #kept = 0;

  add(action: Action): void {
    const last = this.#actions.at(-1);
    if (action.kind === "step" && last?.kind === "step" && this.#actions.length > this.#kept) {
      last.cycles += action.cycles;
    } else this.#actions.push(action);
  }

  /** The present state is kept: what came before is forgotten, or with `"remembered"` told apart. */
  keep(before: "forgotten" | "remembered"): void {
    if (before === "forgotten") this.#actions.length = 0;
    this.#kept = this.#actions.length;
  }

  get beforeKept(): readonly Action[] {
    return this.#actions.slice(0, this.#kept);
  }

  get sinceKept(): readonly Action[] {
    return this.#actions.slice(this.#kept);
  }
}
