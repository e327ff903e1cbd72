import { describe, expect, it } from "vitest";
import { type CoreShape, type Fabric, fabrics } from "../../../config/index.ts";
import { LifPipeline } from "../../../rtl/neuron/lif-pipeline.ts";
import { lifTiming } from "../../../rtl/neuron/lif-timing.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { tinyNetwork } from "../../support/tiny-network.ts";
import { openPins } from "../core/pins.ts";
import { run, shapeOf } from "./lif-runs.ts";
import { leaked, type Outcome, outcomeOf, randomVisit, type Visit } from "./lif-visits.ts";

const quiet: Visit = {
  sum: 0,
  membrane: 0,
  refractory: 0,
  tick: 0,
  threshold: 100,
  bias: 0,
  leak: ["none", 0],
  reset: ["threshold", 0],
  period: 0,
  firstTick: 0,
};

function check(shape: CoreShape, fabric: Fabric, visits: readonly (Visit | undefined)[], seed = 1): void {
  const found = run(shape, fabric, visits, seed);
  visits.forEach((visit, i) => {
    const expected = visit === undefined ? undefined : outcomeOf(shape.membraneBits, visit);
    if (JSON.stringify(found[i]) === JSON.stringify(expected)) return;
    expect(found[i], `${fabric}, seed ${seed}: ${JSON.stringify(visit)}`).toEqual(expected);
  });
}

const outcomeOn = (visit: Partial<Visit>, fabric: Fabric): Outcome | undefined =>
  run(shapeOf(8), fabric, [{ ...quiet, ...visit }])[0];

