/** The neuron bank on the embedded engine, fed with sums as the accumulators would, against decision 0001. */
import {
  type CoreShape,
  type Fabric,
  groupLayout,
  inputParameterLayout,
  leakFields,
  outputParameterLayout,
  packWord,
  packWords,
  sliceStride,
} from "../../../config/index.ts";
import { accumulateLatency } from "../../../rtl/core/accumulate.ts";
import { groupLead, rowCount, stateReadLatency } from "../../../rtl/core/back-timing.ts";
import { NeuronBank } from "../../../rtl/core/neuron-bank.ts";
import type { Random } from "../../support/random.ts";
import { outcomeOf, randomVisit, type Visit } from "../neuron/lif-visits.ts";
import { openPins, type Pins } from "./pins.ts";

export interface BankGroup {
  readonly rows: number;
  readonly report: boolean;
  readonly loopBackRegion?: number;
  readonly record: boolean;
  readonly lastOfPopulation: boolean;
}

/** What a neuron is loaded with; the rest of a visit is its state and input. */
export type Loaded = Omit<Visit, "sum" | "membrane" | "refractory" | "tick">;

export interface BankPlan {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
  readonly releaseLead: number;
  readonly groups: readonly BankGroup[];
  /** By slot. */
  readonly neurons: readonly Loaded[];
  /** Sums by tick and slot. */
  readonly sums: readonly (readonly number[])[];
}

export interface BankTrace {
  /** Words in the order in which they left the core. */
  readonly spikes: number[];
  /** Own events by tick. */
  readonly own: { readonly region: number; readonly index: number }[][];
  readonly rows: { spikes: number; record: number; endsPopulation: number; endsTick: number }[];
  readonly state: { readonly membrane: number; readonly refractory: number }[];
  readonly saturations: number;
}

const fieldsOfNeuron = (shape: CoreShape, neuron: Loaded): Record<string, number> => ({
  ...{ bias: neuron.bias, ...leakFields(neuron.leak[0], neuron.leak[1], shape) },
  ...{ firstTick: neuron.firstTick, threshold: neuron.threshold, refractory: neuron.period },
  resetKind: shape.resets.indexOf(neuron.reset[0]),
  resetAdd: neuron.reset[1],
});

/** A plan whose uniform parameters are uniform within each group. */
export function randomPlan(random: Random, shape: CoreShape, fabric: Fabric, ticks: number): BankPlan {
  const { lanes, updates } = shape;
  const groups: BankGroup[] = [];
  const neurons: Loaded[] = [];
  while (groups.length < Math.min(5, shape.groups)) {
    const rows = random.chance(0.4) ? 1 : random.integer(1, lanes / updates);
    if (neurons.length + rows * updates > shape.slots) break;
    const loops = random.chance(0.6);
    groups.push({
      rows,
      report: random.chance(0.5),
      ...(loops ? { loopBackRegion: random.integer(0, shape.regions - 1) } : {}),
      record: shape.historyWords > 0 && random.chance(0.5),
      lastOfPopulation: random.chance(0.5),
    });
    const shared = randomVisit(random, shape);
    for (let i = 0; i < rows * updates; i++) {
      const own = randomVisit(random, shape);
      const pick = <K extends keyof Visit>(parameter: CoreShape["perNeuron"][number], key: K): Visit[K] =>
        (shape.perNeuron.includes(parameter) ? own : shared)[key];
      // A reset's limit hangs on the threshold.
      const source = shape.perNeuron.includes("reset") ? own : shared;
      neurons.push({
        ...{ threshold: source.threshold, reset: source.reset, bias: pick("bias", "bias"), leak: pick("leak", "leak") },
        ...{ period: pick("refractory", "period"), firstTick: pick("firstTick", "firstTick") },
      });
    }
  }
  const limit = 2 ** (shape.accumulatorBits - 1);
  const sums = Array.from({ length: ticks }, () =>
    neurons.map(({ threshold }) =>
      random.chance(0.5) ? random.integer(-3, Math.min(limit - 1, threshold)) : random.integer(-limit, limit - 1),
    ),
  );
  return { shape, fabric, releaseLead: random.integer(1, 9), groups, neurons, sums };
}

