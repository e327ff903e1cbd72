import { describe, expect, it } from "vitest";
import {
  compileNetwork,
  connectSimulatedBoard,
  coreImage,
  findBoard,
  pairStdp,
  quantise,
  randomEvents,
  rewardStdp,
} from "../../index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { learnerChannels, smallLearner } from "../support/small-learner.ts";

const stdp = { aPlus: 0.1, aMinus: 0.06, tauPlusMs: 4, tauMinusMs: 4, window: 12, bounds: { low: 0, high: 1 } };

describe("a network that learns, on a simulated board behind the host link", () => {
  it("learns what the reference learns, in runs, with level and switching, and reads it back", async () => {
    for (const rule of [pairStdp(stdp), rewardStdp({ ...stdp, tauEligibilityMs: 60, level: 64 })]) {
      const compiled = compileNetwork(smallLearner(rule, 9), await findBoard("icebreaker"));
      const { network, config } = compiled;
      const reference = new Reference(network);
      const session = await connectSimulatedBoard(compiled);
      await session.load(coreImage(config));
      const compare = async (): Promise<void> => {
        for (const block of [0, 1]) {
          expect(await session.readWeights(config, block)).toEqual(reference.weights(block));
          expect(await session.readSecond(config, block)).toEqual(reference.second(block) ?? new Int32Array());
        }
        expect(await session.readAdaptation(config)).toEqual(reference.adaptation);
      };
      const run = async (seed: number): Promise<void> => {
        const ticks = randomEvents({ ticks: 12, rate: 0.3, seed }, learnerChannels);
        const found = await session.run(
          ticks.map((channels) => channels.map((channel) => config.channelWord[channel] ?? 0)),
        );
        for (const [tick, channels] of ticks.entries()) {
          const spikes = reference.tick(channels).spikes.map((neuron) => config.slotOfNeuron[neuron] ?? -1);
          expect(
            [...(found[tick] ?? [])].sort((a, b) => a - b),
            `tick ${tick}`,
          ).toEqual(spikes);
        }
      };
      await run(1);
      await compare();
      await session.setLearning(config, 1, true);
      reference.setLearning(1, true);
      await session.setLevel(-30);
      reference.setLevel(-30);
      await run(2);
      await session.setLearning(config, 0, false);
      reference.setLearning(0, false);
      await run(3);
      await compare();
      // What arrived before it was switched off must not pair with spikes of now.
      await session.setLearning(config, 0, true);
      reference.setLearning(0, true);
      await run(5);
      await compare();
      await session.clear();
      reference.reset();
      await run(4);
      await compare();
      expect(reference.weights(1)).not.toEqual(quantise(smallLearner(rule, 9)).synapses[1]?.weights);
      await session.close();
    }
  });

  it("LINK013: a level that is none", async () => {
    const compiled = compileNetwork(smallLearner(pairStdp(stdp)), await findBoard("icebreaker"));
    const session = await connectSimulatedBoard(compiled);
    await expect(session.setLevel(200)).rejects.toThrow(
      "LINK013 modulation level: 200, expected a whole number in -128…127",
    );
    await session.close();
  });
});
