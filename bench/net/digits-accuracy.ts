import { quantise } from "../../compile/index.ts";
import { DigitCounter, heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";

export const digitsAccuracy: Benchmark = {
  id: "net.digits-accuracy",
  title: "Accuracy of the digits network on all held-out images",
  method:
    "The 784-H-10 network of examples/digits with 4-bit weights, run by the bit-exact reference model on the 10,000 " +
    "MNIST images of the `mnist` package, none of which took part in training.",
  unit: "of all images",
  target: { goal: "atLeast", value: 0.96 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
  versions: nodeVersion,
  async measure({ report }) {
    const example = loadDigits();
    const network = quantise(example.network);
    const output = network.populations.find(({ name }) => network.outputs.includes(name));
    if (output === undefined) throw new Error("the digits network has no output");
    const reference = new Reference(network);
    const images = heldOutImages();
    const right = new Array<number>(10).fill(0);
    const shown = new Array<number>(10).fill(0);
    for (const [i, { label, pixels }] of images.entries()) {
      const counter = new DigitCounter(output.first);
      reference.reset();
      for (const channels of example.encode(pixels)) {
        const { spikes } = reference.tick(channels);
        counter.observe({ spikes, membranes: reference.v });
      }
      shown[label] = (shown[label] ?? 0) + 1;
      if (counter.answer() === label) right[label] = (right[label] ?? 0) + 1;
      if (i % 2500 === 2499) report(`${i + 1} of ${images.length} images`);
    }
    const correct = right.reduce((sum, count) => sum + count, 0);
    return {
      value: correct / images.length,
      detail: {
        images: images.length,
        correct,
        correctByDigit: right,
        imagesByDigit: shown,
        accuracyByTrainingScript: example.trainedAccuracy,
        sizes: [...network.inputs, ...network.populations].map(({ size }) => size),
        weightBits: network.weightBits,
        ticks: example.runTicks,
      },
    };
  },
};
