import { describe, expect, it } from "vitest";
import { digitTicks, everyChannel } from "../../bench/support/figure-inputs.ts";
import { type FigureBuild, figureNetwork, figureSizes, hiddenShare } from "../../bench/support/figure-networks.ts";
import { figureRun } from "../../bench/support/figure-run.ts";
import { coreDevices, coreTarget, place } from "../../compile/index.ts";
import { leakKinds, parameterNames, spikeResets } from "../../config/index.ts";

const size = figureSizes["196-60-10x4"];
const target = coreTarget(coreDevices.hx8k, size);
const networksOf = (build: FigureBuild) => ({
  digits: figureNetwork(size, build, "digits"),
  everyAxon: figureNetwork(size, build, "everyAxon"),
});

describe.each(["lean", "full", "unmultiplied"] as const)("figure networks: %s", (build) => {
  const { digits, everyAxon } = networksOf(build);
  const input = digitTicks(size, 200);

  it("a tenth of the pixels is active with digits, and about a tenth of the hidden neurons fires", () => {
    const pixels = input.reduce((sum, channels) => sum + channels.length, 0) / (input.length * size.inputs);
    expect(Math.abs(pixels - 0.1)).toBeLessThan(0.002);
    expect(Math.abs(hiddenShare(digits, input) - 0.1)).toBeLessThan(0.02);
  });

  it("all hidden neurons fire in every tick with every channel", () => {
    expect(hiddenShare(everyAxon, everyChannel(size, 20))).toBe(1);
  });

  it("both activities have one shape, with what the build promises", () => {
    const { shape } = place(digits, target);
    expect(place(everyAxon, target).shape).toEqual(shape);
    if (build === "lean") {
      expect([shape.perNeuron, shape.historyWords, shape.biasBits, shape.refractoryBits]).toEqual([[], 0, 0, 0]);
      return;
    }
    // All but thresholds that adapt.
    const parameters = parameterNames.filter((name) => name !== "adaptation");
    const leaks = build === "full" ? leakKinds : ["none", "linear", "shift"];
    expect([shape.perNeuron, shape.leaks, shape.resets]).toEqual([parameters, leaks, spikeResets]);
    expect(shape.historyWords).toBeGreaterThan(0);
  });

  it("the simulated core equals the reference with ticks that overlap, near its bounds", () => {
    // 60 × 196 + 10 × 60 operations in 196 + 60 cycles are 48.3 per cycle.
    expect(figureRun(everyAxon, target, everyChannel(size, 60)).sopPerCycle).toBeGreaterThan(44);
    expect(figureRun(digits, target, input).sopPerCycle).toBeGreaterThan(18);
  });
});
