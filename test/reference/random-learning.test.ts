import { expect, test } from "vitest";
import type { IntegerNetwork } from "../../config/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { NaiveNetwork } from "../support/naive-network.ts";
import { Random } from "../support/random.ts";
import {
  type LearningAction,
  learningKinds,
  randomActions,
  randomLearningNetwork,
} from "../support/random-learning-network.ts";
import { randomInput } from "../support/random-network.ts";

const ticks = 100;
const networksEach = 8;

function act(action: LearningAction, model: Reference, naive: NaiveNetwork): void {
  if (action.kind === "reset") {
    model.reset();
    naive.reset();
  } else if (action.kind === "level") {
    model.setLevel(action.level);
    if (naive.learning !== undefined) naive.learning.level = action.level;
  } else {
    model.setLearning(action.block, action.learns);
    naive.learning?.switch(action.block, action.learns);
  }
}

function learned(model: Reference) {
  const blocks = model.network.synapses.map((_, block) => block);
  return {
    weights: blocks.map((block) => [...model.weights(block)]),
    second: blocks.map((block) => (model.second(block) === undefined ? undefined : [...(model.second(block) ?? [])])),
    adaptation: [...model.adaptation],
  };
}

function learnedNaively(naive: NaiveNetwork, net: IntegerNetwork) {
  return {
    weights: net.synapses.map((block, index) => naive.learning?.weights(index) ?? [...block.weights]),
    second: net.synapses.map((_, index) => naive.learning?.second(index)),
    adaptation: naive.adaptation.map(Number),
  };
}

test.each(learningKinds)("reference: %s equals its naive definition, random networks", (kind) => {
  for (let seed = 1; seed <= networksEach; seed++) {
    const net = randomLearningNetwork(seed, kind, { maxNeurons: 8, maxChannels: 6 });
    const random = new Random(seed);
    const [model, naive] = [new Reference(net), new NaiveNetwork(net)];
    const actions = randomActions(random, net, ticks);
    for (const [tick, channels] of randomInput(random, net, ticks).entries()) {
      for (const action of actions[tick] ?? []) act(action, model, naive);
      const place = `${kind}, seed ${seed}, age ${tick}`;
      expect(model.tick(channels).spikes, place).toEqual(naive.tick(channels));
      expect([...model.v], place).toEqual(naive.v.map(Number));
      expect(learned(model), place).toEqual(learnedNaively(naive, net));
    }
  }
});
