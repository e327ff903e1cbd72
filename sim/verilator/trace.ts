import { closeSync, openSync } from "node:fs";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { NativeSimulation } from "./addon.ts";

/** A trace that Verilator writes. */
export class NativeTrace {
  readonly #native: NativeSimulation;
  /** Where the file has come to: times must grow. */
  #time = Number.NEGATIVE_INFINITY;

  constructor(native: NativeSimulation, path: string) {
    this.#native = native;
    if (native.startTrace === undefined) {
      throw new SpikeforgeError({
        code: "VER006",
        place: path,
        found: "the simulation was opened without a trace",
        mend: 'open it with openVerilator(design, { trace: "vcd" })',
      });
    }
    try {
      closeSync(openSync(path, "w"));
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      throw new SpikeforgeError(
        {
          code: "VER007",
          place: path,
          found: `the trace cannot be written (${code})`,
          mend: "name a file in a folder that can be written",
        },
        { cause: error },
      );
    }
    native.startTrace(path);
  }

  /** Adds the present values. Edges at one instant, and those beside the schedule, follow each other by one unit. */
  dump(time: number): void {
    this.#time = Math.max(Math.round(time), this.#time + 1);
    this.#native.dump?.(this.#time);
  }

  stop(): void {
    this.#native.stopTrace?.();
  }
}
