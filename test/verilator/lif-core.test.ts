import { beforeAll, expect, test } from "vitest";
import { place } from "../../compile/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { lockstep } from "../support/core-lockstep.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

const target = roomyTarget(4);

test.each([1, 2, 3])("verilator: the LIF core equals the reference in every tick (network seed %i)", async (seed) => {
  const network = randomNetwork(seed, oneCore);
  const config = place(network, target);
  const sim = await openVerilator(elaborate(LifCore({ shape: config.shape, fabric: "ice40hx" })), { seed });
  const { spikes } = lockstep(network, config, sim, randomInput(new Random(seed), network, 60));
  expect(spikes).toBeGreaterThan(0);
  sim.close();
});