function load(plan: BankPlan, { set, sim }: Pins): void {
  const { shape, groups, neurons } = plan;
  const write = (strobe: string, words: readonly (readonly number[])[]): void => {
    words.forEach((slices, word) => {
      slices.forEach((data, slice) => {
        set({ [strobe]: 1, write_address: word * sliceStride(slices.length) + slice, write_data: data });
        sim.step();
        set({ [strobe]: 0 });
        sim.step();
      });
    });
  };
  let slot = 0;
  const groupWords = groups.map((group, i) => {
    const first = neurons[slot];
    if (first === undefined) throw new Error("a group without neurons");
    slot += group.rows * shape.updates;
    return packWord(groupLayout(shape), {
      ...fieldsOfNeuron(shape, first),
      ...{ rowsMinusOne: group.rows - 1, lastOfTick: Number(i === groups.length - 1) },
      ...{ lastOfPopulation: Number(group.lastOfPopulation), record: Number(group.record) },
      ...{ report: Number(group.report), loopBack: Number(group.loopBackRegion !== undefined) },
      loopBackRegion: group.loopBackRegion ?? 0,
    });
  });
  write("write_groups", groupWords);
  const rows = Array.from({ length: neurons.length / shape.updates }, (_, row) =>
    neurons.slice(row * shape.updates, (row + 1) * shape.updates).map((neuron) => fieldsOfNeuron(shape, neuron)),
  );
  for (const [strobe, layout] of [
    ["write_input_parameters", inputParameterLayout(shape)],
    ["write_output_parameters", outputParameterLayout(shape)],
  ] as const) {
    if (layout.bits > 0)
      write(
        strobe,
        rows.map((row) => packWords(layout, row)),
      );
  }
}

export interface BankTiming {
  /** Idle cycles before a group that could start. */
  readonly gap: () => number;
  /** The outside takes a word in this cycle. */
  readonly takes: () => boolean;
}

export const soonest: BankTiming = { gap: () => 0, takes: () => true };