describe.each(fabrics)("lif pipeline on %s: the corners of the contract", (fabric) => {
  const outcome = (visit: Partial<Visit>) => outcomeOn(visit, fabric);

  it("fires when equal to the threshold, and not one below", () => {
    expect(outcome({ sum: 100 })).toMatchObject({ fired: 1, membrane: 0 });
    expect(outcome({ sum: 99 })).toMatchObject({ fired: 0, membrane: 99 });
    expect(outcome({ sum: 127, threshold: 127 })).toMatchObject({ fired: 1, membrane: 0, saturated: 0 });
    expect(outcome({ sum: 1, threshold: 1 })).toMatchObject({ fired: 1, membrane: 0 });
    expect(outcome({ threshold: 1 })).toMatchObject({ fired: 0, membrane: 0 });
  });
  it("saturates once, at both ends, and says so", () => {
    expect(outcome({ membrane: -100, sum: -100 })).toMatchObject({ membrane: -128, saturated: 1, fired: 0 });
    expect(outcome({ membrane: 100, sum: 100, threshold: 127, reset: ["amount", 120] })).toMatchObject({
      membrane: 7,
      saturated: 1,
      fired: 1,
    });
    expect(outcome({ membrane: -128 })).toMatchObject({ membrane: -128, saturated: 0 });
    expect(outcome({ membrane: -128, sum: -1 })).toMatchObject({ membrane: -128, saturated: 1 });
    expect(outcome({ sum: 128, threshold: 127, reset: ["zero", 0] })).toMatchObject({ membrane: 0, saturated: 1 });
  });
  it("adds leak, input and bias exactly before it saturates", () => {
    expect(outcome({ membrane: 127, sum: 1000, bias: -255 })).toMatchObject({ fired: 1, saturated: 1 });
    expect(outcome({ membrane: -128, sum: 131_071, bias: 255 })).toMatchObject({
      fired: 1,
      saturated: 1,
      membrane: 27,
    });
    expect(outcome({ membrane: 127, sum: -131_072, bias: -256 })).toMatchObject({ saturated: 1, membrane: -128 });
    expect(outcome({ membrane: 100, sum: 120, bias: -200 })).toMatchObject({ saturated: 0, membrane: 20, fired: 0 });
    expect(outcome({ membrane: -128, sum: -20, leak: ["linear", 20] })).toMatchObject({ saturated: 0, membrane: -128 });
  });
  it("resets to 0, to a value, by the threshold or by an amount with the residue kept", () => {
    expect(outcome({ sum: 120, reset: ["zero", 0] })).toMatchObject({ fired: 1, membrane: 0 });
    expect(outcome({ sum: 120, reset: ["value", -128] })).toMatchObject({ fired: 1, membrane: -128 });
    expect(outcome({ sum: 120, reset: ["value", 99] })).toMatchObject({ fired: 1, membrane: 99 });
    expect(outcome({ sum: 120, reset: ["threshold", 0] })).toMatchObject({ fired: 1, membrane: 20 });
    expect(outcome({ sum: 120, reset: ["amount", 30] })).toMatchObject({ fired: 1, membrane: 90 });
    expect(outcome({ sum: 120, reset: ["amount", 0] })).toMatchObject({ fired: 1, membrane: 120 });
    expect(outcome({ sum: 120, reset: ["amount", 100] })).toMatchObject({ fired: 1, membrane: 20 });
  });
  it("discards input and bias while refractory, and leaks on", () => {
    const resting = { refractory: 2, sum: 1000, bias: 200, membrane: 90, leak: ["linear", 7] } as const;
    expect(outcome(resting)).toMatchObject({ fired: 0, membrane: 83, refractory: 1, saturated: 0 });
    expect(outcome({ ...resting, membrane: 127, threshold: 1 })).toMatchObject({ fired: 0, membrane: 120 });
  });
  it("a spike sets the refractory counter; a period of 0 may fire in every tick", () => {
    expect(outcome({ sum: 100, period: 7 })).toMatchObject({ fired: 1, refractory: 7 });
    expect(outcome({ sum: 100, period: 0 })).toMatchObject({ fired: 1, refractory: 0 });
    expect(outcome({ sum: 99, period: 7 })).toMatchObject({ fired: 0, refractory: 0 });
  });
  it("keeps the state at 0 before the first tick", () => {
    const frozen = { sum: 1000, membrane: -100, refractory: 0, firstTick: 5 };
    expect(outcome({ ...frozen, tick: 4 })).toMatchObject({ membrane: 0, refractory: 0, fired: 0, saturated: 0 });
    expect(outcome({ ...frozen, tick: 5 })).toMatchObject({ membrane: 27, fired: 1 });
  });
  it("mul12 rounds towards 0 on both sides; 0 keeps all, 4096 takes all", () => {
    const left = (membrane: number, d: number) => outcome({ membrane, leak: ["mul12", d], threshold: 127 })?.membrane;
    expect([left(100, 1), left(-100, 1)]).toEqual([99, -99]);
    expect([left(100, 2048), left(-100, 2048), left(101, 2048), left(-101, 2048)]).toEqual([50, -50, 50, -50]);
    expect([left(126, 0), left(-128, 0)]).toEqual([126, -128]);
    expect([left(126, 4096), left(-128, 4096)]).toEqual([0, 0]);
    expect([left(1, 1), left(-1, 1), left(0, 1)]).toEqual([0, 0, 0]);
    expect([left(126, 4095), left(-128, 4095)]).toEqual([0, 0]);
  });
  it("every leak of every 8-bit membrane is that of the contract, reaches 0 and never changes sign", () => {
    const all = Array.from({ length: 256 }, (_, i) => i - 128);
    const leaks = [
      ...[0, 1, 3, 127, 128, 200].map((amount) => ["linear", amount] as const),
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((amount) => ["shift", amount] as const),
      ...[0, 1, 31, 32, 33, 1000, 2047, 2048, 4064, 4095, 4096].map((amount) => ["mul12", amount] as const),
    ];
    // A resting neuron shows its leak alone.
    const visits = leaks.flatMap((leak) => all.map((membrane) => ({ ...quiet, membrane, leak, refractory: 1 })));
    check(shapeOf(8), fabric, visits);
    for (const leak of leaks.filter(([kind, amount]) => kind === "shift" || amount > 0)) {
      const far = all
        .filter((v) => v !== 0)
        .filter((v) => Math.abs(leaked(v, leak)) >= Math.abs(v) || leaked(v, leak) * v < 0);
      expect(far, leak.join(" ")).toEqual([]);
    }
  });
  it("while clear, what comes out one cycle later is zero", () => {
    const { sim, set, get } = openPins(LifPipeline({ shape: shapeOf(8), fabric }));
    set({ clear: 1 });
    sim.step();
    expect([get("new_membrane"), get("new_refractory")]).toEqual([0, 0]);
  });
  it("a reset in mid-stream lets nothing out", () => {
    const shape = shapeOf(8);
    const { sim, set, get } = openPins(LifPipeline({ shape, fabric }));
    const { latency } = lifTiming({ shape, fabric });
    set({ valid: 1, sum: 110, output_fields_threshold: 1 });
    sim.step(latency - 2);
    set({ valid: 0 });
    sim.reset();
    for (let cycle = 0; cycle < 2 * latency; cycle++) {
      expect(["done", "fired", "saturated"].map(get)).toEqual([0, 0, 0]);
      sim.step();
    }
  });
});

