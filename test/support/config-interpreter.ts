import { type Group, type HardwareConfig, listIndexBits, type NeuronSlot, type Segment } from "../../config/index.ts";

/** Spikes of this many ticks are kept. */
const historyTicks = 16;
const historyWordBits = 16;

/**
 * Runs a HardwareConfig as its fields are documented, without any hardware: lists of the host's events and of the core's
 * own spikes, the segment program, groups and rows, the history and the delay program. It tells a wrong configuration
 * from wrong hardware, and throws where a configuration contradicts itself.
 */
export class ConfigInterpreter {
  readonly config: HardwareConfig;
  /** Membranes by slot. */
  readonly membranes: Int32Array;
  /** Remaining refractory ticks by slot. */
  readonly refractory: Int32Array;
  /** What thresholds have been raised by, by slot. */
  readonly adaptation: Int32Array;
  /** Entries by region: what the host sent for this tick, and the core's own spikes that are due in it. */
  #outside: number[][];
  #own: number[][];
  /** Words of 16 neurons by tick modulo 16. */
  readonly #history: number[][];
  #tick = 0;

  constructor(config: HardwareConfig) {
    this.config = config;
    this.membranes = new Int32Array(config.slots.length);
    this.refractory = new Int32Array(config.slots.length);
    this.adaptation = Int32Array.from(config.slots, (slot) => slot?.adaptation?.initial ?? 0);
    this.#outside = emptyLists(config);
    this.#own = emptyLists(config);
    this.#history = Array.from({ length: historyTicks }, () => new Array<number>(config.shape.historyWords).fill(0));
  }

