/** Bounded check, k-induction and reachability on a transition system. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import type { SmtContext } from "../../tools/index.ts";
import { clocksOf, exactlyOne } from "./clocks.ts";
import type { Outcome, Proof, ProveOptions, Witness } from "./proof.ts";
import { type PlacedProperty, placedProperties } from "./properties.ts";
import { replay } from "./replay.ts";
import { readTrace } from "./trace.ts";
import { coneOf, type SmtProperty, type SmtValue, type TransitionSystem, valueAt } from "./transition-system.ts";
import { type Start, Unrolling } from "./unrolling.ts";
import { waveform } from "./waveform.ts";

type Found<S extends Proof["status"]> = Omit<Extract<Proof, { status: S }>, keyof Outcome>;
type Answer = Found<"proved"> | Found<"failed"> | Found<"covered"> | Found<"unknown">;

export interface Task {
  readonly design: Design;
  readonly system: TransitionSystem;
  readonly options: ProveOptions;
  /** How far it got, for whoever has to stop it. */
  readonly progress: { depth: number };
  /** A fresh context of the solver. */
  readonly context: () => SmtContext;
}

/** One proof: the cycles that are looked at, in which order, and what is asked of the solver about each. */
export class Search {
  readonly #design: Design;
  readonly #system: TransitionSystem;
  readonly #options: ProveOptions;
  readonly #progress: { depth: number };
  readonly #context: () => SmtContext;
  readonly #opened: SmtContext[] = [];
  readonly #placed: ReadonlyMap<string, PlacedProperty>;
  readonly #clocks: readonly string[];

  constructor({ design, system, options, progress, context }: Task) {
    this.#design = design;
    this.#system = system;
    this.#options = options;
    this.#progress = progress;
    this.#context = context;
    this.#placed = placedProperties(design);
    this.#clocks = clocksOf(design);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((context) => context.close().catch(() => undefined)));
  }

