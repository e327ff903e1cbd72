import { describe, expect, it } from "vitest";
import { type Activity, mean, simulate } from "../../examples/circuits/activity.ts";
import {
  balancedReservoir,
  bump,
  bursts,
  contrast,
  cues,
  currents,
  decisions,
  edgeRates,
  fanIns,
  feedbackInhibition,
  feedForwardExcitation,
  feedForwardInhibition,
  halfCentreOscillator,
  irregularity,
  lateralInhibition,
  rateCurve,
  reservoirRate,
  rhythm,
  ringAttractor,
  ringDistance,
  signalToNoiseGains,
  slope,
  sweep,
  synchrony,
  winnerTakeAll,
} from "../../examples/circuits/index.ts";

const seeds = [1, 2, 3];

describe("feed-forward excitation", () => {
  it.each(seeds)("the signal-to-noise ratio grows with the square root of the sources (seed %i)", (seed) => {
    const circuit = feedForwardExcitation({ seed });
    const gains = signalToNoiseGains(simulate(circuit), circuit.input);
    for (const [cell, fanIn] of fanIns.entries()) {
      expect((gains[cell] ?? 0) / Math.sqrt(fanIn)).toBeGreaterThan(0.82);
      expect((gains[cell] ?? 0) / Math.sqrt(fanIn)).toBeLessThan(1.1);
    }
  });
});

describe.each([
  // Output spikes per input spike beyond the knee, as a part of what they are without inhibition.
  { name: "feed-forward inhibition", build: feedForwardInhibition, knee: 0.2, remains: 0.05 },
  { name: "feedback inhibition", build: feedbackInhibition, knee: 0.2, remains: 0.15 },
])("$name", ({ build, knee, remains }) => {
  it.each(seeds)("the rate reaches a plateau, without inhibition it goes on rising (seed %i)", (seed) => {
    const free = rateCurve(simulate(build({ inhibition: "absent", seed })), sweep);
    const inhibited = rateCurve(simulate(build({ seed })), sweep);
    const freeSlope = slope(sweep, free, knee, 0.4);
    expect(freeSlope).toBeGreaterThan(1.2);
    expect(Math.abs(slope(sweep, inhibited, knee, 0.4))).toBeLessThan(remains * freeSlope);
    // Below the knee the inhibitors are silent: both curves rise alike.
    expect(Math.abs((inhibited[1] ?? 0) - (free[1] ?? 0))).toBeLessThan(0.01);
    expect(inhibited.at(-1)).toBeLessThan(0.4 * (free.at(-1) ?? 0));
  });
});

describe("lateral inhibition", () => {
  it.each(seeds)("an edge in the input is sharpened on both sides (seed %i)", (seed) => {
    const free = edgeRates(simulate(lateralInhibition({ inhibition: "absent", seed })));
    const inhibited = edgeRates(simulate(lateralInhibition({ seed })));
    expect(inhibited.lightSideOfEdge).toBeGreaterThan(1.15 * inhibited.light);
    expect(inhibited.darkSideOfEdge).toBeLessThan(0.75 * inhibited.dark);
    const before = contrast(free.lightSideOfEdge, free.darkSideOfEdge);
    expect(contrast(inhibited.lightSideOfEdge, inhibited.darkSideOfEdge)).toBeGreaterThan(1.5 * before);
  });
});

describe("winner-take-all", () => {
  it.each(seeds)("the strongest of nearly equal inputs wins, alone (seed %i)", (seed) => {
    const circuit = winnerTakeAll({ seed });
    const all = decisions(simulate(circuit), circuit.input);
    expect(all.map(({ winner }) => winner)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(mean(all.map(({ inputMargin }) => inputMargin))).toBeLessThan(0.1);
    expect(Math.min(...all.map(({ margin }) => margin))).toBeGreaterThan(0.9);
    const free = decisions(simulate(winnerTakeAll({ inhibition: "absent", seed })), circuit.input);
    expect(mean(free.map(({ margin }) => margin))).toBeLessThan(0.15);
  });
});

describe("half-centre oscillator", () => {
  it("two cells take turns for ever, half a period apart, after one kick", () => {
    const all = bursts(simulate(halfCentreOscillator()));
    expect(all.length).toBeGreaterThan(35);
    for (const [index, { cell }] of all.entries()) expect(cell).toBe(index % 2);
    const settled = all.slice(4);
    expect(new Set(settled.slice(0, -1).map(({ spikes }) => spikes))).toEqual(new Set([6]));
    const { period, irregularity: spread, phase } = rhythm(settled);
    expect(period).toBe(62);
    expect(spread).toBe(0);
    expect(phase).toBe(0.5);
  });
});

describe("ring attractor", () => {
  it.each(seeds)("the bump goes where the cue is, and stays for 300 ticks without it (seed %i)", (seed) => {
    const activity = simulate(ringAttractor({ seed }));
    for (const { position, to } of cues) {
      for (const from of [to, to + 100, to + 200]) {
        const found = bump(activity, { from, to: from + 100 });
        expect(ringDistance(found.position, position)).toBeLessThan(3);
        expect(found.focus).toBeGreaterThan(0.85);
      }
    }
    // Before the first cue nothing is remembered.
    expect(activity.rate("ring", { from: 0, to: 20 })).toBeLessThan(0.002);
  });
});

describe("balanced reservoir", () => {
  const span = { from: 200, to: 1000 };
  const activities: Activity[] = seeds.map((seed) => simulate(balancedReservoir({ seed })));

  it.each(activities)("1,000 cells fire irregularly and asynchronously for as long as they are driven", (activity) => {
    expect(activity.network.neurons.count).toBe(1000);
    for (const from of [200, 600, 900]) {
      const rate = reservoirRate(activity, { from, to: from + 100 });
      expect(rate).toBeGreaterThan(0.06);
      expect(rate).toBeLessThan(0.12);
    }
    expect(irregularity(activity, span)).toBeGreaterThan(0.85);
    expect(irregularity(activity, span)).toBeLessThan(1.2);
    expect(synchrony(activity, span)).toBeLessThan(0.02);
  });

  it.each(activities)("excitation and inhibition cancel", (activity) => {
    const { excitation, inhibition } = currents(activity, span);
    // Each brings a cell from rest to its threshold of 7 in less than two ticks.
    expect(excitation).toBeGreaterThan(4);
    expect(Math.abs(excitation + inhibition) / excitation).toBeLessThan(0.2);
  });
});
