/**
 * Two sides that take the same edges with the same inputs, and what differs between them.
 *
 * Where not everything is compared in every cycle, the last state in which all was equal is kept, with what has been
 * done since. A difference that is noticed later is looked for from there, cycle by cycle and in everything.
 */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import type { SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import { Inputs } from "./inputs.ts";
import { type Action, Journal } from "./journal.ts";
import { ModelSide } from "./model.ts";
import type { Describe, LockstepDifference, LockstepOptions, LockstepPartner } from "./options.ts";
import { type Compared, Probes } from "./probes.ts";
import { badInterval, cannotGoBack, describeDifference, neverReset, steppedAlone } from "./reports.ts";
import { type Side, SimulationSide } from "./side.ts";

interface Kept {
  readonly cycle: number;
  readonly first: Snapshot;
  readonly goBack: () => void;
}

const defaultMemoriesEvery = 1024;

export class Comparison {
  readonly first: Simulation;
  readonly names: readonly [string, string];
  readonly #open: (() => LockstepPartner) | undefined;
  readonly #map: Readonly<Record<string, string>>;
  readonly #compare: Compared | undefined;
  readonly #every: number;
  readonly #memoriesEvery: number;
  readonly #describe: Describe;
  readonly #afterReset: number | undefined;
  readonly #reset: SignalHandle | undefined;
  #from: number;
  #wasReset = false;
  readonly #inputs: Inputs;
  readonly #hasManyClocks: boolean;
  readonly #journal = new Journal();
  readonly #keeps: "nothing" | "second" | "actions";
  #second: Side;
  #probes: Probes;
  #kept: Kept | undefined;
  #cycle: number;
  #nextSignals: number;
  #nextMemories: number;
  /** No input has changed since the last comparison in this cycle. */
  #isCompared = false;
  #difference: LockstepDifference | undefined;

  /** Throws SIM121 for names that a side does not have, SIM122 where a side would have to go back and cannot. */
  constructor(
    first: Simulation,
    second: LockstepPartner | (() => LockstepPartner),
    options: LockstepOptions,
    describe: Describe = describeDifference,
  ) {
    this.first = first;
    this.#map = options.map ?? {};
    this.#open = typeof second === "function" ? second : undefined;
    this.#second = this.#sideOf(typeof second === "function" ? second() : second);
    const [one, two] = [first.engine, this.#second.label];
    this.names = options.names ?? (one === two ? ["first", "second"] : [one, two]);
    this.#compare = options.compare;
    this.#probes = new Probes(first, this.#second, options.compare);
    this.#every = options.every ?? 1;
    const canGoBack = this.#open !== undefined || this.#second.mark() !== undefined;
    this.#memoriesEvery =
      options.memoriesEvery ?? (canGoBack ? Math.max(this.#every, defaultMemoriesEvery) : this.#every);
    for (const [name, value] of [
      ["every", this.#every],
      ["memoriesEvery", this.#memoriesEvery],
    ] as const) {
      if (!Number.isSafeInteger(value) || value < 1) throw badInterval(name, value);
    }
    const seesAll = this.#every === 1 && (!this.#probes.hasMemories || this.#memoriesEvery === 1);
    if (!seesAll && !canGoBack) throw cannotGoBack(this.#every);
    this.#keeps = seesAll ? "nothing" : this.#second.mark() === undefined ? "actions" : "second";
    this.#inputs = new Inputs(first, this.#second);
    this.#cycle = first.cycle;
    this.#hasManyClocks = first.clocks.length > 1;
    this.#describe = describe;
    const { from = first.cycle } = options;
    const { reset } = first.design.top;
    this.#afterReset = typeof from === "number" ? undefined : from.afterReset;
    this.#reset = reset === undefined || typeof from === "number" ? undefined : first.port(reset.name);
    const sinceNow = first.cycle + (this.#afterReset ?? 0);
    this.#from = typeof from === "number" ? from : this.#reset === undefined ? sinceNow : Number.POSITIVE_INFINITY;
    this.#nextSignals = this.#from;
    this.#nextMemories = this.#from;
    this.carryInputs();
    this.#keep();
  }

  get second(): Side {
    return this.#second;
  }

  /** What is compared, by hierarchical name on the first side. */
  get compared(): readonly string[] {
    return this.#probes.names;
  }

  get difference(): LockstepDifference | undefined {
    return this.#difference;
  }

  /** Brings the inputs of the first side to the second. Throws SIM123 when the first has moved on its own. */
  carryInputs(): void {
    if (this.first.cycle !== this.#cycle) throw steppedAlone(this.#cycle, this.first.cycle);
    this.#inputs.carry((index, value) => {
      this.#isCompared = false;
      this.#note({ kind: "input", index, value });
    });
    this.#watchReset();
  }

  /** Comparing begins some cycles after the end of the first reset. */
  #watchReset(): void {
    if (this.#reset === undefined || this.#from !== Number.POSITIVE_INFINITY) return;
    const isReset = this.#reset.value === 1;
    if (this.#wasReset && !isReset) {
      this.#from = this.#cycle + (this.#afterReset ?? 0);
      this.#nextSignals = this.#from;
      this.#nextMemories = this.#from;
    }
    this.#wasReset = isReset;
  }

  /** Compares what is due in this cycle; throws SIM120. */
  compareDue(): void {
    const cycle = this.#cycle;
    // Once more in the same cycle, where an input has changed since: the coming edge sees that.
    const isDue = cycle >= this.#nextSignals || cycle === this.#nextSignals - this.#every;
    if (this.#isCompared || !isDue || cycle < this.#from) return;
    this.#isCompared = true;
    const isMemoryDue = this.#probes.hasMemories && cycle >= this.#nextMemories;
    if (this.#probes.signalsDiffer() || (isMemoryDue && this.#probes.memoriesDiffer())) this.#report();
    this.#nextSignals = cycle + this.#every;
    if (isMemoryDue) this.#nextMemories = cycle + this.#memoriesEvery;
    if (isMemoryDue || !this.#probes.hasMemories) this.#keep();
  }

  /** Compares everything now; throws SIM120. */
  compareAll(): void {
    if (this.#difference !== undefined) return;
    this.carryInputs();
    if (this.#from === Number.POSITIVE_INFINITY) throw neverReset();
    if (this.#cycle < this.#from) return;
    if (this.#probes.signalsDiffer() || this.#probes.memoriesDiffer()) this.#report();
  }

  /** Cycles until something is to be compared. */
  get cyclesToNext(): number {
    return Math.max(1, this.#nextSignals - this.#cycle);
  }

  /** Both sides take `cycles` edges of the main clock. */
  stepBoth(cycles: number): void {
    if (this.#hasManyClocks && this.#every === 1) {
      const end = this.first.cycle + cycles;
      do {
        this.compareDue();
        this.stepEdgeBoth();
      } while (this.first.cycle < end || this.first.nextTime === this.first.time);
      return;
    }
    try {
      this.first.step(cycles);
    } catch (error) {
      // An assertion, perhaps because of a difference that has not been noticed yet.
      if (this.#follow(this.first.cycle - this.#cycle)) this.compareAll();
      throw error;
    }
    this.stepSecond(cycles);
  }

  /** The second side takes the edges that the first took before it stopped; false when it stops as well. */
  #follow(cycles: number): boolean {
    try {
      this.stepSecond(cycles);
      return true;
    } catch {
      return false;
    }
  }

  /** The second side takes edges which the first takes at the same time. */
  stepSecond(cycles: number): void {
    this.#second.step(cycles);
    this.#note({ kind: "step", cycles });
    this.#cycle += cycles;
    this.#isCompared = false;
  }

  edgeBoth(clock: string): void {
    this.first.edge(clock);
    this.edgeSecond(clock);
  }

  edgeSecond(clock: string): void {
    const isMain = clock === this.first.clocks[0];
    this.#second.edge(clock, isMain);
    this.#note({ kind: "edge", clock, isMain });
    if (isMain) this.#cycle++;
    this.#isCompared = false;
  }

  /** Both take the edge that the schedule has next. */
  stepEdgeBoth(): void {
    if (this.first.clocks.length < 2) {
      this.stepBoth(1);
      return;
    }
    const isMain = this.first.nextClock === 0;
    this.first.stepEdge();
    this.stepEdgeSecond(isMain);
  }

  stepEdgeSecond(isMain: boolean): void {
    this.#second.stepEdge(isMain);
    this.#note({ kind: "scheduledEdge", isMain });
    if (isMain) this.#cycle++;
    this.#isCompared = false;
  }

  /** Loads a word on both sides. */
  setWord(memory: string, address: number, value: number | bigint): void {
    this.#setWord(memory, address, value);
    this.#note({ kind: "word", memory, address, value });
    this.#isCompared = false;
  }

  /** After both sides have been taken to another state: comparing goes on from there. */
  restart(): void {
    this.#cycle = this.first.cycle;
    this.#difference = undefined;
    if (this.#reset !== undefined && this.#cycle < this.#from) {
      // Back before the end of the reset: the next one counts.
      this.#from = Number.POSITIVE_INFINITY;
      this.#wasReset = false;
    }
    this.#nextSignals = Math.max(this.#from, this.#cycle);
    this.#nextMemories = this.#nextSignals;
    this.#isCompared = false;
    this.#journal.keep("forgotten");
    this.carryInputs();
    this.#keep();
  }

  #sideOf(partner: LockstepPartner): Side {
    return "engine" in partner ? new SimulationSide(partner, this.#map) : new ModelSide(partner);
  }

  #note(action: Action): void {
    if (this.#keeps !== "nothing") this.#journal.add(action);
  }

  /** Keeps the present state, to go back to. */
  #keep(): void {
    if (this.#keeps === "nothing") return;
    const goBack = this.#keeps === "second" ? this.#second.mark() : undefined;
    this.#journal.keep(goBack === undefined ? "remembered" : "forgotten");
    this.#kept = {
      cycle: this.#cycle,
      first: this.first.snapshot(),
      goBack: goBack ?? (() => this.#runAgain()),
    };
  }

  /** A second side that cannot go back: a fresh one, to which everything is done again. */
  #runAgain(): void {
    if (this.#open === undefined) throw new Error("the second side cannot go back");
    const fresh = this.#sideOf(this.#open());
    this.#second.close();
    this.#second = fresh;
    this.#inputs.reconnect(fresh);
    this.#probes = new Probes(this.first, fresh, this.#compare);
    for (const action of this.#journal.beforeKept) this.#repeat(action, "second");
  }

  /** Both sides are now where they first differ, and stay there. */
  #report(): never {
    const noticed = this.#cycle;
    const found = this.#probes.differing();
    const isRepeated = this.#kept === undefined || this.#narrow(this.#kept);
    const [signal, ...others] = isRepeated ? this.#probes.differing() : found;
    if (signal === undefined) throw new Error("a difference that is none");
    const cycle = isRepeated ? this.#cycle : noticed;
    this.#difference = { cycle, ...signal, others };
    const site = this.#probes.siteOf(signal.signal);
    const declaredAt = site === undefined ? undefined : shortLocation(site);
    const diagnostic = this.#describe(this.#difference, {
      names: this.names,
      declaredAt,
      inputs: String(this.#inputs),
    });
    if (isRepeated) throw new SpikeforgeError(diagnostic);
    throw new SpikeforgeError({
      ...diagnostic,
      mend: `the run since cycle ${this.#kept?.cycle} did not repeat itself: one of the sides is not deterministic`,
    });
  }

  /** Goes back to the kept state, and on to the first difference; false when there is none any more. */
  #narrow({ cycle, first, goBack }: Kept): boolean {
    const actions = this.#journal.sinceKept;
    this.first.restore(first);
    goBack();
    this.#cycle = cycle;
    const differ = (): boolean =>
      this.#cycle >= this.#from && (this.#probes.signalsDiffer() || this.#probes.memoriesDiffer());
    const singleStep: Action = { kind: "step", cycles: 1 };
    for (const action of actions) {
      if (action.kind === "step" && this.#hasManyClocks) {
        for (let left = action.cycles; left > 0; left--) if (this.#cycleByEdges(differ)) return true;
      } else if (action.kind === "input" || action.kind === "word") this.#repeat(action, "both");
      else {
        for (let left = action.kind === "step" ? action.cycles : 1; left > 0; left--) {
          if (differ()) return true;
          this.#repeat(action.kind === "step" ? singleStep : action, "both");
          if (action.kind === "step" || action.isMain) this.#cycle++;
        }
      }
    }
    return differ();
  }

  /** One cycle of the main clock as `step` takes it, edge by edge; true as soon as `stops` says so before one. */
  #cycleByEdges(stops: () => boolean): boolean {
    const { first } = this;
    const end = first.cycle + 1;
    do {
      if (stops()) return true;
      const isMain = first.nextClock === 0;
      first.stepEdge();
      this.#second.stepEdge(isMain);
      if (isMain) this.#cycle++;
    } while (first.cycle < end || first.nextTime === first.time);
    return false;
  }

  #repeat(action: Action, sides: "both" | "second"): void {
    if (action.kind === "input") {
      if (sides === "both") this.#inputs.set(action.index, action.value);
      else this.#inputs.setSecond(action.index, action.value);
    } else if (action.kind === "word") {
      if (sides === "both") this.#setWord(action.memory, action.address, action.value);
      else this.#second.memory(action.memory)?.set(action.address, action.value);
    } else if (action.kind === "edge") {
      if (sides === "both") this.first.edge(action.clock);
      this.#second.edge(action.clock, action.isMain);
    } else if (action.kind === "scheduledEdge") {
      if (sides === "both") this.first.stepEdge();
      this.#second.stepEdge(action.isMain);
    } else {
      if (sides === "both") this.first.step(action.cycles);
      this.#second.step(action.cycles);
    }
  }

  #setWord(memory: string, address: number, value: number | bigint): void {
    this.#second.memory(memory)?.set(address, value);
    this.first.memory(memory).set(address, value);
  }
}
