import { expect, it } from "vitest";
import { place, up5kTarget } from "../../compile/index.ts";
import { loadDigits } from "../../examples/digits/digits.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { chipDesign, compileNetwork, findBoard } from "../../index.ts";
import { Chip } from "../../rtl/chip.ts";
import { firstCore, randomNetwork } from "../support/random-network.ts";
import { lint } from "../support/verilator-lint.ts";

it("the digits chip, core and host link with SPRAM: Verilator -Wall has nothing to say", async () => {
  const compiled = compileNetwork(loadDigits().network, await findBoard("icebreaker"));
  expect(await lint(chipDesign(compiled, 16))).toBe("");
});

it.each([1, 2, 3, 4, 5, 6])("the chip of random network %i, with block RAM: nor here", async (seed) => {
  const network = randomNetwork(seed, firstCore);
  const lanes = Math.min(16, 64 / network.weightBits);
  const { shape } = place(network, { ...up5kTarget(network.weightBits), lanes, blockDepth: seed % 2 === 0 ? 256 : 2 });
  const chip = Chip({ core: { shape, weightMemory: "block" }, clockCyclesPerBit: 4, shapeHash: seed });
  expect(await lint(elaborate(chip))).toBe("");
});
