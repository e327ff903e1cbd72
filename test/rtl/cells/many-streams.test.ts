/** Cells that split and merge streams: where every word goes, under every mix of idle and stalled sides. */
import { describe, expect, it } from "vitest";
import { bool, elaborate, type Module, type Ports, uint } from "../../../hdlgen/index.ts";
import { StreamArbiter } from "../../../rtl/cells/stream-arbiter.ts";
import { StreamDemux } from "../../../rtl/cells/stream-demux.ts";
import { StreamFork } from "../../../rtl/cells/stream-fork.ts";
import { StreamJoin } from "../../../rtl/cells/stream-join.ts";
import { StreamMux } from "../../../rtl/cells/stream-mux.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import type { Simulation } from "../../../sim/simulation.ts";
import { Random } from "../../support/random.ts";
import { textWaveform } from "../../support/text-waveform.ts";
import { lint } from "../../support/verilator-lint.ts";
import { cycleOf, receiver, type StreamEnd, sender } from "./stream-ends.ts";
import { randomWord, willingness } from "./stream-traffic.ts";

const widths = [1, 2, 13, 64];
const names = ["a", "b", "c"] as const;
type Ends = "a" | "b" | "c" | "deq" | "enq" | "choice";

function open(cell: Module<Ports>, seed: number): Simulation {
  const simulation = openEmbedded(elaborate(cell), { seed });
  simulation.reset();
  return simulation;
}

/** Runs `round` for every mix of willingness. */
function inAllMoods(
  cell: Module<Ports>,
  seed: number,
  round: (simulation: Simulation, source: number, sink: number) => void,
) {
  for (const source of willingness) for (const sink of willingness) round(open(cell, seed), source, sink);
}

describe("stream arbiter", () => {
  it.each(widths)("merges words of each source in order, and lets none wait for two of another: %i bits", (width) => {
    const random = new Random(width);
    inAllMoods(StreamArbiter({ type: uint(width), sources: names }), random.seed, (simulation, source, sink) => {
      const sent: Record<string, bigint[]> = { a: [], b: [], c: [] };
      const ends: Readonly<Record<string, StreamEnd>> = {
        ...Object.fromEntries(
          names.map((name) => [name, sender(simulation, name, random, source, () => randomWord(random, width))]),
        ),
        deq: receiver(simulation, "deq", random, sink),
      };
      const passedOver: Record<string, number> = { a: 0, b: 0, c: 0 };
      for (let cycle = 0; cycle < 150; cycle++) {
        let asking: readonly string[] = [];
        let grant = 0;
        const moved = cycleOf<Ends>(simulation, ends, () => {
          asking = names.filter((name) => simulation.port(`${name}_valid`).value === 1);
          grant = simulation.port("grant").value;
        });
        const from = names.filter((name) => moved[name] !== undefined);
        expect(from.length).toBe(moved.deq === undefined ? 0 : 1);
        expect(asking.length === 0 ? 0 : 1).toBe(grant === 0 ? 0 : 1);
        for (const name of from) {
          expect(moved.deq).toBe(moved[name]);
          expect(names[Math.log2(grant)]).toBe(name);
          sent[name]?.push(moved[name] ?? 0n);
        }
        if (from.length === 1)
          for (const name of names) {
            passedOver[name] = asking.includes(name) && !from.includes(name) ? (passedOver[name] ?? 0) + 1 : 0;
            expect(passedOver[name], `${name} waits, seed ${random.seed}`).toBeLessThan(names.length);
          }
      }
      if (source === 1) for (const name of names) expect(sent[name]?.length).toBeGreaterThan(0);
    });
  });

  it("goes round while everybody asks, and stays while nobody takes", () => {
    const simulation = open(StreamArbiter({ type: uint(8), sources: names }), 1);
    const shown = ["a_valid", "b_valid", "c_valid", "grant", "deq_ready", "deq_payload"];
    names.forEach((name, i) => {
      simulation.port(`${name}_payload`).value = 0xa0 + 0x10 * i;
    });
    const waveform = textWaveform(simulation, [...shown, "deq_valid"], 12, (cycle) => {
      simulation.port("a_valid").value = cycle >= 2 && cycle < 10 ? 1 : 0;
      simulation.port("b_valid").value = cycle >= 1 && cycle < 10 ? 1 : 0;
      simulation.port("c_valid").value = cycle < 8 ? 1 : 0;
      simulation.port("deq_ready").value = cycle >= 3 && cycle !== 6 ? 1 : 0;
    });
    expect(`\n${waveform}`).toMatchSnapshot();
  });
});

