/** Random networks that learn, by every rule and with everything that a rule can be combined with. */
import {
  type Adaptation,
  type IntegerNetwork,
  type LearningRule,
  type PairRule,
  pairings,
  type SdspRule,
  type SecondValue,
  type SynapseBlock,
  type TeachBlock,
} from "../../config/index.ts";
import { Random } from "./random.ts";
import { channelCount, oneCore, type RandomNetworkOptions, randomNetwork } from "./random-network.ts";

/** What is drawn: pairs by their pairing, with a teacher, an eligibility or long-term weights; SDSP; thresholds alone. */
export const learningKinds = [...pairings, "teacher", "eligibility", "longTerm", "sdsp", "adaptation"] as const;
export type LearningKind = (typeof learningKinds)[number];

/** Small, since every synapse may be looked at in every tick. */
const small = { ...oneCore, maxNeurons: 30, maxChannels: 16, sparsity: "none" } as const satisfies RandomNetworkOptions;
const mostPlasticBlocks = 4;

/** A random network that learns. Its weights lie within the bounds of its rule, and so do its second values. */
export function randomLearningNetwork(
  seed: number,
  kind: LearningKind,
  options: RandomNetworkOptions = {},
): IntegerNetwork {
  const random = new Random(seed ^ 0x1ea4);
  const ofKind = seed * learningKinds.length + learningKinds.indexOf(kind);
  const base = connectedNetwork(ofKind, options, ({ synapses }) => synapses.length > 0);
  if (kind === "adaptation") {
    const roomy = connectedNetwork(ofKind, options, (network) => roomToAdapt(network) > 0);
    return { ...roomy, adaptation: randomAdaptation(random, roomy) };
  }
  const rule = randomRule(random, kind, base);
  const plastic = somePlastic(random, base.synapses);
  const synapses = base.synapses.map((block) => (plastic.has(block) ? plasticBlock(random, block, rule, base) : block));
  const learning = randomTeachers(random, kind, { ...base, synapses, learning: rule });
  if (roomToAdapt(base) < 1 || random.chance(0.6)) return learning;
  return { ...learning, adaptation: randomAdaptation(random, learning) };
}

/** The first of the networks of a seed that will do. */
function connectedNetwork(seed: number, options: RandomNetworkOptions, willDo: (network: IntegerNetwork) => boolean) {
  for (let attempt = 0; ; attempt++) {
    const network = randomNetwork(seed + attempt * 100_003, { ...small, ...options });
    if (willDo(network)) return network;
  }
}

/** By how much every threshold can rise. */
function roomToAdapt({ membraneBits, neurons }: IntegerNetwork): number {
  return 2 ** (membraneBits - 1) - 1 - Math.max(...neurons.threshold);
}

function somePlastic(random: Random, blocks: readonly SynapseBlock[]): Set<SynapseBlock> {
  const chosen = new Set([random.pick(blocks)]);
  for (const block of blocks) if (chosen.size < mostPlasticBlocks && random.chance(0.5)) chosen.add(block);
  return chosen;
}

function plasticBlock(random: Random, block: SynapseBlock, rule: LearningRule, { weightBits }: IntegerNetwork) {
  const within = (value: number): number => Math.max(rule.low, Math.min(rule.high, value));
  const limit = 2 ** (weightBits - 1);
  const second = (): number =>
    rule.second.kind === "eligibility" ? random.integer(-limit, limit - 1) : random.integer(rule.low, rule.high);
  const has = rule.second.kind !== "none" && random.chance(0.5);
  return {
    ...block,
    weights: block.weights.map(within),
    plastic: {
      learns: random.chance(0.85),
      ...(has ? { second: block.weights.map(second) } : {}),
    },
  };
}