  async bmc(depth: number): Promise<Answer> {
    const run = this.#unroll("configuration", this.#system.asserts);
    for (let cycle = 0; cycle <= depth; cycle++) {
      const failure = await this.#nextCycle(run);
      if (failure === "unknown") return { status: "unknown", reason: "time" };
      if (failure !== undefined) return this.#failed(failure);
    }
    await this.#requireConsistent(run);
    return { status: "proved", assertions: this.#system.asserts.length };
  }

  async induction(depth: number): Promise<Answer> {
    const base = this.#unroll("configuration", this.#system.asserts);
    const step = this.#unroll("any state", this.#system.asserts);
    let weakness: Witness | undefined;
    for (let k = 1; k <= depth; k++) {
      // The step speaks of runs without reset, so that its first cycle is at the earliest the one after it.
      while (base.cycles < this.#resetCycles + k) {
        const failure = await this.#nextCycle(base);
        if (failure === "unknown") return { status: "unknown", reason: "time" };
        if (failure !== undefined) return this.#failed(failure);
      }
      while (step.cycles <= k) {
        if (step.cycles > 0) step.assert(this.#holding(step, step.cycles - 1));
        this.#grow(step);
      }
      const counter = await this.#violation(step);
      this.#progress.depth = k;
      if (counter === "unknown") return { status: "unknown", reason: "time" };
      if (counter === undefined) {
        await this.#requireConsistent(base);
        return { status: "proved", assertions: this.#system.asserts.length };
      }
      weakness = counter;
    }
    return { status: "unknown", reason: "induction", ...(weakness === undefined ? {} : { failure: weakness }) };
  }

  async cover(depth: number): Promise<Answer> {
    const run = this.#unroll("configuration", this.#system.covers);
    const witnesses: Witness[] = [];
    let open = [...this.#system.covers];
    for (let cycle = 0; cycle <= depth && open.length > 0; cycle++) {
      this.#grow(run);
      this.#progress.depth = cycle;
      for (let asked = open; asked.length > 0; ) {
        const found = await this.#find(run, asked, (property) => valueAt(property.value, cycle));
        if (found === "unknown") return { status: "unknown", reason: "time" };
        if (found === undefined) break;
        witnesses.push(found.witness);
        asked = asked.filter((each) => each !== found.property);
        open = open.filter((each) => each !== found.property);
      }
    }
    if (open.length === 0) return { status: "covered", witnesses };
    await this.#requireConsistent(run);
    const unreached = open.map((property) => this.#describe(property));
    return { status: "unknown", reason: "unreached", witnesses, unreached };
  }

  #unroll(start: Start, properties: readonly SmtProperty[]): Unrolling {
    const roots = [...properties, ...this.#system.assumes].map(({ value }) => value);
    const clocks = (this.#clocks.length < 2 ? [] : this.#clocks).map((clock) => {
      const input = this.#inputOf(clock);
      if (input === undefined) throw new Error(`the prover's model has no clock ${clock}`);
      return input.name;
    });
    roots.push(...clocks);
    const cone = coneOf(this.#system, roots);
    const context = (): SmtContext => {
      const opened = this.#context();
      this.#opened.push(opened);
      return opened;
    };
    return new Unrolling({ system: this.#system, cone, start, clocks, context });
  }

  /** One more cycle, with what is assumed of its inputs. */
  #grow(run: Unrolling): void {
    const cycle = run.cycles;
    run.grow();
    for (const { value } of this.#system.assumes) run.assert(valueAt(value, cycle));
    const { hold = {}, reset = "first" } = this.#options;
    for (const [name, value] of Object.entries(hold)) this.#fix(run, name, cycle, BigInt(value));
    const inReset = run.start === "configuration" && cycle < this.#resetCycles;
    if (reset === "first") for (const name of this.#resets) this.#fix(run, name, cycle, inReset ? 1n : 0n);
    if (this.#clocks.length < 2) return;
    const ticks = this.#clocks.map((name) => valueAt(this.#inputOf(name)?.name ?? "", cycle));
    if (inReset) run.assert(ticks[cycle] ?? "true");
    run.assert(exactlyOne(ticks));
  }

  get #resets(): readonly string[] {
    const { reset } = this.#design.top;
    return [...(reset === undefined ? [] : [reset.name]), ...(this.#options.resets ?? [])];
  }

  /** Cycles of the reset at the start: one edge of every clock. */
  get #resetCycles(): number {
    return this.#options.reset === "free" || this.#resets.length === 0 ? 0 : this.#clocks.length;
  }

  /** The value that an input of the top is. */
  #inputOf(input: string): SmtValue | undefined {
    const { signals, values } = this.#system;
    const alias = values.find(({ name }) => name === signals.get(input));
    return values.find(({ name }) => name === alias?.uses[0]);
  }

  #fix(run: Unrolling, input: string, cycle: number, bits: bigint): void {
    const source = this.#inputOf(input);
    // An input that nothing depends on may have any value.
    if (source === undefined || !run.cone.has(source.name)) return;
    const width = Number(/^\(_ BitVec (\d+)\)$/.exec(source.sort)?.[1] ?? 0);
    const literal = width === 0 ? String(bits === 1n) : `#b${bits.toString(2).padStart(width, "0")}`;
    run.assert(`(= ${valueAt(source.name, cycle)} ${literal})`);
  }

  #failed(failure: Witness): Found<"failed"> {
    this.#progress.depth = failure.cycle;
    return { status: "failed", failure };
  }

  async #nextCycle(run: Unrolling): Promise<Witness | "unknown" | undefined> {
    this.#grow(run);
    return this.#holdsIn(run);
  }

  /** Whether an assertion can fail in the last cycle; if none can, it is known from now on. */
  async #holdsIn(run: Unrolling): Promise<Witness | "unknown" | undefined> {
    const violation = await this.#violation(run);
    if (violation === undefined) {
      const cycle = run.cycles - 1;
      run.assert(this.#holding(run, cycle));
      if (this.#options.mode === "bmc") this.#progress.depth = cycle;
    }
    return violation;
  }

  async #violation(run: Unrolling): Promise<Witness | "unknown" | undefined> {
    const cycle = run.cycles - 1;
    const found = await this.#find(run, this.#system.asserts, ({ value }) => `(not ${valueAt(value, cycle)})`);
    return typeof found === "object" ? found.witness : found;
  }

  /** A run in whose last cycle the term of one of the properties holds. */
  async #find(
    run: Unrolling,
    properties: readonly SmtProperty[],
    term: (property: SmtProperty) => string,
  ): Promise<{ readonly property: SmtProperty; readonly witness: Witness } | "unknown" | undefined> {
    const found = await run.check([`(or false ${properties.map(term).join(" ")})`], async (read) => {
      const holds = await read(properties.map(term));
      return { holds, trace: await readTrace(this.#system, run.cone, run.cycles, read) };
    });
    if (found.answer !== "sat") return found.answer === "unknown" ? "unknown" : undefined;
    const { holds, trace } = found.model;
    const property = properties.find((_, i) => holds[i] === "true");
    const placed = property && this.#placed.get(property.label);
    if (property === undefined || placed === undefined) throw new Error(`z3: no property holds in its own model`);
    replay(this.#design, trace, placed);
    const witness = {
      ...this.#describe(property),
      cycle: run.cycles - 1,
      trace,
      waveform: waveform(this.#design, trace, placed),
    };
    return { property, witness };
  }

  #describe({ label }: SmtProperty): Pick<Witness, "message" | "path" | "location"> {
    const placed = this.#placed.get(label);
    if (placed === undefined) throw new Error(`the design has no property ${label}`);
    const { property, path } = placed;
    return { message: property.message, path, location: shortLocation(property.site) };
  }

  /**
   * That all assertions hold in a cycle. With several clocks also those whose clock does not tick in it: the run in
   * which it does is one of those that are looked at, as long as what is assumed at that clock holds.
   */
  #holding(run: Unrolling, cycle: number): string {
    // In the cycles of the reset only one clock can tick.
    const isFree = run.start === "any state" || cycle >= this.#resetCycles;
    const term = (value: string): string => (isFree ? run.askedAt(value, cycle) : valueAt(value, cycle));
    const all = (properties: readonly SmtProperty[]): string =>
      `(and true ${properties.map(({ value }) => term(value)).join(" ")})`;
    return `(=> ${all(this.#system.assumes)} ${all(this.#system.asserts)})`;
  }

  /** Nothing is proved where nothing can happen. */
  async #requireConsistent(run: Unrolling): Promise<void> {
    const { answer } = await run.check([], () => Promise.resolve(undefined));
    if (answer !== "unsat") return;
    throw new SpikeforgeError({
      code: "SIM031",
      place: this.#design.top.name,
      found: `its assumptions contradict each other within ${run.cycles} cycles: no run is left to prove anything of`,
      mend: "look at formal.assume, and at `hold` and `reset` of the call",
    });
  }
}
