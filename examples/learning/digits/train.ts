/**
 * Learns the layers from scratch on the reference model and writes what they have learned:
 *
 *     node --import tsx examples/learning/digits/train.ts <folder of MNIST's IDX files> <folder to write to> [large|small]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { quantise } from "../../../index.ts";
import { writeNetwork } from "../../../network/index.ts";
import { heldOutImages, trainingImages } from "./digit-images.ts";
import { answeringDigits, blankLayer, type LayerName, layers, learningDigits } from "./digits-network.ts";
import { learnDigits } from "./learn-digits.ts";
import type { CurvePoint, LearnedMeta } from "./learned-digits.ts";
import { nameNeurons, referenceCounts, score } from "./naming.ts";

const imagesLearned = 10_000;
const curveAt = [100, 250, 500, 1000, 2000, 3000, 4000, 6000, 8000, imagesLearned];
/** Images that name the neurons, from the end of the training images; those before them draw the curve. */
const imagesNaming = 5000;
const imagesOfCurve = { naming: 1500, score: 1000 } as const;

function train(name: LayerName, folder: string, out: string): void {
  const layer = layers[name];
  const images = trainingImages(folder);
  const naming = images.slice(-imagesNaming);
  const forCurve = images.slice(-2 * imagesNaming, -imagesNaming);
  const curve: CurvePoint[] = [];
  let learned = blankLayer(layer);
  const shown = images.slice(0, imagesLearned).map(({ pixels }) => pixels);
  for (const progress of learnDigits(layer, shown, curveAt)) {
    learned = progress.learned;
    const counts = referenceCounts(quantise(answeringDigits(layer, learned)));
    const names = nameNeurons(counts, naming.slice(0, imagesOfCurve.naming));
    const { right } = score(counts, names, forCurve.slice(0, imagesOfCurve.score));
    const spikesPerImage = progress.spikes / (progress.images - (curve.at(-1)?.images ?? 0));
    curve.push({ images: progress.images, accuracy: right / imagesOfCurve.score, spikesPerImage });
    process.stderr.write(`${name}: ${JSON.stringify(curve.at(-1))}\n`);
  }
  const counts = referenceCounts(quantise(answeringDigits(layer, learned)));
  const names = nameNeurons(counts, naming);
  const heldOut = score(counts, names, heldOutImages());
  const meta: LearnedMeta = { imagesLearned, imagesNaming, names, heldOut, curve };
  writeFileSync(join(out, `digits-${layer.neurons}.network.json`), writeNetwork(learningDigits(layer, learned)));
  writeFileSync(join(out, `digits-${layer.neurons}.meta.json`), linePerField(meta));
  process.stderr.write(`${name}: ${heldOut.right} of ${heldOut.images} held-out images right\n`);
}

function linePerField(meta: LearnedMeta): string {
  const lines = Object.entries(meta).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

const [folder, out, ...names] = process.argv.slice(2);
if (folder === undefined || out === undefined) throw new Error("give a folder of IDX files and one to write to");
for (const name of ["large", "small"] as const) {
  if (names.length === 0 || names.includes(name)) train(name, folder, out);
}
