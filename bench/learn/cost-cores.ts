/** The cores whose cost is told with learning and without: a device each, the same network on both. */

import { verilogOf } from "../../api/board-build.ts";
import { type CoreTarget, coreDevices, coreTarget, place, quantise } from "../../compile/index.ts";
import { cellsOf, type IntegerNetwork, type LearningRule } from "../../config/index.ts";
import { bareEcp5, bareIce40 } from "../../constraints/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { lif, network, shiftLeak } from "../../network/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../../test/support/random.ts";
import type { DesignToPlace } from "../hw/hardware-figure.ts";
import { figureRun } from "../support/figure-run.ts";
import { CoreProbe } from "../support/probe-top.ts";

export interface CostCore {
  readonly device: "up5k" | "hx8k" | "ecp5-25f";
  readonly name: "UP5K" | "HX8K" | "ECP5-25F";
  readonly lanes: number;
  readonly inputs: number;
  readonly neurons: number;
  /** What nextpnr is asked for. */
  readonly clockMHz: number;
}

/** 8-bit weights, as many as the device's memory holds beside the records of the arrivals. */
export const costCores: readonly CostCore[] = [
  { device: "up5k", name: "UP5K", lanes: 8, inputs: 784, neurons: 100, clockMHz: 48 },
  { device: "hx8k", name: "HX8K", lanes: 16, inputs: 100, neurons: 64, clockMHz: 100 },
  { device: "ecp5-25f", name: "ECP5-25F", lanes: 16, inputs: 784, neurons: 64, clockMHz: 120 },
];

/** Pair STDP as most networks use it: exponential windows of 15 ticks, hard bounds, stochastic rounding. */
const fraction = 6;
const window = 15;
const exponential = (amount: number): Int32Array =>
  Int32Array.from({ length: window + 1 }, (_, ticks) => Math.round(amount * 2 ** fraction * Math.exp(-ticks / 5)));
const rule: LearningRule = {
  rule: {
    kind: "pairs",
    pairing: "presynaptic",
    posts: "spikes",
    window,
    causal: exponential(2),
    acausal: exponential(-1).with(0, 0),
    perPost: 0,
  },
  ...{ historyBits: 32, slowPeriod: 16, low: 0, high: 127, soft: false, modulated: false },
  ...{ fraction, rounding: "stochastic", seed: 1, level: 1, second: { kind: "none" } },
  perPre: { change: 0, shift: 0 },
  normalise: { period: 0, target: 0, scale: 0, shift: 0 },
};

/** Share of the inputs that are active in a tick, and of the neurons that fire. */
export const activities = [
  { arrivals: 0.01, posts: 0.001 },
  { arrivals: 0.02, posts: 0.01 },
  { arrivals: 0.05, posts: 0.05 },
] as const;
export type Activity = (typeof activities)[number];

const ticks = 300;

export interface CyclesPerTick {
  readonly learning: number;
  readonly inference: number;
  /** What the neurons really fired, as a share. */
  readonly posts: number;
}

const targetOf = ({ device, lanes }: CostCore): CoreTarget => coreTarget(coreDevices[device], { weightBits: 8, lanes });

/** Cycles of a tick with learning and without, ticks as fast as the core takes them; both equal the reference. */
export function cyclesPerTick(core: CostCore, { arrivals, posts }: Activity): CyclesPerTick {
  const random = new Random(1);
  const input = Array.from({ length: ticks }, () =>
    Array.from({ length: core.inputs }, (_, channel) => channel).filter(() => random.chance(arrivals)),
  );
  const threshold = thresholdFor(core, input, posts);
  const learning = learningNetwork(core, threshold);
  const run = (net: IntegerNetwork) => figureRun(net, targetOf(core), input);
  const cycles = (net: IntegerNetwork): number => run(net).cycles / ticks;
  return {
    learning: cycles(learning),
    inference: cycles(withoutLearning(learning)),
    posts: shareOfPosts(withoutLearning(learning), input),
  };
}

/** The core alone behind few pins, to be placed. */
export function costDesign(core: CostCore, build: "learning" | "inference"): DesignToPlace<"ice40" | "ecp5"> {
  const learning = learningNetwork(core, 1000);
  const target = targetOf(core);
  const { shape } = place(build === "learning" ? learning : withoutLearning(learning), target);
  const design = elaborate(CoreProbe({ shape, fabric: target.fabric }), { target: cellsOf(target.fabric) });
  const board =
    core.device === "ecp5-25f"
      ? bareEcp5("25k", "CABGA381", 6)
      : bareIce40(core.device, core.device === "up5k" ? "sg48" : "ct256");
  return { top: design.top.name, ...verilogOf(design), board, clockMHz: core.clockMHz } as DesignToPlace<
    "ice40" | "ecp5"
  >;
}

function learningNetwork({ name, inputs, neurons }: CostCore, threshold: number): IntegerNetwork {
  const random = new Random(2);
  const weights = Int8Array.from({ length: inputs * neurons }, () => random.integer(0, 127));
  const integers = quantise(
    network(`cost_${name.replace("-", "_")}`, { weightBits: 8, membraneBits: 16, weightScale: 1 })
      .input("pixels", inputs)
      .population("excitatory", {
        size: neurons,
        neuron: lif({ threshold, leak: shiftLeak(4), refractory: 2, reset: { kind: "zero", value: 0 } }),
      })
      .project("pixels", "excitatory", { weights })
      .output("excitatory")
      .build(),
  );
  return {
    ...integers,
    learning: rule,
    synapses: integers.synapses.map((block) => ({ ...block, plastic: { learns: true } })),
  };
}

function withoutLearning({ learning: _, synapses, ...net }: IntegerNetwork): IntegerNetwork {
  return { ...net, synapses: synapses.map(({ plastic: __, ...block }) => block) };
}

/** The threshold at which about so many neurons fire, found by halving. */
function thresholdFor(core: CostCore, input: readonly (readonly number[])[], posts: number): number {
  let [low, high] = [1, 32_000];
  while (high - low > 16) {
    const middle = Math.round((low + high) / 2);
    if (shareOfPosts(withoutLearning(learningNetwork(core, middle)), input) > posts) low = middle;
    else high = middle;
  }
  return high;
}

function shareOfPosts(net: IntegerNetwork, input: readonly (readonly number[])[]): number {
  const reference = new Reference(net);
  const spikes = input.reduce((sum, channels) => sum + reference.tick(channels).spikes.length, 0);
  return spikes / (input.length * net.neurons.count);
}
