/**
 * Runs processes at edges. One edge: observers look, waits that have ended wake their processes, processes run on the
 * settled values that the edge sees, the engine takes the edge, what the processes wrote lands.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Simulation } from "../simulation.ts";
import { BenchClock, sortProcesses } from "./bench-clock.ts";
import { body, Drivers } from "./drivers.ts";
import {
  bodyOnly,
  cannotKill,
  died,
  ended,
  neverStarted,
  notATrigger,
  observerFailed,
  onlyLooks,
  type Problem,
  stepFailed,
  stuck,
} from "./harness-errors.ts";
import { Leftovers } from "./leftovers.ts";
import { RunningProcess, resume } from "./process.ts";
import { type Armed, type Routine, Trigger } from "./trigger.ts";
import { EdgeTrigger } from "./triggers.ts";

/** Times that processes may be resumed at one edge. */
const mostResumes = 1_000_000;

export class Scheduler {
  readonly sim: Simulation;
  readonly clocks: readonly BenchClock[];
  readonly main: BenchClock;
  readonly drivers: Drivers;
  readonly leftovers = new Leftovers();
  readonly observers: ((clock: string) => void)[] = [];
  /** Those that have not ended, by their number, in the order of forking. */
  readonly alive = new Map<number, RunningProcess>();
  /** Those that have, as long as somebody may ask who drove a pin. */
  readonly #ended = new Map<number, RunningProcess>();
  #forked = 0;
  /** Processes to resume at this edge, in the list of its clock: the first `#readyCount`. */
  #ready: RunningProcess[] = [];
  #readyCount = 0;
  #isReadySorted = true;
  /** The clock whose edge comes. */
  #at: BenchClock | undefined;
  /** The processes have run for the edge that comes: it may have failed. */
  #hasRun = false;
  #isEnded = false;
  /** Of the processes at this edge, to be thrown together. */
  #problems: Problem[] = [];

  constructor(sim: Simulation) {
    this.sim = sim;
    this.main = new BenchClock(sim.clocks[0] ?? "clk", this);
    this.clocks = [this.main, ...sim.clocks.slice(1).map((name) => new BenchClock(name, this))];
    this.drivers = new Drivers(
      () => sim.cycle,
      (number) => this.alive.get(number) ?? this.#ended.get(number),
    );
  }

  get current(): RunningProcess | undefined {
    return this.drivers.current;
  }

  made<T extends Trigger<unknown>>(trigger: T): T {
    this.leftovers.made(trigger, this.drivers.current);
    return trigger;
  }

