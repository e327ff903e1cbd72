/** Puts a testbench together: pins, triggers and time over one scheduler. */
import { type Diagnostic, throwIfAny } from "../../diagnostics/index.ts";
import type { Module, Ports } from "../../hdlgen/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import { requireCount } from "../handle-errors.ts";
import { signalsByPath, signalTree } from "../signal-tree.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";
import type { BenchClock } from "./bench-clock.ts";
import { AllTrigger, FirstTrigger, TimeoutTrigger } from "./combined-triggers.ts";
import { type Dut, dutOf } from "./dut.ts";
import { BenchEvent } from "./event-flag.ts";
import { deadlock, limitReached } from "./harness-errors.ts";
import { BenchLock } from "./lock.ts";
import { BenchPin, type Pin, type Probe } from "./pin.ts";
import { harnessSite, type Process } from "./process.ts";
import { dumpOf } from "./process-dump.ts";
import { BenchQueue } from "./queue.ts";
import { Scheduler } from "./scheduler.ts";
import type { Forkable, ForkOptions, Testbench, TestbenchOptions } from "./testbench.ts";
import type { Cause, Routine, Trigger, Waiter } from "./trigger.ts";
import { ChangeTrigger, CyclesTrigger, conditionText, EdgeTrigger, WhenTrigger } from "./triggers.ts";

const defaultLimit = 100_000;
const bool: IrType = { kind: "bool", width: 1 };

/** The body of a test, waiting. */
class BodyWaiter implements Waiter {
  readonly process = undefined;
  readonly home: BenchClock;
  isAwake = false;

  constructor(home: BenchClock) {
    this.home = home;
  }

  wake(_: Cause): boolean {
    if (this.isAwake) return false;
    this.isAwake = true;
    return true;
  }
}

