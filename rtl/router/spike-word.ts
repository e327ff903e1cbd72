import { bool, bundle, type Type, uint } from "../../hdlgen/index.ts";

/** Widths of what travels between cores. */
export interface SpikeWordShape {
  /** Bits of a route: the number of a sender, the same on every chip of a system. */
  readonly routeBits: number;
  /** Bits of an index: a slot of the sender's core, or a channel of the host's input. */
  readonly indexBits: number;
}

/**
 * A word between cores: the spike of sender `index` of a route, or, as a marker, the end of a period. A marker has route
 * and index 0.
 */
export const spikeWord = ({ routeBits, indexBits }: SpikeWordShape) =>
  bundle({ marker: bool, route: uint(routeBits), index: uint(indexBits) });

type ValueOf<T> = T extends Type<infer V> ? V : never;

/** A spike word as a value in a module. */
export type SpikeWord = ValueOf<ReturnType<typeof spikeWord>>;
