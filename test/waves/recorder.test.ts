import { describe, expect, it } from "vitest";
import {
  bool,
  clock,
  domain,
  elaborate,
  formal,
  input,
  instance,
  module,
  output,
  regs,
  uint,
} from "../../hdlgen/index.ts";
import { Ehxplll, ehxplllPlain } from "../../hdlgen/targets/ecp5-pll.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { testbench } from "../../sim/harness/bench.ts";
import { bitsAt, recordWave, samplesOf, type Wave } from "../../sim/waves/index.ts";
import { coreShape } from "../rtl/core/core-shape.ts";
import { messageOf } from "../support/error-texts.ts";
import { Random } from "../support/random.ts";
import { counter, everything, twoClocks } from "./wave-design.ts";

const chosen = ["clk", "rst", "en", "temperature", "gain", "mode", "held", "level", "left.count"];

/** All values of a signal, sample by sample. */
function valuesOf(wave: Wave, path: string): bigint[] {
  const signal = wave.signals.find((each) => each.path === path);
  if (signal === undefined) throw new Error(path);
  return Array.from({ length: samplesOf(wave) }, (_, sample) => bitsAt(signal, sample));
}

const clocks = { a: { period: 10 }, b: { period: 20, phase: 10 } };

const Limited = module(
  "limited",
  (_: object) => ({ push: input(bool), level: output(uint(4)) }),
  ({ push }) => {
    const { level } = regs({ level: [uint(4), 0] });
    level.next = level.addw(push.asUInt());
    formal.assert(level.le(2), "two at most");
    return { level };
  },
);

it("shows nets beside output ports, in a design of several units", () => {
  const simulation = openEmbedded(elaborate(LifCore({ shape: coreShape(), fabric: "ice40up" })), { visible: "nets" });
  const recording = recordWave(simulation);
  simulation.reset();
  simulation.port("clear").value = 1;
  simulation.step();
  simulation.port("clear").value = 0;
  simulation.step(5);
  const wave = recording.wave();
  const busy = valuesOf(wave, "busy");
  expect(busy.slice(1)).toEqual([0n, 1n, 1n, 1n, 1n, 1n, 1n]);
  expect(valuesOf(wave, "tick_control.busy")).toEqual(busy);
  simulation.close();
});

