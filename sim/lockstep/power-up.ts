/** Whether a design works from any state that it may have at its start: two power-up states in lockstep. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { compileEmbedded, openEmbedded } from "../embedded/index.ts";
import { signalTree } from "../signal-tree.ts";
import type { Simulation } from "../simulation.ts";
import { type EdgeSource, follow, type LockstepSimulation, type LockstepStatus, Pair } from "./lockstep.ts";
import type { Describe } from "./options.ts";
import type { Compared } from "./probes.ts";
import { unknownState } from "./unknown-state.ts";

export interface PowerUpOptions {
  /**
   * What must not depend on the start: the top's outputs, all registers as well, or what is named. Default: `"outputs"`:
   * a register that nobody looks at before it is written may hold anything.
   */
  readonly compare?: "outputs" | "registers" | Compared;
  /** Cycles from the end of the reset to the first comparison. Default 0. */
  readonly afterReset?: number;
}

export interface InitialisedOptions extends PowerUpOptions {
  /** Seeds of the power-up states, at least two. Default 1 and 2. */
  readonly seeds?: readonly number[];
}

/**
 * Simulations of one design with different seeds as one, which compares them once they have been reset. Throws SIM124
 * with the first cycle in which they differ, and what was unknown there; SIM122 when it is closed without a reset. A
 * memory that is read in the cycle of a write, and promises nothing for it (`dontCare`), differs as well.
 */
export function powerUpPair(simulations: readonly Simulation[], options: PowerUpOptions = {}): LockstepSimulation {
  const [first, ...others] = simulations;
  const seeds = new Set(simulations.map(({ seed }) => seed));
  if (first === undefined || others.length === 0 || seeds.size < simulations.length) {
    throw new SpikeforgeError({
      code: "SIM122",
      place: "power-up",
      found: `simulations with the seeds ${simulations.map(({ seed }) => seed).join(", ")}`,
      mend: "give at least two, each with a seed of its own",
    });
  }
  const [second, ...rest] = others;
  if (second === undefined) throw new Error("no second simulation");
  const { compare = "outputs", afterReset = 0 } = options;
  const describe = describeUnknown(first.design);
  const pairOf = (one: Simulation, two: Simulation): LockstepSimulation =>
    new Pair(
      one,
      two,
      {
        compare: comparedIn(first, compare),
        from: { afterReset },
        names: [`seed ${one.seed}`, `seed ${two.seed}`],
      },
      describe,
    );
  return rest.reduce<LockstepSimulation>(pairOf, pairOf(first, second));
}

/**
 * The same beside a testbench, whatever engine it is on: a simulation on the embedded engine, with another seed, follows
 * every edge. What the body loads into memories is not loaded there: use `powerUpPair` for that.
 */
export function checkPowerUp(
  tb: EdgeSource,
  { compare = "outputs", afterReset = 0 }: PowerUpOptions = {},
): LockstepStatus {
  const { sim } = tb;
  const other = openEmbedded(sim.design, { seed: sim.seed + 1 });
  return follow(
    tb,
    other,
    {
      compare: comparedIn(sim, compare),
      from: { afterReset },
      names: [`seed ${sim.seed}`, `seed ${other.seed}`],
    },
    describeUnknown(sim.design),
  );
}

/**
 * Runs `drive` on the embedded engine from several power-up states at once. `drive` steps what it is given like any
 * simulation, and resets it. Throws as `powerUpPair` does.
 */
export function expectInitialised(
  design: Design,
  drive: (simulation: Simulation) => void,
  { seeds = [1, 2], ...options }: InitialisedOptions = {},
): void {
  const compiled = compileEmbedded(design);
  const pair = powerUpPair(
    seeds.map((seed) => compiled.open({ seed })),
    options,
  );
  drive(pair);
  pair.close();
}

function comparedIn({ design, names }: Simulation, compare: NonNullable<PowerUpOptions["compare"]>): Compared {
  if (compare === "registers") {
    const memories = new Set(names.memories);
    return (name) => !memories.has(name);
  }
  if (compare !== "outputs") return compare;
  const outputs = new Set(
    signalTree(design)
      .signals.filter(({ kind }) => kind === "output")
      .map(({ path }) => path),
  );
  return (name) => outputs.has(name);
}

/** Most causes that a report lists. */
const listed = 8;

function describeUnknown(design: Design): Describe {
  const reasons = unknownState(design);
  return ({ cycle, signal, firstText, secondText, others }, { names: [first, second], declaredAt, inputs }) => {
    const differing = [signal, ...others.map((each) => each.signal)].map((name) => name.replace(/\[\d+\]$/, ""));
    const causes = differing.flatMap((name) => (reasons.has(name) ? [`${name} (${reasons.get(name)})`] : []));
    const more = causes.length > listed ? [`and ${causes.length - listed} more`] : [];
    return {
      code: "SIM124",
      place: signal,
      found: `depends on the power-up state: ${firstText} (${first}), ${secondText} (${second}) in cycle ${cycle}`,
      source: [
        ...(declaredAt === undefined ? [] : [`declared at ${declaredAt}`]),
        ...[...causes.slice(0, listed), ...more].map((cause) => `differs and is unknown at the start: ${cause}`),
        ...(inputs === "" ? [] : [`inputs: ${inputs}`]),
      ],
      mend: "give it a reset or a power-up value, or do not let it reach this signal before it is written",
    };
  };
}
