import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DigitsOnCore } from "../../bench/support/learning-digits.ts";
import { heldOutImages } from "../../examples/digits/digits.ts";
import {
  answeringDigits,
  blankLayer,
  type LearnedLayer,
  layers,
  learningDigits,
  pixels,
} from "../../examples/learning/digits/digits-network.ts";
import { fieldsPng } from "../../examples/learning/digits/fields-png.ts";
import { learnDigits } from "../../examples/learning/digits/learn-digits.ts";
import { loadLearned } from "../../examples/learning/digits/learned-digits.ts";
import { answer, nameNeurons, referenceCounts, score } from "../../examples/learning/digits/naming.ts";
import { compileNetwork, findBoard, quantise } from "../../index.ts";

const tiny = { neurons: 30, increment: 8, gain: 3 / 16, loss: 7 / 128, seed: 1 };
const images = heldOutImages();

describe("digits without labels", () => {
  it("names a neuron after the digit that it fires most for, per image of it", () => {
    const image = (label: number, level: number) => ({ label, pixels: Uint8Array.of(level) });
    const counts = (shown: Uint8Array) => Uint16Array.of(shown[0] ?? 0, 0, 3);
    const names = nameNeurons(counts, [image(4, 2), image(4, 2), image(4, 2), image(7, 5), image(4, 0)]);
    expect(names).toEqual([7, -1, 4]);
  });

  it("answers the digit whose neurons fire most on average, the smaller of equals, none for silence", () => {
    const names = [3, 3, 8, -1, 1];
    expect(answer(Uint16Array.of(2, 2, 3, 9, 0), names)).toBe(8);
    expect(answer(Uint16Array.of(2, 2, 2, 9, 0), names)).toBe(3);
    expect(answer(Uint16Array.of(0, 0, 0, 9, 0), names)).toBe(-1);
  });

  it("learns from images without labels: 30 neurons know most of 200 other digits after 400", {
    timeout: 60_000,
  }, () => {
    const accuracyOf = (learned: LearnedLayer): number => {
      const counts = referenceCounts(quantise(answeringDigits(tiny, learned)));
      return score(counts, nameNeurons(counts, images.slice(600, 900)), images.slice(400, 600)).right / 200;
    };
    const shown = images.slice(0, 400).map((image) => image.pixels);
    const [progress] = learnDigits(tiny, shown, [shown.length]);
    const { spikes, learned } = progress ?? expect.unreachable();
    expect(spikes).toBeGreaterThan(shown.length / 2);
    expect(accuracyOf(learned)).toBeGreaterThan(0.5);
    expect(accuracyOf(blankLayer(tiny))).toBeLessThan(0.4);
  });

  it("learns on a core of the UP5K as on the reference, spike for spike and weight for weight", {
    timeout: 60_000,
  }, () => {
    const core = new DigitsOnCore("small", learningDigits(layers.small));
    try {
      for (const { pixels: image } of images.slice(0, 3)) core.show(image);
      expect(core.spikes).toBeGreaterThan(3);
      expect(core.compareLearned()).toBe(pixels * 100 + 132);
    } finally {
      core.close();
    }
  });

  it.each(["large", "small"] as const)(
    "%s: what is kept is of the layer that the code describes, and answers",
    (name) => {
      const { learning, learned, answering, meta } = loadLearned(name);
      expect(quantise(learning)).toEqual(quantise(learningDigits(layers[name], learned)));
      expect(meta.names).toHaveLength(layers[name].neurons);
      const { right } = score(referenceCounts(quantise(answering)), meta.names, images.slice(0, 100));
      expect(right).toBeGreaterThan(name === "large" ? 78 : 72);
    },
  );

  it.each(["large", "small"] as const)("%s: its core is one for an UP5K", async (name) => {
    const { config } = compileNetwork(loadLearned(name).learning, await findBoard("icebreaker"));
    expect(config.shape.learning?.historyBits).toBe(32);
    expect([config.shape.lanes, config.weightWordsUsed]).toEqual([16, name === "large" ? 14_184 : 4296]);
  });

  it("fields are a PNG with a field per neuron, white to black", () => {
    const weights = Int8Array.from({ length: pixels * 3 }, (_, i) => (i % 3 === 0 ? -7 : 7));
    const png = fieldsPng({ weights, raised: [0, 0, 0] }, [5, 2, 2], 2);
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([94, 94]);
    const data = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
    const level = (x: number, y: number): number | undefined => data[y * 95 + 1 + x];
    expect([level(2, 2), level(48, 2), level(2, 48), level(48, 48), level(0, 0)]).toEqual([0, 0, 255, 150, 150]);
    expect(png.subarray(-12)).toEqual(Buffer.from("0000000049454e44ae426082", "hex"));
  });
});
