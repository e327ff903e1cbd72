import { describe, expect, it } from "vitest";
import { aerMarker } from "../../../config/index.ts";
import { TickControl } from "../../../rtl/core/tick-control.ts";
import { openPins } from "./pins.ts";

const indexBits = 5;

/** The control with the core around it quiet, willing to start, and the lists always taking events. */
function open() {
  const pins = openPins(TickControl({ indexBits, regionBits: 2 }));
  pins.set({ startable: 1, history_done: 1, outside_ready: 1 });
  const { sim, set, get } = pins;
  const offer = (word: number): void => set({ events_valid: 1, events_payload: word });
  /** Sends a word as soon as it is taken; returns the cycles that it waited. */
  const send = (word: number): number => {
    offer(word);
    const before = sim.cycle;
    sim.runUntil("events_ready", 100);
    const waited = sim.cycle - before;
    sim.step();
    set({ events_valid: 0 });
    return waited;
  };
  /** A pulse of one cycle. */
  const pulse = (name: string): void => {
    set({ [name]: 1 });
    sim.step();
    set({ [name]: 0 });
  };
  const startsWithin = (cycles: number): boolean => {
    for (let i = 0; i < cycles; i++) {
      if (get("start") === 1) return true;
      sim.step();
    }
    return false;
  };
  /** A whole tick's way: its marker, then the end of its drain. */
  const tick = (): void => {
    send(aerMarker);
    expect(startsWithin(4)).toBe(true);
    pulse("tick_drained");
    sim.step(4);
  };
  return { ...pins, offer, send, pulse, startsWithin, tick };
}

describe("tick control", () => {
  it("hands events to the lists with their region and index, one per cycle", () => {
    const { sim, get, offer } = open();
    const seen: number[][] = [];
    for (let i = 0; i < 8; i++) {
      offer((i % 4) * 2 ** indexBits + 3 * i);
      expect(get("events_ready")).toBe(1);
      sim.step();
      seen.push([get("outside_valid"), get("outside_payload_region"), get("outside_payload_index")]);
    }
    expect(seen).toEqual(Array.from({ length: 8 }, (_, i) => [1, i % 4, 3 * i]));
  });

  it("an event waits for the lists, and what comes behind waits for it", () => {
    const { sim, set, get, send, offer } = open();
    set({ outside_ready: 0 });
    send(7);
    offer(9);
    sim.step(5);
    expect([get("events_ready"), get("outside_valid"), get("outside_payload_index")]).toEqual([0, 1, 7]);
    set({ outside_ready: 1 });
    sim.step();
    expect(get("outside_payload_index")).toBe(9);
  });

  it("a marker starts its tick 2 cycles after it came, at least 2 after the event before it was handed on", () => {
    const { sim, get, send } = open();
    send(7);
    const taken = sim.cycle;
    send(aerMarker);
    expect(get("start")).toBe(0);
    sim.runUntil("start", 10);
    expect(sim.cycle - taken).toBe(2);
    sim.step();
    expect([get("start"), get("busy"), get("own_ready")]).toEqual([0, 1, 1]);
  });

  it("a marker waits until the walk can start", () => {
    const { set, send, startsWithin } = open();
    set({ startable: 0 });
    send(aerMarker);
    expect(startsWithin(20)).toBe(false);
    set({ startable: 1 });
    expect(startsWithin(2)).toBe(true);
  });

  it("two ticks are in flight at most; own lists are ready for the later one when those of the earlier changed over", () => {
    const { sim, get, send, pulse, startsWithin } = open();
    for (let tick = 0; tick < 2; tick++) {
      send(aerMarker | tick);
      expect(startsWithin(4)).toBe(true);
      sim.step();
    }
    expect(get("own_ready")).toBe(0);
    send(aerMarker | 2);
    expect(startsWithin(20)).toBe(false);
    pulse("tick_drained");
    expect([get("own_swap"), get("own_ready")]).toEqual([1, 0]);
    sim.step();
    expect([get("own_swap"), get("own_ready")]).toEqual([0, 1]);
    expect(startsWithin(4)).toBe(true);
    sim.step();
    expect(get("own_ready")).toBe(0);
  });

  it("own lists change over only when the delay program has ended too; until then no group of the next tick goes on", () => {
    const { sim, set, get, send, pulse, startsWithin } = open();
    set({ history_done: 0 });
    send(aerMarker);
    expect(startsWithin(4)).toBe(true);
    sim.step(2);
    expect(get("hold")).toBe(0);
    send(aerMarker | 1);
    expect(startsWithin(4)).toBe(true);
    sim.step(2);
    expect(get("hold")).toBe(1);
    pulse("tick_drained");
    for (let i = 0; i < 10; i++) {
      expect([get("own_swap"), get("hold")]).toEqual([0, 1]);
      sim.step();
    }
    set({ history_done: 1 });
    sim.step();
    expect([get("own_swap"), get("hold")]).toEqual([1, 0]);
    sim.step();
    expect([get("own_swap"), get("own_ready"), get("busy")]).toEqual([0, 1, 1]);
  });

  it("is busy from a start to the end of its drain, during the delay program, and while it clears", () => {
    const { sim, set, get, send, pulse, startsWithin } = open();
    expect(get("busy")).toBe(0);
    send(aerMarker);
    expect(startsWithin(4)).toBe(true);
    sim.step();
    pulse("tick_drained");
    expect(get("busy")).toBe(1);
    set({ history_done: 0 });
    sim.step(3);
    expect(get("busy")).toBe(1);
    set({ history_done: 1 });
    expect(get("busy")).toBe(1);
    sim.step();
    expect(get("busy")).toBe(0);
    pulse("clear");
    expect(get("busy")).toBe(1);
    pulse("clear_done");
    expect(get("busy")).toBe(1);
    sim.step();
    expect(get("busy")).toBe(0);
  });

  it("clear empties the lists, first what is being filled, then what is read, and lets no tick start meanwhile", () => {
    const { sim, get, send, pulse, startsWithin } = open();
    pulse("clear");
    const seen: number[][] = [];
    for (let i = 0; i < 3; i++) {
      seen.push([get("drop"), get("clear_swap")]);
      sim.step();
    }
    expect(seen).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
    send(aerMarker);
    expect(startsWithin(20)).toBe(false);
    pulse("clear_done");
    expect(startsWithin(4)).toBe(true);
  });

  it("a reset in mid-tick forgets it", () => {
    const { sim, get, send, startsWithin, tick } = open();
    send(aerMarker);
    expect(startsWithin(4)).toBe(true);
    sim.reset();
    expect([get("busy"), get("start")]).toEqual([0, 0]);
    for (let i = 0; i < 5; i++) tick();
    expect(get("busy")).toBe(0);
  });
});