  /** Runs a tick with these AER words from the host; returns the slots that reported a spike, ascending. */
  tick(words: readonly number[]): number[] {
    const { config } = this;
    const indexBits = listIndexBits(config.shape);
    for (const word of words) listOf(this.#outside, word >> indexBits).push(word & (2 ** indexBits - 1));
    checkCapacity(config, this.#outside);

    this.#decayThresholds();
    const next = emptyLists(config);
    const recorder = new HistoryRecorder(config);
    const reported: number[] = [];
    let row = 0;
    const walks = segmentsByGroup(config.segments);
    if (walks.length !== config.groups.length)
      throw new Error(`${walks.length} walks of ${config.groups.length} groups`);
    for (const [index, group] of config.groups.entries()) {
      const isLast = index === config.groups.length - 1;
      if (group.lastOfTick !== isLast) throw new Error(`group ${index}: lastOfTick is ${group.lastOfTick}`);
      const sums = this.#sums(walks[index] ?? []);
      const first = row * config.shape.updates;
      const fired = this.#updateGroup(group, first, sums);
      for (const slot of fired) {
        if (group.report) reported.push(slot);
        if (group.loopBackRegion !== undefined) listOf(next, group.loopBackRegion).push(slot);
      }
      recorder.take(group, first, fired);
      row += group.rows;
    }
    if (row * config.shape.updates !== config.slots.length) throw new Error("groups and slots differ");
    this.#history[this.#tick % historyTicks] = recorder.words;

    this.#tick += 1;
    this.#runDelayProgram(next);
    checkCapacity(config, next);
    this.#own = next;
    this.#outside = emptyLists(config);
    return reported;
  }

  #sums(segments: readonly Segment[]): number[] {
    const { shape, weights, weightWordsUsed } = this.config;
    const sums = new Array<number>(shape.lanes).fill(0);
    for (const { region, weightBase, wait } of segments) {
      for (const entry of listOf(wait ? this.#own : this.#outside, region)) {
        const word = (weightBase + entry) % shape.weightWords;
        if (word >= weightWordsUsed) throw new Error(`region ${region}, entry ${entry}: word ${word} is not loaded`);
        for (let lane = 0; lane < shape.lanes; lane++) {
          sums[lane] = (sums[lane] ?? 0) + (weights[word * shape.lanes + lane] ?? Number.NaN);
        }
      }
    }
    const limit = 2 ** (shape.accumulatorBits - 1);
    if (sums.some((sum) => !(sum >= -limit && sum < limit))) throw new Error(`accumulator overflow: ${sums}`);
    return sums;
  }

  /** Updates the slots of a group's rows; returns those that fired. */
  #updateGroup({ rows }: Group, first: number, sums: readonly number[]): number[] {
    const { slots, shape } = this.config;
    const size = rows * shape.updates;
    if (size > shape.lanes) throw new Error(`${rows} rows in a group of ${shape.lanes} lanes`);
    const fired: number[] = [];
    for (let lane = 0; lane < size; lane++) {
      const slot = slots[first + lane];
      if (slot === undefined) checkPadding(this.config, slots[first], sums[lane]);
      else if (this.#update(first + lane, slot, sums[lane] ?? Number.NaN)) fired.push(first + lane);
    }
    return fired;
  }

  /** What thresholds have been raised by, before the neurons of a tick. */
  #decayThresholds(): void {
    const { adaptation } = this.config;
    if (adaptation === undefined || this.#tick % adaptation.period !== 0) return;
    this.adaptation.forEach((raised, slot) => {
      this.adaptation[slot] = raised - Math.max(Math.sign(raised), Math.floor(raised / 2 ** adaptation.shift));
    });
  }

  #update(number: number, slot: NeuronSlot, input: number): boolean {
    if (this.#tick < slot.firstTick) return false;
    const v = this.membranes[number] ?? 0;
    const leaked = leak(slot, v);
    const refractory = this.refractory[number] ?? 0;
    if (refractory > 0) {
      this.refractory[number] = refractory - 1;
      this.membranes[number] = leaked;
      return false;
    }
    const limit = 2 ** (this.config.shape.membraneBits - 1);
    const u = Math.min(limit - 1, Math.max(-limit, leaked + input + slot.bias));
    const raised = this.adaptation[number] ?? 0;
    const fires = u >= slot.threshold + raised;
    if (fires && slot.adaptation !== undefined) {
      this.adaptation[number] = Math.min(this.config.adaptation?.limit ?? 0, raised + slot.adaptation.increment);
    }
    const after = slot.resetKind === "zero" ? slot.resetValue : u - slot.resetValue;
    this.membranes[number] = fires ? after : u;
    this.refractory[number] = fires ? slot.refractory : 0;
    return fires;
  }

  /** Appends what is due in the tick that is being prepared; spikes before tick 0 do not exist. */
  #runDelayProgram(next: number[][]): void {
    const { delaySteps, shape } = this.config;
    if (delaySteps.length >= Math.max(1, shape.delayProgram)) throw new Error("the delay program has no end");
    for (const { word, delay, region } of delaySteps) {
      if (delay < 2 || delay >= historyTicks) throw new Error(`delay ${delay} cannot come out of the history`);
      if (delay > this.#tick) continue;
      const bits = this.#history[(this.#tick - delay) % historyTicks]?.[word];
      if (bits === undefined) throw new Error(`there is no history word ${word}`);
      for (let bit = 0; bit < historyWordBits; bit++) {
        if ((bits >> bit) & 1) listOf(next, region).push(historyWordBits * word + bit);
      }
    }
  }
}

/** Collects the spikes of recorded populations, each from a word of its own on. */
class HistoryRecorder {
  readonly words: number[];
  readonly #updates: number;
  #word = 0;
  /** Slots of the population so far. */
  #slots = 0;

  constructor({ shape }: HardwareConfig) {
    this.words = new Array<number>(shape.historyWords).fill(0);
    this.#updates = shape.updates;
  }

  take({ record, rows, lastOfPopulation }: Group, first: number, fired: readonly number[]): void {
    if (!record) return;
    for (const slot of fired) {
      const bit = this.#slots + slot - first;
      const word = this.#word + Math.floor(bit / historyWordBits);
      const before = this.words[word];
      if (before === undefined) throw new Error(`slot ${slot} does not fit the history`);
      this.words[word] = before | (1 << (bit % historyWordBits));
    }
    this.#slots += rows * this.#updates;
    if (!lastOfPopulation) return;
    this.#word += Math.ceil(this.#slots / historyWordBits);
    this.#slots = 0;
  }
}

function leak({ leakKind, leakAmount }: NeuronSlot, v: number): number {
  switch (leakKind) {
    case "none":
      return v;
    case "linear":
      return Math.sign(v) * Math.max(0, Math.abs(v) - leakAmount);
    case "shift":
      return v - (v > 0 ? Math.max(1, v >> leakAmount) : v >> leakAmount);
    case "mul12":
      return Math.trunc((v * (4096 - leakAmount)) / 4096);
  }
}

/** Padding that shares its group's bias would integrate it and fire. */
function checkPadding({ shape }: HardwareConfig, neighbour: NeuronSlot | undefined, sum: number | undefined): void {
  if (sum !== 0) throw new Error(`a padding slot is given ${sum}`);
  if (!shape.perNeuron.includes("bias") && (neighbour?.bias ?? 0) !== 0) throw new Error("a padding slot has a bias");
}

function segmentsByGroup(segments: readonly Segment[]): Segment[][] {
  const groups: Segment[][] = [[]];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment.lastOfTick !== isLast) throw new Error(`segment ${index}: lastOfTick is ${segment.lastOfTick}`);
    groups.at(-1)?.push(segment);
    if (segment.lastOfGroup && !isLast) groups.push([]);
    if (isLast && !segment.lastOfGroup) throw new Error("the last segment does not end its group");
  }
  return groups;
}

function emptyLists({ regionStart }: HardwareConfig): number[][] {
  return regionStart.map(() => []);
}

function listOf(lists: readonly number[][], region: number): number[] {
  const list = lists[region];
  if (list === undefined) throw new Error(`there is no region ${region}`);
  return list;
}

/** A region ends where a later one starts; the last ones end with the bank. */
function checkCapacity({ regionStart, shape }: HardwareConfig, lists: readonly (readonly number[])[]): void {
  for (const [region, list] of lists.entries()) {
    const start = regionStart[region] ?? 0;
    const end = Math.min(shape.listEntries, ...regionStart.filter((other) => other > start));
    if (list.length > end - start) throw new Error(`region ${region} holds ${list.length} of ${end - start} entries`);
  }
}
