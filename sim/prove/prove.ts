/** Proofs: bounded checks, k-induction and reachability of a design's properties. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { elaborate, type Module, type Ports } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import { openSmtSolver, type SmtContext, type SmtSolver, type Tool } from "../../tools/index.ts";
import { type PlacedProperty, placedProperties } from "./properties.ts";
import { replay } from "./replay.ts";
import { readTrace, type Trace } from "./trace.ts";
import { coneOf, type SmtProperty, type TransitionSystem, valueAt } from "./transition-system.ts";
import { type Start, Unrolling } from "./unrolling.ts";
import { waveform } from "./waveform.ts";
import { findYosys, yosysModel } from "./yosys-model.ts";

/** A design, or a module, which is elaborated first. */
export type Provable = Design | Module<Ports>;

export interface ProveOptions {
  /**
   * `bmc`: no assertion fails in cycles 0 to `depth`. `induction`: none ever fails, by k-induction with k from 1 to
   * `depth`. `cover`: every cover is reached, in cycles 0 to `depth`.
   */
  readonly mode: "bmc" | "induction" | "cover";
  /** Default 20; for an induction 10. */
  readonly depth?: number;
  /**
   * `"first"` (the default): `rst` is high in cycle 0 and low in all others. `"free"`: any, from the state after
   * configuration. A design without `rst` starts from that state too.
   */
  readonly reset?: "first" | "free";
  /** Inputs that keep one value in all cycles, as bits; all others are free. What is more is said by `formal.assume`. */
  readonly hold?: Readonly<Record<string, number | bigint | boolean>>;
  /** Gives up after this long, with status `unknown`. Default: 300. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** A run of the design in whose last cycle an assertion fails, or a cover holds. */
export interface Witness {
  readonly message: string;
  /** Hierarchical path of its module below the top; empty for the top. */
  readonly path: string;
  /** `my-core.ts:41`. */
  readonly location: string;
  readonly cycle: number;
  readonly trace: Trace;
  /** Inputs and the signals that the property reads, one column per cycle. */
  readonly waveform: readonly string[];
}

interface Outcome {
  readonly mode: ProveOptions["mode"];
  /** The last cycle that was looked at; for an induction its k. */
  readonly depth: number;
  /** Wall-clock time of all of it. */
  readonly ms: number;
}

export type Proof =
  | (Outcome & { readonly status: "proved"; readonly assertions: number })
  | (Outcome & { readonly status: "failed"; readonly failure: Witness })
  | (Outcome & { readonly status: "covered"; readonly witnesses: readonly Witness[] })
  | (Outcome & {
      readonly status: "unknown";
      /** `induction`: no k was enough; `unreached`: covers that no run of this length reaches; `time`: out of time. */
      readonly reason: "induction" | "unreached" | "time";
      /** Why the induction is too weak: a run from a state that may be unreachable. */
      readonly failure?: Witness;
      readonly witnesses?: readonly Witness[];
      readonly unreached?: readonly Pick<Witness, "message" | "path" | "location">[];
    });

const defaultDepth = { bmc: 20, induction: 10, cover: 20 } as const;
const defaultTimeoutSeconds = 300;

/** Proves design after design with yosys and solver kept warm: a small proof then takes a sixth of the time. */
export interface Prover {
  /** As `prove`. Proofs at the same time are independent of each other. */
  prove(provable: Provable, options: ProveOptions): Promise<Proof>;
  /** Ends yosys and solver. */
  close(): Promise<void>;
}

/**
 * Opens a prover for several proofs; `close` it at their end.
 *
 * @throws TOOL020, TOOL004 solver or yosys not installed
 */
export async function openProver(): Promise<Prover> {
  const yosys = await findYosys();
  // One solver for each proof under way: an abort ends the solver, and must end no other proof.
  const idle = [await openSmtSolver()];
  return {
    async prove(provable, options) {
      const solver = idle.pop() ?? (await openSmtSolver());
      try {
        return await proveWith({ yosys, solver }, provable, options);
      } finally {
        if (!solver.isClosed && idle.length === 0) idle.push(solver);
        else await solver.close();
      }
    },
    close: async () => {
      await Promise.all([yosys.close(), ...idle.splice(0).map((solver) => solver.close())]);
    },
  };
}

/**
 * Proves the properties of a design on the Verilog that is printed for it. Every counterexample and witness is run on
 * the embedded engine, which must agree in every register.
 *
 * @throws SIM030 nothing to prove · SIM031 assumptions that contradict each other · SIM032 an option that does not fit ·
 *   TOOL020, TOOL004 solver or yosys not installed · the signal's reason on abort · a plain Error when engine and
 *   prover disagree
 */
export async function prove(provable: Provable, options: ProveOptions): Promise<Proof> {
  const prover = await openProver();
  try {
    return await prover.prove(provable, options);
  } finally {
    await prover.close();
  }
}

interface Programs {
  readonly yosys: Tool;
  readonly solver: SmtSolver;
}

async function proveWith({ yosys, solver }: Programs, provable: Provable, options: ProveOptions): Promise<Proof> {
  const started = performance.now();
  const design = "modules" in provable ? provable : elaborate(provable);
  const { mode, signal, timeoutSeconds = defaultTimeoutSeconds } = options;
  const depth = options.depth ?? defaultDepth[mode];
  checkOptions(design, options, depth);
  const timeout = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000));
  const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const progress = { depth: 0 };
  let search: Search | undefined;
  try {
    const system = await yosysModel(design, yosys, stop);
    search = new Search({ design, system, options, progress, context: () => solver.context(stop) });
    const outcome = await search[mode](depth);
    return { mode, depth: progress.depth, ms: elapsed(started), ...outcome };
  } catch (error) {
    signal?.throwIfAborted();
    if (!timeout.aborted) throw error;
    return { mode, depth: progress.depth, ms: elapsed(started), status: "unknown", reason: "time" };
  } finally {
    await search?.close();
  }
}

