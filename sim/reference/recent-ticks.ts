/**
 * The last ticks in which each of `count` elements was active, with a sign. Ticks are added in ascending order, one per
 * element and tick at most.
 */
export class RecentTicks {
  readonly #depth: number;
  readonly #ticks: Int32Array;
  readonly #signs: Int8Array;
  /** Entries so far, by element; the last ones stand at this modulo the depth. */
  readonly #entries: Int32Array;
  #active: number[] = [];

  /** Remembers at least what is up to `window` ticks old. */
  constructor(count: number, window: number) {
    this.#depth = 2 ** Math.ceil(Math.log2(window + 2));
    this.#ticks = new Int32Array(count * this.#depth);
    this.#signs = new Int8Array(count * this.#depth);
    this.#entries = new Int32Array(count);
  }

  /** Elements with a tick since the last call of `forgetBefore`, or since the one that it kept. */
  get active(): readonly number[] {
    return this.#active;
  }

  add(element: number, tick: number, sign: number): void {
    const entries = this.#entries[element] as number;
    if (entries === 0) this.#active.push(element);
    const index = element * this.#depth + (entries % this.#depth);
    this.#ticks[index] = tick;
    this.#signs[index] = sign;
    this.#entries[element] = entries + 1;
  }

  /** Forgets elements whose last tick is before this one. */
  forgetBefore(tick: number): void {
    if (this.#active.length === 0) return;
    this.#active = this.#active.filter((element) => {
      const keeps = this.last(element) >= tick;
      if (!keeps) this.#entries[element] = 0;
      return keeps;
    });
  }

  forgetAll(): void {
    for (const element of this.#active) this.#entries[element] = 0;
    this.#active = [];
  }

  /** The element's last tick; −Infinity if there is none. */
  last(element: number): number {
    const entries = this.#entries[element] as number;
    if (entries === 0) return Number.NEGATIVE_INFINITY;
    return this.#ticks[element * this.#depth + ((entries - 1) % this.#depth)] as number;
  }

  lastSign(element: number): number {
    const entries = this.#entries[element] as number;
    return this.#signs[element * this.#depth + ((entries - 1) % this.#depth)] as number;
  }

  /** Sum over the element's ticks from `first` on: sign × weights[|now − tick|], or the signs alone without weights. */
  sumSince(element: number, first: number, now: number, weights?: Int32Array): number {
    const entries = this.#entries[element] as number;
    const oldest = Math.max(0, entries - this.#depth);
    let sum = 0;
    for (let entry = entries - 1; entry >= oldest; entry--) {
      const index = element * this.#depth + (entry % this.#depth);
      const tick = this.#ticks[index] as number;
      if (tick < first) break;
      sum += (this.#signs[index] as number) * (weights === undefined ? 1 : (weights[now - tick] as number));
    }
    return sum;
  }
}
