import { DigitCounter, type DigitImage, type DigitsExample } from "../../examples/digits/digits.ts";
import { type CompiledNetwork, openRunner } from "../../index.ts";
import { progressBar } from "../progress.ts";
import { breathe } from "./breathe.ts";
import { outputOf } from "./output-population.ts";
import { RasterOfDigits } from "./raster-of-digits.ts";

export interface Answer {
  readonly label: number;
  readonly answer: number;
  readonly counts: readonly number[];
}

export interface HardwareRun {
  readonly images: number;
  readonly bitExactImages: number;
  readonly cycles: number;
  readonly synapticOperations: number;
  /** Of the first few images. */
  readonly answers: readonly Answer[];
  readonly raster: string;
  /** The output neurons' part of it in characters. */
  readonly rasterText: readonly string[];
}

export const shownImages = 5;

export async function runOnHardware(
  compiled: CompiledNetwork,
  digits: DigitsExample,
  images: readonly DigitImage[],
): Promise<HardwareRun> {
  const bar = progressBar("simulating the hardware");
  const runner = await openRunner("embedded", compiled);
  const totals = { bitExactImages: 0, cycles: 0, synapticOperations: 0 };
  const answers: Answer[] = [];
  const raster = new RasterOfDigits(compiled, digits.runTicks);
  for (const [i, image] of images.entries()) {
    const counter = new DigitCounter(outputOf(compiled).first);
    const input = digits.encode(image.pixels);
    const outcome = runner.run(input, (state) => {
      counter.observe(state);
      if (i < shownImages) raster.add(i, state.tick, input[state.tick] ?? [], state.spikes);
    });
    totals.cycles += outcome.cycles;
    totals.synapticOperations += outcome.synapticOperations;
    if (outcome.mismatch === undefined) totals.bitExactImages += 1;
    if (i < shownImages) answers.push({ label: image.label, answer: counter.answer(), counts: counter.counts });
    if (i % 5 === 4) await breathe(() => bar.update((i + 1) / images.length, `${i + 1} images`));
  }
  runner.close();
  bar.done(`${totals.bitExactImages} of ${images.length} images bit-exact`);
  return {
    images: images.length,
    ...totals,
    answers,
    raster: await raster.svg(answers),
    rasterText: raster.text(answers.length),
  };
}