  fork<T>(routine: Routine<T>, name: string | undefined, clock: BenchClock): RunningProcess<T> {
    if (this.#isEnded) throw ended();
    if (this.drivers.phase === "looking") throw onlyLooks("the set of processes");
    const number = this.#forked++;
    const process = new RunningProcess(this, routine, name ?? `process ${number}`, number, clock);
    this.alive.set(number, process as RunningProcess);
    this.leftovers.ran(routine);
    if (this.#at === clock && this.drivers.phase === "running") this.ready(process as RunningProcess);
    else clock.add(process as RunningProcess);
    return process;
  }

  /** Lets a process resume: at this edge, or from the body at the next one of its clock. */
  ready(process: RunningProcess): void {
    if (this.drivers.phase === "body") {
      process.home.add(process);
      return;
    }
    const count = this.#readyCount;
    if (count > 0 && (this.#ready[count - 1]?.number ?? 0) > process.number) this.#isReadySorted = false;
    this.#ready[count] = process;
    this.#readyCount = count + 1;
  }

  kill(process: RunningProcess): void {
    if (process.done) return;
    const { drivers } = this;
    if (drivers.phase === "looking") throw onlyLooks(`process ${process.name}`);
    const killer = drivers.current;
    if (process === killer) throw cannotKill(process, "kills itself", "return instead");
    process.armed?.disarm();
    drivers.gate.running = process.number;
    try {
      const { done } = process.generator.return(undefined);
      if (done !== true) throw cannotKill(process, "waits in a finally block while it is killed", "do not yield there");
    } finally {
      drivers.gate.running = killer?.number ?? body;
      killer?.predecessors.add(process);
      this.#end(process, "killed");
    }
  }

  /** Advances by edges of the main clock, and those of others as `Simulation.step` does. */
  step(cycles: number): void {
    this.requireBody("step");
    let left = cycles;
    while (left > 0) {
      const free = this.#freeCycles();
      if (free > 0) {
        const taken = Math.min(free, left);
        this.#runFree(taken);
        left -= taken;
      } else {
        this.#cycle();
        left--;
      }
    }
  }

  /** Throws SIM113 and SIM116. */
  requireBody(what: string): void {
    if (this.#isEnded) throw ended();
    if (this.drivers.phase !== "body" || this.drivers.gate.running !== body) throw bodyOnly(what, this.current);
  }

  /** No process waits for an edge: what happens from here on is up to the body and the design. */
  get isIdle(): boolean {
    return this.observers.length === 0 && this.clocks.every((clock) => clock.isIdle);
  }

  /** Lets somebody look at every edge; returns what ends it. */
  observe(observer: (clock: string) => void): () => void {
    this.observers.push(observer);
    return () => {
      const at = this.observers.indexOf(observer);
      if (at >= 0) this.observers.splice(at, 1);
    };
  }

  /** Ends all processes and reports what was left undone. */
  end(): Diagnostic[] {
    const problems: Diagnostic[] = [];
    if (this.#isEnded) return problems;
    this.requireBody("close");
    for (const process of [...this.alive.values()]) {
      if (process.state === "forked") problems.push(neverStarted(process));
      try {
        this.kill(process);
      } catch (error) {
        problems.push(died(process, this.sim.cycle, error));
      }
    }
    this.#isEnded = true;
    this.drivers.end();
    return [...problems, ...this.leftovers.atEnd()];
  }

  /** Cycles for which nobody needs to be woken. */
  #freeCycles(): number {
    if (this.#hasRun || this.observers.length > 0 || !this.main.isFree) return 0;
    for (const clock of this.clocks) if (clock !== this.main && !clock.isIdle) return 0;
    return this.main.nextTimer - 1;
  }

  #runFree(cycles: number): void {
    const { sim } = this;
    const before = this.clocks.map(({ name }, index) => (index === 0 ? sim.cycle : sim.edges(name)));
    try {
      sim.step(cycles);
    } finally {
      this.clocks.forEach((clock, index) => {
        const taken = (index === 0 ? sim.cycle : sim.edges(clock.name)) - (before[index] ?? 0);
        clock.edges += taken;
        this.drivers.interval += taken;
      });
      this.drivers.land();
    }
  }

  /** One edge of the main clock, with the others up to it and at its time. */
  #cycle(): void {
    const { sim, clocks, main } = this;
    if (clocks.length === 1) {
      this.#edge(main);
      return;
    }
    const end = sim.cycle + 1;
    for (;;) {
      this.#edge(clocks[sim.nextClock] ?? main);
      if (sim.cycle >= end && sim.nextTime !== sim.time) return;
    }
  }

  #edge(clock: BenchClock): void {
    const { sim, drivers } = this;
    if (!this.#hasRun) {
      this.#at = clock;
      clock.edges++;
      drivers.interval++;
      this.#hasRun = true;
      this.#runProcesses(clock);
    }
    sim.stepEdge();
    this.#hasRun = false;
    drivers.land();
  }

  #runProcesses(clock: BenchClock): void {
    const { drivers } = this;
    try {
      this.#readyCount = clock.begin();
      this.#isReadySorted = true;
      const { ready } = clock;
      if (this.#ready !== ready) this.#ready = ready;
      if (this.observers.length > 0 || clock.isDue) {
        drivers.enter("looking");
        this.#look(clock.name);
        clock.wake();
      }
      if (!this.#isReadySorted) this.#sortReady();
      drivers.enter("running");
      clock.staying = this.#resumeAll();
    } finally {
      drivers.enter("body");
      drivers.gate.running = body;
    }
    if (this.#problems.length > 0) {
      const problems = this.#problems;
      this.#problems = [];
      throw stepFailed(problems);
    }
  }

  /** What an observer throws stops the step as the error of a process does: the processes still run. */
  #look(clock: string): void {
    for (const observe of this.observers) {
      try {
        observe(clock);
      } catch (error) {
        this.#problems.push({ diagnostics: observerFailed(this.sim.cycle, error), error, from: "observer" });
      }
    }
  }

  #sortReady(): void {
    sortProcesses(this.#ready, this.#readyCount);
  }

  /**
   * The hot path is the bare `yield`. Returns how many processes, from the first on, wait for the next edge again: in most
   * cycles all of them, so that they need not be listed anew.
   */
  #resumeAll(): number {
    const { gate } = this.drivers;
    const ready = this.#ready;
    let at = 0;
    let stay = 0;
    while (at < this.#readyCount) {
      try {
        for (; at < this.#readyCount; at++) {
          const process = ready[at] as RunningProcess;
          gate.running = process.number;
          // Compared, since V8 would look at more than the value to find out whether it counts as true.
          if (process.yieldsBare === true) {
            const next = resume.call(process.generator, undefined);
            if (next.done === true || next.value !== undefined) this.#follow(process, next);
            else if (stay === at) stay++;
            else process.home.add(process);
          } else if (!process.done) this.#resumeOther(process, at);
        }
      } catch (error) {
        this.#die(ready[at] as RunningProcess, error);
        at++;
      }
    }
    return stay;
  }

  /** One that begins, or has waited for a trigger. */
  #resumeOther(process: RunningProcess, before: number): void {
    if (before >= mostResumes)
      throw stuck(process, this.sim.cycle, `processes are resumed ${mostResumes.toLocaleString("en")} times`);
    const { armed } = process;
    const next = armed === undefined ? resume.call(process.generator, undefined) : this.#deliver(process, armed);
    this.#follow(process, next);
  }

  /** What a process did: it waits for a trigger, has ended, or yielded what nobody can wait for. */
  #follow(process: RunningProcess, did: IteratorResult<unknown, unknown>): void {
    let next = did;
    while (next.done !== true) {
      const trigger: unknown = next.value;
      if (trigger === undefined) {
        process.waits();
        process.home.add(process);
        return;
      }
      if (trigger instanceof Trigger) {
        this.#wait(process, trigger);
        return;
      }
      next = process.generator.throw(notATrigger(process, trigger));
    }
    const diagnostics = this.leftovers.atReturn(process);
    if (diagnostics.length > 0) this.#problems.push({ diagnostics, error: undefined, from: "process" });
    this.#end(process, "returned", next.value);
  }