/** A testbench around a simulation. Time must pass in the testbench alone as long as it is used. */
export function testbench(sim: Simulation, options?: TestbenchOptions): Testbench;
/** The same with `dut`, the ports of the module that the simulation runs. */
export function testbench<P extends Ports>(
  sim: Simulation,
  options: TestbenchOptions & { readonly module: Module<P> },
): Testbench<Dut<P>>;
export function testbench(
  sim: Simulation,
  { limit: usualLimit = defaultLimit, module }: TestbenchOptions & { readonly module?: Module<Ports> } = {},
): Testbench {
  const scheduler = new Scheduler(sim);
  const { drivers, leftovers, main } = scheduler;
  const pins = new Map<string, BenchPin>();
  let types: ReturnType<typeof signalsByPath> | undefined;
  const checks: (() => readonly Diagnostic[])[] = [];

  function port(name: string): Pin {
    const known = pins.get(name);
    if (known !== undefined) return known;
    const handle = sim.port(name);
    const declared = sim.design.top.ports.find(({ signal }) => signal.name === name);
    const pin = pinOf(handle, declared?.signal.type ?? bool, declared?.direction === "output" ? "read" : "input");
    pins.set(name, pin);
    return pin;
  }

  function pinOf(handle: SignalHandle, type: IrType, access: "input" | "read"): BenchPin {
    return new BenchPin(handle, type, access, drivers);
  }

  function signal(path: string): Probe {
    const known = pins.get(path);
    if (known !== undefined) return known;
    const handle = sim.signal(path);
    if (sim.design.top.ports.some(({ signal: { name } }) => name === path)) return port(path);
    types ??= signalsByPath(signalTree(sim.design));
    const type = types.get(path)?.type;
    // What the tree does not show, the handle knows itself.
    if (type === undefined) return handle;
    const probe = pinOf(handle, type, "read");
    pins.set(path, probe);
    return probe;
  }

  function clockNamed(name: string | undefined): BenchClock {
    if (name === undefined) return main;
    sim.edges(name); // refuses what is no clock
    const bare = (text: string): string => text.replaceAll("_", "").toLowerCase();
    const { clocks } = scheduler;
    return (
      clocks.find((clock) => clock.name === name) ?? clocks.find((clock) => bare(clock.name) === bare(name)) ?? main
    );
  }

  function fork<T>(routine: Forkable<T>, options: string | ForkOptions = {}): Process<T> {
    const { name, clock } = typeof options === "string" ? { name: options } : options;
    const made = typeof routine === "function" ? routine() : routine;
    const own = typeof routine === "function" && routine.name !== "" ? routine.name : undefined;
    return scheduler.fork(made, name ?? own, clockNamed(clock));
  }

  function until(condition: () => boolean, limit = usualLimit): number {
    scheduler.requireBody("until");
    requireCount(limit, "limit");
    for (let taken = 0; ; taken++) {
      if (condition()) return taken;
      if (taken >= limit) throw limitReached(`until(${conditionText(condition)})`, limit, sim.cycle, dump());
      scheduler.step(1);
    }
  }

  function wait<T>(trigger: Trigger<T>, limit = usualLimit): T {
    scheduler.requireBody("wait");
    requireCount(limit, "limit");
    trigger.isAwaited = true;
    const waiter = new BodyWaiter(main);
    const armed = trigger.arm(waiter);
    try {
      for (let taken = 0; !waiter.isAwake; taken++) {
        if (scheduler.isIdle) throw deadlock(trigger.describe(), sim.cycle, dump());
        if (taken >= limit) throw limitReached(`wait(${trigger.describe()})`, limit, sim.cycle, dump());
        scheduler.step(1);
      }
    } catch (error) {
      armed.disarm();
      throw error;
    }
    return armed.result() as T;
  }

  const dump = (): string[] => dumpOf(scheduler);
  const join = <T>(process: Process<T>, limit?: number): T => wait(process, limit);

  function reset(cycles = 1): void {
    requireCount(cycles, "cycles");
    scheduler.requireBody("reset");
    const { reset: declared } = sim.design.top;
    if (declared === undefined) return;
    const pin = port(declared.name);
    pin.value = 1;
    try {
      scheduler.step(cycles);
    } finally {
      pin.value = 0;
    }
  }

  function finish(): void {
    const left = scheduler.end();
    throwIfAny([...left, ...checks.splice(0).flatMap((check) => check())]);
  }

  let unnamed = 0;
  const nameOf = (kind: string, name: string | undefined): string => name ?? `${kind} ${unnamed++}`;

  return {
    sim,
    dut: module === undefined ? undefined : dutOf(module, port),
    get cycle() {
      return sim.cycle;
    },
    port,
    signal,
    memory: (path) => sim.memory(path),
    step: (cycles = 1) => {
      requireCount(cycles, "cycles");
      scheduler.step(cycles);
    },
    reset,
    until,
    wait,
    join,
    run: (routine, limit) => join(fork(routine), limit),
    fork,
    routine:
      (body) =>
      (...parameters) => {
        const made = body(...parameters);
        leftovers.called(made as Routine<unknown>, body.name === "" ? "a routine" : body.name, harnessSite());
        return made;
      },
    edge: (clock) => scheduler.made(new EdgeTrigger(clockNamed(clock))),
    cycles: (count) => scheduler.made(new CyclesTrigger(count)),
    when: (condition) => scheduler.made(new WhenTrigger(condition)),
    rising: (probe) => scheduler.made(new ChangeTrigger("rising", probe)),
    falling: (probe) => scheduler.made(new ChangeTrigger("falling", probe)),
    changed: (probe) => scheduler.made(new ChangeTrigger("changed", probe)),
    first: (triggers) => scheduler.made(new FirstTrigger(triggers)),
    all: (triggers) => scheduler.made(new AllTrigger(triggers)),
    timeout: (trigger, cycles) => scheduler.made(new TimeoutTrigger(trigger, cycles, () => sim.cycle)),
    event: (name) => new BenchEvent(nameOf("event", name), scheduler),
    queue: (capacity = Number.POSITIVE_INFINITY, name) => new BenchQueue(nameOf("queue", name), capacity, scheduler),
    lock: (name) => new BenchLock(nameOf("lock", name), scheduler),
    onEdge: (callback) => scheduler.observe(callback),
    atEnd: (check) => checks.push(check),
    dump,
    finish,
    close: () => {
      try {
        finish();
      } finally {
        sim.close();
      }
    },
  };
}
