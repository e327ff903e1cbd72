import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { Lfsr, type LfsrParameters } from "../../../rtl/cells/lfsr.ts";
import { lfsrTaps } from "../../../rtl/cells/lfsr-taps.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { textWaveform } from "../../support/text-waveform.ts";
import { lint } from "../../support/verilator-lint.ts";
import { isPrimitive } from "./primitive-polynomial.ts";

const forms = ["galois", "fibonacci"] as const;

function open(parameters: LfsrParameters) {
  const simulation = openEmbedded(elaborate(Lfsr(parameters)));
  simulation.port("step").value = 0;
  simulation.reset();
  simulation.port("step").value = 1;
  return { simulation, value: simulation.port("value") };
}

/** Steps until the value at reset comes again. */
function periodOf(parameters: LfsrParameters, limit: number): number {
  const { simulation, value } = open(parameters);
  const start = value.big;
  for (let steps = 1; steps <= limit; steps++) {
    simulation.step();
    if (value.big === start) return steps;
  }
  return Number.POSITIVE_INFINITY;
}

describe("lfsr", () => {
  it("has primitive polynomials for all widths from 3 to 64", () => {
    const widths = Array.from({ length: 62 }, (_, i) => i + 3);
    expect(widths.filter((width) => !isPrimitive([...lfsrTaps(width), 0]))).toEqual([]);
    expect(isPrimitive([8, 4, 3, 1, 0])).toBe(false);
    expect(isPrimitive([4, 3, 2, 1, 0])).toBe(false);
  });

  it.each(forms)("%s: goes through all values but 0 before it repeats, for 3 to 14 bits", (form) => {
    for (let width = 3; width <= 14; width++) {
      expect(periodOf({ width, form }, 2 ** width), `${width} bits`).toBe(2 ** width - 1);
    }
  });

  it.each(forms)("%s: several shifts per step have the whole period, too", (form) => {
    expect(periodOf({ width: 8, form, shiftsPerStep: 8 }, 256)).toBe(255);
    expect(periodOf({ width: 13, form, shiftsPerStep: 13, seed: 0x1abc }, 2 ** 13)).toBe(2 ** 13 - 1);
  });

  it.each(forms)("%s: n shifts per step are n steps of one shift", (form) => {
    const [one, many] = [open({ width: 64, form, seed: 9n }), open({ width: 64, form, seed: 9n, shiftsPerStep: 32 })];
    for (let step = 0; step < 50; step++) {
      one.simulation.step(32);
      many.simulation.step();
      expect(many.value.big).toBe(one.value.big);
    }
  });

  /** The recurrence that the polynomial stands for, on single bits. */
  it("fibonacci: every fresh bit is the sum of the bits at the taps", () => {
    for (const width of [3, 8, 37, 64]) {
      const { simulation, value } = open({ width, form: "fibonacci", seed: 5 });
      const bits = Array.from({ length: width }, (_, i) => Number((5n >> BigInt(i)) & 1n));
      for (let step = 0; step < 200; step++) {
        bits.unshift(lfsrTaps(width).reduce((sum, tap) => sum ^ (bits[tap - 1] ?? 0), 0));
        simulation.step();
        expect(value.big).toBe(bits.slice(0, width).reduceRight((word, bit) => (word << 1n) | BigInt(bit), 0n));
      }
    }
  });

  it("rests without `step` and starts again at its seed", () => {
    const { simulation, value } = open({ width: 16, form: "galois", seed: 0xace1 });
    simulation.step(5);
    simulation.port("step").value = 0;
    const rests = value.value;
    simulation.step(3);
    expect(value.value).toBe(rests);
    simulation.reset();
    expect(value.value).toBe(0xace1);
  });

  it("goes on at every step", () => {
    const { simulation } = open({ width: 8, form: "galois" });
    const waveform = textWaveform(simulation, ["step", "value"], 12, (cycle) => {
      simulation.port("step").value = cycle % 4 === 3 ? 0 : 1;
    });
    expect(`\n${waveform}`).toMatchSnapshot();
  });

  it.each(forms)("%s: Verilator has nothing to say about its Verilog", async (form) => {
    for (const width of [3, 33, 64]) expect(await lint(elaborate(Lfsr({ width, form })))).toBe("");
  });
});
