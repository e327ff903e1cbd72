import { describe, expect, it } from "vitest";
import {
  type CoreShape,
  inputParameterLayout,
  type LeakKind,
  outputParameterLayout,
  packWord,
  type WordLayout,
} from "../../../config/index.ts";
import { LifPipeline } from "../../../rtl/neuron/lif-pipeline.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { tinyNetwork } from "../../support/tiny-network.ts";
import { openPins } from "../core/pins.ts";

type PipelineLeak = Exclude<LeakKind, "mul12">;

/** One visit to one neuron: its state, its input, its parameters. */
interface Visit {
  readonly sum: number;
  readonly membrane: number;
  readonly refractory: number;
  readonly tick: number;
  readonly threshold: number;
  readonly bias: number;
  readonly leak: readonly [PipelineLeak, number];
  readonly reset: readonly ["zero" | "subtract", number];
  readonly period: number;
  readonly firstTick: number;
  readonly report: boolean;
  readonly loopBack: boolean;
}

interface Outcome {
  readonly write: number;
  readonly membrane: number;
  readonly refractory: number;
  readonly fired: number;
  readonly report: number;
  readonly loopBack: number;
  readonly saturated: number;
}

const shapeOf = (membraneBits: number, change: Partial<CoreShape> = {}): CoreShape => ({
  lanes: 2,
  weightBits: 8,
  membraneBits,
  accumulatorBits: 18,
  groups: 2,
  regions: 2,
  listEntries: 4,
  weightWords: 16,
  segments: 4,
  refractoryBits: 3,
  biasBits: 9,
  leaks: ["none", "linear", "shift"],
  leakBits: membraneBits - 1,
  firstTickBits: 3,
  ...change,
});

const quiet: Visit = {
  sum: 0,
  membrane: 0,
  refractory: 0,
  tick: 0,
  threshold: 100,
  bias: 0,
  leak: ["none", 0],
  reset: ["subtract", 100],
  period: 0,
  firstTick: 0,
  report: true,
  loopBack: false,
};

function packed(layout: WordLayout, values: Readonly<Record<string, number>>): bigint {
  return packWord(layout, values).reduce((bits, slice, i) => bits | (BigInt(slice) << BigInt(16 * i)), 0n);
}

const inputWord = (shape: CoreShape, { bias, leak: [kind, amount], firstTick }: Visit): bigint =>
  packed(inputParameterLayout(shape), {
    bias,
    shiftOn: Number(kind === "shift"),
    shiftAmount: kind === "shift" ? amount : 0,
    linearAmount: kind === "linear" ? amount : 0,
    firstTick,
  });

const outputWord = (shape: CoreShape, { threshold, reset: [kind, value], period, report, loopBack }: Visit): bigint =>
  packed(outputParameterLayout(shape), {
    threshold,
    subtract: Number(kind === "subtract"),
    resetAdd: kind === "subtract" ? 0 - value : value,
    refractory: period,
    report: Number(report),
    loopBack: Number(loopBack),
    loopBackRegion: Number(loopBack),
  });

/** Cycles from `valid` to `done`. */
const latency = 6;

/**
 * Sends one visit per cycle (none where undefined) and collects what comes out, six cycles later. Output parameters come
 * like a memory's answer, in the cycle after the pipeline announced that it takes them.
 */
function run(shape: CoreShape, visits: readonly (Visit | undefined)[], seed = 1): (Outcome | undefined)[] {
  const { sim, set, get } = openPins(LifPipeline({ shape }), seed);
  const found: (Outcome | undefined)[] = [];
  const waiting = visits.filter((visit) => visit !== undefined);
  let answer: Visit | undefined;
  for (let cycle = 0; cycle < visits.length + latency; cycle++) {
    const visit = visits[cycle];
    set({ valid: Number(visit !== undefined), last: Number(cycle === visits.length - 1) });
    if (visit !== undefined) {
      set({ sum: visit.sum, membrane: visit.membrane, refractory: visit.refractory, tick: visit.tick });
      sim.port("input_parameters").big = inputWord(shape, visit);
    }
    if (answer !== undefined) sim.port("output_parameters").big = outputWord(shape, answer);
    answer = get("takes_parameters") === 1 ? waiting.shift() : undefined;
    if (cycle >= latency) {
      const outcome = {
        write: get("write"),
        membrane: get("new_membrane"),
        refractory: get("new_refractory"),
        fired: get("fired"),
        report: get("report"),
        loopBack: get("loop_back"),
        saturated: get("saturated"),
      };
      found.push(get("done") === 1 ? outcome : undefined);
      const isLast = cycle === visits.length - 1 + latency && visits.at(-1) !== undefined;
      expect(get("finished"), `cycle ${cycle}`).toBe(Number(isLast));
    }
    sim.step();
  }
  return found;
}

