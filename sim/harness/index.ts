/** The harness: testbenches with processes beside the body of a test, on either engine. */
export * from "./agents/index.ts";
export { testbench } from "./bench.ts";
export type { Results, Triggers, Won } from "./combined-triggers.ts";
export type { Dut } from "./dut.ts";
export type { EventFlag } from "./event-flag.ts";
export type { Lock } from "./lock.ts";
export { type OpenTestbenchOptions, openTestbench } from "./open-testbench.ts";
export type { Pin, Probe } from "./pin.ts";
export type { Process } from "./process.ts";
export type { Queue } from "./queue.ts";
export type { Forkable, ForkOptions, Testbench, TestbenchOptions } from "./testbench.ts";
export type { Routine, Trigger } from "./trigger.ts";
