/** Inputs of the core's figures: held-out digits of which a tenth of the pixels is active per tick, or all pixels. */
import { heldOutImages } from "../../examples/digits/digits.ts";
import { type InputTicks, rateEncoder } from "../../index.ts";

/** Share of pixels that are active per tick, over all images. */
const pixelActivity = 0.1;
const ticksPerImage = 20;
const phaseMultiplier = 2654435761;
const shift = 16;

/** Ticks of digits, one image after the other for 20 ticks each; `inputs` 784, or 196 of images at half the resolution. */
export function digitTicks({ inputs }: { readonly inputs: 784 | 196 }, ticks: number): InputTicks {
  const images = heldOutImages()
    .slice(0, Math.ceil(ticks / ticksPerImage))
    .map(({ pixels }) => (inputs === 784 ? pixels : halved(pixels)));
  const levels = images.reduce((sum, pixels) => sum + pixels.reduce((total, level) => total + level, 0), 0);
  const mean = levels / (images.length * inputs);
  const encode = rateEncoder({
    ticks: ticksPerImage,
    numerator: Math.round((pixelActivity * 2 ** shift) / mean),
    shift,
    phaseMultiplier,
  });
  return images.flatMap((pixels) => encode(pixels)).slice(0, ticks);
}

/** Ticks in which every channel is active. */
export function everyChannel({ inputs }: { readonly inputs: number }, ticks: number): InputTicks {
  const all = Array.from({ length: inputs }, (_, channel) => channel);
  return Array.from({ length: ticks }, () => all);
}

const side = 28;

/** Means of 2 × 2 pixels. */
function halved(pixels: Uint8Array): Uint8Array {
  const half = side / 2;
  return Uint8Array.from({ length: half * half }, (_, index) => {
    const corner = 2 * side * Math.floor(index / half) + 2 * (index % half);
    const sum = [0, 1, side, side + 1].reduce((total, offset) => total + (pixels[corner + offset] ?? 0), 0);
    return Math.round(sum / 4);
  });
}
