import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Clock,
  clock,
  type Design,
  domain,
  elaborate,
  formal,
  input,
  module,
  output,
  regs,
  uint,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { testbench } from "../../sim/harness/index.ts";
import {
  type LockstepModel,
  type LockstepOptions,
  type LockstepSimulation,
  lockstep,
} from "../../sim/lockstep/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { messageOf } from "../support/error-texts.ts";
import { Random } from "../support/random.ts";
import { type Fault, SummingModel, summing } from "./faulty.ts";

const good = summing();
/** Cycle of the simulation in which the circuit's own count is 0: the reset has taken one edge. */
const afterReset = 1;

function open(design: Design, seed = 1) {
  const simulation = openEmbedded(design, { seed });
  simulation.reset();
  return simulation;
}

/** Random data for some cycles, one at a time or several with the same inputs. */
function drive(pair: LockstepSimulation, cycles: number, seed: number, longest = 1): void {
  const random = new Random(seed);
  const [en, data] = [pair.port("en"), pair.port("data")];
  for (let left = cycles; left > 0; ) {
    en.value = random.integer(0, 1);
    data.value = random.integer(-128, 127);
    const now = Math.min(left, random.integer(1, longest));
    pair.step(now);
    left -= now;
  }
}

/** The cycle and the signal of the difference that a run finds. */
function found(run: (pair: LockstepSimulation) => void, pair: LockstepSimulation) {
  const message = messageOf(() => {
    run(pair);
    pair.finish();
  });
  expect(message).toContain("SIM120");
  const { cycle, signal } = pair.difference ?? {};
  return { cycle, signal };
}

