import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { imageAt, parseIdxImages, parseIdxLabels, readIdxImages, readIdxLabels } from "../../network/index.ts";

/** Two images of 2 × 3 pixels. */
const images = Uint8Array.of(
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  3,
  1,
  2,
  3,
  4,
  5,
  6,
  250,
  251,
  252,
  253,
  254,
  255,
);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3);

describe("idx", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "idx-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("images and labels are read, gzipped or not", () => {
    for (const [name, pack] of [
      ["plain", (bytes: Uint8Array) => bytes],
      ["packed.gz", gzipSync],
    ] as const) {
      const file = join(folder, name);
      writeFileSync(file, pack(images));
      const read = readIdxImages(file);
      expect([read.count, read.rows, read.columns]).toEqual([2, 2, 3]);
      expect([...imageAt(read, 1)]).toEqual([250, 251, 252, 253, 254, 255]);
      writeFileSync(file, pack(labels));
      expect([...readIdxLabels(file)]).toEqual([7, 3]);
    }
  });

  test("an image that is not there is an error", () => {
    expect(() => imageAt(parseIdxImages(images, "images"), 2)).toThrow("image 2 of 2");
  });

  test("NET040: another kind of file", () => {
    const mend = "give an IDX file of images: MNIST calls it …-images-idx3-ubyte";
    expect(() => parseIdxImages(labels, "t10k")).toThrow(
      `NET040 t10k: magic number 0x00000801, expected 0x00000803\n    ${mend}`,
    );
    expect(() => parseIdxImages(Uint8Array.of(0, 0), "t10k")).toThrow(
      `NET040 t10k: 2 bytes, expected 0x00000803\n    ${mend}`,
    );
    expect(() => parseIdxLabels(images, "t10k")).toThrow("…-labels-idx1-ubyte");
  });

  test("NET041: truncated files and files that are too long", () => {
    const mend = "the file is truncated or not what its header says: get it again";
    expect(() => parseIdxImages(images.subarray(0, 27), "cut")).toThrow(
      `NET041 cut: 27 bytes, expected 28 (16 and 2 × 2 × 3)\n    ${mend}`,
    );
    expect(() => parseIdxImages(images.subarray(0, 10), "cut")).toThrow(
      `NET041 cut: 10 bytes, expected a header of 16\n    ${mend}`,
    );
    expect(() => parseIdxLabels(Uint8Array.of(...labels, 1), "long")).toThrow(
      "NET041 long: 11 bytes, expected 10 (8 and 2)",
    );
  });

  test("NET042: broken gzip data", () => {
    const packed = gzipSync(images);
    expect(() => parseIdxImages(packed.subarray(0, 20), "cut.gz")).toThrow(
      "NET042 cut.gz: 20 bytes of broken gzip data: unexpected end of file\n    get the file again",
    );
  });

  test("NET043: no such file", () => {
    expect(() => readIdxImages("nowhere/images")).toThrow(
      "NET043 nowhere/images: cannot be read: ENOENT: no such file or directory, open 'nowhere/images'\n" +
        "    give the path of an IDX file",
    );
  });
});