const elapsed = (started: number): number => Math.round(performance.now() - started);

function checkOptions(design: Design, { mode, hold = {} }: ProveOptions, depth: number): void {
  const kinds = new Set([...placedProperties(design).values()].map(({ property }) => property.kind));
  const wanted = mode === "cover" ? "cover" : "assert";
  if (!kinds.has(wanted)) {
    throw new SpikeforgeError({
      code: "SIM030",
      place: design.top.name,
      found: `nothing to prove: no ${wanted === "cover" ? "cover" : "assertion"} in it or below`,
      mend: `state what should ${wanted === "cover" ? "happen with formal.cover" : "hold with formal.assert"}`,
    });
  }
  const problem = (found: string, mend: string) =>
    new SpikeforgeError({ code: "SIM032", place: design.top.name, found, mend });
  if (!Number.isSafeInteger(depth) || depth < 1)
    throw problem(`a depth of ${depth}`, "use a whole number of at least 1");
  const inputs = design.top.ports.flatMap(({ direction, signal }) => (direction === "input" ? [signal] : []));
  for (const [name, value] of Object.entries(hold)) {
    const input = inputs.find((each) => each.name === name);
    if (input === undefined)
      throw problem(`no input ${name} to hold`, `its inputs are ${inputs.map((i) => i.name).join(", ")}`);
    if (BigInt.asUintN(input.type.width, BigInt(value)) !== BigInt(value)) {
      throw problem(`${name} held at ${value}, which does not fit ${input.type.width} bits`, "give its bits, unsigned");
    }
  }
}

type Found<S extends Proof["status"]> = Omit<Extract<Proof, { status: S }>, keyof Outcome>;
type Answer = Found<"proved"> | Found<"failed"> | Found<"covered"> | Found<"unknown">;

