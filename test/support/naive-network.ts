/** The integer contract once more, written as naively as possible: no axon lists, no history ring, BigInt sums. */
import { type IntegerNetwork, leakKinds, resetKinds } from "../../config/index.ts";
import { NaiveLearning } from "./naive-learning.ts";

export class NaiveNetwork {
  readonly learning: NaiveLearning | undefined;
  /** What a spike has added to thresholds, by neuron. */
  adaptation: bigint[];
  v: bigint[] = [];
  readonly #net: IntegerNetwork;
  #r: number[] = [];
  #inputs: (readonly number[])[] = [];
  #fired: Set<number>[] = [];
  #age = 0;

  constructor(net: IntegerNetwork) {
    this.#net = net;
    this.learning = net.learning === undefined ? undefined : new NaiveLearning(net, net.learning);
    this.adaptation = Array.from({ length: net.neurons.count }, (_, i) => BigInt(net.adaptation?.initial[i] ?? 0));
    this.reset();
  }

  reset(): void {
    this.v = new Array<bigint>(this.#net.neurons.count).fill(0n);
    this.#r = new Array<number>(this.#net.neurons.count).fill(0);
    this.#inputs = [];
    this.#fired = [];
    this.learning?.reset();
  }

  /** Runs a tick; returns the neurons that fired, ascending. */
  tick(channels: readonly number[]): number[] {
    this.#inputs.push(channels);
    this.#decayThresholds();
    const isActive = (axon: number): boolean => this.#isActive(axon);
    this.learning?.before(this.#age, isActive);
    const sums = this.#sums();
    const spikes = new Set<number>();
    for (let i = 0; i < this.v.length; i++) if (this.#fires(i, sums[i] ?? 0n)) spikes.add(i);
    this.learning?.after(this.#age, spikes, isActive, this.v);
    this.#raiseThresholds(spikes);
    this.#fired.push(spikes);
    this.#age += 1;
    return [...spikes].sort((a, b) => a - b);
  }

  #isActive(axon: number): boolean {
    const net = this.#net;
    const range = net.axons.find(({ first, size }) => axon >= first && axon < first + size);
    if (range === undefined) throw new Error("axon without a range");
    const { kind, name } = range.source;
    const source = (kind === "input" ? net.inputs : net.populations).find((candidate) => candidate.name === name);
    const element = (source?.first ?? 0) + axon - range.first;
    const tick = this.#inputs.length - 1;
    if (kind === "input") return this.#inputs[tick]?.includes(element) === true;
    return this.#fired[tick - range.delay]?.has(element) ?? false;
  }

  #sums(): bigint[] {
    const sums = new Array<bigint>(this.v.length).fill(0n);
    for (const [index, block] of this.#net.synapses.entries()) {
      const weights = this.learning?.weights(index) ?? block.weights;
      for (let row = 0; row < block.axonCount; row++) {
        if (!this.#isActive(block.axonFirst + row)) continue;
        for (let column = 0; column < block.neuronCount; column++) {
          const neuron = block.neuronFirst + column;
          sums[neuron] = (sums[neuron] ?? 0n) + BigInt(weights[row * block.neuronCount + column] ?? Number.NaN);
        }
      }
    }
    return sums;
  }

  #fires(i: number, sum: bigint): boolean {
    const n = this.#net.neurons;
    const at = (values: ArrayLike<number>): number => values[i] as number;
    const big = (values: ArrayLike<number>): bigint => BigInt(at(values));
    if (this.#inputs.length - 1 < at(n.firstTick)) return false;
    const before = this.v[i] as bigint;
    const amount = big(n.leakAmount);
    let leaked = before;
    if (leakKinds[at(n.leakKind)] === "linear") {
      if (before > 0n) leaked = before > amount ? before - amount : 0n;
      else leaked = -before > amount ? before + amount : 0n;
    } else if (leakKinds[at(n.leakKind)] === "shift") {
      const step = before >> amount;
      leaked = before - (step === 0n && before > 0n ? 1n : step);
    } else if (leakKinds[at(n.leakKind)] === "mul12") {
      leaked = (before * (4096n - amount)) / 4096n; // BigInt division rounds toward zero
    }
    if (at(this.#r) > 0) {
      this.#r[i] = at(this.#r) - 1;
      this.v[i] = leaked;
      return false;
    }
    const half = 2n ** BigInt(this.#net.membraneBits - 1);
    let u = leaked + sum + big(n.bias);
    if (u > half - 1n) u = half - 1n;
    if (u < -half) u = -half;
    const spike = u >= big(n.threshold) + (this.adaptation[i] ?? 0n);
    const isZero = resetKinds[at(n.resetKind)] === "zero";
    this.v[i] = !spike ? u : isZero ? big(n.resetValue) : u - big(n.resetValue);
    this.#r[i] = spike ? at(n.refractory) : 0;
    return spike;
  }

  #decayThresholds(): void {
    const { adaptation } = this.#net;
    if (adaptation === undefined || this.#age % adaptation.period !== 0) return;
    this.adaptation = this.adaptation.map((a) => {
      const step = a >> BigInt(adaptation.shift);
      return a === 0n ? 0n : a - (step === 0n ? 1n : step);
    });
  }

  #raiseThresholds(spikes: ReadonlySet<number>): void {
    const { adaptation } = this.#net;
    if (adaptation === undefined) return;
    this.adaptation = this.adaptation.map((a, i) => {
      const raised = a + BigInt(adaptation.increment[i] ?? 0);
      return !spikes.has(i) ? a : raised < BigInt(adaptation.limit) ? raised : BigInt(adaptation.limit);
    });
  }
}
