/** Files of images whose pixels are the values of frames. */
import { type Diagnostic, type IdxImages, type IntegerNetwork, readIdxImages } from "../index.ts";

export interface FrameImages {
  readonly images: IdxImages;
  /** CLI064, each: what keeps these images from being frames of the input. */
  readonly problems: readonly Diagnostic[];
}

/** Reads images (IDX) for the input of that name; without one for the network's first. Throws NET040 to NET043. */
export function frameImages(file: string, { inputs }: IntegerNetwork, name: string | undefined): FrameImages {
  const images = readIdxImages(file);
  const input = inputs.find((each) => each.name === name) ?? inputs[0];
  const { rows, columns } = images;
  const problems = [
    ...(images.count === 0 ? [imagesProblem(file, "no image in it", "name a file with images")] : []),
    ...(rows * columns === input?.size
      ? []
      : [
          imagesProblem(
            file,
            `images of ${rows} × ${columns}, but input "${input?.name ?? ""}" has ${input?.size ?? 0} channels`,
            "a frame has one value for each channel",
          ),
        ]),
  ];
  return { images, problems };
}

export const imagesProblem = (place: string, found: string, mend: string): Diagnostic => ({
  code: "CLI064",
  place,
  found,
  mend,
});