/** The contract, lines 2 to 9, by the reference model on a network of one neuron. */
function expectedOf(membraneBits: number, visit: Visit): Outcome {
  const { sum, membrane, refractory, tick, threshold, bias, leak, reset, period, firstTick } = visit;
  const network = tinyNetwork({
    membraneBits,
    input: Array.from({ length: 5 }, () => [0]),
    neurons: [{ threshold, bias, leak, reset, refractory: period, firstTick: Math.max(0, firstTick - tick) }],
  });
  // A sum beyond one 16-bit weight comes in several.
  const parts = Array.from({ length: 5 }, (_, i) => Math.trunc((sum * (i + 1)) / 5) - Math.trunc((sum * i) / 5));
  network.synapses[0]?.weights.set(parts);
  const reference = new Reference(network);
  reference.v[0] = membrane;
  reference.r[0] = refractory;
  const fired = reference.tick([0, 1, 2, 3, 4]).spikes.length;
  return {
    write: Number(tick >= firstTick),
    membrane: reference.v[0] ?? 0,
    refractory: reference.r[0] ?? 0,
    fired,
    report: fired * Number(visit.report),
    loopBack: fired * Number(visit.loopBack),
    saturated: reference.saturations,
  };
}

/** A frozen neuron's state is not written, so what stands at the outputs has no meaning. */
const seen = (outcome: Outcome | undefined) =>
  outcome === undefined || outcome.write === 1 ? outcome : { ...outcome, membrane: "kept", refractory: "kept" };

function check(shape: CoreShape, visits: readonly (Visit | undefined)[], seed = 1): void {
  const found = run(shape, visits, seed);
  visits.forEach((visit, i) => {
    const expected = visit === undefined ? undefined : expectedOf(shape.membraneBits, visit);
    expect(seen(found[i]), `seed ${seed}: ${JSON.stringify(visit)}`).toEqual(seen(expected));
  });
}

const outcomeOf = (visit: Partial<Visit>, shape = shapeOf(8)): Outcome | undefined =>
  run(shape, [{ ...quiet, ...visit }])[0];

