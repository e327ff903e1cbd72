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

  it("is not calm in the second cycle after a put, whoever put", () => {
    for (const name of ["putEvent", "putMarker"]) {
      const { get, pulse } = open();
      pulse(name.replace("E", "_e").replace("M", "_m"));
      expect(get("calm"), name).toBe(0);
    }
  });

  it("keeps a word until the core takes it", () => {
    const { sim, get, set, pulse } = open();
    set("word", 0x1234);
    pulse("put_event");
    set("word", 0);
    sim.step(7);
    expect([get("events_valid"), get("events_payload"), get("can_put")]).toEqual([1, 0x1234, 0]);
    pulse("events_ready");
    expect([get("events_valid"), get("can_put")]).toEqual([0, 1]);
  });

  it("lets the timer's tick wait while a marker is compared", () => {
    const { sim, get, set, pulse } = open();
    set("free_running", 1);
    set("hold", 1);
    pulse("expired");
    sim.step(5);
    expect([get("events_valid"), get("can_put"), get("ticks")]).toEqual([0, 0, 0]);
    set("hold", 0);
    sim.step(2);
    expect([get("events_valid"), get("events_payload"), get("ticks")]).toEqual([1, 0x8000, 1]);
  });

  it("numbers its markers modulo 2^15 and its ticks modulo 2^16", () => {
    const { sim, get, set, pulse } = open();
    set("events_ready", 1);
    for (let tick = 0; tick < 65_540; tick++) {
      pulse("put_marker");
      if (tick % 8191 === 0 || tick > 65_530) {
        expect([get("events_valid"), get("events_payload")]).toEqual([1, 0x8000 + (tick % 0x8000)]);
      }
      sim.step(2);
      if (tick > 65_530) expect(get("ticks")).toBe((tick + 1) % 0x10000);
    }
  });

  it.each([
    [0, 0, [1, 0, 0]],
    [1, 0, [0, 1, 0]],
    [2, 0, [0, 0, 0]],
    [0, 1, [0, 0, 1]],
    [0, 0x7fff, [0, 1, 0]],
    [1, 0x4001, [0, 0, 1]],
    [1, 0x4002, [0, 0, 0]],
  ])("after %i ticks, marker %i is now, next or ahead: %j", (ticks, marker, expected) => {
    const { sim, get, set, pulse } = open();
    set("events_ready", 1);
    for (let tick = 0; tick < ticks; tick++) {
      pulse("put_marker");
      sim.step(3);
    }
    set("word", 0x8000 + marker);
    sim.step(2);
    expect([get("is_now"), get("is_next"), get("is_ahead")]).toEqual(expected);
  });
});
