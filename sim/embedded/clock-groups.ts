/**
 * Which clocks of a module tick together. A module is compiled once for every way in which its parents connect its
 * clocks: two clock ports on one clock have their edges at the same instant, and are one group.
 */
import type { Instance, ModuleIr, Signal } from "../../hdlgen/ir.ts";
import { behaviourOf, clockBehind, type ModuleClock, outerClock } from "../clock-path.ts";

export interface ClockGroups {
  readonly count: number;
  /** Equal for equal partitions. */
  readonly key: string;
  /** Group of a clock signal of the module; absent: its own clock. */
  of(clock: Signal | undefined): number;
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
      const group = assignment[clocks.indexOf(clockBehind(module, clock))];
      if (group === undefined)
        throw new Error(`${module.name}: ${clock?.name ?? "its own clock"} is none of its clocks`);
      known.set(clock, group);
      return group;
    },
  };
}

/** The clocks of a module: its own, where it has one, then its clock ports. */
function clocksOf(module: ModuleIr): ModuleClock[] {
  const ports = module.ports.flatMap(({ direction, signal }): ModuleClock[] =>
    direction === "input" && signal.type.kind === "clock" ? [signal] : [],
  );
  return module.clocked ? ["own", ...ports] : ports;
}

const signalOf = (clock: ModuleClock): Signal | undefined => (clock === "own" ? undefined : clock);
