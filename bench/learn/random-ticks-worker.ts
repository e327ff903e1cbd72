/** Part of `learn.random-ticks`: seeds from, to. Prints what was compared, or fails at the first difference. */
import { fabrics } from "../../config/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { drawLearningCore, runLearning } from "../../test/support/learning-run.ts";
import { learningKinds } from "../../test/support/random-learning-network.ts";
import { longRunTicks, type RandomTicksPart, ticksEach } from "./random-ticks.ts";

/** What is pending is applied then: now and then after every tick, and now and then seldom. */
const comparisons = [16, 5, 40, 1, 16, 23, 100] as const;
const small = { maxNeurons: 12, maxChannels: 8 };

const [from = 0, to = 0] = process.argv.slice(2).map(Number);

const parts: RandomTicksPart[] = [];
for (let seed = from; seed < to; seed++) {
  const kind = learningKinds[seed % learningKinds.length] ?? "presynaptic";
  const fabric = fabrics[seed % fabrics.length] ?? "ice40up";
  const isLong = seed <= learningKinds.length;
  const core = drawLearningCore(seed, kind, fabric, isLong ? { maxNeurons: 4, maxChannels: 3 } : small);
  const ticks = isLong ? longRunTicks : ticksEach.lockstep;
  const length = {
    ticks,
    compareEvery: isLong ? 128 : (comparisons[seed % comparisons.length] ?? 16),
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
