import { expect, it } from "vitest";
import { place } from "../../compile/index.ts";
import { fabrics } from "../../config/index.ts";
import { loadDigits } from "../../examples/digits/digits.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { chipDesign, compileNetwork, findBoard } from "../../index.ts";
import { Chip } from "../../rtl/chip.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { Random } from "../support/random.ts";
import { withRandomAdaptation } from "../support/random-adaptation.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";
import { lint } from "../support/verilator-lint.ts";

it("the digits chip, core and host link with SPRAM: Verilator -Wall has nothing to say", async () => {
  const compiled = compileNetwork(loadDigits().network, await findBoard("icebreaker"));
  expect(await lint(chipDesign(compiled, 16))).toBe("");
});

it.each([1, 2, 3, 4, 5, 6])("the chip of random network %i, on any fabric: nor here", async (seed) => {
  const network = randomNetwork(seed, oneCore);
  const lanes = Math.min(16, 64 / network.weightBits);
  const updates = Math.min(lanes, ([1, 2, 4] as const)[seed % 3] ?? 1);
  const { shape } = place(network, { ...roomyTarget(lanes, updates), blockDepth: seed % 2 === 0 ? 256 : 2 });
  const fabric = fabrics[seed % fabrics.length] ?? "ecp5";
  const chip = Chip({ core: { shape, fabric }, clockCyclesPerBit: 4, shapeHash: seed });
  expect(await lint(elaborate(chip))).toBe("");
});

it.each(fabrics)("a core on %s whose thresholds adapt: nor here", async (fabric) => {
  const network = withRandomAdaptation(new Random(2), randomNetwork(2, { ...oneCore, weightBits: 4 }));
  const { shape } = place(network, { ...roomyTarget(8, 2), fabric });
  expect(await lint(elaborate(LifCore({ shape, fabric })))).toBe("");
});
