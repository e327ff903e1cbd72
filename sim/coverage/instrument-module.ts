import type { Instance, ModuleIr, Register, Signal } from "../../hdlgen/ir.ts";
import type { ModuleClock } from "../clock-path.ts";
import { Conditions, Counters, clockOf } from "./counters.ts";
import { declarationPoints } from "./declaration-points.ts";
import { ModuleClocks } from "./module-clocks.ts";
import type { PlannedPoint } from "./module-points.ts";
import { propertyPoints } from "./property-points.ts";
import { statePoints } from "./state-points.ts";
import { type StatementContext, statementPoints } from "./statement-points.ts";
import { type PlannedToggle, planToggles, type TogglePlan, type ToggleWord } from "./toggle-points.ts";

/** What is measured. Everything, unless it is left out. */
export interface CoverageOptions {
  /** Lines, branches, states and transitions. Default `"on"`. */
  readonly line?: "on" | "off";
  /** Rising and falling bits of ports, registers and named nets. Default `"on"`. */
  readonly toggle?: "on" | "off";
  /** Cover properties, and how often assertions and assumptions were asked. Default `"on"`. */
  readonly property?: "on" | "off";
}

/** A module with counters, and what they mean. */
export interface InstrumentedModule {
  readonly original: ModuleIr;
  readonly module: ModuleIr;
  readonly points: readonly PlannedPoint[];
  /** Names of the counters' registers, by the index that sums refer to. */
  readonly counters: readonly string[];
  readonly toggles: readonly PlannedToggle[];
  readonly words: readonly ToggleWord[];
}

const noToggles: TogglePlan = { toggles: [], words: [], registers: [], body: [] };

/**
 * Adds counters to a module whose children have theirs already; `child` says what stands in a child's place. A module
 * without any clock gets the port `clk`, from its parent's clock of the values that go in.
 */
export function instrumentModule(
  original: ModuleIr,
  child: (module: ModuleIr) => ModuleIr,
  { line = "on", toggle = "on", property = "on" }: CoverageOptions,
): InstrumentedModule {
  const hasClock =
    original.clocked ||
    original.ports.some(({ direction, signal }) => direction === "input" && isClock(signal)) ||
    original.instances.some(({ outputs }) => outputs.some(({ signal }) => isClock(signal)));
  const clocks = new ModuleClocks(hasClock ? original : { ...original, clocked: true });
  const instances = original.instances.map((instance) => withClock(instance, child(instance.module), clocks));
  const context = contextOf(original, clocks);
  const points = [
    ...declarationPoints(original, clocks, context).filter(({ kind }) => line === "on" || kind === "module"),
    ...(line === "on" ? statementPoints(original.body, context) : []),
    ...(line === "on" ? statePoints(original, clocks, context) : []),
    ...(property === "on" ? propertyPoints(original, clocks, context) : []),
  ];
  const name = freeNames(original);
  const plan = toggle === "on" ? planToggles(original, clocks, name) : noToggles;
  const counted = context.counters.hardware((index) => name(`count${index}`), original.site);
  const module: ModuleIr = {
    ...original,
    clocked: original.clocked || !hasClock || instances.some(({ usesOwnClock }) => usesOwnClock),
    instances: instances.map(({ instance }) => instance),
    registers: [...original.registers, ...counted.registers, ...plan.registers],
    body: [...original.body, ...counted.body, ...plan.body],
  };
  const counters = counted.registers.map(({ signal }) => signal.name);
  return { original, module, points, counters, toggles: plan.toggles, words: plan.words };
}

/** A child that had no clock, and has one now, follows the values that go into it. */
function withClock(
  instance: Instance,
  module: ModuleIr,
  clocks: ModuleClocks,
): { readonly instance: Instance; readonly usesOwnClock: boolean } {
  const isNewlyClocked = module.clocked && !instance.module.clocked;
  if (!isNewlyClocked) return { instance: { ...instance, module }, usesOwnClock: false };
  const clock = clocks.ofChild(instance);
  return { instance: { ...instance, module, ...clockOf(clock) }, usesOwnClock: clock === "own" };
}

function contextOf(ir: ModuleIr, clocks: ModuleClocks): StatementContext & { readonly counters: Counters } {
  const conditions = new Conditions();
  const registers = new Map<Signal, Register>(ir.registers.map((register) => [register.signal, register]));
  const clockOfTarget = (target: Signal): ModuleClock => {
    const register = registers.get(target);
    return register === undefined ? clocks.ofSignal(target) : clocks.ofRegister(register.clock);
  };
  return {
    counters: new Counters(),
    conditions,
    clockOf: ([first]) => (first === undefined ? clocks.main : clockOfTarget(first)),
    live: (targets) => {
      const resets = targets.map((target) => registers.get(target)?.reset?.when);
      const all = resets.flatMap((reset) => (reset === undefined ? [] : [reset]));
      return all.length < resets.length ? [] : conditions.notAll(all);
    },
    isLeftOut: (target) => registers.get(target)?.verification === true,
  };
}

/** Names that no one has: `coverage_count7`. */
function freeNames(ir: ModuleIr): (stem: string) => string {
  const taken = new Set([
    ...[...ir.ports, ...ir.nodes, ...ir.registers].map(({ signal }) => signal.name),
    ...ir.wires.map(({ name }) => name),
    ...ir.memories.flatMap(({ name, reads }) => [name, ...reads.map(({ data }) => data.name)]),
    ...ir.instances.flatMap(({ name, outputs }) => [name, ...outputs.map(({ signal }) => signal.name)]),
    ir.name,
  ]);
  return (stem) => {
    let name = `coverage_${stem}`;
    while (taken.has(name)) name = `${name}_`;
    taken.add(name);
    return name;
  };
}

const isClock = ({ type }: Signal): boolean => type.kind === "clock";
