/** Part of `learn.random-ticks`: cores from, to. Prints what was compared, or fails at the first difference. */
import { fabrics } from "../../config/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { drawLearningCore, runLearning } from "../../test/support/learning-run.ts";
import { Random } from "../../test/support/random.ts";
import { type LearningKind, learningKinds, randomLearningNetwork } from "../../test/support/random-learning-network.ts";
import { randomInput } from "../../test/support/random-network.ts";
import { longRunTicks, type RandomTicksPart, ticksEach } from "./random-ticks.ts";

/** What is pending is applied then: now and then after every tick, and now and then seldom. */
const comparisons = [16, 5, 40, 1, 16, 23, 100] as const;
const small = { maxNeurons: 12, maxChannels: 8 };

const tiny = { maxNeurons: 4, maxChannels: 3 };

/** A seed of the tiny networks in which neurons fire and values change, from this one on. */
function busySeed(first: number, kind: LearningKind): number {
  for (let seed = first; ; seed += learningKinds.length) {
    const model = new Reference(randomLearningNetwork(seed, kind, tiny));
    const { network } = model;
    let spikes = 0;
    const input = randomInput(new Random(seed), network, 300);
    for (const channels of input) spikes += model.tick(channels).spikes.length;
    const changed = network.synapses.some(({ weights }, block) =>
      weights.some((w, i) => w !== model.weights(block)[i]),
    );
    if (spikes > 60 && (changed || network.learning === undefined)) return seed;
  }
}

const [from = 0, to = 0] = process.argv.slice(2).map(Number);

const parts: RandomTicksPart[] = [];
for (let number = from; number < to; number++) {
  const kind = learningKinds[number % learningKinds.length] ?? "presynaptic";
  const fabric = fabrics[number % fabrics.length] ?? "ice40up";
  const isLong = number <= learningKinds.length;
  const options = isLong ? tiny : small;
  const seed = isLong ? busySeed(number, kind) : number;
  const core = drawLearningCore(seed, kind, fabric, options);
  const ticks = isLong ? longRunTicks : ticksEach.lockstep;
  const length = {
    ticks,
    compareEvery: isLong ? 128 : (comparisons[number % comparisons.length] ?? 16),
    streamedTicks: ticksEach.streamed,
  };
  const { spikes, changed, cycles } = await runLearning(seed, core, length, (design) => openEmbedded(design, { seed }));
  const { weightBits, weightSign, synapses, learning } = core.network;
  const values = synapses.reduce((sum, { weights, plastic }) => sum + (plastic === undefined ? 0 : weights.length), 0);
  const times = 1 + Math.floor(ticks / length.compareEvery);
  parts.push({
    kind,
    width: `${weightBits} b ${weightSign}`,
    ...{ ticks: ticks + length.streamedTicks, spikes, changed, cycles },
    compared: times * values * (learning === undefined || learning.second.kind === "none" ? 1 : 2),
  });
}
process.stdout.write(JSON.stringify(parts));
