import { describe, expect, it } from "vitest";
import { encoderBlocks, place, placeEncoder, quantise } from "../../compile/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import { lif, network } from "../../network/index.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const rate = { numerator: 1, shift: 8, phaseMultiplier: 1 };

function placed() {
  const net = network("eyes", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .input("left", 5)
    .input("right", 3)
    .population("cells", { size: 2, neuron: lif({ threshold: 9 }) })
    .project("left", "cells", { weights: Array.from({ length: 5 }, () => [1, 1]) })
    .output("cells")
    .build();
  const integers = quantise(net);
  return { integers, config: place(integers, roomyTarget(4)) };
}

const { integers, config } = placed();
const place1 = (request: Parameters<typeof placeEncoder>[0], net: IntegerNetwork = integers) =>
  placeEncoder(request, net, config);

describe("the encoder of a placed network", () => {
  it("stands for the channels of its input", () => {
    const encoder = place1({ input: "left", rate });
    expect(encoder).toEqual({ channels: 5, firstWord: config.channelWord[0], rate, latency: "leftOut" });
  });

  it("is refused for an input that is not named, or not there: CMP040", () => {
    expect(() => place1({ rate })).toThrow(
      `CMP040 network "eyes": a frame encoder for one of 2 inputs
    name the input that frames are for; there are: "left", "right"`,
    );
    expect(() => place1({ input: "top", rate })).toThrow(
      `CMP040 network "eyes": no input "top"
    name the input that frames are for; there are: "left", "right"`,
    );
  });

  it("is refused for more channels than a frame has: CMP042", () => {
    const wide = { ...integers, inputs: [{ name: "wide", first: 0, size: 70_000 }] };
    expect(() => place1({ rate }, wide)).toThrow(
      `CMP042 input "wide": 70000 channels, and a frame has at most 65534
    cut the input into several`,
    );
  });

  it("is refused without a code, or with one out of range: CMP043, NET050", () => {
    expect(() => place1({ input: "left" })).toThrow(
      `CMP043 network "eyes": a frame encoder without a code
    give it a rate code, a latency code, or both`,
    );
    expect(() => place1({ input: "left", rate: { ...rate, shift: 25 } })).toThrow(
      "NET050 encoder shift: 25, expected an integer in 1..24",
    );
  });

  it.each([
    [1, 1, 1],
    [512, 1, 1],
    [513, 2, 2],
    [784, 2, 2],
    [1024, 2, 2],
    [1025, 4, 2],
  ])("takes block memories for %i values: %i on iCE40, %i on ECP5", (channels, ice40, ecp5) => {
    expect([encoderBlocks(channels, "ice40up"), encoderBlocks(channels, "ecp5")]).toEqual([ice40, ecp5]);
  });
});
