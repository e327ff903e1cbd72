import { expect, it } from "vitest";
import { coreDevices, coreTarget } from "../../compile/index.ts";
import type { Circuit } from "../../examples/circuits/activity.ts";
import * as circuits from "../../examples/circuits/index.ts";
import { runOnCore } from "../support/circuit-run.ts";
import { roomyTarget } from "../support/roomy-target.ts";

it.each<{ name: string; circuit: Circuit; ticks: number }>([
  { name: "feed-forward excitation", circuit: circuits.feedForwardExcitation(), ticks: 1000 },
  { name: "feed-forward inhibition", circuit: circuits.feedForwardInhibition(), ticks: 3200 },
  { name: "feedback inhibition", circuit: circuits.feedbackInhibition(), ticks: 3200 },
  { name: "lateral inhibition", circuit: circuits.lateralInhibition(), ticks: 1000 },
  { name: "winner-take-all", circuit: circuits.winnerTakeAll(), ticks: 1200 },
  { name: "half-centre oscillator", circuit: circuits.halfCentreOscillator(), ticks: 1200 },
  { name: "ring attractor", circuit: circuits.ringAttractor(), ticks: 1040 },
])("$name: the core fires the reference's spikes for $ticks ticks", ({ circuit, ticks }) => {
  expect(runOnCore(circuit, roomyTarget(8), ticks)).toBeGreaterThan(150);
});

it("balanced reservoir: a core with the memories of an ECP5-85F fires the reference's spikes, chaos included", () => {
  const target = coreTarget(coreDevices["ecp5-85f"], { weightBits: 2, lanes: 32 });
  expect(runOnCore(circuits.balancedReservoir(), target, 60)).toBeGreaterThan(2000);
});
