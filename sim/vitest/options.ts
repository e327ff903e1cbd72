import type { TestContext } from "vitest";
import type { Design, Module, Ports } from "../../hdlgen/index.ts";
import type { Dut } from "../harness/dut.ts";
import type { Testbench } from "../harness/testbench.ts";
import type { PowerUpOptions } from "../lockstep/index.ts";
import type { ClockOptions, EngineName } from "../simulation.ts";

/** What a test can be about: a module with its parameters, or an elaborated design. */
export type Tested = Module<Ports> | Design;

export interface HardwareTestOptions<D extends Tested> {
  /** What is tested. Tests that name the same object compile it once. */
  readonly dut: D;
  /** The engines that the test can run on. Default: whichever the run or the project chooses, else embedded. */
  readonly engines?: readonly EngineName[];
  /** Of everything random. Default: as the project says, else a fixed one that follows from the test's name. */
  readonly seed?: number | "random";
  /**
   * What has no value at the start is drawn by the seed. `"checked"`: a second simulation with another seed takes every
   * edge as well, and an output that differs after the reset fails the test (SIM124); so does a test without a reset
   * (SIM122). As an object: what is compared, and from when on. Default: as the project says, else `"seeded"`.
   */
  readonly powerUp?: PowerUp;
  /** When clocks tick. */
  readonly clocks?: ClockOptions;
  /** Most cycles that `until`, `wait`, `join` and `run` of the testbench take. */
  readonly limit?: number;
  /** Milliseconds; default: the project's `testTimeout`, with Verilator 5 minutes, since it may have to compile. */
  readonly timeout?: number;
  /** What a waveform of a failure shows. */
  readonly wave?: WaveOptions;
}

export type PowerUp = "seeded" | "checked" | PowerUpOptions;

export interface WaveOptions {
  /** Cycles before the failure that are in the file. Default 1,000. */
  readonly cycles?: number;
  /** Cycles before the failure that are in the message. Default 12. */
  readonly shown?: number;
  /** Signals in the message by hierarchical name. Default: the ports, and what the test has asked for. */
  readonly signals?: readonly string[];
}

/** What a body gets beside the testbench. */
export interface HardwareContext {
  readonly engine: EngineName;
  readonly seed: number;
  /** vitest's own context of the test. */
  readonly test: TestContext;
}

/** A testbench whose `dut` has the ports of the module; that of a design is reached by `port` and `signal`. */
export type HardwareTestbench<D extends Tested> = Testbench<D extends Module<infer P> ? Dut<P> : unknown>;
export type HardwareBody<D extends Tested> = (tb: HardwareTestbench<D>, context: HardwareContext) => void;
export type EachBody<D extends Tested, T> = (tb: HardwareTestbench<D>, value: T, context: HardwareContext) => void;
