import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";

/** Collects everything that is wrong with one network, each with its JSON path, to be thrown together. */
export class Problems {
  readonly #origin: string;
  readonly #found: Diagnostic[] = [];

  /** `origin`: the file name, or what stands for it. */
  constructor(origin: string) {
    this.#origin = origin;
  }

  add(code: string, place: string, path: string, found: string, mend?: string): void {
    const source = [path === "" ? this.#origin : `${this.#origin}: ${path}`];
    this.#found.push({ code, place, found, source, ...(mend === undefined ? {} : { mend }) });
  }

  throwIfAny(): void {
    throwIfAny(this.#found);
  }
}
