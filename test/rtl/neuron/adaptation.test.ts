import { describe, expect, it } from "vitest";
import { type CoreShape, type Fabric, fabrics } from "../../../config/index.ts";
import { Adaptation, adaptationFieldsAt, effectiveAt } from "../../../rtl/neuron/adaptation.ts";
import { lifTiming } from "../../../rtl/neuron/lif-timing.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "../core/pins.ts";
import { shapeOf } from "./lif-runs.ts";

interface Visit {
  readonly stored: number;
  readonly due: number;
  readonly threshold: number;
  readonly increment: number;
  readonly fired: number;
}

interface Fixed {
  readonly limit: number;
  readonly shift: number;
}

/** θ + a that the membrane meets, and a afterwards. */
function oracle({ stored, due, threshold, increment, fired }: Visit, { limit, shift }: Fixed) {
  const loss = Math.floor(stored / 2 ** shift);
  const rested = due === 0 ? stored : stored - (loss === 0 && stored > 0 ? 1 : loss);
  return { effective: threshold + rested, adapted: fired === 0 ? rested : Math.min(limit, rested + increment) };
}

/** One visit per cycle, each value in the cycle in which it is due and noise in all others. */
function run(shape: CoreShape, fabric: Fabric, visits: readonly Visit[], fixed: Fixed, random: Random) {
  const { sim, set, get } = openPins(Adaptation({ shape, fabric }), random.seed);
  const { latency, outputFieldsAt } = lifTiming({ shape, fabric });
  const resultAt = effectiveAt + latency - outputFieldsAt;
  const noise = (bits: number): number => random.integer(0, 2 ** bits - 1);
  const bits = shape.adaptation?.bits ?? 1;
  const found: { effective: number; adapted: number }[] = visits.map(() => ({ effective: -1, adapted: -1 }));
  set({ limit: fixed.limit, shift: fixed.shift });
  for (let cycle = 0; cycle < visits.length + resultAt; cycle++) {
    const [now, fields, result] = [visits[cycle], visits[cycle - adaptationFieldsAt], visits[cycle - resultAt]];
    set({ stored: now?.stored ?? noise(bits), due: now?.due ?? noise(1) });
    set({ threshold: fields?.threshold ?? noise(shape.thresholdBits), increment: fields?.increment ?? noise(bits) });
    set({ fired: result?.fired ?? noise(1) });
    const compared = found[cycle - effectiveAt];
    if (compared !== undefined) compared.effective = get("effective");
    const ended = found[cycle - resultAt];
    if (ended !== undefined) ended.adapted = get("adapted");
    sim.step();
  }
  return found;
}

const withBits = (membraneBits: number, bits: number): CoreShape =>
  shapeOf(membraneBits, { adaptation: { bits }, thresholdBits: membraneBits - 1 });

describe.each(fabrics)("adaptation of a threshold on %s", (fabric) => {
  const outcome = (visit: Partial<Visit>, fixed: Partial<Fixed> = {}, bits = 7) => {
    const quiet = { stored: 0, due: 0, threshold: 100, increment: 0, fired: 0 };
    return run(
      withBits(8, bits),
      fabric,
      [{ ...quiet, ...visit }],
      { limit: 127, shift: 0, ...fixed },
      new Random(1),
    )[0];
  };

  it("raises the threshold by what is stored, and keeps it without a spike", () => {
    expect(outcome({ stored: 27 })).toEqual({ effective: 127, adapted: 27 });
    expect(outcome({ threshold: 127, stored: 127 })).toEqual({ effective: 254, adapted: 127 });
  });

  it("takes a >> shift in a tick that is due, at least 1, and nothing below 0", () => {
    const decayed = (stored: number, shift: number) => outcome({ stored, due: 1 }, { shift });
    expect(decayed(100, 3)).toEqual({ effective: 188, adapted: 88 });
    expect(decayed(7, 3)).toEqual({ effective: 106, adapted: 6 });
    expect(decayed(8, 3)?.adapted).toBe(7);
    expect(decayed(1, 31)?.adapted).toBe(0);
    expect(decayed(0, 31)?.adapted).toBe(0);
    expect(decayed(127, 0)).toEqual({ effective: 100, adapted: 0 });
  });

  it("decays before the comparison, and a spike of the same tick raises what is left", () => {
    expect(outcome({ stored: 64, due: 1, fired: 1, increment: 10 }, { shift: 1 })).toEqual({
      effective: 132,
      adapted: 42,
    });
  });

  it("rises to the limit and not beyond, also where the sum has a bit more", () => {
    const risen = (stored: number, increment: number, limit: number) =>
      outcome({ stored, increment, fired: 1 }, { limit })?.adapted;
    expect([risen(10, 5, 15), risen(10, 5, 14), risen(127, 127, 127), risen(0, 127, 20)]).toEqual([15, 14, 127, 20]);
  });

  it.each([1, 2, 3, 5, 8, 15])("%i bits: equals the rule for random neurons, one per cycle", (bits) => {
    const random = new Random(1000 + bits);
    const shape = withBits(16, bits);
    const upTo = (most: number): number => (random.chance(0.3) ? random.pick([0, 1, most]) : random.integer(0, most));
    const most = 2 ** bits - 1;
    for (const shift of [0, 1, bits - 1, bits, random.integer(0, 31), 31]) {
      const fixed = { limit: upTo(most), shift };
      const visits = Array.from({ length: 300 }, () => ({
        ...{ stored: upTo(most), due: random.integer(0, 1), threshold: upTo(2 ** 15 - 1), increment: upTo(most) },
        fired: random.integer(0, 1),
      }));
      const found = run(shape, fabric, visits, fixed, random);
      const text = `seed ${random.seed}, shift ${shift}, limit ${fixed.limit}`;
      expect(found, text).toEqual(visits.map((visit) => oracle(visit, fixed)));
    }
  });
});
