import type { LearningRule, SynapseBlock, WeightBits } from "../../config/index.ts";
import { Changes, type ChangeTarget } from "./change.ts";
import { changeKinds } from "./hash.ts";
import { shiftLeak } from "./leak.ts";
import { RecentTicks } from "./recent-ticks.ts";

/**
 * The synapses of one block that learn: their weights, second values, and the arrivals of its axons. Axons and neurons are
 * numbered as in the network in all methods; each method that changes synapses takes them one by one.
 */
export class PlasticBlock {
  readonly axonFirst: number;
  readonly axonCount: number;
  readonly neuronFirst: number;
  readonly neuronCount: number;
  /** Row-major, as in `SynapseBlock`. */
  readonly weights: Int32Array;
  readonly second: Int32Array | undefined;
  /** By axon within the block. */
  readonly arrivals: RecentTicks;
  learns: boolean;
  readonly #rule: LearningRule;
  readonly #ofWeights: Changes;
  readonly #ofTarget: Changes;
  readonly #targets: Int32Array;
  /** By axon within the block: 1 if the next slow step has to look at its synapses' own values. */
  readonly #isRestless: Uint8Array;
  readonly #isEverRestless: boolean;

  constructor(block: SynapseBlock, rule: LearningRule, weightBits: WeightBits) {
    this.axonFirst = block.axonFirst;
    this.axonCount = block.axonCount;
    this.neuronFirst = block.neuronFirst;
    this.neuronCount = block.neuronCount;
    this.weights = Int32Array.from(block.weights);
    this.second = secondOf(block, rule);
    this.arrivals = new RecentTicks(block.axonCount, rule.rule.kind === "pairs" ? rule.rule.window : 0);
    this.learns = block.plastic?.learns ?? false;
    this.#rule = rule;
    const weightTarget: ChangeTarget = { low: rule.low, high: rule.high, soft: rule.soft };
    this.#ofWeights = new Changes(rule, weightTarget);
    const isEligible = rule.second.kind === "eligibility";
    const limit = 2 ** (weightBits - 1);
    this.#ofTarget = isEligible ? new Changes(rule, { low: -limit, high: limit - 1, soft: false }) : this.#ofWeights;
    this.#targets = isEligible && this.second !== undefined ? this.second : this.weights;
    this.#isEverRestless = rule.second.kind !== "none" || (rule.rule.kind === "sdsp" && rule.rule.drift.amount > 0);
    this.#isRestless = new Uint8Array(block.axonCount).fill(1);
  }

  /** A change of a synapse by pairs, or per post. */
  changeTarget(axon: number, neuron: number, sum: number, level: number, tick: number, kind: TargetChange): void {
    const index = this.#index(axon, neuron);
    const before = this.#targets[index] as number;
    this.#targets[index] = this.#ofTarget.byRule(before, sum, level, axon, neuron, tick, changeKinds[kind]);
    this.#isRestless[axon - this.axonFirst] = 1;
  }

  /** A change of a weight by SDSP. */
  changeWeight(axon: number, neuron: number, sum: number, level: number, tick: number): void {
    const index = this.#index(axon, neuron);
    const before = this.weights[index] as number;
    this.weights[index] = this.#ofWeights.byRule(before, sum, level, axon, neuron, tick, changeKinds.arrival);
    this.#isRestless[axon - this.axonFirst] = 1;
  }

  /** Facilitation or depression of an axon's synapses by an arrival. */
  facilitate(axon: number, tick: number): void {
    const { change, shift } = this.#rule.perPre;
    this.#moveWeights(axon, change, shift, tick, changeKinds.perPre);
  }

  /** Every neuron's weights towards the sum that the rule wants. */
  normalise(tick: number): void {
    const { target, scale, shift } = this.#rule.normalise;
    const end = this.neuronFirst + this.neuronCount;
    for (let neuron = this.neuronFirst; neuron < end; neuron++) {
      const offset = neuron - this.neuronFirst;
      let sum = 0;
      for (let i = offset; i < this.weights.length; i += this.neuronCount) sum += this.weights[i] as number;
      const factor = Math.max(-128, Math.min(127, Math.floor((target - sum) / 2 ** scale)));
      if (factor === 0) continue;
      for (let row = 0; row < this.axonCount; row++) {
        this.#move(this.axonFirst + row, neuron, factor, shift, tick, changeKinds.normalise);
      }
    }
  }

