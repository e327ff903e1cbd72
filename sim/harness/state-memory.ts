import { type CoreShape, sliceBits, slicesOf } from "../../config/index.ts";
import type { Simulation } from "../simulation.ts";

/** A core's neuron state in its memories: each row holds U neurons side by side, in slices of 16 bits. */
export class StateMemory {
  readonly #slices: readonly { toArray(): Int32Array }[];
  readonly #shape: CoreShape;

  constructor(simulation: Simulation, shape: CoreShape) {
    this.#shape = shape;
    const count = slicesOf(shape.updates * (shape.membraneBits + shape.refractoryBits));
    this.#slices = Array.from({ length: count }, (_, slice) => {
      const name = `neurons.state${slice}`;
      // A memory cell of the device has its contents inside.
      return simulation.memory(simulation.names.memories.includes(name) ? name : `${name}.rows`);
    });
  }

  /** Membranes and refractory counters of the first `count` slots. */
  read(count: number): { membranes: Int32Array; refractory: Int32Array } {
    const { updates, membraneBits, refractoryBits } = this.#shape;
    const slices = this.#slices.map((slice) => slice.toArray());
    const state = { membranes: new Int32Array(count), refractory: new Int32Array(count) };
    const each = membraneBits + refractoryBits;
    for (let slot = 0; slot < count; slot++) {
      const row = Math.floor(slot / updates);
      const low = (slot % updates) * each;
      const unused = 32 - membraneBits;
      state.membranes[slot] = (bitsOf(slices, row, low, membraneBits) << unused) >> unused;
      state.refractory[slot] = bitsOf(slices, row, low + membraneBits, refractoryBits);
    }
    return state;
  }
}

/** Bits of a word in slices, at most 32. */
function bitsOf(slices: readonly Int32Array[], row: number, low: number, bits: number): number {
  let value = 0;
  for (let at = low; at < low + bits; ) {
    const within = at % sliceBits;
    const taken = Math.min(sliceBits - within, low + bits - at);
    const slice = slices[Math.floor(at / sliceBits)]?.[row];
    if (slice === undefined) throw new RangeError(`row ${row}, bit ${at}`);
    value |= ((slice >>> within) & (2 ** taken - 1)) << (at - low);
    at += taken;
  }
  return value;
}
