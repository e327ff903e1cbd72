import { describe, expect, it } from "vitest";
import { openEngine } from "../../api/simulate.ts";
import { place } from "../../compile/index.ts";
import { fabrics } from "../../config/index.ts";
import { heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { compileNetwork, coreDesign, findBoard } from "../../index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { lockstep } from "../support/core-lockstep.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

/** Each takes Verilator some seconds to compile. */
const randomSeeds = [101, 102, 103, 104];

describe.each(["embedded", "verilator"] as const)("reference = %s", (engine) => {
  it.each(randomSeeds)("on random network %i: every spike and all state of every tick", async (seed) => {
    const network = randomNetwork(seed, { ...oneCore, weightBits: ([1, 2, 4, 8] as const)[seed % 4] ?? 4 });
    const config = place(network, roomyTarget(8, ([1, 2, 4] as const)[seed % 3]));
    const fabric = fabrics[seed % fabrics.length] ?? "ecp5";
    const design = elaborate(LifCore({ shape: config.shape, fabric }));
    const simulation = await openEngine(engine, design, seed);
    const { cycles } = lockstep(network, config, simulation, randomInput(new Random(seed), network, 80));
    simulation.close();
    expect(cycles).toBeGreaterThan(80);
  });

  it("on the digits core with its SPRAM, for three images", async () => {
    const digits = loadDigits();
    const compiled = compileNetwork(digits.network, await findBoard("icebreaker"));
    for (const { pixels } of heldOutImages().slice(0, 3)) {
      const simulation = await openEngine(engine, coreDesign(compiled), 5);
      const { spikes } = lockstep(compiled.network, compiled.config, simulation, digits.encode(pixels));
      simulation.close();
      expect(spikes).toBeGreaterThan(50);
    }
  });
});

it("both engines take the same cycles for the same network", async () => {
  const digits = loadDigits();
  const compiled = compileNetwork(digits.network, await findBoard("icebreaker"));
  const [image] = heldOutImages();
  const cycles: number[] = [];
  for (const engine of ["embedded", "verilator"] as const) {
    const simulation = await openEngine(engine, coreDesign(compiled), 9);
    const input = digits.encode(image?.pixels ?? new Uint8Array());
    cycles.push(lockstep(compiled.network, compiled.config, simulation, input).cycles);
    simulation.close();
  }
  expect(cycles[1]).toBe(cycles[0]);
});