describe("lif pipeline: the corners of the contract", () => {
  it("fires when equal to the threshold, and not one below", () => {
    expect(outcomeOf({ sum: 100 })).toMatchObject({ fired: 1, membrane: 0 });
    expect(outcomeOf({ sum: 99 })).toMatchObject({ fired: 0, membrane: 99 });
  });
  it("saturates once, at both ends, and says so", () => {
    expect(outcomeOf({ membrane: -100, sum: -100 })).toMatchObject({ membrane: -128, saturated: 1, fired: 0 });
    expect(outcomeOf({ membrane: 100, sum: 100, threshold: 127, reset: ["subtract", 120] })).toMatchObject({
      membrane: 7,
      saturated: 1,
      fired: 1,
    });
    expect(outcomeOf({ membrane: -128 })).toMatchObject({ membrane: -128, saturated: 0 });
    expect(outcomeOf({ sum: 127, threshold: 127, reset: ["zero", 0] })).toMatchObject({ membrane: 0, saturated: 0 });
  });
  it("adds input and bias exactly before it saturates", () => {
    expect(outcomeOf({ membrane: 127, sum: 1000, bias: -255 })).toMatchObject({ fired: 1, saturated: 1 });
    expect(outcomeOf({ membrane: -128, sum: 131_071, bias: 255 })).toMatchObject({
      fired: 1,
      saturated: 1,
      membrane: 27,
    });
    expect(outcomeOf({ membrane: 127, sum: -131_072, bias: -256 })).toMatchObject({ saturated: 1, membrane: -128 });
    expect(outcomeOf({ membrane: 100, sum: 120, bias: -200 })).toMatchObject({ saturated: 0, membrane: 20, fired: 0 });
  });
  it("resets to a value, negative too, or by subtraction with the residue kept", () => {
    expect(outcomeOf({ sum: 120, reset: ["zero", -128] })).toMatchObject({ fired: 1, membrane: -128 });
    expect(outcomeOf({ sum: 120, reset: ["zero", 99] })).toMatchObject({ fired: 1, membrane: 99 });
    expect(outcomeOf({ sum: 120, reset: ["subtract", 30] })).toMatchObject({ fired: 1, membrane: 90 });
    expect(outcomeOf({ sum: 120, reset: ["subtract", 0] })).toMatchObject({ fired: 1, membrane: 120 });
  });
  it("discards input and bias while refractory, and leaks on", () => {
    const resting = { refractory: 2, sum: 1000, bias: 200, membrane: 90, leak: ["linear", 7] } as const;
    expect(outcomeOf(resting)).toMatchObject({ fired: 0, membrane: 83, refractory: 1, saturated: 0 });
    expect(outcomeOf({ ...resting, membrane: 127, threshold: 1 })).toMatchObject({ fired: 0, membrane: 120 });
  });
  it("a spike sets the refractory counter; a period of 0 may fire in every tick", () => {
    expect(outcomeOf({ sum: 100, period: 7 })).toMatchObject({ fired: 1, refractory: 7 });
    expect(outcomeOf({ sum: 100, period: 0 })).toMatchObject({ fired: 1, refractory: 0 });
    expect(outcomeOf({ sum: 99, period: 7 })).toMatchObject({ fired: 0, refractory: 0 });
  });
  it("freezes the state before the first tick", () => {
    const frozen = { sum: 1000, membrane: -100, firstTick: 5 };
    expect(outcomeOf({ ...frozen, tick: 4 })).toMatchObject({ write: 0, fired: 0, report: 0, saturated: 0 });
    expect(outcomeOf({ ...frozen, tick: 5 })).toMatchObject({ write: 1, fired: 1 });
  });
  it("both leaks reach 0 and stay there, without changing sign", () => {
    for (const leak of [
      ["linear", 3],
      ["linear", 127],
      ["shift", 3],
      ["shift", 7],
      ["shift", 0],
    ] as const) {
      for (const start of [-128, -5, -3, -1, 0, 1, 3, 5, 127]) {
        let membrane = start;
        for (let tick = 0; tick < 200; tick++) {
          const next = outcomeNext(membrane, leak);
          expect(next === 0 || Math.sign(next) === Math.sign(start), `${leak} from ${membrane} to ${next}`).toBe(true);
          expect(Math.abs(next) < Math.abs(membrane) || next === 0, `${leak} stays at ${membrane}`).toBe(true);
          membrane = next;
          if (membrane === 0) break;
        }
        expect(membrane).toBe(0);
      }
    }
  });
  it("tells the host and the core apart", () => {
    expect(outcomeOf({ sum: 100, report: false, loopBack: true })).toMatchObject({ fired: 1, report: 0, loopBack: 1 });
    expect(outcomeOf({ sum: 99, report: true, loopBack: true })).toMatchObject({ fired: 0, report: 0, loopBack: 0 });
  });
  it("while clear, what comes out one cycle later is zero", () => {
    const { sim, set, get } = openPins(LifPipeline({ shape: shapeOf(8) }));
    set({ clear: 1 });
    sim.step();
    expect([get("new_membrane"), get("new_refractory")]).toEqual([0, 0]);
  });
  it("a reset in mid-stream lets nothing out", () => {
    const shape = shapeOf(8);
    const { sim, set, get } = openPins(LifPipeline({ shape }));
    sim.port("output_parameters").big = outputWord(shape, quiet);
    set({ valid: 1, sum: 110 });
    sim.step(4);
    set({ valid: 0 });
    sim.reset();
    for (let cycle = 0; cycle < 10; cycle++) {
      expect([get("done"), get("fired"), get("report"), get("loop_back")]).toEqual([0, 0, 0, 0]);
      sim.step();
    }
  });
});

