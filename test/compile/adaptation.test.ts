import { describe, expect, test } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { joinShapes } from "../../compile/shape.ts";
import {
  busSpaces,
  groupLayout,
  type HardwareConfig,
  type IntegerNetwork,
  learningAddresses,
  learningRegisters,
  outputParameterLayout,
} from "../../config/index.ts";
import { Random } from "../support/random.ts";
import { withRandomAdaptation } from "../support/random-adaptation.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const plainNetwork = (seed: number) => randomNetwork(seed, { ...oneCore, weightBits: 4, maxNeurons: 30 });
const adaptingNetwork = (seed: number) => withRandomAdaptation(new Random(seed), plainNetwork(seed));
const placed = (network: IntegerNetwork, updates = 2): HardwareConfig => place(network, roomyTarget(8, updates));

/** What a block of the space `groups` writes from an address on. */
function written(config: HardwareConfig, address: number): number[] | undefined {
  const block = coreImage(config).find((each) => each.space === busSpaces.groups && each.address === address);
  return block && [...block.words];
}
const register = (name: (typeof learningRegisters)[number]): number =>
  learningAddresses.registers + learningRegisters.indexOf(name);

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

describe("adapting thresholds in a placed core", () => {
  test("the loader writes limit, decay, age 0 and what every slot's threshold is raised by", () => {
    for (const seed of seeds) {
      const network = adaptingNetwork(seed);
      const config = placed(network);
      const { limit = 0, period = 1, shift = 0, initial = new Int32Array() } = network.adaptation ?? {};
      expect(written(config, register("age")), `seed ${seed}`).toEqual([0]);
      expect(written(config, register("adaptationLimit"))).toEqual([limit]);
      expect(written(config, register("adaptationDecay"))).toEqual([Math.log2(period) + 16 * shift]);
      const bySlot = written(config, learningAddresses.adaptation) ?? [];
      expect(bySlot.length).toBe(config.slots.length);
      expect(bySlot).toEqual(config.slots.map((slot) => (slot === undefined ? 0 : initial[slot.neuron])));
    }
  });

  test("increments that are the same in each population stand in the group word, others by row", () => {
    const places = new Set<string>();
    for (const seed of seeds) {
      const { shape, slots, groups } = placed(adaptingNetwork(seed), 1);
      const has = (layout: typeof groupLayout): boolean =>
        layout(shape).fields.some(({ name, bits }) => name === "increment" && bits === shape.adaptation?.bits);
      let [row, differ] = [0, false];
      let own = new Set<number>();
      for (const { rows, lastOfPopulation } of groups) {
        for (const slot of slots.slice(row, row + rows)) if (slot) own.add(slot.adaptation?.increment ?? -1);
        row += rows;
        if (!lastOfPopulation) continue;
        differ ||= own.size > 1;
        own = new Set();
      }
      expect([has(groupLayout), has(outputParameterLayout)], `seed ${seed}`).toEqual([!differ, differ]);
      places.add(differ ? "row" : "group");
    }
    expect(places.size).toBe(2);
  });

  test("a reset by the threshold is loaded: what is left is u − θ, and the membrane is compared with θ + a", () => {
    for (const seed of seeds) expect(placed(adaptingNetwork(seed)).shape.resets).not.toContain("threshold");
    expect(seeds.some((seed) => placed(plainNetwork(seed)).shape.resets.includes("threshold"))).toBe(true);
  });

  test("a core beside one that adapts has its hardware, too, and loads thresholds that stay", () => {
    const [adapting, plain] = [placed(adaptingNetwork(3)), placed(plainNetwork(4))];
    const same = { ...plain.shape, membraneBits: adapting.shape.membraneBits, weightSign: adapting.shape.weightSign };
    expect(joinShapes(same, adapting.shape).adaptation).toEqual(adapting.shape.adaptation);
    expect(joinShapes(same, same)).not.toHaveProperty("adaptation");
    const config = { ...plain, shape: { ...plain.shape, adaptation: { bits: 5 } } };
    expect(written(config, register("adaptationLimit"))).toEqual([0]);
    expect(written(config, learningAddresses.adaptation)).toEqual(plain.slots.map(() => 0));
    expect(written(plain, learningAddresses.adaptation)).toBeUndefined();
  });
});
