/** The order of clock edges, worked out the slow way: all edges up to a time, sorted by time and then by declaration. */
export class EdgeOrder {
  readonly #edges: readonly { readonly time: number; readonly clock: number }[];
  readonly #until: number;
  #at = 0;

  constructor(clocks: readonly { readonly period: number; readonly phase: number }[], until: number) {
    this.#until = until;
    this.#edges = clocks
      .flatMap(({ period, phase }, clock) => {
        const count = Math.max(0, Math.ceil((until - phase) / period));
        return Array.from({ length: count }, (_, i) => ({ time: phase + i * period, clock }));
      })
      .sort((a, b) => a.time - b.time || a.clock - b.clock);
  }

  /** The clocks of the edges of a `step(cycles)`. */
  step(cycles: number): number[] {
    const taken: number[] = [];
    let [left, end] = [cycles, -1];
    for (;;) {
      const edge = this.#edges[this.#at];
      if (edge === undefined) throw new Error(`no edges are listed after ${this.#until}`);
      if (left === 0 && edge.time > end) return taken;
      this.#at++;
      taken.push(edge.clock);
      if (edge.clock !== 0 || left === 0) continue;
      left--;
      end = edge.time;
    }
  }

  get time(): number {
    return this.#edges[this.#at - 1]?.time ?? 0;
  }
}
