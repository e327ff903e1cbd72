import { place } from "../../compile/index.ts";
import type { Fabric, IntegerNetwork } from "../../config/index.ts";
import type { Learner } from "../../examples/learning/learner.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { LearningRun } from "./learning-run.ts";
import { roomyTarget } from "./roomy-target.ts";

/** A network that learns on a simulated core, and the reference beside it. */
export interface CoreLearner extends Learner {
  /** Clock cycles since the core was loaded. */
  cycles(): number;
  close(): void;
}

export interface CoreLearnerOptions {
  readonly fabric?: Fabric;
  readonly seed?: number;
}

/**
 * Runs a network on a core of its own in the embedded engine. Every tick compares spikes and state with the reference, and
 * every look at weights or second values all that the core has learned; the first difference throws.
 */
export function openCoreLearner(
  network: IntegerNetwork,
  { fabric = "ice40hx", seed = 1 }: CoreLearnerOptions = {},
): CoreLearner {
  const lanes = Math.max(4, (network.learning?.historyBits ?? 0) / network.weightBits);
  const roomy = roomyTarget(lanes);
  const limits = { ...roomy.limits, weightMemory: { blocks: 32, wordsPerBlock: 16_384, bitsPerWord: 64 } };
  const config = place(network, { ...roomy, limits, fabric });
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed });
  const run = new LearningRun({ network, config }, simulation);
  const start = simulation.cycle;
  let tick = 0;
  return {
    tick: (channels) => run.tick(tick++, channels),
    membranes: () => run.reference.v.slice(),
    weights(block) {
      run.compareLearned();
      return run.reference.weights(block).slice();
    },
    second(block) {
      run.compareLearned();
      const values = run.reference.second(block);
      if (values === undefined) throw new RangeError(`the synapses of block ${block} have no second value`);
      return values.slice();
    },
    setLevel: (level) => run.act({ kind: "level", level }),
    setLearning: (block, learns) => run.act({ kind: "learning", block, learns }),
    rest() {
      run.act({ kind: "reset" });
      tick = 0;
    },
    cycles: () => simulation.cycle - start,
    close: () => simulation.close(),
  };
}

/** Does some work with learners that it opens, and closes them. */
export function withCoreLearners<T>(
  work: (open: (network: IntegerNetwork) => Learner) => T,
  options: CoreLearnerOptions = {},
): { readonly result: T; readonly cycles: number } {
  const opened: CoreLearner[] = [];
  try {
    const result = work((network) => {
      const learner = openCoreLearner(network, options);
      opened.push(learner);
      return learner;
    });
    return { result, cycles: opened.reduce((sum, learner) => sum + learner.cycles(), 0) };
  } finally {
    for (const learner of opened) learner.close();
  }
}
