import type { SignalHandle } from "../simulation.ts";
import type { Journal } from "./journal.ts";

/** Widest input whose values are written down as numbers. */
const widestNumber = 53;

/** An input whose writes are written down. */
export class RecordedInput implements SignalHandle {
  readonly name: string;
  readonly width: number;
  readonly #inner: SignalHandle;
  readonly #index: number;
  readonly #given: Float64Array;
  readonly #journal: Journal;

  constructor(inner: SignalHandle, index: number, given: Float64Array, journal: Journal) {
    this.name = inner.name;
    this.width = inner.width;
    this.#inner = inner;
    this.#index = index;
    this.#given = given;
    this.#journal = journal;
  }

  get value(): number {
    return this.#inner.value;
  }

  set value(value: number) {
    this.#inner.value = value;
    if (this.#given[this.#index] === value) return;
    this.#given[this.#index] = value;
    this.#journal.write(this.#index, value);
  }

  get big(): bigint {
    return this.#inner.big;
  }

  set big(value: bigint) {
    this.#inner.big = value;
    this.#noteBig(value);
  }

  get label(): string | undefined {
    return this.#inner.label;
  }

  set label(label: string) {
    this.#inner.label = label;
    this.#noteBig(this.#inner.big);
  }

  get real(): number {
    return this.#inner.real;
  }

  set real(real: number) {
    this.#inner.real = real;
    this.#noteBig(this.#inner.big);
  }

  #noteBig(value: bigint): void {
    if (this.width <= widestNumber) {
      this.#given[this.#index] = Number(value);
      this.#journal.write(this.#index, Number(value));
      return;
    }
    this.#given[this.#index] = Number.NaN;
    this.#journal.act({ kind: "write", input: this.#index, value });
  }
}
