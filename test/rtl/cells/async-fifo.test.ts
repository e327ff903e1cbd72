import { describe, expect, it } from "vitest";
import { elaborate, uint } from "../../../hdlgen/index.ts";
import { AsyncFifo } from "../../../rtl/cells/async-fifo.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";
import { lint } from "../../support/verilator-lint.ts";
import { randomWord } from "./stream-traffic.ts";

interface Rates {
  /** Chance that the next edge is the writer's. */
  readonly writer: number;
  readonly source: number;
  readonly sink: number;
}

function open(width: number, depth: number, seed: number) {
  const simulation = openEmbedded(elaborate(AsyncFifo({ type: uint(width), depth })), { seed });
  const pins = {
    writeReset: simulation.port("write_reset"),
    readReset: simulation.port("read_reset"),
    enqValid: simulation.port("enq_valid"),
    enqPayload: simulation.port("enq_payload"),
    enqReady: simulation.port("enq_ready"),
    deqReady: simulation.port("deq_ready"),
    deqValid: simulation.port("deq_valid"),
    deqPayload: simulation.port("deq_payload"),
  };
  const resetBoth = () => {
    pins.enqValid.value = 0;
    pins.deqReady.value = 0;
    pins.writeReset.value = 1;
    pins.readReset.value = 1;
    for (let i = 0; i < 3; i++) for (const clock of ["write_clock", "read_clock"]) simulation.edge(clock);
    pins.writeReset.value = 0;
    pins.readReset.value = 0;
  };
  resetBoth();
  return { simulation, pins, resetBoth };
}

/** Random edges of both clocks; returns the most words inside. */
function traffic(
  { simulation, pins }: ReturnType<typeof open>,
  width: number,
  random: Random,
  rates: Rates,
  edges = 400,
) {
  const words: bigint[] = [];
  let [offered, stalled]: (bigint | undefined)[] = [];
  let [most, emptySince] = [0, 0];
  for (let edge = 0; edge < edges; edge++) {
    const where = `seed ${random.seed}, edge ${edge}`;
    if (random.chance(rates.writer)) {
      offered ??= random.chance(rates.source) ? randomWord(random, width) : undefined;
      pins.enqValid.value = offered === undefined ? 0 : 1;
      pins.enqPayload.big = offered ?? randomWord(random, width);
      if (offered !== undefined && pins.enqReady.value === 1) {
        words.push(offered);
        offered = undefined;
      }
      simulation.edge("write_clock");
      pins.enqValid.value = 0;
    } else {
      pins.deqReady.value = random.chance(rates.sink) ? 1 : 0;
      const word = pins.deqValid.value === 1 ? pins.deqPayload.big : undefined;
      if (stalled !== undefined) expect(word, where).toBe(stalled);
      if (word !== undefined) expect(word, where).toBe(words[0]);
      // A word that has been there for 3 edges of the reader is offered.
      emptySince = words.length > 0 && word === undefined ? emptySince + 1 : 0;
      expect(emptySince, where).toBeLessThanOrEqual(3);
      stalled = word !== undefined && pins.deqReady.value === 0 ? word : undefined;
      if (word !== undefined && pins.deqReady.value === 1) words.shift();
      simulation.edge("read_clock");
    }
    most = Math.max(most, words.length);
  }
  return most;
}

