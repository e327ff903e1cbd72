/** What a run brings, in words or cycles of a tick. */
export interface TickShare {
  readonly mean: number;
  readonly most: number;
}

/** Mean and greatest of what is added tick by tick. */
export class Shares {
  #sum = 0;
  #count = 0;
  most = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
    this.most = Math.max(this.most, value);
  }

  get share(): TickShare {
    return { mean: this.#count === 0 ? 0 : this.#sum / this.#count, most: this.most };
  }
}
