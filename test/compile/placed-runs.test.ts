import { expect, test } from "vitest";
import { type CoreTarget, place } from "../../compile/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { ConfigInterpreter } from "../support/config-interpreter.ts";
import { Random } from "../support/random.ts";
import { firstCore, randomInput, randomNetwork } from "../support/random-network.ts";

const target = (lanes: number): CoreTarget => ({
  name: "roomy",
  lanes,
  blockDepth: 2,
  limits: {
    weightMemory: { blocks: 2 ** 10, wordsPerBlock: 2 ** 16, bitsPerWord: 16 },
    groups: 2 ** 10,
    listEntries: 2 ** 12,
    regions: 64,
    segments: 2 ** 12,
    membraneBits: 16,
  },
});

test("a placed network, run from its configuration alone, equals the reference on 100 random networks", () => {
  let compared = 0;
  for (let seed = 2000; seed < 2100; seed++) {
    const random = new Random(seed);
    const net = randomNetwork(seed, { ...firstCore, maxPopulations: 4 });
    const config = place(net, target(random.pick([1, 2, 4, 8, 16])));
    const [model, placed] = [new Reference(net), new ConfigInterpreter(config)];
    const reports = (neuron: number): boolean =>
      net.populations.some(
        ({ name, first, size }) => net.outputs.includes(name) && neuron >= first && neuron < first + size,
      );
    for (const [tick, channels] of randomInput(random, net, 30).entries()) {
      const spikes = model.tick(channels).spikes.filter(reports);
      const reported = placed.tick(channels.map((channel) => config.channelWord[channel] ?? Number.NaN));
      const membranes = [...config.slotOfNeuron].map((slot) => placed.membranes[slot]);
      const where = `seed ${seed}, tick ${tick}`;
      expect(
        reported.map((slot) => config.slots[slot]?.neuron),
        where,
      ).toEqual(spikes);
      expect(membranes, where).toEqual([...model.v]);
      compared += spikes.length;
    }
  }
  expect(compared).toBeGreaterThan(1000);
});
