import { type HardwareConfig, listIndexBits, type NeuronSlot } from "../../config/index.ts";

/**
 * Runs a HardwareConfig as its fields are documented, without any hardware: two list banks, the segment program, slots.
 * It tells a wrong configuration from wrong hardware. Leaks: none, linear and shift.
 */
export class ConfigInterpreter {
  readonly config: HardwareConfig;
  /** Membranes by slot. */
  readonly membranes: Int32Array;
  readonly #refractory: Int32Array;
  /** Entries of the current bank, by region. */
  #lists: number[][];
  #tick = 0;

  constructor(config: HardwareConfig) {
    this.config = config;
    this.membranes = new Int32Array(config.slots.length);
    this.#refractory = new Int32Array(config.slots.length);
    this.#lists = emptyLists(config);
  }

  /** Runs a tick with these AER words from the host; returns the slots that reported a spike, ascending. */
  tick(words: readonly number[]): number[] {
    const { config } = this;
    const indexBits = listIndexBits(config.shape);
    for (const word of words) this.#lists[word >> indexBits]?.push(word & (2 ** indexBits - 1));
    const next = emptyLists(config);
    const reported: number[] = [];
    let group = 0;
    let sums: number[] = new Array<number>(config.shape.lanes).fill(0);
    for (const [index, { region, weightBase, lastOfGroup, lastOfTick }] of config.segments.entries()) {
      for (const entry of this.#lists[region] ?? []) {
        const word = (weightBase + entry) % config.shape.weightWords;
        sums = sums.map((sum, lane) => sum + (config.weights[word * config.shape.lanes + lane] ?? Number.NaN));
      }
      const limit = 2 ** (config.shape.accumulatorBits - 1);
      if (sums.some((sum) => !(sum >= -limit && sum < limit))) throw new Error(`accumulator overflow: ${sums}`);
      if (lastOfTick !== (index === config.segments.length - 1))
        throw new Error("lastOfTick is not on the last segment");
      if (!lastOfGroup) continue;
      for (const [lane, sum] of sums.entries()) {
        const number = group * config.shape.lanes + lane;
        const slot = config.slots[number];
        if (slot === undefined || !this.#update(number, slot, sum)) continue;
        if (slot.report === "host") reported.push(number);
        if (slot.loopBackRegion !== undefined) next[slot.loopBackRegion]?.push(number);
      }
      group += 1;
      sums.fill(0);
    }
    checkCapacity(config, next);
    this.#lists = next;
    this.#tick += 1;
    return reported;
  }

  #update(number: number, slot: NeuronSlot, input: number): boolean {
    if (this.#tick < slot.firstTick) return false;
    const v = this.membranes[number] ?? 0;
    const leaked = leak(slot, v);
    const refractory = this.#refractory[number] ?? 0;
    if (refractory > 0) {
      this.#refractory[number] = refractory - 1;
      this.membranes[number] = leaked;
      return false;
    }
    const limit = 2 ** (this.config.shape.membraneBits - 1);
    const u = Math.min(limit - 1, Math.max(-limit, leaked + input + slot.bias));
    const fires = u >= slot.threshold;
    const after = slot.resetKind === "zero" ? slot.resetValue : u - slot.resetValue;
    this.membranes[number] = fires ? after : u;
    this.#refractory[number] = fires ? slot.refractory : 0;
    return fires;
  }
}

function leak({ leakKind, leakAmount }: NeuronSlot, v: number): number {
  if (leakKind === "none") return v;
  if (leakKind === "linear") return Math.sign(v) * Math.max(0, Math.abs(v) - leakAmount);
  if (leakKind === "shift") return v - (v > 0 ? Math.max(1, v >> leakAmount) : v >> leakAmount);
  throw new Error(`leak ${leakKind} is not interpreted`);
}

function emptyLists({ regionStart }: HardwareConfig): number[][] {
  return regionStart.map(() => []);
}

/** A region ends where a later one starts; the last ones end with the bank. */
function checkCapacity({ regionStart, shape }: HardwareConfig, lists: readonly (readonly number[])[]): void {
  for (const [region, list] of lists.entries()) {
    const start = regionStart[region] ?? 0;
    const end = Math.min(shape.listEntries, ...regionStart.filter((other) => other > start));
    if (list.length > end - start) throw new Error(`region ${region} holds ${list.length} of ${end - start} entries`);
  }
}