  /** Resumes a process with what came out of the trigger that it waited for. */
  #deliver(process: RunningProcess, armed: Armed): IteratorResult<unknown, unknown> {
    process.armed = undefined;
    let value: unknown;
    try {
      value = armed.result();
    } catch (error) {
      return process.generator.throw(error);
    }
    return process.generator.next(value);
  }

  #wait(process: RunningProcess, trigger: Trigger<unknown>): void {
    trigger.isAwaited = true;
    process.waitsFor(trigger, this.sim.cycle);
    if (trigger instanceof EdgeTrigger) trigger.clockFor(process).add(process);
    else process.armed = trigger.arm(process);
  }

  #die(process: RunningProcess, error: unknown): void {
    this.#problems.push({ diagnostics: [died(process, this.sim.cycle, error)], error, from: "process" });
    try {
      // It may not have ended by itself.
      process.generator.return(undefined);
    } catch (further) {
      const diagnostics = [died(process, this.sim.cycle, further)];
      this.#problems.push({ diagnostics, error: further, from: "process" });
    }
    this.#end(process, "died");
  }

  #end(process: RunningProcess, state: "returned" | "died" | "killed", value?: unknown): void {
    this.alive.delete(process.number);
    this.#forget();
    this.#ended.set(process.number, process);
    process.endedIn = this.drivers.interval;
    process.finish(state, value);
  }

  /** Lets go of processes that ended long ago, a few for each that ends. */
  #forget(): void {
    for (const [number, { endedIn }] of this.#ended) {
      if (endedIn + 1 >= this.drivers.interval) return;
      this.#ended.delete(number);
    }
  }
}
