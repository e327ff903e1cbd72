/** Predicts what a network will do on a board or device before anything is synthesised. */
import { place, quantise } from "../../compile/index.ts";
import {
  type ClockPrediction,
  limitOf,
  predictedClock,
  predictRun,
  type RunLimit,
  type RunPrediction,
  usefulShare,
} from "../../compile/plan/index.ts";
import type { IntegerNetwork, WeightBits } from "../../config/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Network } from "../../network/index.ts";
import { coreTiming } from "../../rtl/core/core-timing.ts";
import { type PlanActivity, planActivity } from "./plan-activity.ts";
import { type AreaPrediction, planArea } from "./plan-area.ts";
import { type PlanTarget, planCoreTarget } from "./plan-target.ts";

export interface PlanOptions {
  /** L, a power of two. Default: as many as the weight memory feeds. */
  readonly lanes?: number;
  readonly activity: PlanActivity;
}

/** How fast a core is, without its area. */
export interface SpeedPlan {
  readonly lanes: number;
  /** Neurons updated per cycle. */
  readonly updates: number;
  readonly weightBits: WeightBits;
  readonly run: RunPrediction;
  /** Synaptic operations per cycle over the whole run, and when ticks follow each other for ever. */
  readonly sopPerCycle: number;
  readonly sopPerCycleSteady: number;
  /** Share of the weights read that belong to synapses. */
  readonly usefulShare: number;
  readonly limit: RunLimit;
  readonly clock: ClockPrediction;
}

export interface NetworkPlan extends SpeedPlan {
  readonly network: string;
  readonly target: PlanTarget;
  readonly area: AreaPrediction;
  /** What would make it faster or smaller, best first. */
  readonly advice: readonly string[];
}

/** Plans one core. Throws NET and CMP errors, all problems together. */
export function planNetwork(description: Network, target: PlanTarget, options: PlanOptions): NetworkPlan {
  const network = quantise(description);
  const { core, ...speed } = planSpeed(network, target, options);
  return {
    network: network.name,
    target,
    ...speed,
    area: planArea(core, target),
    advice: adviceFor(network, target, speed, options),
  };
}

/** A plan for every number of lanes that the network fits with, fewest first. Throws when none does. */
export function planLanes(description: Network, target: PlanTarget, { activity }: PlanOptions): NetworkPlan[] {
  const network = quantise(description);
  const plans = powersOfTwo(mostLanes).flatMap((lanes) => {
    const planned = tryPlan(() => planSpeed(network, target, { lanes, activity }));
    if (planned === undefined) return [];
    const { core, ...speed } = planned;
    return [{ network: network.name, target, ...speed, area: planArea(core, target), advice: [] }];
  });
  return plans.length > 0 ? plans : [planNetwork(description, target, { activity })];
}

/** More lanes than any device feeds with 1-bit weights. */
const mostLanes = 512;
const powersOfTwo = (most: number): number[] => Array.from({ length: 1 + Math.log2(most) }, (_, i) => 2 ** i);

function planSpeed(network: IntegerNetwork, target: PlanTarget, { lanes, activity }: PlanOptions) {
  const { weightBits } = network;
  const coreTarget = planCoreTarget(target, { weightBits, ...(lanes === undefined ? {} : { lanes }) });
  const config = place(network, coreTarget);
  const core = { shape: config.shape, fabric: coreTarget.fabric };
  const timing = coreTiming(core);
  const run = predictRun(network, config, timing, planActivity(network, activity));
  return {
    core,
    lanes: config.shape.lanes,
    updates: config.shape.updates,
    weightBits,
    run,
    sopPerCycle: run.synapticOperations / run.cycles,
    sopPerCycleSteady: run.synapticOperations / run.ticks / run.cyclesPerTick,
    usefulShare: usefulShare(run, config),
    limit: limitOf(run, config, timing),
    clock: predictedClock(config.shape, coreTarget.fabric),
  };
}

/** Other lanes and fewer bits, where they are faster by more than this. */
const worthwhile = 1.05;

function adviceFor(network: IntegerNetwork, target: PlanTarget, speed: SpeedPlan, { activity }: PlanOptions): string[] {
  const rate = ({ sopPerCycle, clock }: SpeedPlan): number => sopPerCycle * clock.MHz;
  const alternatives = [
    ...[2, 4].map((factor) => ({ network, lanes: speed.lanes * factor, what: "" })),
    ...[0.5, 0.25].map((factor) => ({ network, lanes: speed.lanes * factor, what: "" })),
    ...fewerBits(network).map((fewer) => ({
      network: fewer,
      lanes: speed.lanes * 2,
      what: `${fewer.weightBits}-bit weights in `,
    })),
  ];
  const faster = alternatives.flatMap(({ network: other, lanes, what }) => {
    if (lanes < 1 || lanes > mostLanes) return [];
    const planned = tryPlan(() => planSpeed(other, target, { lanes, activity }));
    if (planned === undefined) return [];
    return [{ text: `${what}${lanes} lanes`, gain: rate(planned) / rate(speed) }];
  });
  const gains = faster
    .filter(({ gain }) => gain > worthwhile)
    .toSorted((a, b) => b.gain - a.gain)
    .map(({ text, gain }) => `${text}: ${gain.toFixed(1)} times the synaptic operations per second`);
  return [...gains, ...paddingAdvice(network, speed)];
}

/** The network with weights of half the width, for its timing only. */
function fewerBits(network: IntegerNetwork): IntegerNetwork[] {
  const half = network.weightBits / 2;
  return half >= 1 ? [{ ...network, weightBits: half as WeightBits }] : [];
}

/** Populations that end in the middle of a group. */
function paddingAdvice({ populations }: IntegerNetwork, { lanes, usefulShare: useful }: SpeedPlan): string[] {
  if (useful > 0.9) return [];
  return populations
    .filter(({ size }) => size % lanes !== 0 && size > lanes / 2)
    .map(({ name, size }) => {
      const whole = Math.floor(size / lanes) * lanes;
      const next = whole + lanes;
      return `"${name}" has ${size} neurons: ${whole > 0 ? `${whole} or ` : ""}${next} fill whole groups of ${lanes}`;
    });
}

/** Undefined when the network does not fit. */
function tryPlan<T>(plan: () => T): T | undefined {
  try {
    return plan();
  } catch (error) {
    if (error instanceof SpikeforgeError) return undefined;
    throw error;
  }
}