describe("async fifo", () => {
  it.each([
    [1, 4],
    [2, 8],
    [13, 4],
    [64, 16],
  ])("keeps order and loses nothing under any interleaving of edges: %i bits, %i words", (width, depth) => {
    const random = new Random(width + depth);
    const opened = open(width, depth, random.seed);
    for (const writer of [0.1, 0.5, 0.9]) {
      for (const source of [0.3, 1]) {
        for (const sink of [0.3, 1]) {
          const most = traffic(opened, width, random, { writer, source, sink });
          expect(most).toBeGreaterThan(0);
          expect(most).toBeLessThanOrEqual(depth);
          opened.resetBoth();
        }
      }
    }
  });

  it("takes exactly its depth while nothing leaves", () => {
    const { simulation, pins } = open(8, 8, 1);
    simulation.edge("write_clock");
    pins.enqValid.value = 1;
    let taken = 0;
    for (let i = 0; i < 20; i++) {
      taken += pins.enqReady.value;
      simulation.edge("write_clock");
    }
    expect(taken).toBe(8);
  });

  it.each([
    [10, 10],
    [10, 13],
    [7, 23],
    [31, 8],
  ])("moves a word per cycle of the slower clock: periods %i and %i", (write, read) => {
    const simulation = openEmbedded(elaborate(AsyncFifo({ type: uint(8), depth: 8 })), {
      clocks: { writeClock: { period: write }, readClock: { period: read, phase: 3 } },
    });
    for (const pin of ["write_reset", "read_reset"]) simulation.port(pin).value = 1;
    simulation.port("enq_valid").value = 0;
    simulation.port("deq_ready").value = 1;
    simulation.step(12);
    for (const pin of ["write_reset", "read_reset"]) simulation.port(pin).value = 0;
    simulation.port("enq_valid").value = 1;
    simulation.step(40);
    let taken = 0;
    const cycles = 400;
    for (let i = 0; i < cycles; i++) {
      taken += simulation.port("enq_ready").value;
      simulation.step();
    }
    expect(taken / (cycles * Math.min(1, write / read))).toBeGreaterThan(0.97);
  });

  it("offers a word at the third edge of the reader after the edge that took it", () => {
    const { simulation, pins } = open(8, 8, 1);
    simulation.edge("write_clock");
    pins.enqValid.value = 1;
    pins.enqPayload.value = 0x5a;
    simulation.edge("write_clock");
    pins.enqValid.value = 0;
    const seen = Array.from({ length: 5 }, () => {
      simulation.edge("read_clock");
      return pins.deqValid.value;
    });
    expect(seen).toEqual([0, 0, 1, 1, 1]);
    expect(pins.deqPayload.value).toBe(0x5a);
  });

  it("goes round: written by one clock, read by another", () => {
    const { simulation, pins } = open(8, 4, 1);
    simulation.edge("write_clock");
    let word = 0xa0;
    const [writer, reader]: [string[], string[]] = [[], []];
    for (let edge = 0; edge < 30; edge++) {
      if (edge % 3 === 0) {
        pins.enqValid.value = edge < 18 ? 1 : 0;
        pins.enqPayload.value = word;
        const moves = pins.enqValid.value === 1 && pins.enqReady.value === 1;
        writer.push(moves ? (word++).toString(16) : "--");
        reader.push("  ");
        simulation.edge("write_clock");
      } else {
        pins.deqReady.value = edge > 12 ? 1 : 0;
        const word = pins.deqValid.value === 1 ? pins.deqPayload.value.toString(16) : "--";
        reader.push(pins.deqReady.value === 1 || word === "--" ? word : `${word.slice(0, 1)}.`);
        writer.push("  ");
        simulation.edge("read_clock");
      }
    }
    expect(`\nwrite ${writer.join(" ")}\nread  ${reader.join(" ")}\n`.replace(/ +$/gm, "")).toMatchSnapshot();
  });

  it("is empty after a reset of both sides in mid-stream", () => {
    const opened = open(8, 4, 3);
    const random = new Random(3);
    traffic(opened, 8, random, { writer: 0.9, source: 1, sink: 0.2 }, 50);
    opened.resetBoth();
    for (let i = 0; i < 6; i++) {
      opened.simulation.edge("read_clock");
      opened.simulation.edge("write_clock");
      expect(opened.pins.deqValid.value).toBe(0);
    }
    expect(opened.pins.enqReady.value).toBe(1);
  });

  it("makes Verilog that Verilator has nothing to say about", async () => {
    for (const width of [1, 13]) expect(await lint(elaborate(AsyncFifo({ type: uint(width), depth: 8 })))).toBe("");
  });
});
