import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { AerGate } from "../../../rtl/host-link/aer-gate.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";

function open() {
  const sim = openEmbedded(elaborate(AerGate({})));
  const get = (name: string) => sim.port(name).value;
  const set = (name: string, value: number) => {
    sim.port(name).value = value;
  };
  const pulse = (name: string) => {
    set(name, 1);
    sim.step();
    set(name, 0);
  };
  set("room", 1);
  sim.reset();
  sim.step(5);
  return { sim, get, set, pulse };
}

describe("AER gate", () => {
  it("is calm when nothing has happened for three cycles", () => {
    const { sim, get, set } = open();
    expect(get("calm")).toBe(1);
    set("busy", 1);
    sim.step();
    set("busy", 0);
    const seen = Array.from({ length: 4 }, () => {
      const calm = get("calm");
      sim.step();
      return calm;
    });
    expect(seen).toEqual([0, 0, 0, 1]);
  });

  it.each([0x1234, 0x8000])("is not calm in the second cycle after a put: word %i", (word) => {
    const { sim, get, set, pulse } = open();
    set("events_ready", 1);
    set("word", word);
    pulse("put");
    sim.step();
    expect(get("calm")).toBe(0);
  });

  it("shows a word until the core takes it", () => {
    const { sim, get, set, pulse } = open();
    set("word", 0x1234);
    pulse("put");
    expect(get("taken")).toBe(0);
    sim.step(7);
    expect([get("events_valid"), get("events_payload"), get("taken")]).toEqual([1, 0x1234, 0]);
    pulse("events_ready");
    expect([get("events_valid"), get("taken")]).toEqual([0, 1]);
  });

  it("lets the timer's tick go before a word that waits, and not while one is shown", () => {
    const { sim, get, set, pulse } = open();
    set("free_running", 1);
    set("word", 0x1234);
    pulse("put");
    sim.step();
    pulse("expired");
    sim.step(5);
    expect([get("events_valid"), get("events_payload"), get("ticks")]).toEqual([1, 0x1234, 0]);
    pulse("events_ready");
    pulse("put");
    sim.step(3);
    expect([get("events_valid"), get("events_payload"), get("ticks")]).toEqual([1, 0x9234, 1]);
    pulse("events_ready");
    sim.step(2);
    expect([get("events_valid"), get("events_payload"), get("taken")]).toEqual([1, 0x1234, 0]);
  });

  it.each([-1, 0, 1, 2, 3, 4, 5])(
    "finds events late when a tick starts %i cycles before their marker is passed",
    (lead) => {
      const { sim, get, set, pulse } = open();
      set("free_running", 1);
      pulse("expired");
      pulse("events_ready");
      sim.step(9);
      // Events of tick 1 follow this marker.
      set("word", 0x8000);
      sim.step(9);
      const passesAt = 10;
      for (let cycle = 0; cycle < 30; cycle++) {
        set("expired", cycle === passesAt - lead ? 1 : 0);
        set("events_ready", get("events_valid"));
        set("pass_marker", cycle === passesAt ? 1 : 0);
        sim.step();
      }
      expect(get("ticks")).toBe(2);
      set("word", 5);
      pulse("put");
      sim.step(5);
      expect(get("late")).toBe(1);
    },
  );

  it("counts its ticks modulo 2^16", () => {
    const { sim, get, set, pulse } = open();
    set("events_ready", 1);
    set("word", 0x8000);
    for (let tick = 0; tick < 65_540; tick++) {
      pulse("put");
      sim.step(4);
      if (tick > 65_530) expect(get("ticks")).toBe((tick + 1) % 0x10000);
    }
  });

  it.each([
    [0, 0, [1, 0]],
    [1, 0, [0, 0]],
    [2, 0, [0, 0]],
    [0, 1, [0, 1]],
    [0, 0x7fff, [0, 0]],
    [1, 0x4001, [0, 1]],
    [1, 0x4002, [0, 0]],
  ])("after %i ticks, marker %i is now or ahead: %j", (ticks, marker, expected) => {
    const { sim, get, set, pulse } = open();
    set("events_ready", 1);
    set("word", 0x8000);
    for (let tick = 0; tick < ticks; tick++) {
      pulse("put");
      sim.step(4);
    }
    set("word", 0x8000 + marker);
    sim.step(2);
    expect([get("is_now"), get("is_ahead")]).toEqual(expected);
  });
});
