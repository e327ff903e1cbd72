import { describe, expect, it } from "vitest";
import { Calcium, calciumLead, flagsAfter } from "../../../rtl/neuron/calcium.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "../core/pins.ts";
import { shapeOf } from "./lif-runs.ts";

interface Rule {
  readonly limit: number;
  readonly membraneThreshold: number;
  readonly up: readonly [low: number, high: number];
  readonly down: readonly [low: number, high: number];
}

interface Visit {
  readonly stored: number;
  readonly due: number;
  readonly fired: number;
  readonly membrane: number;
  readonly sweep: number;
}

const membraneBits = 12;

/** The rule of decision 0011, for one neuron in one tick. */
function oracle({ stored, due, fired, membrane, sweep }: Visit, { limit, membraneThreshold, up, down }: Rule) {
  const rested = due === 1 ? Math.max(0, stored - 1) : stored;
  const count = sweep === 1 ? 0 : fired === 1 ? Math.min(limit, rested + 1) : rested;
  const within = ([low, high]: Rule["up"]): boolean => low <= count && count < high;
  const isHigh = membrane >= membraneThreshold;
  return { count, up: Number(isHigh && within(up)), down: Number(!isHigh && within(down)) };
}

/** One visit per cycle, each value in the cycle in which it is due and noise in all others. */
function run(visits: readonly Visit[], rule: Rule, random: Random) {
  const { sim, set, get } = openPins(Calcium({ shape: shapeOf(membraneBits) }), random.seed);
  set({ rule_limit: rule.limit, rule_membrane_threshold: rule.membraneThreshold });
  set({ rule_up_low: rule.up[0], rule_up_high: rule.up[1], rule_down_low: rule.down[0], rule_down_high: rule.down[1] });
  const found = visits.map(() => ({ count: -1, up: -1, down: -1 }));
  for (let cycle = 0; cycle < visits.length + calciumLead + flagsAfter; cycle++) {
    const [now, result] = [visits[cycle], visits[cycle - calciumLead]];
    set({ stored: now?.stored ?? random.integer(0, 255), due: now?.due ?? random.integer(0, 1) });
    set({ fired: result?.fired ?? random.integer(0, 1), membrane: result?.membrane ?? random.integer(-2048, 2047) });
    set({ sweep: result?.sweep ?? random.integer(0, 1) });
    const written = found[cycle - calciumLead - 1];
    if (written !== undefined) written.count = get("count");
    const flagged = found[cycle - calciumLead - flagsAfter];
    if (flagged !== undefined) Object.assign(flagged, { up: get("up"), down: get("down") });
    sim.step();
  }
  return found;
}

describe("calcium of a neuron", () => {
  const rule: Rule = { limit: 8, membraneThreshold: 100, up: [3, 6], down: [1, 4] };
  const quiet: Visit = { stored: 0, due: 0, fired: 0, membrane: 0, sweep: 0 };
  const outcome = (visit: Partial<Visit>) => run([{ ...quiet, ...visit }], rule, new Random(1))[0];

  it("counts spikes up to its limit, and falls by 1 before them when it is due", () => {
    expect(outcome({ stored: 7, fired: 1 })).toMatchObject({ count: 8 });
    expect(outcome({ stored: 8, fired: 1 })).toMatchObject({ count: 8 });
    expect(outcome({ stored: 8, fired: 1, due: 1 })).toMatchObject({ count: 8 });
    expect(outcome({ stored: 5, due: 1 })).toMatchObject({ count: 4 });
    expect(outcome({ stored: 0, due: 1 })).toMatchObject({ count: 0 });
    expect(outcome({ stored: 5, fired: 1, sweep: 1 })).toMatchObject({ count: 0 });
  });

  it("says up at and above the membrane's threshold, down below it, each in its own zone of calcium", () => {
    expect(outcome({ stored: 3, membrane: 100 })).toEqual({ count: 3, up: 1, down: 0 });
    expect(outcome({ stored: 3, membrane: 99 })).toEqual({ count: 3, up: 0, down: 1 });
    expect(outcome({ stored: 2, membrane: 100 })).toEqual({ count: 2, up: 0, down: 0 });
    expect(outcome({ stored: 6, membrane: 100 })).toEqual({ count: 6, up: 0, down: 0 });
    expect(outcome({ stored: 5, membrane: 2047 })).toEqual({ count: 5, up: 1, down: 0 });
    expect(outcome({ stored: 4, membrane: -2048 })).toEqual({ count: 4, up: 0, down: 0 });
    expect(outcome({ stored: 1, membrane: -1 })).toEqual({ count: 1, up: 0, down: 1 });
  });

  it("equals the rule for random neurons, one per cycle", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed);
      const zone = (): [number, number] => [random.integer(1, 255), random.pick([256, random.integer(1, 255)])];
      const own: Rule = {
        ...{ limit: random.pick([1, 3, 255]), membraneThreshold: random.pick([-2048, 0, 2047, 77]) },
        ...{ up: zone(), down: zone() },
      };
      const visits = Array.from({ length: 300 }, () => ({
        ...{ stored: random.integer(0, own.limit), due: random.integer(0, 1), fired: random.integer(0, 1) },
        membrane: random.chance(0.5) ? own.membraneThreshold - random.integer(0, 1) : random.integer(-2048, 2047),
        sweep: Number(random.chance(0.1)),
      })).map((visit) => ({ ...visit, membrane: Math.max(-2048, visit.membrane) }));
      expect(run(visits, own, random), `seed ${seed}`).toEqual(visits.map((visit) => oracle(visit, own)));
    }
  });
});
