/**
 * Learning once more, as naively as its definition can be written: lists of all arrivals and all posts, every pair looked for,
 * BigInt. It shares nothing with the reference model, which it is compared with.
 */
import type { IntegerNetwork, LearningRule, SynapseBlock } from "../../config/index.ts";

interface Post {
  readonly tick: number;
  readonly sign: bigint;
}

/** One plastic synapse, and the arrivals of its axon since learning was switched on or the state was reset. */
interface Synapse {
  readonly axon: number;
  /** Of the axon within its block. */
  readonly row: number;
  readonly neuron: number;
  w: bigint;
  x: bigint;
}

interface Block {
  readonly synapses: readonly Synapse[];
  /** Ticks, by axon. */
  readonly arrivals: Map<number, number[]>;
  learns: boolean;
}

export class NaiveLearning {
  readonly #blocks: readonly (Block | undefined)[];
  readonly #net: IntegerNetwork;
  readonly #rule: LearningRule;
  #posts: Post[][];
  #calcium: number[];
  /** By neuron: what SDSP adds with an arrival, after the tick before. */
  #sdsp: bigint[];
  level: number;

  constructor(net: IntegerNetwork, rule: LearningRule) {
    this.#net = net;
    this.#rule = rule;
    this.level = rule.level;
    this.#blocks = net.synapses.map((block) => (block.plastic === undefined ? undefined : blockOf(block, rule)));
    this.#posts = [];
    this.#calcium = [];
    this.#sdsp = [];
    this.reset();
  }

  reset(): void {
    const count = this.#net.neurons.count;
    this.#posts = Array.from({ length: count }, () => []);
    this.#calcium = new Array<number>(count).fill(0);
    this.#sdsp = new Array<bigint>(count).fill(0n);
    for (const block of this.#blocks) block?.arrivals.clear();
  }

  weights(block: number): number[] | undefined {
    return this.#blocks[block]?.synapses.map(({ w }) => Number(w));
  }

  second(block: number): number[] | undefined {
    if (this.#rule.second.kind === "none") return undefined;
    return this.#blocks[block]?.synapses.map(({ x }) => Number(x));
  }

  switch(index: number, learns: boolean): void {
    const block = this.#blocks[index];
    if (block === undefined) throw new Error(`block ${index} is not plastic`);
    if (!block.learns) block.arrivals.clear();
    block.learns = learns;
  }

  /** Everything before the membranes of tick t: normalisation, slow steps, arrivals. */
  before(t: number, isActive: (axon: number) => boolean): void {
    const { normalise, slowPeriod } = this.#rule;
    for (const block of this.#blocks) {
      if (block?.learns !== true) continue;
      if (normalise.period > 0 && t > 0 && t % normalise.period === 0) this.#normalise(block, t);
      for (const synapse of block.synapses) if ((t - synapse.row) % slowPeriod === 0) this.#slowStep(synapse, t);
      for (const synapse of block.synapses) {
        if (isActive(synapse.axon)) this.#arrival(synapse, block.arrivals.get(synapse.axon) ?? [], t);
      }
      for (const axon of new Set(block.synapses.map((synapse) => synapse.axon))) {
        if (isActive(axon)) block.arrivals.set(axon, [...(block.arrivals.get(axon) ?? []), t]);
      }
    }
  }

  /** Everything after them. */
  after(t: number, fired: ReadonlySet<number>, isActive: (axon: number) => boolean, v: readonly bigint[]): void {
    const { rule } = this.#rule;
    const taught = new Set<number>();
    for (const { axonFirst, count, neuronFirst } of this.#net.teachers ?? []) {
      for (let i = 0; i < count; i++) if (isActive(axonFirst + i)) taught.add(neuronFirst + i);
    }
    for (let neuron = 0; neuron < this.#net.neurons.count; neuron++) {
      if (rule.kind === "sdsp") this.#sdspOf(rule, neuron, t, fired.has(neuron), v[neuron] ?? 0n);
      else {
        const wanted = rule.posts === "teacher" ? (taught.has(neuron) ? 1 : 0) : 0;
        const sign = rule.posts === "teacher" ? wanted - (fired.has(neuron) ? 1 : 0) : fired.has(neuron) ? 1 : 0;
        if (sign !== 0) this.#post(neuron, t, BigInt(sign));
      }
    }
  }

  #normalise(block: Block, t: number): void {
    const { target, scale, shift } = this.#rule.normalise;
    for (const neuron of new Set(block.synapses.map((synapse) => synapse.neuron))) {
      const own = block.synapses.filter((synapse) => synapse.neuron === neuron);
      const sum = own.reduce((total, { w }) => total + w, 0n);
      const factor = clamp((BigInt(target) - sum) >> BigInt(scale), -128n, 127n);
      for (const synapse of own) this.#moveWeight(synapse, synapse.w * factor, shift, t, 5);
    }
  }

  #slowStep(synapse: Synapse, t: number): void {
    const { rule, second, slowPeriod, low, high } = this.#rule;
    if (rule.kind === "pairs") {
      const recent = this.#postsOf(synapse).filter(({ tick }) => t - tick >= 1 && t - tick <= slowPeriod);
      const c = recent.reduce((sum, { sign }) => sum + sign, 0n);
      if (c !== 0n) this.#change(synapse, c * BigInt(rule.perPost), t, 3);
    }
    if (second.kind === "eligibility") {
      this.#moveWeight(synapse, synapse.x * BigInt(this.level), second.rewardShift, t, 4);
      synapse.x = shiftLeak(synapse.x, second.decayShift);
    }
    if (second.kind === "longTerm") {
      const moved = (synapse.w - synapse.x) * BigInt(this.level);
      const d = this.#rounded(moved, second.consolidateShift, synapse, t, 4);
      synapse.x = clamp(synapse.x + d, BigInt(low), BigInt(high));
      synapse.w = synapse.x + shiftLeak(synapse.w - synapse.x, second.decayShift);
    }
    if (rule.kind === "sdsp" && rule.drift.amount > 0) {
      const { threshold, amount } = rule.drift;
      this.#change(synapse, BigInt(synapse.w >= BigInt(threshold) ? amount : -amount), t, 4);
    }
  }