/** Tables, bounds and shifts that go together, so that weights move by some LSB; now and then they do not go together. */
function randomRule(random: Random, kind: Exclude<LearningKind, "adaptation">, net: IntegerNetwork): LearningRule {
  const [low, high] = randomBounds(random, net);
  const soft = random.chance(0.4);
  const modulated = random.chance(0.4);
  const fraction = random.chance(0.2) ? random.pick([0, 1, 16]) : random.integer(2, 12);
  const isEligibility = kind === "eligibility";
  const range = isEligibility ? 2 ** net.weightBits : high - low;
  const step =
    Math.max(1, range / random.pick([2, 8, 32])) / (soft && !isEligibility ? range : 1) / (modulated ? 64 : 1);
  const amplitude = random.chance(0.15) ? 2047 : Math.max(1, Math.min(2047, Math.round(step * 2 ** fraction)));
  const historyBits = random.pick([32, 32, 64, 128] as const);
  const slowPeriod = random.pick([8, 16] as const);
  const mostWindow = historyBits - 1 - slowPeriod;
  const window = random.pick([1, 2, 5, random.integer(1, mostWindow), mostWindow]);
  return {
    rule:
      kind === "sdsp" ? randomSdsp(random, amplitude, low, high, net) : randomPairs(random, kind, window, amplitude),
    ...{ historyBits, slowPeriod, low, high, soft, modulated, fraction },
    rounding: random.pick(["stochastic", "stochastic", "nearest"]),
    seed: random.next(),
    level: random.chance(0.5) ? random.pick([1, 64, 127]) : random.integer(-128, 127),
    second: randomSecond(random, kind),
    perPre: random.chance(0.7)
      ? { change: 0, shift: 0 }
      : { change: random.pick([-128, 127, random.integer(-128, 127)]), shift: random.integer(6, 16) },
    normalise: random.chance(0.6)
      ? { period: 0, target: 0, scale: 0, shift: 0 }
      : {
          period: random.pick([16, 16, 32, 64, 256]),
          target: random.integer(-4, 30) * random.integer(low, high),
          scale: random.integer(0, 6),
          shift: random.integer(5, 14),
        },
  };
}

function randomBounds(random: Random, { weightBits, weightSign }: IntegerNetwork): [low: number, high: number] {
  const unit = 2 ** weightBits;
  const [lowest, highest] = weightSign === "signed" ? [-unit / 2, unit / 2 - 1] : [0, unit - 1];
  if (random.chance(0.5)) return [lowest, highest];
  const low = random.integer(lowest, highest);
  return [low, random.integer(low, highest)];
}

function randomPairs(random: Random, kind: LearningKind, window: number, amplitude: number): PairRule {
  const tau = Math.max(1, window / random.integer(1, 4));
  const style = random.pick(["exponential", "exponential", "any", "sparse", "flat"] as const);
  const table = (sign: number): Int32Array => {
    const first = (age: number): number => sign * amplitude * Math.exp(-age / tau);
    return Int32Array.from({ length: window + 1 }, (_, age) => {
      if (style === "sparse") return random.chance(0.3) ? random.pick([-2048, 2047, amplitude]) : 0;
      if (style === "flat") return sign * amplitude;
      return style === "any" ? random.integer(-amplitude, amplitude) : Math.round(first(age));
    });
  };
  const causal = table(1);
  const acausal = table(-1);
  acausal[0] = 0;
  return {
    kind: "pairs",
    pairing: pairings.find((pairing) => pairing === kind) ?? random.pick(pairings),
    posts: kind === "teacher" ? "teacher" : "spikes",
    ...{ window, causal, acausal },
    perPost: random.chance(0.6) ? 0 : random.integer(-amplitude, Math.ceil(amplitude / 4)),
  };
}

function randomSdsp(
  random: Random,
  amplitude: number,
  low: number,
  high: number,
  { membraneBits, neurons }: IntegerNetwork,
): SdspRule {
  const threshold = neurons.threshold[random.integer(0, neurons.count - 1)] ?? 1;
  const calciumLimit = random.pick([1, 3, 15, 255, random.integer(1, 255)]);
  const calciumRange = (): { low: number; high: number } => {
    const first = random.integer(1, Math.min(8, calciumLimit));
    return { low: first, high: random.integer(first, calciumLimit) + random.integer(0, 1) };
  };
  const limit = 2 ** (membraneBits - 1);
  return {
    kind: "sdsp",
    plus: random.chance(0.1) ? 0 : random.integer(1, amplitude),
    minus: random.chance(0.1) ? 0 : random.integer(1, amplitude),
    membraneThreshold: random.chance(0.1)
      ? random.pick([-limit, limit - 1])
      : random.integer(Math.max(-limit, -Math.ceil(threshold / 2)), threshold),
    calciumLimit,
    calciumPeriod: random.pick([1, 2, 4, 16, 64]),
    up: calciumRange(),
    down: calciumRange(),
    drift: {
      threshold: random.integer(low, high),
      amount: random.chance(0.3) ? 0 : random.integer(1, Math.max(1, amplitude >> 2)),
    },
  };
}

