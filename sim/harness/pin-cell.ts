import type { SignalCell } from "../simulation.ts";
import { body, type Gate, type Reads } from "./drivers.ts";

/**
 * What every read and write of a pin touches, and nothing else. V8 lays the fields of a base class down first, in the
 * order in which they are assigned: together they fill two lines of the processor's cache where they would be strewn
 * over four, which is what counts when many processes take turns.
 */
export class PinCell {
  // A field that is only declared gets its first value from the constructor: one that began as undefined could hold
  // anything, and would be looked at before each use.
  /** @internal Where the value lies, as a view that pins share. */
  declare readonly words: SignalCell["words"];
  /** @internal At which element. */
  declare readonly at: number;
  /** @internal To the left and back takes a signed value out of its word. */
  declare readonly signShift: number;
  /** @internal */
  declare readonly reads: Reads;
  /** @internal */
  declare readonly gate: Gate;
  /** In which cycle its value was last driven, and by which process, or `body`. */
  declare drivenIn: number;
  declare driver: number;

  constructor(words: SignalCell["words"], at: number, signShift: number, reads: Reads, gate: Gate) {
    this.words = words;
    this.at = at;
    this.signShift = signShift;
    this.reads = reads;
    this.gate = gate;
    this.drivenIn = -1;
    this.driver = body;
  }
}
