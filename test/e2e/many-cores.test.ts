import { describe, expect, it } from "vitest";
import type { SystemOptions } from "../../compile/index.ts";
import { coreDevices, coreTarget, quantise } from "../../compile/index.ts";
import type { Circuit } from "../../examples/circuits/activity.ts";
import * as circuits from "../../examples/circuits/index.ts";
import { chipCounts, coreCounts, recurrentNetwork, runRecurrent, systemName } from "../support/any-cores.ts";
import { runOnCores } from "../support/many-cores-run.ts";
import { Random } from "../support/random.ts";
import { withRandomAdaptation } from "../support/random-adaptation.ts";
import { randomInput } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

/** Delays of several ticks, several populations, hundreds of spikes. */
const seeds = [1, 2];
const named = (all: readonly SystemOptions[]) => all.map((options) => ({ name: systemName(options), options }));

describe("random recurrent networks", () => {
  it("have delays of more than a tick", () => {
    for (const seed of seeds) expect(recurrentNetwork(seed).axons.some(({ delay }) => delay > 1)).toBe(true);
  });

  it.each(named(coreCounts))("on $name: the reference's spikes and membranes in every tick", ({ options }) => {
    for (const seed of seeds) expect(runRecurrent(seed, options, 40).spikes).toBeGreaterThan(100);
  });

  it.each(named(chipCounts))("on $name: the reference's spikes and membranes in every tick", ({ options }) => {
    for (const seed of seeds) expect(runRecurrent(seed, options, 30).spikes).toBeGreaterThan(100);
  });
});

it("thresholds that adapt do so on the cores of their neurons: a tree and a mesh equal the reference", () => {
  for (const [seed, fabric] of [
    [1, "tree"],
    [2, "mesh"],
  ] as const) {
    const random = new Random(seed);
    const network = withRandomAdaptation(random, recurrentNetwork(seed));
    const input = randomInput(random, network, 30);
    const { spikes } = runOnCores(network, roomyTarget(4), { cores: 4, fabric }, { lockstep: input, stream: input });
    expect(spikes).toBeGreaterThan(100);
  }
});

describe("circuits of the literature over four cores", () => {
  const on = (circuit: Circuit, ticks: number, options: SystemOptions): number =>
    runOnCores(quantise(circuit.network), roomyTarget(4), options, {
      lockstep: circuit.input.slice(0, ticks),
      stream: circuit.input.slice(0, ticks),
    }).spikes;

  it.each<{ name: string; circuit: Circuit; ticks: number; spikes: number }>([
    { name: "feed-forward excitation", circuit: circuits.feedForwardExcitation(), ticks: 300, spikes: 100 },
    { name: "feed-forward inhibition", circuit: circuits.feedForwardInhibition(), ticks: 1000, spikes: 500 },
    { name: "feedback inhibition", circuit: circuits.feedbackInhibition(), ticks: 1000, spikes: 500 },
    { name: "lateral inhibition", circuit: circuits.lateralInhibition(), ticks: 300, spikes: 300 },
    { name: "winner-take-all", circuit: circuits.winnerTakeAll(), ticks: 600, spikes: 50 },
    { name: "half-centre oscillator", circuit: circuits.halfCentreOscillator(), ticks: 600, spikes: 100 },
    { name: "ring attractor", circuit: circuits.ringAttractor(), ticks: 400, spikes: 500 },
  ])("$name: the spikes of one core", ({ circuit, ticks, spikes }) => {
    expect(on(circuit, ticks, { cores: 4, fabric: "tree" })).toBeGreaterThan(spikes);
    expect(on(circuit, ticks, { cores: 4, fabric: "mesh" })).toBeGreaterThan(spikes);
  });

  it("balanced reservoir: two columns on each core", () => {
    const { network, input } = circuits.balancedReservoir({ ticks: 40 });
    const target = coreTarget(coreDevices["ecp5-85f"], { weightBits: 2, lanes: 32 });
    const ran = runOnCores(quantise(network), target, { cores: 4 }, { lockstep: input, stream: input.slice(0, 20) });
    expect(ran.spikes).toBeGreaterThan(1000);
  });
});