describe("lif pipeline: equals the contract on random visits, with and without gaps", () => {
  const one = (leaks: CoreShape["leaks"], leakBits: number, membraneBits = 16) =>
    shapeOf(membraneBits, { leaks, leakBits });
  it.each<[string, CoreShape]>([
    ["8-bit membranes, everything", shapeOf(8)],
    ["9-bit membranes, everything", shapeOf(9)],
    ["16-bit membranes, everything", shapeOf(16)],
    ["17-bit membranes, everything", shapeOf(17)],
    ["24-bit membranes, everything", shapeOf(24, { accumulatorBits: 26 })],
    ["32-bit membranes, everything", shapeOf(32, { accumulatorBits: 32, biasBits: 32 })],
    ["no leak", one(["none"], 0)],
    ["linear leak only", one(["linear"], 11, 12)],
    ["linear leak or none", one(["none", "linear"], 15)],
    ["shift leak only", one(["shift"], 4)],
    ["a short shift", one(["shift"], 1)],
    ["shift or none", one(["none", "shift"], 4)],
    ["linear and shift", one(["linear", "shift"], 15)],
    ["shift on 20 bits", one(["none", "shift"], 5, 20)],
    ["mul12 only", one(["mul12"], 13)],
    ["small mul12 or none", one(["none", "mul12"], 6)],
    ["mul12 by 1 bit, 8-bit membranes", one(["none", "mul12"], 1, 8)],
    ["mul12 by 4 bits, 8-bit membranes", one(["mul12", "linear"], 4, 8)],
    ["linear and mul12", one(["linear", "mul12"], 15)],
    ["shift and mul12", one(["shift", "mul12"], 13)],
    ["reset to 0", shapeOf(16, { resets: ["zero"], resetBits: 0 })],
    ["reset to a value", shapeOf(16, { resets: ["value"], resetBits: 7 })],
    ["reset by the threshold", shapeOf(16, { resets: ["threshold"], resetBits: 0 })],
    ["reset by an amount", shapeOf(16, { resets: ["amount"], resetBits: 16 })],
    ["reset by a small amount, or to 0", shapeOf(16, { resets: ["zero", "amount"], resetBits: 5 })],
    ["reset to 0 or by the threshold", shapeOf(16, { resets: ["zero", "threshold"], resetBits: 0 })],
    ["short thresholds", shapeOf(16, { thresholdBits: 1 })],
    ["no refractory counter, no freezing, no bias", shapeOf(16, { refractoryBits: 0, firstTickBits: 0, biasBits: 0 })],
    ["fields of one bit", shapeOf(8, { refractoryBits: 1, firstTickBits: 1, biasBits: 1 })],
    ["narrow sums", shapeOf(16, { accumulatorBits: 9 })],
    ["wide biases", shapeOf(8, { biasBits: 16 })],
    [
      "a lean core",
      shapeOf(16, {
        ...{ leaks: ["shift"], leakBits: 3, resets: ["threshold"], resetBits: 0 },
        ...{ refractoryBits: 0, firstTickBits: 0, biasBits: 0, perNeuron: [] },
      }),
    ],
  ])("%s", (name, shape) => {
    for (const fabric of fabrics) {
      const random = new Random(name.length + shape.membraneBits);
      const visits = Array.from({ length: 1500 }, (_, i) =>
        i % 500 > 350 && random.chance(0.5) ? undefined : randomVisit(random, shape),
      );
      check(shape, fabric, visits, random.seed);
    }
  });
});

it("lif pipeline: the tests' own arithmetic is the reference's", () => {
  const random = new Random(77);
  const shape = shapeOf(16, { resets: ["value", "amount"] });
  for (let i = 0; i < 300; i++) {
    const visit = randomVisit(random, shape);
    const { sum, membrane, refractory, tick, threshold, bias, leak, period, firstTick } = visit;
    const [kind, rho] = visit.reset;
    const network = tinyNetwork({
      membraneBits: 16,
      input: Array.from({ length: 5 }, () => [0]),
      neurons: [
        {
          ...{ threshold, bias, leak, refractory: period, firstTick: Math.max(0, firstTick - tick) },
          reset: [kind === "value" ? "zero" : "subtract", rho],
        },
      ],
    });
    // A sum beyond one 16-bit weight comes in several.
    const parts = Array.from({ length: 5 }, (_, n) => Math.trunc((sum * (n + 1)) / 5) - Math.trunc((sum * n) / 5));
    network.synapses[0]?.weights.set(parts);
    const reference = new Reference(network);
    reference.v[0] = membrane;
    reference.r[0] = refractory;
    const fired = reference.tick([0, 1, 2, 3, 4]).spikes.length;
    const state = tick < firstTick ? [0, 0] : [reference.v[0], reference.r[0]];
    const found = { membrane: state[0], refractory: state[1], fired, saturated: reference.saturations };
    expect(outcomeOf(16, visit), `seed ${random.seed}: ${JSON.stringify(visit)}`).toMatchObject(found);
  }
});
