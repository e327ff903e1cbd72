import type { IntegerNetwork, LearningRule } from "../../config/index.ts";
import { acausalSum, causalSum } from "./pairing.ts";
import { PlasticBlock } from "./plastic-block.ts";
import { RecentTicks } from "./recent-ticks.ts";
import { Calcium } from "./sdsp.ts";

/**
 * Learning of docs/decisions/0011, every change in the tick of its definition. Work is done where something arrives, fires or
 * has to settle only.
 */
export class Learning {
  /** By block of the network; undefined where synapses do not learn. */
  readonly blocks: readonly (PlasticBlock | undefined)[];
  /** Modulation. */
  level: number;
  readonly #rule: LearningRule;
  readonly #plastic: readonly PlasticBlock[];
  readonly #blocksOfAxon: readonly (readonly PlasticBlock[])[];
  readonly #pupilsOfAxon: readonly (readonly number[])[];
  readonly #posts: RecentTicks;
  readonly #calcium: Calcium | undefined;
  /** Ticks for which posts are of use. */
  readonly #memory: number;
  /** Neurons that are taught in this tick. */
  readonly #taught = new Set<number>();

  constructor(network: IntegerNetwork, rule: LearningRule) {
    this.#rule = rule;
    this.level = rule.level;
    this.blocks = network.synapses.map((block) =>
      block.plastic === undefined ? undefined : new PlasticBlock(block, rule, network.weightBits),
    );
    this.#plastic = this.blocks.filter((block) => block !== undefined);
    const axonCount = network.axons.reduce((count, range) => Math.max(count, range.first + range.size), 0);
    this.#blocksOfAxon = Array.from({ length: axonCount }, (_, axon) =>
      this.#plastic.filter(({ axonFirst, axonCount: rows }) => axon >= axonFirst && axon < axonFirst + rows),
    );
    this.#pupilsOfAxon = Array.from({ length: axonCount }, (_, axon) =>
      (network.teachers ?? [])
        .filter(({ axonFirst, count }) => axon >= axonFirst && axon < axonFirst + count)
        .map(({ axonFirst, neuronFirst }) => neuronFirst + axon - axonFirst),
    );
    const isPairs = rule.rule.kind === "pairs";
    this.#memory = isPairs ? Math.max(rule.rule.window, rule.slowPeriod) : 0;
    this.#posts = new RecentTicks(network.neurons.count, this.#memory);
    this.#calcium = isPairs ? undefined : new Calcium(rule.rule, network.neurons.count);
  }

  /** Steps 1 and 2: before anything arrives. */
  begin(age: number): void {
    const { normalise, slowPeriod } = this.#rule;
    this.#posts.forgetBefore(age - this.#memory);
    const normalises = normalise.period > 0 && age % normalise.period === 0 && age > 0;
    for (const block of this.#plastic) {
      if (!block.learns) continue;
      if (this.#rule.rule.kind === "pairs") block.arrivals.forgetBefore(age - this.#rule.rule.window);
      if (normalises) block.normalise(age);
      const recent = this.#postsOfSlowStep(block, age);
      for (let row = age % slowPeriod; row < block.axonCount; row += slowPeriod) {
        const axon = block.axonFirst + row;
        for (const { neuron, sum } of recent) block.changeTarget(axon, neuron, sum, this.level, age, "perPost");
        block.settle(axon, this.level, age);
      }
    }
  }

  /** Step 3, before the axon's weights are used; `v` are the membranes after the tick before. */
  arrive(axon: number, age: number, v: Int32Array): void {
    for (const neuron of this.#pupilsOfAxon[axon] ?? []) this.#taught.add(neuron);
    for (const block of this.#blocksOfAxon[axon] ?? []) {
      if (!block.learns) continue;
      if (this.#rule.rule.kind === "pairs") this.#pairArrival(block, axon, age);
      else this.#moveByCalcium(block, axon, age, v);
      if (this.#rule.perPre.change !== 0) block.facilitate(axon, age);
    }
  }

  /** Step 5: after the neurons of a tick. `spikes` ascend. */
  end(age: number, spikes: readonly number[]): void {
    const { rule } = this.#rule;
    if (rule.kind === "sdsp") this.#calcium?.update(age, spikes);
    else if (rule.posts === "spikes") for (const neuron of spikes) this.#post(neuron, 1, age);
    else {
      const fired = new Set(spikes);
      for (const neuron of this.#taught) if (!fired.has(neuron)) this.#post(neuron, 1, age);
      for (const neuron of spikes) if (!this.#taught.has(neuron)) this.#post(neuron, -1, age);
    }
    this.#taught.clear();
  }

  setLearning(block: PlasticBlock, learns: boolean): void {
    if (learns && !block.learns) block.arrivals.forgetAll();
    block.learns = learns;
  }

  /** Everything that a state reset of the network clears. */
  reset(): void {
    this.#posts.forgetAll();
    this.#calcium?.reset();
    this.#taught.clear();
    for (const { arrivals } of this.#plastic) arrivals.forgetAll();
  }

  #pairArrival(block: PlasticBlock, axon: number, age: number): void {
    const { rule } = this.#rule;
    if (rule.kind !== "pairs") return;
    const row = axon - block.axonFirst;
    const arrivalBefore = block.arrivals.last(row);
    for (const neuron of this.#posts.active) {
      if (!isOnto(block, neuron)) continue;
      const sum = acausalSum(rule, this.#posts, neuron, age, arrivalBefore);
      if (sum !== 0) block.changeTarget(axon, neuron, sum, this.level, age, "arrival");
    }
    block.arrivals.add(row, age, 1);
  }

  #moveByCalcium(block: PlasticBlock, axon: number, age: number, v: Int32Array): void {
    const calcium = this.#calcium;
    if (calcium === undefined) return;
    const end = block.neuronFirst + block.neuronCount;
    for (let neuron = block.neuronFirst; neuron < end; neuron++) {
      const change = calcium.change(neuron, v[neuron] as number);
      if (change !== 0) block.changeWeight(axon, neuron, change, this.level, age);
    }
  }

  /** Sums of the signs of the posts that a slow step counts, where they are not 0. */
  #postsOfSlowStep(block: PlasticBlock, age: number): { neuron: number; sum: number }[] {
    const { rule, slowPeriod } = this.#rule;
    if (rule.kind !== "pairs" || rule.perPost === 0) return [];
    return this.#posts.active
      .filter((neuron) => isOnto(block, neuron))
      .map((neuron) => ({ neuron, sum: rule.perPost * this.#posts.sumSince(neuron, age - slowPeriod, age) }))
      .filter(({ sum }) => sum !== 0);
  }

  #post(neuron: number, sign: number, age: number): void {
    const { rule } = this.#rule;
    if (rule.kind !== "pairs") return;
    const before = this.#posts.last(neuron);
    for (const block of this.#plastic) {
      if (!block.learns || !isOnto(block, neuron)) continue;
      for (const row of block.arrivals.active) {
        const sum = sign * causalSum(rule, block.arrivals, row, age, before);
        if (sum !== 0) block.changeTarget(block.axonFirst + row, neuron, sum, this.level, age, "causal");
      }
    }
    this.#posts.add(neuron, age, sign);
  }
}

function isOnto({ neuronFirst, neuronCount }: PlasticBlock, neuron: number): boolean {
  return neuron >= neuronFirst && neuron < neuronFirst + neuronCount;
}
