import { fileURLToPath } from "node:url";
import { heldOutImages, trainingImages } from "../../examples/learning/digits/digit-images.ts";
import { type LayerName, layers, learningDigits } from "../../examples/learning/digits/digits-network.ts";
import { loadLearned } from "../../examples/learning/digits/learned-digits.ts";
import { answer } from "../../examples/learning/digits/naming.ts";
import type { Network } from "../../index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { DigitsOnCore } from "../support/learning-digits.ts";

/** Images that each layer learns on its core, from random weights on: the small one all that it has learned in its file. */
const learnedImages = { large: 1000, small: 10_000 } as const;
/** Held-out images that each core answers with what the whole training has learned. */
const answered = 100;
const compareEvery = 250;

export const stdpDigitsOnCore: Benchmark = {
  id: "net.stdp-digits-on-core",
  title: "Digits that a simulated core learns from, bit for bit as the reference does",
  method:
    "The layers of examples/learning/digits, from random weights on: 400 neurons on a core of an ECP5-85F (8 lanes), 100 " +
    "neurons on one of an UP5K (16 lanes), in the embedded engine. Each image is 48 ticks behind a state reset. Every spike " +
    "is compared with the reference's; all weights and thresholds are read back and compared every 250 images, and where the " +
    "whole training was done with the layer's file. One difference ends the run without a figure. Then the same cores' " +
    "answering networks name held-out images with the weights of the whole training. The value is that of the large layer.",
  unit: "images",
  target: { goal: "atLeast", value: learnedImages.large },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: (["large", "small"] as const).flatMap((name) =>
    ["network", "meta"].map((kind) => `examples/learning/digits/digits-${layers[name].neurons}.${kind}.json`),
  ),
  versions: nodeVersion,
  async measure({ report }) {
    // The quick one first, should anything differ.
    const small = layerOnCore("small", report);
    const large = layerOnCore("large", report);
    return { value: large.images, detail: { large, small } };
  },
};

function layerOnCore(name: LayerName, report: (message: string) => void) {
  const started = performance.now();
  const folder = fileURLToPath(new URL("../../../shared/data/mnist", import.meta.url));
  const { answering, learned, meta } = loadLearned(name);
  const images = trainingImages(folder).slice(0, learnedImages[name]);
  let compared = 0;
  const { cycles, spikes } = withCore(name, learningDigits(layers[name]), (core) => {
    for (const [index, { pixels }] of images.entries()) {
      core.show(pixels);
      if ((index + 1) % compareEvery !== 0) continue;
      compared += core.compareLearned();
      report(`${name}: ${index + 1} images, ${core.spikes} spikes, ${core.cycles} cycles`);
    }
    if (images.length === meta.imagesLearned) core.compareWith(learned);
    return { cycles: core.cycles, spikes: core.spikes };
  });
  const right = withCore(name, answering, (core) => {
    const held = heldOutImages().slice(0, answered);
    return held.filter(({ label, pixels }) => answer(core.show(pixels), meta.names) === label).length;
  });
  return {
    neurons: layers[name].neurons,
    images: images.length,
    spikesPerImage: significant(spikes / images.length),
    cyclesPerImage: Math.round(cycles / images.length),
    valuesCompared: compared,
    seconds: significant((performance.now() - started) / 1000),
    answered,
    right,
  };
}

function withCore<T>(name: LayerName, network: Network, work: (core: DigitsOnCore) => T): T {
  const core = new DigitsOnCore(name, network);
  try {
    return work(core);
  } finally {
    core.close();
  }
}
