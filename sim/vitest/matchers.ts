import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Testbench } from "../harness/index.ts";
import { type LockstepOptions, type LockstepPartner, lockstep } from "../lockstep/index.ts";
import { RecordedSimulation } from "../replay/index.ts";
import type { Wave, WaveRecording } from "../waves/index.ts";
import { type WaveComparisonOptions, waveDifference } from "./compare-waves.ts";

export interface HardwareMatchers<R = unknown> {
  /**
   * A wave, or a recording of one, is what a text as `toAscii` gives it says, or another wave. Only the signals and
   * cycles that are expected are compared; `?` in a text is anything.
   */
  toEqualWaveform(expected: string | Wave, options?: WaveComparisonOptions): R;
  /**
   * From now on, until the test ends, the design does what a model or another simulation does: they run in lockstep, and
   * the first cycle in which a signal differs fails the test (SIM120). Options and models: `lockstep`.
   */
  toMatchReference(reference: LockstepPartner | (() => LockstepPartner), options?: LockstepOptions): R;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it
  interface Matchers<T = any> extends HardwareMatchers<T> {}
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend`. */
export const hardwareMatchers = {
  toEqualWaveform(received: Wave | WaveRecording, expected: string | Wave, options?: WaveComparisonOptions): Outcome {
    const wave = "wave" in received ? received.wave() : received;
    const difference = waveDifference(wave, expected, options);
    return {
      pass: difference === undefined,
      message: () => (difference === undefined ? "the waveforms are equal" : `the waveforms differ: ${difference}`),
    };
  },

  toMatchReference(
    this: { readonly isNot: boolean },
    tb: Testbench,
    reference: LockstepPartner | (() => LockstepPartner),
    options?: LockstepOptions,
  ): Outcome {
    if (this.isNot || !(tb?.sim instanceof RecordedSimulation)) {
      throw new SpikeforgeError({
        code: "SIM166",
        place: "toMatchReference",
        found: this.isNot ? "not says nothing about cycles to come" : "it watches the testbench of a hardware test",
        mend: "expect(tb).toMatchReference(model), before the cycles that are to be compared",
      });
    }
    const status = lockstep(tb, reference, options);
    tb.sim.dueAtEnd.push(() => status.finish());
    return { pass: true, message: () => "the design does what the reference does" };
  },
};
