import { DigitCounter, type DigitImage, type DigitsExample } from "../../examples/digits/digits.ts";
import { type CompiledNetwork, connectSimulatedBoard, coreImage } from "../../index.ts";
import { progressBar } from "../progress.ts";
import { outputOf } from "./output-population.ts";

export interface LinkRun {
  readonly loadedWords: number;
  readonly comparedWords: number;
  readonly images: number;
  /** Images whose answer over the link was the digit that they show. */
  readonly right: number;
}

/** Boots the complete chip in simulation, loads the network over its UART, reads it back and asks for a few digits. */
export async function runOverLink(
  compiled: CompiledNetwork,
  digits: DigitsExample,
  images: readonly DigitImage[],
): Promise<LinkRun> {
  const bar = progressBar("booting the simulated board");
  const session = await connectSimulatedBoard(compiled);
  const image = coreImage(compiled.config);
  await session.load(image, ({ done, total }) =>
    bar.update((0.45 * done) / total, "loading the weights over the UART"),
  );
  const { comparedWords } = await session.verify(image, ({ done, total }) =>
    bar.update(0.45 + (0.45 * done) / total, "reading the weights back"),
  );
  const { channelWord, slotOfNeuron, slots } = compiled.config;
  const output = outputOf(compiled);
  const neuronOfSlot = new Map([...slotOfNeuron].map((slot, neuron) => [slot, neuron]));
  let right = 0;
  for (const [i, { label, pixels }] of images.entries()) {
    await session.clear();
    const input = digits.encode(pixels).map((channels) => channels.map((channel) => channelWord[channel] ?? -1));
    const ticks = await session.run(input);
    const bySlot = await session.readMembranes(slots.length);
    const membranes = Int32Array.from(slotOfNeuron, (slot) => bySlot[slot] ?? 0);
    const counter = new DigitCounter(output.first);
    for (const fired of ticks)
      counter.observe({ spikes: fired.map((slot) => neuronOfSlot.get(slot) ?? -1), membranes });
    if (counter.answer() === label) right += 1;
    bar.update(0.9 + (0.1 * (i + 1)) / images.length, "classifying over the link");
  }
  await session.close();
  const loadedWords = image.reduce((sum, { words }) => sum + words.length, 0);
  bar.done(`${loadedWords} words loaded, ${comparedWords} read back, ${right} of ${images.length} digits right`);
  return { loadedWords, comparedWords, images: images.length, right };
}
