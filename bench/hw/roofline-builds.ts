/** The builds and networks of the roofline plots: what each device's cores can do, and what networks make of it. */

import { planActivity } from "../../api/plan/plan-activity.ts";
import { coreDevices, coreTarget, place, quantise } from "../../compile/index.ts";
import { predictedClock, predictRun } from "../../compile/plan/index.ts";
import type { CoreDeviceName } from "../../compile/target.ts";
import { lif, network, shiftLeak } from "../../network/index.ts";
import { coreTiming } from "../../rtl/core/core-timing.ts";
import type { PeerDevice } from "./peers.ts";

export interface RooflineBuild {
  readonly device: PeerDevice;
  readonly name: CoreDeviceName;
  readonly lanes: number;
  readonly weightBits: 4 | 8;
  readonly sizes: readonly [inputs: number, hidden: number, outputs: number];
}

export const rooflineBuilds: readonly RooflineBuild[] = [
  { device: "UP5K", name: "up5k", lanes: 16, weightBits: 4, sizes: [784, 240, 10] },
  { device: "UP5K", name: "up5k", lanes: 8, weightBits: 8, sizes: [784, 160, 10] },
  { device: "HX8K", name: "hx8k", lanes: 64, weightBits: 4, sizes: [196, 60, 10] },
  { device: "ECP5-25F", name: "ecp5-25f", lanes: 64, weightBits: 8, sizes: [784, 64, 10] },
  { device: "ECP5-25F", name: "ecp5-25f", lanes: 128, weightBits: 4, sizes: [784, 128, 10] },
];

export interface RooflinePoint {
  /** Share of channels and neurons that are active in a tick. */
  readonly activity: number;
  /** Weight words that a group reads in a tick, on average. */
  readonly wordsPerGroup: number;
  readonly sopPerCycle: number;
}

export interface Roofline {
  readonly build: RooflineBuild;
  /** Fewest cycles of a group, on average over the network's groups. */
  readonly groupCycles: number;
  readonly predictedMHz: number;
  readonly points: readonly RooflinePoint[];
}

const ticks = 40;
const activities = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/** The bound of a build and its network at several activities, by the planner's cycle model. */
export function rooflineOf(build: RooflineBuild): Roofline {
  const { name, lanes, weightBits, sizes } = build;
  const [inputs, hidden, outputs] = sizes;
  const neuron = lif({ threshold: 64, leak: shiftLeak(3) });
  const net = quantise(
    network("roofline", { weightBits, membraneBits: 16, weightScale: 1 })
      .input("in", inputs)
      .population("hidden", { size: hidden, neuron })
      .population("out", { size: outputs, neuron })
      .project("in", "hidden", { weights: new Int8Array(inputs * hidden).fill(1) })
      .project("hidden", "out", { weights: new Int8Array(hidden * outputs).fill(1) })
      .output("out")
      .build(),
  );
  const target = coreTarget(coreDevices[name], { weightBits, lanes });
  const config = place(net, target);
  const core = { shape: config.shape, fabric: target.fabric };
  const timing = coreTiming(core);
  const points = activities.map((activity): RooflinePoint => {
    const run = predictRun(net, config, timing, planActivity(net, { kind: "rate", rate: activity, ticks }));
    return {
      activity,
      wordsPerGroup: run.spent.weights / run.ticks / config.groups.length,
      sopPerCycle: run.synapticOperations / run.cycles,
    };
  });
  return {
    build,
    groupCycles:
      config.groups.reduce((sum, { rows }) => sum + Math.max(rows, timing.groupSpacing, timing.releaseLead + 3), 0) /
      config.groups.length,
    predictedMHz: predictedClock(config.shape, target.fabric).MHz,
    points,
  };
}
