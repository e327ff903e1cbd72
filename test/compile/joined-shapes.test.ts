import { expect, test } from "vitest";
import { arrange, encode } from "../../compile/place.ts";
import { joinShapes } from "../../compile/shape.ts";
import { Reference } from "../../sim/reference/index.ts";
import { ConfigInterpreter } from "../support/config-interpreter.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

test("networks encoded for the core that holds all of them run as each would alone: 40 triples", () => {
  let compared = 0;
  for (let seed = 7000; seed < 7040; seed++) {
    const random = new Random(seed);
    const weights = { weightBits: random.pick([2, 4, 8] as const), weightSign: "signed", membraneBits: 16 } as const;
    const target = roomyTarget(8, random.pick([1, 2, 4]));
    const nets = [0, 1, 2].map((i) => randomNetwork(3 * seed + i, { ...oneCore, ...weights, maxChannels: 12 }));
    const [first, ...others] = nets.map((net) => arrange(net, target));
    if (first === undefined) throw new Error("three networks");
    const shape = joinShapes(first.shape, ...others.map((other) => other.shape));
    expect(joinShapes(shape, first.shape)).toEqual(shape);
    for (const arrangement of [first, ...others]) {
      const { net } = arrangement;
      const config = encode(arrangement, shape);
      const [model, placed] = [new Reference(net), new ConfigInterpreter(config)];
      for (const [tick, channels] of randomInput(random, net, 20).entries()) {
        compared += model.tick(channels).spikes.length;
        placed.tick(channels.map((channel) => config.channelWord[channel] ?? Number.NaN));
        const membranes = [...config.slotOfNeuron].map((slot) => placed.membranes[slot]);
        expect(membranes, `seed ${seed}, "${net.name}", tick ${tick}`).toEqual([...model.v]);
      }
    }
  }
  expect(compared).toBeGreaterThan(2000);
});

test("cores of different lanes or weights have nothing in common", () => {
  const shapeOf = (lanes: number) => arrange(randomNetwork(1, oneCore), roomyTarget(lanes)).shape;
  expect(() => joinShapes(shapeOf(2), shapeOf(4))).toThrow("cores of 2 and 4 lanes cannot be one");
});
