import { heldOutImages } from "../../examples/digits/digits.ts";
import { type LayerName, layers } from "../../examples/learning/digits/digits-network.ts";
import { loadLearned } from "../../examples/learning/digits/learned-digits.ts";
import { referenceCounts, score } from "../../examples/learning/digits/naming.ts";
import { quantise } from "../../index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { nodeVersion } from "../kit/versions.ts";

export const stdpDigitsAccuracy: Benchmark = {
  id: "net.stdp-digits-accuracy",
  title: "Accuracy on held-out digits of 400 neurons that learned from spikes alone",
  method:
    "The layers of examples/learning/digits as pair STDP and adapting thresholds have left them, one pass over 10,000 " +
    "unlabelled images on the bit-exact reference model; 4-bit weights. Labels of 5,000 other images then name each " +
    "neuron. The answer is the digit whose neurons fire most on average; silence is wrong. Measured with learning off on the 10,000 " +
    "MNIST images of the `mnist` package, of which none was learned from, named with or looked at before.",
  unit: "of all images",
  target: { goal: "atLeast", value: 0.85 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: (["large", "small"] as const).flatMap((name) =>
    ["network", "meta"].map((kind) => `examples/learning/digits/digits-${layers[name].neurons}.${kind}.json`),
  ),
  versions: nodeVersion,
  async measure({ report }) {
    const large = scored("large");
    report(`${large.right} of ${large.images} images right with 400 neurons`);
    const small = scored("small");
    return { value: large.right / large.images, detail: { large, small } };
  },
};

function scored(name: LayerName) {
  const { answering, meta } = loadLearned(name);
  const { neurons } = layers[name];
  const { imagesLearned, imagesNaming, curve } = meta;
  const found = score(referenceCounts(quantise(answering)), meta.names, heldOutImages());
  return { neurons, imagesLearned, imagesNaming, ...found, curve: curve.map((point) => ({ ...point })) };
}
