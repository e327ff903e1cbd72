import { heldOutImages, mnistFolder, trainingImages } from "../../examples/learning/digits/digit-images.ts";
import {
  codeTicks,
  type LayerName,
  layers,
  learningDigits,
  pauseTicks,
} from "../../examples/learning/digits/digits-network.ts";
import { loadLearned } from "../../examples/learning/digits/learned-digits.ts";
import { answer } from "../../examples/learning/digits/naming.ts";
import type { Network } from "../../index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { DigitsOnCore } from "../support/learning-digits.ts";

/** Held-out images that each core answers with what the whole training has learned. */
const answered = 100;
const compareEvery = 250;

export const stdpDigitsOnCore: Benchmark = {
  id: "net.stdp-digits-on-core",
  title: "Digits that a simulated core learns from, bit for bit as the reference does",
  method:
    "The layers of examples/learning/digits, 400 and 100 neurons, learn on cores of an UP5K (16 lanes) in the embedded " +
    "engine what their files hold, from random weights on. Each image is 48 ticks behind a state reset. Every spike, membrane " +
    "and refractory counter of every tick is compared with the reference's; all weights and thresholds are read back and " +
    "compared every 250 images, at the end also with the layer's file. One difference ends the run without a figure. Then the " +
    "same cores' answering networks name held-out images with what was learned. The value is that of the large layer.",
  unit: "images",
  target: { goal: "atLeast", value: 10_000 },
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
  const { answering, learned, meta } = loadLearned(name);
  const images = trainingImages(mnistFolder()).slice(0, meta.imagesLearned);
  let compared = 0;
  const { cycles, spikes } = withCore(name, learningDigits(layers[name]), (core) => {
    for (const [index, { pixels }] of images.entries()) {
      core.show(pixels);
      if ((index + 1) % compareEvery !== 0) continue;
      compared += core.compareLearned();
      report(`${name}: ${index + 1} images, ${core.spikes} spikes, ${core.cycles} cycles`);
    }
    core.compareWith(learned);
    return { cycles: core.cycles, spikes: core.spikes };
  });
  const right = withCore(name, answering, (core) => {
    const held = heldOutImages().slice(0, answered);
    return held.filter(({ label, pixels }) => answer(core.show(pixels), meta.names) === label).length;
  });
  return {
    neurons: layers[name].neurons,
    images: images.length,
    ticks: images.length * (codeTicks + pauseTicks),
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