describe("lockstep of two designs", () => {
  it("equal ones run to the end, and say what was compared", () => {
    const pair = lockstep(open(good), open(summing()));
    drive(pair, 2000, 3);
    pair.finish();
    expect(pair.cycle).toBe(afterReset + 2000);
    expect([...pair.compared].sort()).toEqual(
      ["at", "both", "cycle", "delayed", "read_back", "total", "words", "words_q", "sum"].sort(),
    );
    expect(pair.difference).toBeUndefined();
  });

  it("a flipped bit is found in its very cycle, for random faults, intervals and stimuli", () => {
    const faults = fc.record({
      cycle: fc.integer({ min: 0, max: 600 }),
      where: fc.constantFrom("register" as const, "output" as const, "memory" as const),
      bit: fc.integer({ min: 0, max: 15 }),
    });
    const runs = fc.record({
      every: fc.constantFrom(1, 2, 7, 64, 1000),
      memoriesEvery: fc.constantFrom(1, 5, 100, 1000),
      longest: fc.constantFrom(1, 3, 200),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(faults, runs, (fault: Fault, { every, memoriesEvery, longest, seed }) => {
        // What an output shows in one cycle is gone in the next: only `every: 1` sees it.
        const interval = fault.where === "output" ? 1 : every;
        const pair = lockstep(open(good), open(summing(fault), seed), { every: interval, memoriesEvery });
        const run = (p: LockstepSimulation) => {
          drive(p, 700, seed, longest);
          p.port("en").value = 1;
          p.step(1);
        };
        if (fault.where === "memory") {
          const enabled = enabledAt(fault.cycle, seed, longest);
          if (!enabled) {
            run(pair);
            pair.finish();
            return;
          }
        }
        const { cycle, signal } = found(run, pair);
        const expected = { register: ["total", 1], memory: ["words", 1], output: ["both", 0] } as const;
        const [name, delay] = expected[fault.where];
        expect(signal?.replace(/\[\d+\]$/, "")).toBe(name);
        expect(cycle).toBe(afterReset + fault.cycle + delay);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it("reports both values, the declaration, what else differs and the inputs", () => {
    const pair = lockstep(open(good), open(summing({ cycle: 4, where: "register", bit: 3 })), {
      names: ["design", "mutant"],
    });
    pair.port("en").value = 1;
    pair.port("data").value = -7;
    expect(messageOf(() => pair.step(20)).replace(/\.ts:\d+/g, ".ts:LINE")).toBe(
      `SIM120 total: first differs in cycle 6: -35 (design), -43 (mutant)
    declared at faulty.ts:LINE
    in this cycle also: sum -35 / -43
    inputs: rst 0, en 1, data -7`,
    );
    // Both stand in that cycle.
    expect([pair.cycle, pair.register("total").value]).toEqual([6, -35]);
  });

  it("names that a side does not have are refused together", () => {
    expect(
      messageOf(() =>
        lockstep(open(good), open(summing()), { compare: ["sum", "totl"], map: { sum: "sums", en: "on" } }),
      ),
    ).toBe(`SIM121 sums: the second side (embedded) has no such signal
    nearest: sum, at, both
SIM121 totl: the first side has no such signal
    nearest: total, both, at`);
    expect(messageOf(() => lockstep(open(good), open(summing()), { map: { en: "on" } }))).toBe(
      `SIM121 en: the second side (embedded) has no such input
    name its counterpart with \`map\``,
    );
  });

  it("an assertion that fails between two comparisons is explained by the difference before it", () => {
    const pair = lockstep(open(watched(undefined)), open(watched(20)), { every: 1000 });
    expect(messageOf(() => pair.step(100))).toMatch(
      /^SIM120 level: first differs in cycle 22: 21 .first., 20 .second./,
    );
  });

  it("the first side must not be stepped alone", () => {
    const first = open(good);
    const pair = lockstep(first, open(summing()));
    first.step(2);
    expect(messageOf(() => pair.step())).toBe(`SIM123 lockstep: the first side is in cycle 3, the second in cycle 1
    step the simulation that lockstep() returned, not the one that was given to it`);
  });

  it("a word that is loaded from outside is loaded on both sides; snapshots are of both", () => {
    const pair = lockstep(open(good), open(summing()), { memoriesEvery: 1 });
    pair.memory("words").set(5, -3);
    const start = pair.snapshot();
    drive(pair, 50, 1);
    const end = pair.register("total").value;
    pair.restore(start);
    drive(pair, 50, 1);
    expect(pair.register("total").value).toBe(end);
    pair.close();
  });
});

/** Counts to 40, which its assertion does not like; the one with a fault skips one. */
const watched = (fault: number | undefined) =>
  elaborate(
    module(
      "watched",
      (_: { fault: number }) => ({ level: output(uint(8)) }),
      (_, parameters) => {
        const { level: count } = regs({ level: [uint(8), 0] });
        count.next = parameters.fault < 0 ? count.addw(1) : count.eq(parameters.fault).mux(count, count.addw(1));
        formal.assert(count.lt(40), "below 40");
        return { level: count };
      },
    )({ fault: fault ?? -1 }),
  );

/** Whether the stimulus of `drive` enables the circuit in its cycle `cycle`. */
function enabledAt(cycle: number, seed: number, longest: number): boolean {
  const random = new Random(seed);
  for (let at = 0; at < 700; ) {
    const en = random.integer(0, 1);
    random.integer(-128, 127);
    const now = Math.min(700 - at, random.integer(1, longest));
    if (cycle < at + now) return en === 1;
    at += now;
  }
  return true;
}

describe("lockstep with a model in TypeScript", () => {
  const start = (options: LockstepOptions = {}) => lockstep(open(good), new SummingModel(), options);

  it("compares state, memories and outputs by their names", () => {
    const pair = start();
    drive(pair, 300, 5);
    pair.port("en").value = 1;
    pair.port("data").value = 5;
    pair.finish();
    expect(pair.compared).toEqual(["total", "at", "delayed", "sum", "both", "words"]);
  });

  it("finds a model's first wrong value, in a word of a memory or in an output of the same cycle", () => {
    const wrong = (fault: Partial<SummingModel>) => Object.assign(new SummingModel(), fault);
    const run = (model: LockstepModel) => {
      const pair = lockstep(open(good), model, { names: ["core", "model"] });
      pair.port("en").value = 1;
      pair.port("data").value = 3;
      return messageOf(() => pair.step(100)).split("\n")[0];
    };
    const words = new Int32Array(1024);
    words[7] = 1;
    expect(run(wrong({ words }))).toBe("SIM120 words[7]: first differs in cycle 1: 0 (core), 1 (model)");
    class Late extends SummingModel {
      override outputs() {
        return { both: this.delayed };
      }
    }
    expect(run(new Late())).toBe("SIM120 both: first differs in cycle 1: 3 (core), 0 (model)");
    class Saturating extends SummingModel {
      override step(inputs: { rst: number; en: number; data: number }): void {
        super.step(inputs);
        this.total = Math.min(this.total, 100);
      }
    }
    expect(run(new Saturating())).toBe("SIM120 total: first differs in cycle 35: 102 (core), 100 (model)");
  });

  it("goes back with snapshot and restore, or by running a fresh model again", () => {
    const start = open(good);
    class Leaky extends SummingModel {
      override step(inputs: { rst: number; en: number; data: number }): void {
        super.step(inputs);
        if (this.at === 200) this.total ^= 1;
      }
    }
    class Returning extends Leaky {
      snapshot() {
        return { ...this, words: this.words.slice() };
      }
      restore(taken: unknown) {
        const { words, ...rest } = taken as this;
        Object.assign(this, rest);
        this.words.set(words);
      }
    }
    for (const second of [() => new Leaky(), new Returning()]) {
      const pair = lockstep(open(good), second, { every: 90 });
      pair.port("en").value = 1;
      pair.port("data").value = 1;
      expect(messageOf(() => pair.step(1000))).toMatch(/^SIM120 total: first differs in cycle 201: 200 .*, 201 /);
    }
    expect(messageOf(() => lockstep(start, new Leaky(), { every: 90 }))).toBe(
      `SIM122 lockstep: signals are not compared in every cycle, and the model cannot go back to the first difference
    give the model snapshot() and restore(), or give a function that makes one: lockstep(sim, () => new Model())`,
    );
  });

  it("refuses a name that the design does not have, and values that are none", () => {
    class Misnamed extends SummingModel {
      override get state() {
        return { ...super.state, totl: 3 };
      }
    }
    expect(messageOf(() => lockstep(open(good), new Misnamed()))).toBe(`SIM121 totl: the first side has no such signal
    nearest: total, both, at`);
    const half = Object.assign(new SummingModel(), { delayed: 0.5 });
    expect(messageOf(() => lockstep(open(good), half).step())).toBe(`SIM121 delayed: the model says 0.5
    give a whole number, a boolean or the label of an enumeration`);
    expect(
      messageOf(() => lockstep(open(good), { state: {}, step() {} })),
    ).toBe(`SIM121 lockstep: the sides have no signal in common
    name their counterparts with \`map\``);
    expect(messageOf(() => lockstep(open(good), new SummingModel()).memory("words").set(0, 1))).toBe(
      `SIM121 words: words of a model cannot be loaded from outside
    load the model and the simulation each for itself, before the lockstep run begins`,
    );
    expect(messageOf(() => lockstep(open(good), new SummingModel(), { every: 0 }))).toBe(
      "SIM122 lockstep: every: 0: a whole number of cycles, 1 or more, is needed",
    );
  });
});

describe("lockstep beside a testbench", () => {
  it("compares every edge that the testbench takes, whoever drives", () => {
    const run = (fault: Fault | undefined): (() => void) => {
      const tb = testbench(open(good));
      const check = lockstep(tb, open(summing(fault)), { every: 1000 });
      const [en, data] = [tb.port("en"), tb.port("data")];
      tb.fork(function* counting() {
        for (let i = 0; ; i = (i + 1) % 100) {
          data.value = i;
          yield tb.cycles(1);
        }
      });
      return () => {
        en.value = 1;
        tb.step(300);
        tb.close();
        expect(check.difference).toBeUndefined();
      };
    };
    run(undefined)();
    expect(messageOf(run({ cycle: 123, where: "register", bit: 0 }))).toMatch(
      /^SIM120 total: first differs in cycle 125/,
    );
    const tb = testbench(open(good));
    lockstep(tb, new SummingModel());
    tb.port("en").value = 1;
    tb.port("data").value = -3;
    tb.step(50);
    expect(tb.port("sum").value).toBe(-150);
    tb.close();
  });
});

describe("lockstep of both engines", () => {
  it("register by register, once they start from the same state", async () => {
    const [embedded, verilator] = [openEmbedded(good), await openVerilator(good)];
    const pair = lockstep(verilator, embedded);
    pair.copyState();
    pair.reset();
    drive(pair, 500, 9);
    pair.close();
    const faulty = lockstep(
      await openVerilator(good),
      openEmbedded(summing({ cycle: 77, where: "register", bit: 2 })),
      {
        every: 50,
      },
    );
    faulty.copyState();
    faulty.reset();
    expect(found((p) => drive(p, 500, 9), faulty)).toEqual({ cycle: 79, signal: "total" });
    expect(messageOf(() => lockstep(open(good), new SummingModel()).copyState())).toBe(
      "SIM122 lockstep: copyState: the second side is a model",
    );
  });
});

describe("lockstep of several clocks", () => {
  /** A counter on each of two clocks; the second one stops at a number. */
  const Counters = module(
    "counters",
    (_: { stop: number }) => ({
      slowClk: input(clock),
      fastClk: input(clock),
      slow: output(uint(8), { domain: "slowClk" }),
      fast: output(uint(8), { domain: "fastClk" }),
    }),
    ({ slowClk, fastClk }, { stop }) => {
      const counted = (name: string, of: Clock, last: number) =>
        domain({ clock: of }, () => {
          const { [name]: value } = regs({ [name]: { type: uint(8), powerUp: 0 } });
          if (value === undefined) throw new Error(name);
          value.next = value.eq(last).mux(value, value.addw(1));
          return value;
        });
      return { slow: counted("slowly", slowClk, 255), fast: counted("quickly", fastClk, stop) };
    },
  );
  const clocks = { slowClk: { period: 70 }, fastClk: { period: 10, phase: 5 } };
  const openCounters = (stop: number) => openEmbedded(elaborate(Counters({ stop })), { clocks });

  it("takes the edges of all of them, and goes back over them", () => {
    for (const every of [1, 20]) {
      const pair = lockstep(openCounters(200), openCounters(100), { every });
      // Seven fast edges in each cycle of the slow clock, 98 in the first fifteen.
      expect(found((p) => p.step(60), pair)).toEqual({ cycle: 15, signal: "quickly" });
      expect([pair.cycle, pair.register("quickly").value, pair.edges("fast_clk")]).toEqual([15, 101, 101]);
    }
    const equal = lockstep(openCounters(200), openCounters(200));
    equal.step(10);
    equal.edge("fast_clk");
    equal.close();
  });

  it("follows a testbench edge by edge, and finds the very edge", () => {
    const tb = testbench(openCounters(200));
    lockstep(tb, openCounters(100));
    expect(messageOf(() => tb.step(60))).toMatch(
      /^SIM120 quickly: first differs in cycle 15: 101 .first., 100 .second./,
    );
    const sound = testbench(openCounters(200));
    lockstep(sound, openCounters(200));
    sound.step(60);
    sound.close();
  });
});