describe("stream fork", () => {
  it.each(widths)("gives every sink every word once, in order, without waiting for the others: %i bits", (width) => {
    const random = new Random(width);
    inAllMoods(StreamFork({ type: uint(width), sinks: names }), random.seed, (simulation, source, sink) => {
      const ends = {
        enq: sender(simulation, "enq", random, source, () => randomWord(random, width)),
        a: receiver(simulation, "a", random, sink),
        b: receiver(simulation, "b", random, 1),
        c: receiver(simulation, "c", random, 0.3),
      };
      const got = { a: [] as bigint[], b: [] as bigint[], c: [] as bigint[], enq: [] as bigint[] };
      for (let cycle = 0; cycle < 150; cycle++) {
        const had = got.b.length;
        let isOffered = false;
        const moved = cycleOf(simulation, ends, () => {
          isOffered = simulation.port("enq_valid").value === 1;
        });
        for (const name of ["a", "b", "c", "enq"] as const) if (moved[name] !== undefined) got[name].push(moved[name]);
        // A sink that is always ready has the word in the cycle in which it is offered.
        const isFresh = had === got.enq.length - (moved.enq === undefined ? 0 : 1);
        if (isOffered && isFresh) expect(got.b.length).toBe(had + 1);
      }
      for (const name of names) {
        expect(got[name].slice(0, got.enq.length)).toEqual(got.enq);
        expect(got[name].length - got.enq.length).toBeLessThanOrEqual(1);
      }
      expect(got.enq.length).toBeGreaterThan(0);
    });
  });

  it("keeps a slow sink's copy while the fast one waits for the next word", () => {
    const simulation = open(StreamFork({ type: uint(8), sinks: ["fast", "slow"] }), 1);
    const shown = ["enq_valid", "enq_ready", "enq_payload", "fast_valid", "fast_ready", "slow_valid", "slow_ready"];
    let word = 0xa0;
    simulation.port("fast_ready").value = 1;
    const waveform = textWaveform(simulation, shown, 10, (cycle) => {
      simulation.port("enq_valid").value = cycle < 7 ? 1 : 0;
      simulation.port("slow_ready").value = cycle % 3 === 2 ? 1 : 0;
      simulation.port("enq_payload").value = word;
      if (simulation.port("enq_ready").value === 1) word++;
    });
    expect(`\n${waveform}`).toMatchSnapshot();
  });
});

describe("stream join", () => {
  it("pairs the words of its sources in order", () => {
    const random = new Random(3);
    const cell = StreamJoin({ sources: { a: uint(13), b: uint(2), c: bool } });
    inAllMoods(cell, random.seed, (simulation, source, sink) => {
      const ends = {
        a: sender(simulation, "a", random, source, () => randomWord(random, 13)),
        b: sender(simulation, "b", random, 0.6, () => random.integer(0, 3)),
        c: sender(simulation, "c", random, 1, () => random.integer(0, 1)),
        deq: receiver(simulation, "deq", random, sink, ["payload_a", "payload_b", "payload_c"]),
      };
      let joined = 0;
      for (let cycle = 0; cycle < 150; cycle++) {
        const { a, b, c, deq } = cycleOf(simulation, ends);
        expect([a, b, c].every((word) => (word === undefined) === (deq === undefined))).toBe(true);
        if (deq === undefined || a === undefined || b === undefined || c === undefined) continue;
        expect(deq).toBe((a << 3n) | (b << 1n) | c);
        joined++;
      }
      expect(joined).toBeGreaterThan(0);
    });
  });
});