function randomSecond(random: Random, kind: LearningKind): SecondValue {
  const decayShift = random.pick([0, 1, 2, 4, 6]);
  if (kind === "eligibility") return { kind, rewardShift: random.integer(0, 12), decayShift };
  if (kind === "longTerm") return { kind, consolidateShift: random.integer(2, 12), decayShift };
  return { kind: "none" };
}

/** Teachers of the populations with plastic synapses: an input of their own, or spikes of a population as large. */
function randomTeachers(random: Random, kind: LearningKind, net: IntegerNetwork): IntegerNetwork {
  if (kind !== "teacher") return net;
  const inputs = [...net.inputs];
  const axons = [...net.axons];
  const teachers: TeachBlock[] = [];
  const learn = net.populations.filter(({ first }) =>
    net.synapses.some(({ neuronFirst, plastic }) => neuronFirst === first && plastic !== undefined),
  );
  for (const { name, first: neuronFirst, size } of learn) {
    if (random.chance(0.1)) continue;
    const alike = net.populations.filter((other) => other.size === size);
    let source: TeachingSource = { kind: "population", name: random.pick(alike).name };
    if (random.chance(0.7)) {
      inputs.push({ name: `teacher_of_${name}`, first: channelCount({ ...net, inputs }), size });
      source = { kind: "input", name: `teacher_of_${name}` };
    }
    const delay = source.kind === "input" ? 0 : 1;
    let range = axons.find((each) => each.source.name === source.name && each.delay === delay);
    if (range === undefined) {
      range = { first: axons.reduce((sum, each) => sum + each.size, 0), size, source, delay };
      axons.push(range);
    }
    teachers.push({ axonFirst: range.first, count: size, neuronFirst });
  }
  return { ...net, inputs, axons, teachers };
}

type TeachingSource = IntegerNetwork["axons"][number]["source"];

/** Populations that adapt and others that do not. */
function randomAdaptation(random: Random, network: IntegerNetwork): Adaptation {
  const { neurons, populations } = network;
  const room = roomToAdapt(network);
  const usual = Math.min(room, Math.max(1, 4 * Math.min(...neurons.threshold)));
  const limit = random.chance(0.2) ? room : random.integer(Math.min(1, usual), usual);
  const increment = new Int32Array(neurons.count);
  const initial = new Int32Array(neurons.count);
  for (const { first, size } of populations) {
    if (random.chance(0.2)) continue;
    const drawn = (): number => random.integer(0, Math.ceil(limit / random.pick([1, 4, 16])));
    const same = random.chance(0.5) ? drawn() : undefined;
    for (let neuron = first; neuron < first + size; neuron++) {
      increment[neuron] = same ?? drawn();
      initial[neuron] = random.chance(0.5) ? 0 : Math.min(limit, drawn());
    }
  }
  return { increment, initial, limit, period: random.pick([1, 2, 8, 64]), shift: random.integer(0, 8) };
}

/** What happens before a tick, besides its events. */
export type LearningAction =
  | { readonly kind: "level"; readonly level: number }
  | { readonly kind: "learning"; readonly block: number; readonly learns: boolean }
  | { readonly kind: "reset" };

/** Actions for some of `ticks` ticks, by tick: levels, learning off and on, state resets. */
export function randomActions(random: Random, net: IntegerNetwork, ticks: number): LearningAction[][] {
  const plastic = net.synapses.flatMap(({ plastic }, block) => (plastic === undefined ? [] : [block]));
  return Array.from({ length: ticks }, () => {
    const actions: LearningAction[] = [];
    if (net.learning !== undefined && random.chance(0.05)) {
      actions.push({ kind: "level", level: random.pick([0, -128, 127, random.integer(-128, 127)]) });
    }
    if (plastic.length > 0 && random.chance(0.02)) {
      actions.push({ kind: "learning", block: random.pick(plastic), learns: random.chance(0.6) });
    }
    if (random.chance(0.01)) actions.push({ kind: "reset" });
    return actions;
  });
}