  #arrival(synapse: Synapse, arrivals: readonly number[], t: number): void {
    const { rule, perPre } = this.#rule;
    if (rule.kind === "sdsp") {
      const p = this.#sdsp[synapse.neuron] ?? 0n;
      if (p !== 0n) this.#change(synapse, p, t, 1);
    } else {
      const posts = this.#postsOf(synapse).filter(({ tick }) => tick < t);
      const pairs = posts.filter((post, index) => {
        const isLast = index === posts.length - 1;
        const isFirstArrival = !arrivals.some((arrival) => arrival > post.tick && arrival < t);
        return { all: true, presynaptic: isLast, symmetric: isLast, reduced: isLast && isFirstArrival }[rule.pairing];
      });
      const near = pairs.filter(({ tick }) => t - tick <= rule.window);
      const p = near.reduce((sum, { tick, sign }) => sum + sign * BigInt(rule.acausal[t - tick] ?? 0), 0n);
      if (p !== 0n) this.#change(synapse, p, t, 1);
    }
    if (perPre.change !== 0) this.#moveWeight(synapse, synapse.w * BigInt(perPre.change), perPre.shift, t, 2);
  }

  #post(neuron: number, t: number, sign: bigint): void {
    const { rule } = this.#rule;
    if (rule.kind !== "pairs") return;
    const posts = this.#posts[neuron] ?? [];
    for (const block of this.#blocks) {
      if (block?.learns !== true) continue;
      for (const synapse of block.synapses) {
        if (synapse.neuron !== neuron) continue;
        const arrivals = block.arrivals.get(synapse.axon) ?? [];
        const pairs = arrivals.filter((arrival, index) => {
          const isLast = index === arrivals.length - 1;
          const isFirstPost = !posts.some(({ tick }) => tick >= arrival && tick < t);
          const isFirstOfLast = isLast && isFirstPost;
          return { all: true, presynaptic: isFirstPost, symmetric: isLast, reduced: isFirstOfLast }[rule.pairing];
        });
        const near = pairs.filter((arrival) => t - arrival <= rule.window);
        if (near.length === 0) continue;
        const p = near.reduce((sum, arrival) => sum + BigInt(rule.causal[t - arrival] ?? 0), 0n);
        this.#change(synapse, sign * p, t, 0);
      }
    }
    posts.push({ tick: t, sign });
  }

  #sdspOf(
    rule: Extract<LearningRule["rule"], { kind: "sdsp" }>,
    neuron: number,
    t: number,
    hasFired: boolean,
    v: bigint,
  ): void {
    let c = this.#calcium[neuron] ?? 0;
    if (t % rule.calciumPeriod === 0 && c > 0) c -= 1;
    if (hasFired && c < rule.calciumLimit) c += 1;
    this.#calcium[neuron] = c;
    const up = v >= BigInt(rule.membraneThreshold) && c >= rule.up.low && c < rule.up.high;
    const down = v < BigInt(rule.membraneThreshold) && c >= rule.down.low && c < rule.down.high;
    this.#sdsp[neuron] = BigInt(up ? rule.plus : down ? -rule.minus : 0);
  }

  #postsOf({ neuron }: Synapse): readonly Post[] {
    return this.#posts[neuron] ?? [];
  }

  /** Kinds 0, 1, 3 and those of SDSP: of the eligibility, or of the weight with modulation and soft bounds. */
  #change(synapse: Synapse, sum: bigint, t: number, kind: number): void {
    const { modulated, soft, second, fraction, low, high } = this.#rule;
    let product = clamp(sum, -32_768n, 32_767n);
    if (modulated) product *= BigInt(this.level);
    if (second.kind === "eligibility") {
      const limit = 2n ** BigInt(this.#net.weightBits - 1);
      synapse.x = clamp(synapse.x + this.#rounded(product, fraction, synapse, t, kind), -limit, limit - 1n);
      return;
    }
    if (soft) product *= product > 0n ? BigInt(high) - synapse.w : synapse.w - BigInt(low);
    this.#moveWeight(synapse, product, fraction, t, kind);
  }

  #moveWeight(synapse: Synapse, product: bigint, shift: number, t: number, kind: number): void {
    const { low, high } = this.#rule;
    synapse.w = clamp(synapse.w + this.#rounded(product, shift, synapse, t, kind), BigInt(low), BigInt(high));
  }

  #rounded(product: bigint, shift: number, { axon, neuron }: Synapse, t: number, kind: number): bigint {
    const { rounding, seed } = this.#rule;
    const unit = 2n ** BigInt(shift);
    const r = rounding === "nearest" ? unit / 2n : BigInt(naiveHash(seed, axon, neuron, t, kind)) % unit;
    return (product + r) >> BigInt(shift);
  }
}

