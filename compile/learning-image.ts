import {
  busSpaces,
  type HardwareConfig,
  type LearningEntry,
  type LearningProgramField,
  type LearningRegister,
  type LearningRule,
  learningAddresses,
  learningFlags,
  learningProgramFields,
  learningProgramStride,
  learningRegisterAddress,
  learningRegisters,
  type MemoryBlock,
} from "../config/index.ts";

/**
 * What a loader writes for learning: program entries, tables, registers, and `programs` as the very last word, which
 * starts the learning engine. Nothing for a core that does not learn. Registers of adapting thresholds are not among them.
 */
export function learningImage({ learning }: HardwareConfig): MemoryBlock[] {
  if (learning === undefined) return [];
  const { rule, entries } = learning;
  const tables =
    rule.rule.kind === "pairs"
      ? [
          block(learningAddresses.causal, padded(rule.rule.causal, rule.historyBits)),
          block(learningAddresses.acausal, padded(rule.rule.acausal, rule.historyBits)),
        ]
      : [];
  const own = learningRegisters.slice(firstOwn, endOwn);
  const values = registerValues(rule);
  return [
    block(learningAddresses.program, programWords(entries)),
    ...tables,
    block(
      learningAddresses.registers + firstOwn,
      own.map((name) => values[name] ?? 0),
    ),
    block(learningRegisterAddress("programs"), [entries.length]),
  ];
}

const firstOwn = learningRegisters.indexOf("age");
const endOwn = learningRegisters.indexOf("adaptationLimit");

/** Entries beyond the window change nothing. */
function padded(table: Int32Array, length: number): Int32Array {
  const entries = new Int32Array(length);
  entries.set(table);
  return entries;
}

/** Words of negative values are their low 16 bits. */
function block(address: number, words: ArrayLike<number>): MemoryBlock {
  return { space: busSpaces.groups, address, words: Uint16Array.from(words, (word) => word & 0xffff) };
}

function programWords(entries: readonly LearningEntry[]): number[] {
  return entries.flatMap((entry) => {
    const words: number[] = learningProgramFields.map((field) => programField(entry, field));
    return [...words, ...new Array<number>(learningProgramStride - words.length).fill(0)];
  });
}

/** The axon's and the neuron's numbers are only hashed: their low 16 bits count. */
function programField(entry: LearningEntry, field: LearningProgramField): number {
  if (field === "flags") return learningFlags(entry);
  const value = entry[field];
  if (field === "axonFirst" || field === "neuronFirst") return value & 0xffff;
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) throw new Error(`${field} ${value} of a learning entry`);
  return value;
}

/** Those that a rule does not have are 0. */
function registerValues(learning: LearningRule): Partial<Record<LearningRegister, number>> {
  const { rule, seed, level, low, high, fraction, second, perPre, normalise } = learning;
  return {
    age: 0,
    level,
    seedLow: seed,
    seedHigh: seed >>> 16,
    low,
    high,
    shifts: fraction | (secondShift(second) << 5) | ((second.kind === "none" ? 0 : second.decayShift) << 10),
    perPre: perPre.change,
    perPreShift: perPre.shift,
    normalisePeriod: normalise.period === 0 ? 0x8000 : normalise.period - 1,
    normaliseTargetLow: normalise.target,
    normaliseTargetHigh: normalise.target >> 16,
    normaliseShifts: normalise.scale | (normalise.shift << 5),
    ...(rule.kind === "pairs" ? { window: rule.window, perPost: rule.perPost } : sdspRegisters(rule)),
  };
}

function secondShift(second: LearningRule["second"]): number {
  if (second.kind === "none") return 0;
  return second.kind === "eligibility" ? second.rewardShift : second.consolidateShift;
}

function sdspRegisters(
  rule: Extract<LearningRule["rule"], { readonly kind: "sdsp" }>,
): Partial<Record<LearningRegister, number>> {
  return {
    plus: rule.plus,
    minus: rule.minus,
    driftThreshold: rule.drift.threshold,
    drift: rule.drift.amount,
    membraneThreshold: rule.membraneThreshold,
    calciumLimit: rule.calciumLimit,
    calciumDecay: Math.log2(rule.calciumPeriod),
    upLow: rule.up.low,
    upHigh: rule.up.high,
    downLow: rule.down.low,
    downHigh: rule.down.high,
  };
}