/** Every leak of every 8-bit membrane in one run: by kind, amount and membrane. */
const leakTable = new Map<string, number>();
function outcomeNext(membrane: number, leak: readonly [PipelineLeak, number]): number {
  const key = (v: number) => `${leak.join(" ")} ${v}`;
  if (!leakTable.has(key(membrane))) {
    const all = Array.from({ length: 256 }, (_, i) => i - 128);
    // A neuron at rest that cannot fire shows its leak alone.
    const visits = all.map((v) => ({ ...quiet, membrane: v, leak, refractory: 1 }));
    run(shapeOf(8), visits).forEach((outcome, i) => {
      leakTable.set(key(all[i] ?? 0), outcome?.membrane ?? Number.NaN);
    });
  }
  return leakTable.get(key(membrane)) ?? Number.NaN;
}

describe("lif pipeline: equals the reference", () => {
  function randomVisit(random: Random, { membraneBits, leaks: own, refractoryBits, firstTickBits }: CoreShape): Visit {
    const limit = 2 ** (membraneBits - 1);
    const membrane = random.chance(0.2)
      ? random.pick([-limit, -limit + 1, -2, -1, 0, 1, 2, limit - 1])
      : random.integer(-limit, limit - 1);
    const threshold = random.chance(0.2) ? random.pick([1, limit - 1]) : random.integer(1, limit - 1);
    const kind = random.pick(own.filter((each): each is PipelineLeak => each !== "mul12"));
    const amount = { none: 0, linear: random.integer(0, limit - 1), shift: random.integer(0, membraneBits - 1) }[kind];
    const bias = random.chance(0.5) ? 0 : random.integer(-256, 255);
    // Near the threshold as often as anywhere.
    const near = threshold - membrane - bias + random.integer(-2, 2);
    const anywhere = random.integer(-131_072, 131_071);
    return {
      sum: random.chance(0.5)
        ? Math.max(-131_072, Math.min(131_071, near))
        : random.chance(0.7)
          ? anywhere % limit
          : anywhere,
      membrane,
      refractory: refractoryBits === 0 || random.chance(0.7) ? 0 : random.integer(1, 2 ** refractoryBits - 1),
      tick: firstTickBits === 0 ? 0 : random.integer(0, 2 ** firstTickBits - 1),
      threshold,
      bias,
      leak: [kind, amount],
      reset: random.chance(0.5)
        ? ["zero", random.integer(-limit, threshold - 1)]
        : ["subtract", random.integer(0, threshold)],
      period: refractoryBits === 0 ? 0 : random.integer(0, 2 ** refractoryBits - 1),
      firstTick: firstTickBits === 0 || random.chance(0.7) ? 0 : random.integer(0, 2 ** firstTickBits - 1),
      report: random.chance(0.5),
      loopBack: random.chance(0.5),
    };
  }

  it.each<[string, CoreShape]>([
    ["8-bit membranes, all leaks", shapeOf(8)],
    ["9-bit membranes, all leaks", shapeOf(9)],
    ["16-bit membranes, all leaks", shapeOf(16)],
    ["no leak", shapeOf(16, { leaks: ["none"] })],
    ["linear leak only", shapeOf(12, { leaks: ["none", "linear"] })],
    ["shift leak only", shapeOf(16, { leaks: ["none", "shift"] })],
    ["no refractory counter, no freezing", shapeOf(16, { refractoryBits: 0, firstTickBits: 0 })],
    ["a refractory counter of one bit", shapeOf(8, { refractoryBits: 1, firstTickBits: 1 })],
  ])("on 4,000 random visits, with and without gaps: %s", (_, shape) => {
    const random = new Random(shape.membraneBits + shape.leaks.length);
    const visits = Array.from({ length: 4000 }, (_, i) =>
      i % 1000 > 700 && random.chance(0.5) ? undefined : randomVisit(random, shape),
    );
    check(shape, visits, random.seed);
  });
});