describe("recordWave", () => {
  it("shows what each edge sees, and what holds now", () => {
    const sim = openEmbedded(everything());
    const recording = recordWave(sim);
    sim.reset();
    sim.step(2);
    sim.port("en").value = 1;
    sim.port("temperature").value = -3;
    sim.port("gain").real = -1.25;
    sim.step(3);
    sim.port("en").value = 0;
    expect(recording.toAscii({ signals: chosen, from: 1, markers: { 5: "off" } }).split("\n")).toEqual([
      "(the last 6 of 7 cycles)",
      "cycle        1   2   3   4     5   6",
      "clk          /‾\\_/‾\\_/‾\\_/‾‾\\__/‾\\_/‾\\_",
      "rst          __________________________",
      "en           ________/‾‾‾‾‾‾‾‾‾‾‾‾‾\\___",
      "temperature  | 0     | -3              |",
      "gain         | 0     | -1.25           |",
      "mode         | idle      | run | done  |",
      "held         | 0         | -3          |",
      "level        | 0         | -1.25       |",
      "left.count   | 0         | 1   | 2 | 3 |",
      "                               ^ off",
    ]);
  });

  it("times: cycle n begins after n periods, and what holds before the first edge has a period for itself", () => {
    const sim = openEmbedded(everything());
    const recording = recordWave(sim, { signals: ["left.count"] });
    expect(recording.wave()).toMatchObject({ firstCycle: 0, end: 10_000, timeUnit: "ps" });
    sim.reset();
    sim.step(2);
    const wave = recording.wave();
    expect([...wave.starts]).toEqual([0, 10_000, 20_000, 30_000]);
    expect(wave.end).toBe(40_000);
    expect(wave.clocks).toEqual([
      { name: "clk", paths: ["clk", "left.clk"], period: 10_000, edges: Uint32Array.of(1, 2, 3) },
    ]);
  });

  it("started later, it begins with the cycle that it is in", () => {
    const sim = openEmbedded(everything());
    sim.reset();
    sim.step(4);
    const recording = recordWave(sim, { signals: ["left.count"] });
    sim.step(1);
    const wave = recording.wave();
    expect(wave.firstCycle).toBe(5);
    expect([...wave.starts]).toEqual([50_000, 60_000]);
  });

  it("looking at the wave changes nothing of what is recorded", () => {
    const run = (look: (recording: { wave(): Wave }) => void): Wave => {
      const sim = openEmbedded(everything());
      const recording = recordWave(sim);
      sim.reset();
      for (let i = 0; i < 10; i++) {
        sim.port("en").value = i & 1;
        look(recording);
        sim.port("temperature").value = i;
        look(recording);
        sim.step();
      }
      return recording.wave();
    };
    expect(run((recording) => recording.wave())).toEqual(run(() => undefined));
  });

  it("keeps the last samples: the same as the end of a whole recording", () => {
    for (const last of [1, 2, 7, 1500]) {
      const sim = openEmbedded(everything());
      const ring = recordWave(sim, { last });
      const whole = recordWave(sim);
      const random = new Random(last);
      sim.reset();
      for (let cycle = 0; cycle < 4000; cycle++) {
        // Rare changes of each signal, alone: what is dropped has to be known still.
        if (random.chance(0.01)) sim.port("en").value = random.integer(0, 1);
        if (random.chance(0.01)) sim.port("temperature").value = random.integer(-128, 127);
        sim.step();
      }
      const [kept, all] = [ring.wave(), whole.wave()];
      expect(samplesOf(kept)).toBe(last);
      expect(kept.firstCycle).toBe(4001 - last + 1);
      expect([...kept.starts]).toEqual([...all.starts].slice(-last));
      expect(kept.end).toBe(all.end);
      for (const { path } of kept.signals) expect(valuesOf(kept, path)).toEqual(valuesOf(all, path).slice(-last));
      sim.close();
    }
  });

  it("goes back with the simulation", () => {
    const sim = openEmbedded(everything());
    const recording = recordWave(sim, { signals: ["en", "left.count"] });
    sim.reset();
    sim.step(2);
    const snapshot = sim.snapshot();
    sim.port("en").value = 1;
    sim.step(5);
    recording.wave();
    sim.restore(snapshot);
    expect(valuesOf(recording.wave(), "en")).toEqual([0n, 0n, 0n, 0n]);
    sim.step(1);
    sim.port("en").value = 1;
    sim.step(2);
    const wave = recording.wave();
    expect(valuesOf(wave, "left.count").slice(1)).toEqual([0n, 0n, 0n, 0n, 1n, 2n]);
    expect([...wave.starts]).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  });

  it("several clocks: a sample at each edge of any of them, those of one time one after the other", () => {
    const sim = openEmbedded(twoClocks(), { clocks });
    const recording = recordWave(sim, { timeUnit: "ns" });
    sim.step(4);
    expect(recording.toAscii().split("\n")).toEqual([
      "cycle  0   1   2       3   4",
      "a      ____/‾\\_/‾\\_____/‾\\_/‾\\_____",
      "b      ____________/‾\\_________/‾\\_",
      "fast   | 0 | 1 | 2     | 3 | 4     |",
      "slow   | 0         | 1         | 2 |",
    ]);
    expect([...recording.wave().starts]).toEqual([0, 10, 20, 20, 30, 40, 40]);
  });

  it("edges beside the schedule take a period of the main clock each", () => {
    const sim = openEmbedded(twoClocks(), { clocks });
    const recording = recordWave(sim);
    sim.step(2);
    sim.edge("b");
    sim.edge("a");
    sim.step(1);
    expect([...recording.wave().starts]).toEqual([0, 10, 20, 20, 30, 40, 50]);
    expect(valuesOf(recording.wave(), "slow")).toEqual([0n, 0n, 0n, 1n, 2n, 2n, 2n]);
  });

  it("clocks that cells make: with their own edges, at every port and net that carries them", () => {
    const Count = module(
      "count_up",
      (_: object) => ({ n: output(uint(4)) }),
      () => ({ n: counter("n") }),
    );
    const Top = module(
      "made_clock",
      (_: object) => ({ pin: input(clock), n: output(uint(4)) }),
      ({ pin }) => {
        const settings = { inputDivider: 1, feedbackDivider: 2, outputDivider: 12 };
        const { CLKOP } = instance("pll", Ehxplll(settings), { ...ehxplllPlain, CLKI: pin });
        return domain({ clock: CLKOP }, () => ({ n: instance("count", Count({}), {}).n }));
      },
    );
    const sim = openEmbedded(elaborate(Top({})), { clocks: { pin: { period: 10 } } });
    const recording = recordWave(sim);
    sim.step(2);
    expect(recording.toAscii().split("\n")).toEqual([
      "cycle      0   1           2",
      "pin        ____/‾\\_________/‾\\_____",
      "pll.CLKOP  ________/‾\\_/‾\\_____/‾\\_",
      "n          | 0     | 1 | 2     | 3 |",
      "count.n    | 0     | 1 | 2     | 3 |",
    ]);
    expect(recording.wave().clocks.map(({ name, paths, period }) => [name, period, ...paths])).toEqual([
      ["pin", 10, "pin", "pll.CLKI"],
      ["pll.CLKOP", 5, "pll_clkop", "pll.CLKOP", "count.clk"],
    ]);
  });

  it("a design without a clock: each step is a sample", () => {
    const Xor = module(
      "xor_gate",
      (_: object) => ({ a: input(bool), b: input(bool), y: output(bool) }),
      ({ a, b }) => ({ y: a.xor(b) }),
    );
    const sim = openEmbedded(elaborate(Xor({})));
    const recording = recordWave(sim);
    sim.port("a").value = 1;
    sim.step();
    sim.port("b").value = 1;
    expect(valuesOf(recording.wave(), "y")).toEqual([1n, 0n]);
    expect([...recording.wave().starts]).toEqual([0, 10_000]);
  });

  it("a failing assertion: the values that broke it are the last sample", () => {
    const sim = openEmbedded(elaborate(Limited({})));
    const recording = recordWave(sim);
    sim.reset();
    sim.port("push").value = 1;
    expect(() => sim.step(10)).toThrow("two at most");
    expect(valuesOf(recording.wave(), "level").slice(1)).toEqual([0n, 1n, 2n, 3n]);
    expect(() => sim.step(1)).toThrow("two at most");
    expect(samplesOf(recording.wave())).toBe(5);
  });

  it("runUntil and its limit are those of the simulation", () => {
    const runs = (["plain", "recorded"] as const).map((how) => {
      const sim = openEmbedded(elaborate(Limited({})));
      if (how === "recorded") recordWave(sim);
      sim.reset();
      const failure = messageOf(() => sim.runUntil("level", 3));
      sim.port("push").value = 1;
      return [
        failure,
        sim.runUntil("level", 5),
        sim.cycle,
        messageOf(() => sim.step(-1)),
        messageOf(() => sim.edge("x")),
      ];
    });
    expect(runs[1]).toEqual(runs[0]);
  });

  it("a testbench: inputs that processes drive change behind the edge", () => {
    const sim = openEmbedded(everything());
    const tb = testbench(sim);
    const recording = recordWave(tb, { signals: ["rst", "en", "left.count"] });
    tb.reset();
    const en = tb.port("en");
    tb.fork(function* enable() {
      yield tb.cycles(2);
      en.value = 1;
      yield tb.cycles(1);
      en.value = 0;
    });
    tb.step(6);
    tb.close();
    expect(recording.toAscii({ from: 1 }).split("\n")).toEqual([
      "(the last 7 of 8 cycles)",
      "cycle       1   2   3   4   5   6   7",
      "clk         /‾\\_/‾\\_/‾\\_/‾\\_/‾\\_/‾\\_/‾\\_",
      "rst         ____________________________",
      "en          ____________/‾‾‾\\___________",
      "left.count  | 0             | 1         |",
    ]);
  });

  it("after stop, and after close, the simulation is as it was and the recording stays", () => {
    const sim = openEmbedded(everything());
    const { step } = sim;
    const recording = recordWave(sim);
    expect(sim.step).not.toBe(step);
    sim.step(3);
    recording.stop();
    expect(sim.step).toBe(step);
    sim.step(3);
    const again = recordWave(sim);
    sim.step(1);
    sim.close();
    expect(samplesOf(recording.wave())).toBe(4);
    expect(samplesOf(again.wave())).toBe(2);
  });

  it("of two recordings of one simulation either may end first", () => {
    for (const order of ["first", "second"] as const) {
      const sim = openEmbedded(everything());
      const { step } = sim;
      const [first, second] = [recordWave(sim), recordWave(sim)];
      sim.step(2);
      const [early, late] = order === "first" ? [first, second] : [second, first];
      early.stop();
      sim.step(3);
      expect([samplesOf(early.wave()), samplesOf(late.wave())]).toEqual([3, 6]);
      late.stop();
      sim.step(1);
      expect(samplesOf(late.wave())).toBe(6);
      if (order === "second") expect(sim.step).toBe(step);
    }
  });

  it("chooses signals, scopes and words; unknown ones are refused together", () => {
    const sim = openEmbedded(everything());
    const paths = (signals: readonly string[]) =>
      recordWave(sim, { signals })
        .wave()
        .signals.map(({ path }) => path);
    expect(paths(["left"])).toEqual(["left.count"]);
    expect(paths(["words[2..3]", "words[0]", "mode"])).toEqual(["mode", "words[0]", "words[2]", "words[3]"]);
    expect(messageOf(() => recordWave(sim, { signals: ["moed", "words", "words[3..4]"] }))).toBe(
      [
        "SIM140 moed: no such signal or scope",
        "    nearest: mode, word, en",
        "SIM140 words: a memory is recorded by its words",
        "    name them: words[0..3]",
        "SIM140 words[3..4]: no words of a memory with 4 words",
        "    name up to 4096 words from words[0] to words[3]",
      ].join("\n"),
    );
  });

  it("a net of a simulation that shows only state is refused as the simulation does", () => {
    const sim = openEmbedded(everything());
    expect(messageOf(() => recordWave(sim, { signals: ["left.sum"] }))).toBe(messageOf(() => sim.signal("left.sum")));
  });

  it("options that do not go together", () => {
    const sim = openEmbedded(everything());
    expect(messageOf(() => recordWave(sim, { last: 0 }))).toBe(
      "SIM143 recordWave: last is 0\n    a whole number from 1 on",
    );
    expect(messageOf(() => recordWave(sim, { last: 3, fst: "run.fst" }))).toBe(
      "SIM143 recordWave: both last and fst\n    keep the last samples in memory, or write all of them to a file",
    );
  });
});
