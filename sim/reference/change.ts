import type { LearningRule } from "../../config/index.ts";
import { type ChangeKind, hash } from "./hash.ts";

/** What a change moves: a weight, whose bounds are the rule's, or an eligibility, as wide as a weight and signed. */
export interface ChangeTarget {
  readonly low: number;
  readonly high: number;
  /** Soft bounds hold here. */
  readonly soft: boolean;
}

/** Changes of one kind of value: exact products, one division by a power of two, one saturation. docs/decisions/0011. */
export class Changes {
  readonly #rule: LearningRule;
  readonly #target: ChangeTarget;

  constructor(rule: LearningRule, target: ChangeTarget) {
    this.#rule = rule;
    this.#target = target;
  }

  /** The value after a change by the rule: `sum` of pairs, modulated, and by what is left of the range. */
  byRule(
    value: number,
    sum: number,
    level: number,
    axon: number,
    neuron: number,
    tick: number,
    kind: ChangeKind,
  ): number {
    const { modulated, fraction } = this.#rule;
    const { soft, low, high } = this.#target;
    let product = Math.max(-32_768, Math.min(32_767, sum));
    if (modulated) product *= level;
    if (soft) product *= product > 0 ? high - value : value - low;
    return this.exactly(value, product, fraction, axon, neuron, tick, kind);
  }

  /** The value after it has moved by product / 2^shift, rounded, within its bounds. */
  exactly(
    value: number,
    product: number,
    shift: number,
    axon: number,
    neuron: number,
    tick: number,
    kind: ChangeKind,
  ): number {
    const { low, high } = this.#target;
    return Math.max(low, Math.min(high, value + this.divided(product, shift, axon, neuron, tick, kind)));
  }

  /** floor((product + r) / 2^shift); r is one half, or random. */
  divided(product: number, shift: number, axon: number, neuron: number, tick: number, kind: ChangeKind): number {
    const unit = 1 << shift;
    if (product % unit === 0) return product / unit;
    const { rounding, seed } = this.#rule;
    const r = rounding === "stochastic" ? hash(seed, axon, neuron, tick, kind) & (unit - 1) : unit >> 1;
    return Math.floor((product + r) / unit);
  }
}
