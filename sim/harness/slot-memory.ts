import type { MemoryHandle, Simulation } from "../simulation.ts";

/** How the values of neuron slots lie in memory: U side by side in a row, slot 0 in the lowest bits. */
export interface SlotFormat {
  /** U. */
  readonly updates: number;
  readonly bits: number;
  readonly sign: "signed" | "unsigned";
}

/** The largest words that engines give as a whole. */
const plainBits = 32;

/** Values by neuron slot in a core's memory of rows. */
export class SlotMemory {
  readonly #rows: MemoryHandle;
  readonly #format: SlotFormat;

  constructor(simulation: Simulation, name: string, format: SlotFormat) {
    this.#rows = simulation.memory(name);
    this.#format = format;
    const width = format.updates * format.bits;
    if (this.#rows.width !== width) throw new Error(`${name} has words of ${this.#rows.width} bits, expected ${width}`);
  }

  /** Writes the first `values.length` slots' values into `values`. */
  read(values: Int32Array): void {
    const { updates } = this.#format;
    if (this.#rows.width <= plainBits) {
      const rows = this.#rows.toArray();
      for (let slot = 0; slot < values.length; slot++) {
        values[slot] = this.#value((rows[Math.floor(slot / updates)] as number) >>> this.#shift(slot));
      }
      return;
    }
    for (let first = 0; first < values.length; first += updates) {
      const row = this.#rows.getBig(first / updates);
      for (let slot = first; slot < Math.min(first + updates, values.length); slot++) {
        values[slot] = this.#value(Number((row >> BigInt(this.#shift(slot))) & 0xffff_ffffn));
      }
    }
  }

  #shift(slot: number): number {
    return (slot % this.#format.updates) * this.#format.bits;
  }

  #value(bits: number): number {
    const unused = 32 - this.#format.bits;
    return this.#format.sign === "signed" ? (bits << unused) >> unused : (bits << unused) >>> unused;
  }
}
