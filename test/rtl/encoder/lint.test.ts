import { expect, it } from "vitest";
import type { EncoderShape, Fabric } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { FrameEncoder } from "../../../rtl/encoder/frame-encoder.ts";
import { MarkerWatch } from "../../../rtl/host-link/marker-watch.ts";
import { lint } from "../../support/verilator-lint.ts";

const rate = { numerator: 3, shift: 10, phaseMultiplier: 2_654_435_761 };

it.each<[string, EncoderShape, Fabric]>([
  ["both codes, 784 channels", { channels: 784, firstWord: 0x1800, rate, latency: "built" }, "ice40up"],
  [
    "a rate code in rows",
    { channels: 33, firstWord: 3, rate: { ...rate, phaseMultiplier: 0 }, latency: "leftOut" },
    "ice40hx",
  ],
  ["a latency code, one channel", { channels: 1, firstWord: 0, latency: "built" }, "ecp5"],
])("Verilator -Wall is content with a frame encoder: %s", async (_, encoder, fabric) => {
  expect(await lint(elaborate(FrameEncoder({ encoder, fabric })))).toBe("");
});

it("Verilator -Wall is content with the watch for markers", async () => {
  expect(await lint(elaborate(MarkerWatch({})))).toBe("");
});
