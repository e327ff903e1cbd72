import type { Module, Ports } from "../../../hdlgen/index.ts";
import type { Dut, Testbench } from "../../../sim/harness/index.ts";
import type { ClockOptions } from "../../../sim/simulation.ts";
import type { Transcript } from "./transcript.ts";

export interface TwinOptions {
  readonly clocks?: ClockOptions;
  /** What both sides are given; JSON. */
  readonly data?: unknown;
}

/** A test that is written twice: here, and in the Python file of that name. */
export interface Twin<P extends Ports = Ports> extends TwinOptions {
  readonly name: string;
  readonly module: Module<P>;
  readonly body: (tb: Testbench<Dut<P>>, log: Transcript) => void;
}

export function twin<P extends Ports>(
  name: string,
  module: Module<P>,
  body: (tb: Testbench<Dut<P>>, log: Transcript) => void,
  options: TwinOptions = {},
): Twin<P> {
  return { name, module, body, ...options };
}
