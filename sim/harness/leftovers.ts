/** What was begun and forgotten: triggers that nobody waited for, routines that nobody ran, processes without an edge. */
import { type Diagnostic, throwIfAny } from "../../diagnostics/index.ts";
import { type Site, shortLocation } from "../../hdlgen/site.ts";
import { neverAwaited, neverRun } from "./harness-errors.ts";
import type { RunningProcess } from "./process.ts";
import type { Routine, Trigger } from "./trigger.ts";

/** Triggers that a process may have made for later. */
const mostMade = 100;

export class Leftovers {
  readonly #made: Trigger<unknown>[] = [];
  readonly #called = new Map<object, { readonly name: string; readonly site: Site }>();

  /** Says that a trigger was made. Throws SIM108 for a process that makes ever more. */
  made(trigger: Trigger<unknown>, process: RunningProcess | undefined): void {
    const made = process === undefined ? this.#made : process.made;
    made.push(trigger);
    if (made.length <= mostMade) return;
    const kept = made.filter(({ isAwaited }) => !isAwaited);
    made.splice(0, made.length, ...kept);
    const [first] = kept;
    if (first !== undefined && kept.length > mostMade) throwIfAny([neverAwaited(first, process)]);
  }

  /** Says that a routine was called, which is to be run. */
  called(routine: Routine<unknown>, name: string, site: Site): void {
    this.#called.set(routine, { name, site });
    // `yield*` asks for the iterator, once.
    Object.defineProperty(routine, Symbol.iterator, {
      value: () => {
        this.ran(routine);
        return routine;
      },
    });
  }

  ran(routine: object): void {
    this.#called.delete(routine);
  }

  /** A process has returned: what it forgot, SIM108. */
  atReturn(process: RunningProcess): Diagnostic[] {
    return process.made.filter(({ isAwaited }) => !isAwaited).map((trigger) => neverAwaited(trigger, process));
  }

  atEnd(): Diagnostic[] {
    const forgotten = this.#made.filter(({ isAwaited }) => !isAwaited);
    return [
      ...[...this.#called.values()].map(({ name, site }) => neverRun(name, shortLocation(site))),
      ...forgotten.map((trigger) => neverAwaited(trigger, undefined)),
    ];
  }
}
