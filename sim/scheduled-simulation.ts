import type { ClockSchedule } from "./clock-schedule.ts";

/** The part of a simulation that follows from its clocks alone. */
export abstract class ScheduledSimulation {
  protected readonly schedule: ClockSchedule;

  constructor(schedule: ClockSchedule) {
    this.schedule = schedule;
  }

  get cycle(): number {
    return this.schedule.cycle;
  }

  get clocks(): readonly string[] {
    return this.schedule.names;
  }

  get time(): number {
    return this.schedule.time;
  }

  get nextClock(): number {
    return this.schedule.nextClock;
  }

  get nextTime(): number {
    return this.schedule.nextTime;
  }

  edges(clock: string): number {
    return this.schedule.edgesOf(clock);
  }
}
