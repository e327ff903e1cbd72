/** A lane unit under test: loaded with a rule, visited, and compared with the textbook. */
import type {
  CoreShape,
  Fabric,
  LearningRegister,
  LearningShape,
  WeightBits,
  WeightSign,
} from "../../../config/index.ts";
import { learningAddresses, learningRegisterAddress } from "../../../config/index.ts";
import { LaneUnit } from "../../../rtl/learning/lane-unit.ts";
import type { Random } from "../../support/random.ts";
import { coreShape } from "../core/core-shape.ts";
import { openPins } from "../core/pins.ts";
import type { LaneRule, Visit } from "./lane-reference.ts";

export interface LaneCase {
  readonly shape: CoreShape & { readonly learning: LearningShape };
  readonly rule: LaneRule;
}

export const plainLearning: LearningShape = {
  ...{ kind: "pairs", pairing: "presynaptic", posts: "spikes", historyBits: 32, slowPeriod: 8, soft: false },
  ...{ modulated: false, rounding: "stochastic", second: "none", perPost: false, perPre: false, normalise: false },
  ...{ drift: false, projections: 1 },
};

const limits = (bits: WeightBits, sign: WeightSign): [number, number] =>
  sign === "signed" ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];

/** Any rule that a shape can hold. */
export function randomCase(
  random: Random,
  wish: Partial<LearningShape>,
  weights: { readonly weightBits: WeightBits; readonly weightSign: WeightSign },
): LaneCase {
  const learning = { ...plainLearning, ...wish };
  const shape = { ...coreShape(weights), learning };
  const { historyBits, slowPeriod } = learning;
  const window = random.chance(0.5) ? historyBits - 1 - slowPeriod : random.integer(1, historyBits - 1 - slowPeriod);
  const size = random.pick([2047, 300, 20]);
  const entry = (): number => (random.chance(0.1) ? random.pick([-2048, 2047, 0]) : random.integer(-size, size));
  const [least, most] = limits(weights.weightBits, weights.weightSign);
  const [a, b] = [random.integer(least, most), random.integer(least, most)];
  const narrow = random.chance(0.4);
  const shift = (): number => random.pick([0, 1, random.integer(0, 16), random.integer(4, 12), 16]);
  return {
    shape,
    rule: {
      ...learning,
      ...weights,
      window,
      causal: Array.from({ length: historyBits }, (_, i) => (i <= window ? entry() : 0)),
      acausal: Array.from({ length: historyBits }, (_, i) => (i >= 1 && i <= window ? entry() : 0)),
      low: narrow ? Math.min(a, b) : least,
      high: narrow ? Math.max(a, b) : most,
      seed: random.next(),
      ...{
        fraction: shift(),
        secondShift: shift(),
        decayShift: shift(),
        perPreShift: shift(),
        normaliseShift: shift(),
      },
      perPost: learning.perPost ? random.integer(-2048, 2047) : 0,
      perPre: learning.perPre ? random.integer(-32768, 32767) : 0,
      ...{ plus: random.integer(0, 4000), minus: random.integer(0, 4000) },
      driftThreshold: random.integer(least, most),
      drift: learning.drift ? random.integer(1, 3000) : 0,
    },
  };
}

