/**
 * Which clocks of a module tick together. A module is compiled once for every way in which its parents connect its
 * clocks: two clock ports on one clock have their edges at the same instant, and are one group.
 */
import type { Instance, ModuleIr, Signal } from "../../hdlgen/ir.ts";

/** The clocks of a module: its own, where it has one, then its clock ports. */
type ClockOf = Signal | "own";

export interface ClockGroups {
  readonly count: number;
  /** Equal for equal partitions. */
  readonly key: string;
  /** Group of a clock signal of the module; absent: its own clock. */
  of(clock: Signal | undefined): number;
}

/** What is simulated in a module's place: itself, or the model of a black box. */
export function behaviourOf(module: ModuleIr): ModuleIr {
  return module.blackBox?.model ?? module;
}

/** Every clock of the top is a group of its own, in order. */
export function groupsOfTop(top: ModuleIr): ClockGroups {
  return groups(
    top,
    clocksOf(top).map((_, index) => index),
  );
}

/** The groups of a child, and for each of them the group of its parent. */
export function groupsOfChild(
  parent: ModuleIr,
  parentGroups: ClockGroups,
  instance: Instance,
): { readonly groups: ClockGroups; readonly inParent: readonly number[] } {
  const child = behaviourOf(instance.module);
  const inParent: number[] = [];
  const assignment = clocksOf(child).map((clock) => {
    const outer = parentGroups.of(signalOf(outerClock(parent, instance, clock)));
    if (!inParent.includes(outer)) inParent.push(outer);
    return inParent.indexOf(outer);
  });
  return { groups: groups(child, assignment), inParent };
}

function groups(module: ModuleIr, assignment: readonly number[]): ClockGroups {
  const clocks = clocksOf(module);
  const known = new Map<Signal | undefined, number>();
  return {
    count: new Set(assignment).size,
    key: assignment.join(" "),
    of(clock) {
      const before = known.get(clock);
      if (before !== undefined) return before;
      const group = assignment[clocks.indexOf(resolved(module, clock))];
      if (group === undefined)
        throw new Error(`${module.name}: ${clock?.name ?? "its own clock"} is none of its clocks`);
      known.set(clock, group);
      return group;
    },
  };
}

function clocksOf(module: ModuleIr): ClockOf[] {
  const ports = module.ports.flatMap(({ direction, signal }): ClockOf[] =>
    direction === "input" && signal.type.kind === "clock" ? [signal] : [],
  );
  return module.clocked ? ["own", ...ports] : ports;
}

const signalOf = (clock: ClockOf): Signal | undefined => (clock === "own" ? undefined : clock);

/** The clock of the module that a clock signal in it carries: a child may only pass one through. */
function resolved(module: ModuleIr, clock: Signal | undefined): ClockOf {
  if (clock === undefined || clock === module.clock) return "own";
  for (const instance of module.instances) {
    const port = instance.outputs.find(({ signal }) => signal === clock)?.port;
    if (port === undefined) continue;
    const child = behaviourOf(instance.module);
    const name = child.ports[instance.module.ports.findIndex(({ signal }) => signal.name === port)]?.signal.name;
    const value = child.outputs.find(({ signal }) => signal.name === name)?.value;
    if (value?.op !== "ref") throw new Error(`${module.name}.${clock.name}: nothing makes this clock`);
    return outerClock(module, instance, resolved(child, value.signal));
  }
  return clock;
}

/** What the parent connects to a clock of the child. */
function outerClock(parent: ModuleIr, instance: Instance, clock: ClockOf): ClockOf {
  if (clock === "own") return resolved(parent, instance.clock);
  const index = behaviourOf(instance.module).ports.findIndex(({ signal }) => signal === clock);
  const port = instance.module.ports[index]?.signal.name;
  const value = instance.inputs.find((input) => input.port === port)?.value;
  if (value?.op !== "ref") throw new Error(`${parent.name}.${instance.name}: nothing drives ${clock.name}`);
  return resolved(parent, value.signal);
}