/** The hash of rounding, by arithmetic instead of shifts. */
export function naiveHash(seed: number, axon: number, neuron: number, tick: number, kind: number): number {
  const half = (value: number): number => ((value % 65_536) + 65_536) % 65_536;
  const rotated = (value: number, by: number): number => half(value * 2 ** by) + Math.floor(value / 2 ** (16 - by));
  let [x, y] = [half(seed) ^ half(axon), half(Math.floor(seed / 65_536)) ^ kind];
  for (let round = 0; round < 12; round++) {
    if (round === 4) [x, y] = [x ^ half(neuron), y ^ half(tick)];
    const both = rotated(x, 1) & rotated(x, 8);
    [x, y] = [y ^ both ^ rotated(x, 2) ^ rotated(0x9e37, round), x];
  }
  return x;
}

function blockOf(block: SynapseBlock, rule: LearningRule): Block {
  const synapses = Array.from(block.weights, (w, index) => {
    const row = Math.floor(index / block.neuronCount);
    const second = block.plastic?.second?.[index] ?? (rule.second.kind === "longTerm" ? w : 0);
    return {
      axon: block.axonFirst + row,
      row,
      neuron: block.neuronFirst + (index % block.neuronCount),
      w: BigInt(w),
      x: BigInt(second),
    };
  });
  return { synapses, arrivals: new Map(), learns: block.plastic?.learns === true };
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}

function shiftLeak(v: bigint, k: number): bigint {
  const step = v >> BigInt(k);
  return v > 0n && step === 0n ? v - 1n : v - step;
}