/** Runs all ticks as fast as the bank allows, but for the gaps. */
export function runBank(plan: BankPlan, { gap, takes }: BankTiming, seed: number): BankTrace & { cycles: number } {
  const { shape, groups, neurons, sums, releaseLead } = plan;
  const { lanes, updates } = shape;
  const pins = openPins(NeuronBank({ shape, fabric: plan.fabric, releaseLead }), seed);
  const { sim, set, get } = pins;
  load(plan, pins);
  set({ clear: 1 });
  sim.step();
  set({ clear: 0 });
  for (let i = 0; get("clear_done") === 0; i++) {
    if (i > 2 * rowCount(shape) + 10) throw new Error("clear does not end");
    sim.step();
  }
  for (let i = 0; i < 3; i++) sim.step();

  const starts = sums.flatMap((tickSums) => {
    let slot = 0;
    return groups.map(({ rows }) => {
      const own = tickSums.slice(slot, slot + rows * updates);
      slot += rows * updates;
      return own;
    });
  });
  const spikes: number[] = [];
  const own: { region: number; index: number }[][] = [[]];
  const rows: BankTrace["rows"] = [];
  const sumsDue = new Map<number, readonly number[]>();
  const sumDelay = groupLead(plan) + accumulateLatency(plan.fabric);
  let started = 0;
  let mayStartAt = 0;
  let drained = 0;
  let cycle = 0;
  for (; drained < sums.length || get("spikes_valid") === 1; cycle++) {
    if (cycle > 400 * starts.length + 50_000) throw new Error(`seed ${seed}: the bank does not end`);
    const group = starts[started];
    const starting = group !== undefined && cycle >= mayStartAt;
    set({ group_starts: Number(starting) });
    if (starting) {
      for (let row = 0; row < lanes / updates; row++) {
        sumsDue.set(cycle + sumDelay + row, group.slice(row * updates, (row + 1) * updates));
      }
      started++;
      mayStartAt = Number.POSITIVE_INFINITY;
    }
    const arriving = sumsDue.get(cycle) ?? [];
    sumsDue.delete(cycle);
    // What comes when nothing should be looked at is noise.
    for (let lane = 0; lane < updates; lane++) set({ [`sums_${lane}`]: arriving[lane] ?? -1 });
    const ready = takes();
    set({ spikes_ready: Number(ready) });
    if (get("released") === 1) mayStartAt = cycle + releaseLead + gap();
    if (ready && get("spikes_valid") === 1) spikes.push(get("spikes_payload"));
    if (get("own_valid") === 1) own.at(-1)?.push({ region: get("own_region"), index: get("own_index") });
    if (get("tick_drained") === 1) {
      drained++;
      own.push([]);
    }
    if (get("rows_valid") === 1) {
      rows.push({
        ...{ spikes: get("rows_spikes"), record: get("rows_record") },
        ...{ endsPopulation: get("rows_ends_population"), endsTick: get("rows_ends_tick") },
      });
    }
    sim.step();
  }
  own.pop();
  const state = neurons.map((_, slot) => {
    set({ bus_access: 1, bus_state: 1, bus_address: slot });
    sim.step();
    set({ bus_access: 0, bus_state: 0 });
    for (let i = 1; i < stateReadLatency(plan); i++) sim.step();
    const limit = 2 ** (shape.membraneBits - 1);
    const bits = get("membrane");
    return {
      membrane: bits >= limit ? bits - 2 * limit : bits,
      refractory: shape.refractoryBits === 0 ? 0 : get("refractory"),
    };
  });
  return { spikes, own, rows, state, saturations: get("saturations"), cycles: cycle };
}

/** The same by the contract. */
export function expectedTrace({ shape, groups, neurons, sums }: BankPlan): BankTrace {
  const spikes: number[] = [];
  const own: { region: number; index: number }[][] = [];
  const rows: BankTrace["rows"] = [];
  const state = neurons.map(() => ({ membrane: 0, refractory: 0 }));
  let saturations = 0;
  const lastTick = 2 ** shape.firstTickBits - 1;
  sums.forEach((tickSums, t) => {
    const events: { region: number; index: number }[] = [];
    let slot = 0;
    groups.forEach((group, g) => {
      for (let row = 0; row < group.rows; row++) {
        let mask = 0;
        for (let lane = 0; lane < shape.updates; lane++, slot++) {
          const [neuron, before, sum] = [neurons[slot], state[slot], tickSums[slot]];
          if (neuron === undefined || before === undefined || sum === undefined) throw new Error(`slot ${slot}`);
          const outcome = outcomeOf(shape.membraneBits, { ...neuron, ...before, sum, tick: Math.min(t, lastTick) });
          saturations += outcome.saturated;
          state[slot] = { membrane: outcome.membrane, refractory: outcome.refractory };
          if (outcome.fired === 0) continue;
          mask += 2 ** lane;
          if (group.report) spikes.push(slot);
          if (group.loopBackRegion !== undefined) events.push({ region: group.loopBackRegion, index: slot });
        }
        const last = row === group.rows - 1;
        rows.push({
          ...{ spikes: mask, record: Number(group.record) },
          endsPopulation: Number(shape.historyWords > 0 && last && group.lastOfPopulation),
          endsTick: Number(last && g === groups.length - 1),
        });
      }
    });
    spikes.push(0x8000 + t);
    own.push(events);
  });
  return { spikes, own, rows, state, saturations: Math.min(saturations, 0xffff) };
}
