import type { Design } from "../../hdlgen/ir.ts";
import { ClockSchedule } from "../clock-schedule.ts";
import { hoistClockSources } from "../clock-sources.ts";
import type { ClockOptions } from "../simulation.ts";

const edgesPerPlan = 4096;

/** The order in which the clocks of a design tick, edge by edge. */
export class ScheduledEdges {
  readonly #schedule: ClockSchedule;
  readonly #order = new Uint8Array(edgesPerPlan);

  /** `taken`: edges of each clock that are past already. */
  constructor(design: Design, clocks: ClockOptions | undefined, taken: readonly number[]) {
    this.#schedule = new ClockSchedule(hoistClockSources(design).clocks, clocks);
    this.forEdges(
      taken.reduce((sum, count) => sum + count, 0),
      () => {},
    );
  }

  /** Of the last edge, in the unit of the periods. */
  get time(): number {
    return this.#schedule.time;
  }

  /** Edges up to so many of the main clock, and those at the time of the last one. */
  forCycles(cycles: number, take: (clock: number) => void): void {
    const end = this.#schedule.cycle + cycles;
    for (;;) {
      const planned = this.#schedule.plan(this.#order, end - this.#schedule.cycle);
      if (planned === 0) return;
      this.#take(planned, take);
    }
  }

  forEdges(edges: number, take: (clock: number) => void): void {
    for (let left = edges; left > 0; ) {
      const planned = Math.min(left, this.#schedule.plan(this.#order, edgesPerPlan));
      this.#take(planned, take);
      left -= planned;
    }
  }

  /** The time moves with each edge, after it has been taken. */
  #take(count: number, take: (clock: number) => void): void {
    const order = this.#order.slice(0, count);
    for (let at = 0; at < count; at++) {
      take(order[at] ?? 0);
      this.#schedule.advance(order.subarray(at, at + 1), 1);
    }
  }
}
