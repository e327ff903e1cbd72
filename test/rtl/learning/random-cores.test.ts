import { expect, test } from "vitest";
import { place } from "../../../compile/index.ts";
import { fabrics, type IntegerNetwork } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { drawLearningCore, LearningRun, runLearning } from "../../support/learning-run.ts";
import { Random } from "../../support/random.ts";
import { learningKinds, randomLearningNetwork } from "../../support/random-learning-network.ts";
import { randomInput } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

const small = { maxNeurons: 12, maxChannels: 8 };

test.each(learningKinds)(
  "learning core: %s equals the reference, spikes, state and all that is learned",
  async (kind) => {
    const index = learningKinds.indexOf(kind);
    const seed = 500 + index;
    const core = drawLearningCore(seed, kind, fabrics[index % fabrics.length] ?? "ice40up", small);
    const length = { ticks: 60, compareEvery: 1 + (index % 3) * 6, streamedTicks: 20 };
    await runLearning(seed, core, length, (design) => openEmbedded(design, { seed }));
  },
);

/** What a core has learned after some ticks, compared with the reference; the events of a tick come in an order of `order`. */
function learnedOn(network: IntegerNetwork, { lanes, updates, fabric }: CoreOf, order: number): string {
  const config = place(network, { ...roomyTarget(lanes, updates), fabric });
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed: order });
  try {
    const run = new LearningRun({ network, config }, simulation);
    const input = randomInput(new Random(7), network, 60);
    const shuffle = new Random(order);
    for (const [tick, channels] of input.entries()) {
      const keyed = channels.map((channel) => ({ channel, key: shuffle.next() })).sort((a, b) => a.key - b.key);
      run.tick(
        tick,
        keyed.map(({ channel }) => channel),
      );
    }
    run.compareLearned();
    return network.synapses.map((_, block) => [...run.reference.weights(block)].join()).join(";");
  } finally {
    simulation.close();
  }
}

interface CoreOf {
  readonly lanes: number;
  readonly updates: number;
  readonly fabric: (typeof fabrics)[number];
}

test("learning core: stochastic rounding is the same in every run, on every core and in any order, and the seed's own", () => {
  const drawn = randomLearningNetwork(2, "all", { ...small, weightBits: 8, weightSign: "signed", membraneBits: 16 });
  const { learning } = drawn;
  if (learning === undefined) throw new Error("a network without learning");
  const withSeed = (seed: number): IntegerNetwork => ({
    ...drawn,
    learning: { ...learning, low: -128, high: 127, historyBits: 32, fraction: 8, rounding: "stochastic", seed },
  });
  const cores: readonly CoreOf[] = [
    { lanes: 4, updates: 1, fabric: "ice40up" },
    { lanes: 8, updates: 2, fabric: "ecp5" },
  ];
  const [one, other] = [11, 12].map((seed) => cores.map((core, order) => learnedOn(withSeed(seed), core, order)));
  expect(one?.[0]).toBe(one?.[1]);
  expect(other?.[0]).toBe(other?.[1]);
  expect(one?.[0]).not.toBe(other?.[0]);
});
