import { describe, expect, it } from "vitest";
import { bool, elaborate, input, module, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openTestbench, testbench } from "../../sim/harness/index.ts";
import { checkPowerUp, expectInitialised, powerUpPair } from "../../sim/lockstep/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";

type Weakness = "none" | "noReset" | "collision" | "unwritten";

/** Hands its input on after one cycle, once `load` has been high; or with one weakness. */
const Holding = module(
  "holding",
  (_: { weakness: Weakness }) => ({
    load: input(bool),
    data: input(uint(8)),
    held: output(uint(8)), // @ports
    loaded: output(bool),
  }),
  ({ load, data }, { weakness }) => {
    const { full } = regs({ full: [bool, false] });
    const { kept } = regs({ kept: uint(8) }); // @kept
    const { at } = regs({ at: [uint(2), 0] });
    at.next = at;
    const words = ram("words", uint(8), { depth: 4, collision: "dontCare" }); // @words
    words.write(at, data, { enable: load });
    const q = words.read(weakness === "unwritten" ? at.addw(1) : at);
    when(load, () => {
      full.next = true;
      kept.next = data;
    });
    const shown = { none: full.mux(kept, 0), noReset: kept, collision: full.mux(q, 0), unwritten: full.mux(q, 0) };
    return { held: shown[weakness], loaded: full };
  },
);
const holding = (weakness: Weakness) => elaborate(Holding({ weakness }));
const at = lineMarks(import.meta.url);

function drive(simulation: Simulation): void {
  simulation.reset();
  simulation.step(3);
  simulation.port("load").value = 1;
  simulation.port("data").value = 77;
  simulation.step(2);
  simulation.port("load").value = 0;
  simulation.step(2);
}

describe("expectInitialised", () => {
  it("takes a design whose outputs do not depend on the start, from many seeds", () => {
    expectInitialised(holding("none"), drive, { seeds: [1, 2, 3, 4, 5] });
  });

  it("finds a register that is shown before it is written, right after reset", () => {
    const [, first, second] =
      /: (\d+) \(seed 1\), (\d+) \(seed 2\)/.exec(messageOf(() => expectInitialised(holding("noReset"), drive))) ?? [];
    expect(first).not.toBe(second);
    expect(messageOf(() => expectInitialised(holding("noReset"), drive))).toBe(
      at(`SIM124 held: depends on the power-up state: ${first} (seed 1), ${second} (seed 2) in cycle 1
    declared at @ports
    differs and is unknown at the start: kept (no reset and no power-up value, @kept)
    differs and is unknown at the start: words_q (read in the cycle of a write to the same address, or not read yet: read port of words, @words)
    differs and is unknown at the start: words (memory without contents, @words)
    inputs: rst 0, load 0, data 0
    give it a reset or a power-up value, or do not let it reach this signal before it is written`),
    );
  });

  it("finds data that a read promises nothing about, and names the memory", () => {
    const message = messageOf(() => expectInitialised(holding("collision"), drive));
    expect(message).toMatch(/^SIM124 held: depends on the power-up state: \d+ \(seed 1\), \d+ \(seed 2\) in cycle 5\n/);
    expect(message).toContain("read in the cycle of a write to the same address");
    expect(message).toContain("read port of words");
    expect(messageOf(() => expectInitialised(holding("unwritten"), drive))).toContain("words (memory without contents");
  });

  it("compares registers on request, and waits as many cycles as it is told", () => {
    const options = { compare: "registers" } as const;
    expect(messageOf(() => expectInitialised(holding("none"), drive, options))).toMatch(
      /^SIM124 kept: .* in cycle 1\n/,
    );
    // After the first load the register is known; the read port is, once there was no collision any more.
    const later = { compare: ["kept", "full", "at"], afterReset: 4 };
    expectInitialised(holding("none"), drive, later);
    expect(messageOf(() => expectInitialised(holding("none"), drive, { ...later, afterReset: 3 }))).toMatch(
      /^SIM124 kept: .* in cycle 4\n/,
    );
  });

  it("a run without a reset, and seeds that are the same, are refused", () => {
    expect(messageOf(() => expectInitialised(holding("none"), (simulation) => simulation.step(9)))).toBe(
      `SIM122 lockstep: nothing has been compared: comparing was to begin after a reset, and there was none
    hold rst for a cycle, as reset() does`,
    );
    expect(messageOf(() => expectInitialised(holding("none"), drive, { seeds: [3, 3] }))).toBe(
      `SIM122 power-up: simulations with the seeds 3, 3
    give at least two, each with a seed of its own`,
    );
  });

  it("works on both engines: a pair is driven like any simulation", async () => {
    const open = { embedded: openEmbedded, verilator: openVerilator };
    for (const engine of ["embedded", "verilator"] as const) {
      const pairFor = async (weakness: Weakness) => {
        const design = holding(weakness);
        return powerUpPair([await open[engine](design, { seed: 1 }), await open[engine](design, { seed: 2 })]);
      };
      const sound = await pairFor("none");
      drive(sound);
      sound.close();
      const weak = await pairFor("noReset");
      expect(messageOf(() => drive(weak))).toMatch(/^SIM124 held: depends on the power-up state/);
      weak.close();
    }
  });

  it("stands under a testbench, and is used again after going back to a snapshot", () => {
    const design = holding("noReset");
    const pair = powerUpPair([openEmbedded(design, { seed: 1 }), openEmbedded(design, { seed: 2 })]);
    const start = pair.snapshot();
    for (let run = 0; run < 2; run++) {
      const tb = testbench(pair);
      tb.step(4);
      tb.fork(function* loading() {
        tb.port("load").value = 1;
        tb.port("data").value = 9;
        yield tb.cycles(2);
      });
      expect(messageOf(() => [tb.reset(), tb.step(5)])).toMatch(/^SIM124 held: .* in cycle \d\n/);
      expect(pair.difference?.signal).toBe("held");
      pair.restore(start);
      expect(pair.difference).toBeUndefined();
      expect(pair.cycle).toBe(0);
    }
    pair.reset();
    expect(messageOf(() => pair.step())).toContain("in cycle 1\n");
  });

  it("is checked beside a testbench, on either engine", async () => {
    for (const engine of ["embedded", "verilator"] as const) {
      const run = async (weakness: Weakness) => {
        const tb = await openTestbench(engine, Holding({ weakness }), { seed: 5 });
        checkPowerUp(tb);
        tb.reset();
        tb.dut.load.value = 1;
        tb.dut.data.value = 3;
        tb.step(4);
        tb.dut.load.value = 0;
        tb.step(4);
        tb.close();
      };
      await run("none");
      await expect(run("noReset")).rejects.toThrow(
        /^SIM124 held: depends on .* \(seed 5\), .* \(seed 6\) in cycle 1\n/,
      );
      await expect(run("collision")).rejects.toThrow(/read port of words/);
    }
    const neverReset = await openTestbench("embedded", Holding({ weakness: "none" }));
    checkPowerUp(neverReset);
    neverReset.step(3);
    expect(messageOf(() => neverReset.close())).toContain("SIM122 lockstep: nothing has been compared");
  });
});