describe("stream mux and demux", () => {
  it.each(widths)("the mux takes one word of the chosen source per choice: %i bits", (width) => {
    const random = new Random(width);
    inAllMoods(StreamMux({ type: uint(width), sources: names }), random.seed, (simulation, source, sink) => {
      const ends: Readonly<Record<string, StreamEnd>> = {
        ...Object.fromEntries(
          names.map((name) => [name, sender(simulation, name, random, source, () => randomWord(random, width))]),
        ),
        choice: sender(simulation, "choice", random, 0.8, () => random.integer(0, 2)),
        deq: receiver(simulation, "deq", random, sink),
      };
      let moved = 0;
      for (let cycle = 0; cycle < 150; cycle++) {
        const words = cycleOf<Ends>(simulation, ends);
        const chosen = words.choice === undefined ? undefined : names[Number(words.choice)];
        expect(names.filter((name) => words[name] !== undefined)).toEqual(chosen === undefined ? [] : [chosen]);
        expect(words.deq).toBe(chosen === undefined ? undefined : words[chosen]);
        if (chosen !== undefined) moved++;
      }
      expect(moved).toBeGreaterThan(0);
    });
  });

  it.each(widths)("the demux gives each word to the chosen sink: %i bits", (width) => {
    const random = new Random(width);
    inAllMoods(StreamDemux({ type: uint(width), sinks: names }), random.seed, (simulation, source, sink) => {
      const ends: Readonly<Record<string, StreamEnd>> = {
        enq: sender(simulation, "enq", random, source, () => randomWord(random, width)),
        choice: sender(simulation, "choice", random, 0.8, () => random.integer(0, 2)),
        ...Object.fromEntries(names.map((name) => [name, receiver(simulation, name, random, sink)])),
      };
      let moved = 0;
      for (let cycle = 0; cycle < 150; cycle++) {
        const words = cycleOf<Ends>(simulation, ends);
        const chosen = words.choice === undefined ? undefined : names[Number(words.choice)];
        expect(names.filter((name) => words[name] !== undefined)).toEqual(chosen === undefined ? [] : [chosen]);
        expect(words.enq).toBe(chosen === undefined ? undefined : words[chosen]);
        if (chosen !== undefined) moved++;
      }
      expect(moved).toBeGreaterThan(0);
    });
  });

  it("a choice of a source that is not there fails an assertion", () => {
    const simulation = open(StreamMux({ type: uint(8), sources: names }), 1);
    simulation.port("choice_valid").value = 1;
    simulation.port("choice_payload").value = 3;
    expect(() => simulation.step()).toThrow("a choice names a source that is there");
  });
});

it("reset in mid-stream: a fork forgets who has its copy", () => {
  const simulation = open(StreamFork({ type: uint(8), sinks: ["fast", "slow"] }), 1);
  simulation.port("enq_valid").value = 1;
  simulation.port("fast_ready").value = 1;
  simulation.step();
  expect(simulation.port("fast_valid").value).toBe(0);
  simulation.reset();
  expect(simulation.port("fast_valid").value).toBe(1);
});

it.each<readonly [string, (width: number) => Module<Ports>]>([
  ["stream arbiter", (width) => StreamArbiter({ type: uint(width), sources: names })],
  ["stream fork", (width) => StreamFork({ type: uint(width), sinks: names })],
  ["stream join", (width) => StreamJoin({ sources: { a: uint(width), b: bool } })],
  ["stream mux", (width) => StreamMux({ type: uint(width), sources: names })],
  ["stream demux", (width) => StreamDemux({ type: uint(width), sinks: names })],
])("%s: Verilator has nothing to say about its Verilog", async (_, of) => {
  for (const width of [1, 13]) expect(await lint(elaborate(of(width)))).toBe("");
});