interface Task {
  readonly design: Design;
  readonly system: TransitionSystem;
  readonly options: ProveOptions;
  /** How far it got, for whoever has to stop it. */
  readonly progress: { depth: number };
  /** A fresh context of the solver. */
  readonly context: () => SmtContext;
}

class Search {
  readonly #design: Design;
  readonly #system: TransitionSystem;
  readonly #options: ProveOptions;
  readonly #progress: { depth: number };
  readonly #context: () => SmtContext;
  readonly #opened: SmtContext[] = [];
  readonly #placed: ReadonlyMap<string, PlacedProperty>;

  constructor({ design, system, options, progress, context }: Task) {
    this.#design = design;
    this.#system = system;
    this.#options = options;
    this.#progress = progress;
    this.#context = context;
    this.#placed = placedProperties(design);
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
    this.#grow(base);
    for (let k = 1; k <= depth; k++) {
      // The step speaks of runs without reset, so that its first cycle is at the earliest the one after it.
      for (const failure of k === 1
        ? [await this.#holdsIn(base), await this.#nextCycle(base)]
        : [await this.#nextCycle(base)]) {
        if (failure === "unknown") return { status: "unknown", reason: "time" };
        if (failure !== undefined) return this.#failed(failure);
      }
      while (step.cycles <= k) {
        if (step.cycles > 0) step.assert(this.#all(this.#system.asserts, step.cycles - 1));
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

  #unroll(start: Start, properties: readonly SmtProperty[]): Unrolling & { readonly cone: ReadonlySet<string> } {
    const roots = [...properties, ...this.#system.assumes].map(({ value }) => value);
    const cone = coneOf(this.#system, roots);
    const context = this.#context();
    this.#opened.push(context);
    return Object.assign(new Unrolling(this.#system, cone, start, context), { cone });
  }

  /** One more cycle, with what is assumed of its inputs. */
  #grow(run: Run): void {
    const cycle = run.cycles;
    run.grow();
    for (const { value } of this.#system.assumes) run.assert(valueAt(value, cycle));
    const { hold = {}, reset = "first" } = this.#options;
    for (const [name, value] of Object.entries(hold)) this.#fix(run, name, cycle, BigInt(value));
    const rst = this.#design.top.reset?.name;
    if (rst !== undefined && reset === "first") {
      this.#fix(run, rst, cycle, run.start === "configuration" && cycle === 0 ? 1n : 0n);
    }
  }

  #fix(run: Run, input: string, cycle: number, bits: bigint): void {
    const alias = this.#system.signals.get(input);
    const named = this.#system.values.find(({ name }) => name === alias);
    const source = this.#system.values.find(({ name }) => name === named?.uses[0]);
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

  async #nextCycle(run: Run): Promise<Witness | "unknown" | undefined> {
    this.#grow(run);
    return this.#holdsIn(run);
  }

  /** Whether an assertion can fail in the last cycle; if none can, it is known from now on. */
  async #holdsIn(run: Run): Promise<Witness | "unknown" | undefined> {
    const violation = await this.#violation(run);
    if (violation === undefined) {
      const cycle = run.cycles - 1;
      run.assert(this.#all(this.#system.asserts, cycle));
      if (this.#options.mode === "bmc") this.#progress.depth = cycle;
    }
    return violation;
  }

  async #violation(run: Run): Promise<Witness | "unknown" | undefined> {
    const cycle = run.cycles - 1;
    const found = await this.#find(run, this.#system.asserts, ({ value }) => `(not ${valueAt(value, cycle)})`);
    return typeof found === "object" ? found.witness : found;
  }

  /** A run in whose last cycle the term of one of the properties holds. */
  async #find(
    run: Run,
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

  #all(properties: readonly SmtProperty[], cycle: number): string {
    return `(and true ${properties.map(({ value }) => valueAt(value, cycle)).join(" ")})`;
  }

  /** Nothing is proved where nothing can happen. */
  async #requireConsistent(run: Run): Promise<void> {
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

type Run = Unrolling & { readonly cone: ReadonlySet<string> };
