/** MNIST for a network that learns without labels: all images of the IDX files but those that the digits example holds out. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { imageAt, readIdxImages, readIdxLabels } from "../../../network/idx.ts";
import { cacheDirectory } from "../../../tools/index.ts";
import { seeded } from "../../circuits/random.ts";
import { type DigitImage, heldOutImages } from "../../digits/digits.ts";

export { type DigitImage, heldOutImages };

const orderSeed = 1;

/** The folder that `SPIKEFORGE_MNIST` names, otherwise `mnist` in the cache folder. */
export function mnistFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.SPIKEFORGE_MNIST || join(cacheDirectory(environment), "mnist");
}

/**
 * The 50,000 images to learn from, in random order, always the same one.
 *
 * @param folder with MNIST's `train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte.gz`
 */
export function trainingImages(folder: string): DigitImage[] {
  const images = readIdxImages(join(folder, "train-images-idx3-ubyte.gz"));
  const labels = readIdxLabels(join(folder, "train-labels-idx1-ubyte.gz"));
  const heldOut = new Set(heldOutImages().map(({ pixels }) => digest(pixels)));
  const found: DigitImage[] = [];
  for (const [index, label] of labels.entries()) {
    const pixels = imageAt(images, index);
    if (!heldOut.has(digest(pixels))) found.push({ label, pixels });
  }
  return shuffled(found);
}

function shuffled<T>(values: readonly T[]): T[] {
  const draw = seeded(orderSeed);
  return values
    .map((value) => ({ value, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

function digest(pixels: Uint8Array): string {
  return createHash("sha256").update(pixels).digest("base64");
}
