import { describe, expect, it } from "vitest";
import { elaborate, uint } from "../../../hdlgen/index.ts";
import { Fifo } from "../../../rtl/cells/fifo.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";

function open(width: number, depth: number, seed = 1) {
  const sim = openEmbedded(elaborate(Fifo({ type: uint(width), depth, storage: "block" })), { seed });
  const port = (name: string) => sim.port(name);
  const pins = {
    enqValid: port("enq_valid"),
    enqPayload: port("enq_payload"),
    enqReady: port("enq_ready"),
    deqReady: port("deq_ready"),
    deqValid: port("deq_valid"),
    deqPayload: port("deq_payload"),
    level: port("level"),
  };
  pins.enqValid.value = 0;
  pins.deqReady.value = 0;
  sim.reset();
  sim.step();
  return { sim, pins };
}

describe("stream fifo", () => {
  it("gives a word that was written when empty two cycles later", () => {
    const { sim, pins } = open(16, 8);
    pins.enqValid.value = 1;
    pins.enqPayload.value = 0xabcd;
    sim.step();
    pins.enqValid.value = 0;
    expect([pins.deqValid.value, pins.level.value]).toEqual([0, 1]);
    sim.step();
    expect([pins.deqValid.value, pins.deqPayload.value]).toEqual([1, 0xabcd]);
    pins.deqReady.value = 1;
    sim.step();
    expect([pins.deqValid.value, pins.level.value]).toEqual([0, 0]);
  });

  it("takes exactly its depth", () => {
    const { sim, pins } = open(8, 4);
    pins.enqValid.value = 1;
    let taken = 0;
    for (let i = 0; i < 10; i++) {
      pins.enqPayload.value = i;
      taken += pins.enqReady.value;
      sim.step();
    }
    expect([taken, pins.level.value]).toEqual([4, 4]);
  });

  it("moves a word in every cycle while both sides are willing", () => {
    const { sim, pins } = open(16, 16);
    pins.enqValid.value = 1;
    pins.deqReady.value = 1;
    const out: number[] = [];
    for (let i = 0; i < 102; i++) {
      pins.enqPayload.value = i;
      if (pins.deqValid.value === 1) out.push(pins.deqPayload.value);
      sim.step();
    }
    expect(out).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  for (const [width, depth] of [
    [1, 4],
    [2, 8],
    [13, 16],
    [32, 256],
  ] as const) {
    it(`keeps order and loses nothing in random traffic: ${width} bits, ${depth} words`, () => {
      const random = new Random(depth);
      const { sim, pins } = open(width, depth, random.seed);
      const queue: number[] = [];
      for (let cycle = 0; cycle < 5000; cycle++) {
        const willingness = cycle % 1000 < 300 ? 0.2 : cycle % 1000 < 600 ? 0.9 : 0.5;
        pins.enqValid.value = random.chance(1 - willingness / 1.5) ? 1 : 0;
        pins.enqPayload.value = random.next() % 2 ** width;
        pins.deqReady.value = random.chance(willingness) ? 1 : 0;
        sim.step(0);
        expect(pins.level.value).toBe(queue.length);
        if (pins.enqReady.value === 0) expect(queue.length).toBe(depth);
        if (pins.deqValid.value === 1 && pins.deqReady.value === 1) {
          expect(pins.deqPayload.value, `cycle ${cycle}, seed ${random.seed}`).toBe(queue.shift());
        }
        if (pins.enqValid.value === 1 && pins.enqReady.value === 1) queue.push(pins.enqPayload.value);
        sim.step();
      }
    });
  }

  it("is empty after a reset in mid-stream", () => {
    const { sim, pins } = open(8, 4);
    pins.enqValid.value = 1;
    sim.step(3);
    pins.enqValid.value = 0;
    sim.reset();
    sim.step(3);
    expect([pins.deqValid.value, pins.level.value, pins.enqReady.value]).toEqual([0, 0, 1]);
  });
});