export function randomVisit(random: Random, { shape, rule }: LaneCase): Visit {
  const { historyBits, slowPeriod, posts, kind } = shape.learning;
  const density = random.pick([0, 0.03, 0.2, 0.9]);
  const arrivals = Array.from({ length: historyBits - 1 }, (_, i) => i + 1).filter(() => random.chance(density));
  const postDensity = random.pick([0, 0.05, 0.2, 0.9]);
  const signs = new Map<number, number>();
  for (let age = 1; age <= historyBits; age++) {
    if (random.chance(postDensity)) signs.set(age, posts === "teacher" && random.chance(0.5) ? -1 : 1);
  }
  const youngest = arrivals[0] ?? historyBits;
  const pendingAge =
    kind === "sdsp" ? 0 : Math.min(youngest, slowPeriod, random.pick([slowPeriod, random.integer(0, slowPeriod)]));
  const levels = Array.from({ length: slowPeriod + 1 }, () => random.pick([-128, 127, 0, random.integer(-128, 127)]));
  const up = random.chance(0.4);
  const normalising = shape.learning.normalise && random.chance(0.2);
  const lowSecond = rule.second === "eligibility" ? -(2 ** (rule.weightBits - 1)) : rule.low;
  const highSecond = rule.second === "eligibility" ? 2 ** (rule.weightBits - 1) - 1 : rule.high;
  return {
    now: random.integer(0, 0xffff),
    ...{ arrivals, posts: signs, pendingAge },
    ...{ arrival: random.chance(0.6), slow: random.chance(0.5), normalising },
    factor: random.pick([-128, 127, random.integer(-128, 127)]),
    ...{ axon: random.integer(0, 0xffff), neuron: random.integer(0, 0xffff) },
    weight: random.pick([rule.low, rule.high, random.integer(rule.low, rule.high)]),
    second: random.pick([lowSecond, highSecond, random.integer(lowSecond, highSecond)]),
    ...{ up, down: !up && random.chance(0.7) },
    level: (age) => levels[age] ?? 0,
  };
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface LaneResult {
  readonly weight: number;
  readonly second: number;
  /** From `start` to `done`. */
  readonly cycles: number;
}

export function openLane({ shape, rule }: LaneCase, fabric: Fabric, seed = 1) {
  const pins = openPins(LaneUnit({ shape, fabric }), seed);
  const { sim, get } = pins;
  const set = (values: Readonly<Record<string, number>>): void =>
    pins.set(Object.fromEntries(Object.entries(values).map(([name, value]) => [snake(name), value])));
  const { historyBits, slowPeriod } = shape.learning;
  const write = (address: number, data: number): void => {
    set({ write: 1, writeAddress: address & 0x1ff, writeData: data & 0xffff });
    sim.step();
    set({ write: 0 });
    sim.step();
    sim.step();
  };
  const writeRegister = (name: LearningRegister, value: number): void => write(learningRegisterAddress(name), value);
  for (let k = 0; k < historyBits; k++) {
    write(learningAddresses.causal + k, rule.causal[k] ?? 0);
    write(learningAddresses.acausal + k, rule.acausal[k] ?? 0);
  }
  writeRegister("seedLow", rule.seed);
  writeRegister("seedHigh", rule.seed >>> 16);
  writeRegister("low", rule.low);
  writeRegister("high", rule.high);
  writeRegister("shifts", rule.fraction | (rule.secondShift << 5) | (rule.decayShift << 10));
  writeRegister("perPost", rule.perPost);
  writeRegister("perPre", rule.perPre);
  writeRegister("perPreShift", rule.perPreShift);
  writeRegister("normaliseShifts", rule.normaliseShift << 5);
  writeRegister("plus", rule.plus);
  writeRegister("minus", rule.minus);
  writeRegister("driftThreshold", rule.driftThreshold);
  writeRegister("drift", rule.drift);
  const history = (name: string, bits: ReadonlySet<number>): void => {
    for (let slice = 0; slice < historyBits / 16; slice++) {
      let value = 0;
      for (let i = 0; i < 16; i++) if (bits.has(16 * slice + i)) value |= 1 << i;
      set({ [`${name}_${slice}`]: value });
    }
  };
  const read = (name: string, isSigned: boolean): number => {
    const bits = get(name);
    return isSigned && bits >= 2 ** (rule.weightBits - 1) ? bits - 2 ** rule.weightBits : bits;
  };
  const mask = 2 ** rule.weightBits - 1;

  /** Makes the visit and returns what came of it; everything that is given goes away when it is done. */
  return function visit(given: Visit): LaneResult {
    const isLeveled = rule.modulated || rule.second !== "none";
    if (isLeveled) {
      for (let age = rule.modulated ? slowPeriod : 0; age >= 0; age--) {
        writeRegister("level", given.level(age) & 0xff);
        set({ tickBegins: 1, now: (given.now - age) & 0xffff });
        sim.step();
        set({ tickBegins: 0 });
        for (let i = 0; i < 4; i++) sim.step();
      }
    }
    history("record", new Set(given.arrivals.map((age) => (given.now - age) & (historyBits - 1))));
    const postsOf = (sign: number): Set<number> =>
      new Set([...given.posts].filter(([, own]) => own === sign).map(([age]) => age - 1));
    history("posts", postsOf(1));
    history("minus", postsOf(-1));
    set({
      ...{ now: given.now, axon: given.axon, neuron: given.neuron, factor: given.factor },
      ...{ pendingAge: given.pendingAge, arrivalAge: given.arrivals[0] ?? historyBits },
      ...{ arrival: Number(given.arrival), slow: Number(given.slow), normalising: Number(given.normalising) },
      ...{ up: Number(given.up), down: Number(given.down), weight: given.weight & mask, second: given.second & mask },
      start: 1,
    });
    sim.step();
    set({ start: 0 });
    let cycles = 1;
    while (get("done") === 0) {
      sim.step();
      cycles++;
      if (cycles > 5000) throw new Error("a lane that is never done");
    }
    const isSigned = shape.weightSign === "signed";
    const found = {
      weight: read("new_weight", isSigned),
      second: read("new_second", rule.second === "eligibility" || isSigned),
      cycles,
    };
    sim.step();
    return found;
  };
}