  /** What an axon's slow step does to its synapses by their own values: second values, drift. */
  settle(axon: number, level: number, tick: number): void {
    const row = axon - this.axonFirst;
    if (!this.#isEverRestless || this.#isRestless[row] === 0) return;
    const { rule, second } = this.#rule;
    let isRestless = false;
    const end = this.neuronFirst + this.neuronCount;
    for (let neuron = this.neuronFirst; neuron < end; neuron++) {
      if (second.kind === "eligibility") isRestless = this.#reward(axon, neuron, level, tick) || isRestless;
      if (second.kind === "longTerm") isRestless = this.#consolidate(axon, neuron, level, tick) || isRestless;
      if (rule.kind === "sdsp") isRestless = this.#drift(axon, neuron, level, tick) || isRestless;
    }
    this.#isRestless[row] = isRestless ? 1 : 0;
  }

  #index(axon: number, neuron: number): number {
    return (axon - this.axonFirst) * this.neuronCount + neuron - this.neuronFirst;
  }

  /** Every weight of an axon by itself × factor / 2^shift. */
  #moveWeights(axon: number, factor: number, shift: number, tick: number, kind: WeightChange): void {
    const end = this.neuronFirst + this.neuronCount;
    for (let neuron = this.neuronFirst; neuron < end; neuron++) this.#move(axon, neuron, factor, shift, tick, kind);
  }

  #move(axon: number, neuron: number, factor: number, shift: number, tick: number, kind: WeightChange): void {
    const index = this.#index(axon, neuron);
    const w = this.weights[index] as number;
    this.weights[index] = this.#ofWeights.exactly(w, w * factor, shift, axon, neuron, tick, kind);
    this.#isRestless[axon - this.axonFirst] = 1;
  }

  /** True while the eligibility has not gone. */
  #reward(axon: number, neuron: number, level: number, tick: number): boolean {
    const { second } = this.#rule;
    const index = this.#index(axon, neuron);
    const x = this.second?.[index] ?? 0;
    if (second.kind !== "eligibility" || this.second === undefined || x === 0) return false;
    const w = this.weights[index] as number;
    const { rewardShift } = second;
    this.weights[index] = this.#ofWeights.exactly(w, x * level, rewardShift, axon, neuron, tick, changeKinds.slow);
    this.second[index] = shiftLeak(x, second.decayShift);
    return this.second[index] !== 0;
  }

  /** True while the weight is not its long-term weight. */
  #consolidate(axon: number, neuron: number, level: number, tick: number): boolean {
    const { second, low, high } = this.#rule;
    if (second.kind !== "longTerm" || this.second === undefined) return false;
    const index = this.#index(axon, neuron);
    const w = this.weights[index] as number;
    const before = this.second[index] as number;
    const { consolidateShift } = second;
    const moved = this.#ofWeights.divided((w - before) * level, consolidateShift, axon, neuron, tick, changeKinds.slow);
    const x = Math.max(low, Math.min(high, before + moved));
    this.second[index] = x;
    this.weights[index] = x + shiftLeak(w - x, second.decayShift);
    return this.weights[index] !== x;
  }

  /** True unless the weight has come to its end and stays there. */
  #drift(axon: number, neuron: number, level: number, tick: number): boolean {
    const { rule, low, high, modulated } = this.#rule;
    if (rule.kind !== "sdsp") return false;
    const { threshold, amount } = rule.drift;
    const index = this.#index(axon, neuron);
    const w = this.weights[index] as number;
    const drift = w >= threshold ? amount : -amount;
    const after = this.#ofWeights.byRule(w, drift, level, axon, neuron, tick, changeKinds.slow);
    this.weights[index] = after;
    return modulated || after !== (after >= threshold ? high : low);
  }
}

type TargetChange = "causal" | "arrival" | "perPost";
type WeightChange = typeof changeKinds.perPre | typeof changeKinds.normalise;

function secondOf({ weights, plastic }: SynapseBlock, { second }: LearningRule): Int32Array | undefined {
  if (second.kind === "none") return undefined;
  if (plastic?.second !== undefined) return Int32Array.from(plastic.second);
  return second.kind === "longTerm" ? Int32Array.from(weights) : new Int32Array(weights.length);
}
