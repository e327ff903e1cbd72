/**
 * The Verilog of two cores, byte for byte. A golden file proves that nothing changed, not that it is right: look at what
 * changed before rewriting them with `UPDATE_GOLDENS=1 npx vitest run test/golden`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { elaborate } from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { LifCore, type LifCoreParameters } from "../../rtl/core/lif-core.ts";

const cores: Readonly<Record<string, LifCoreParameters>> = {
  "up5k-16x4-spram": {
    fabric: "ice40up",
    shape: {
      lanes: 16,
      updates: 1,
      weightBits: 4,
      weightSign: "signed",
      membraneBits: 16,
      accumulatorBits: 14,
      groups: 16,
      slots: 256,
      regions: 2,
      listEntries: 1024,
      weightWords: 16_384,
      segments: 256,
      waits: true,
      historyWords: 0,
      delayProgram: 0,
      thresholdBits: 8,
      refractoryBits: 0,
      biasBits: 0,
      leaks: ["none", "shift"],
      leakBits: 3,
      resets: ["threshold"],
      resetBits: 0,
      firstTickBits: 1,
      perNeuron: [],
    },
  },
  "ecp5-8x8-all-features": {
    fabric: "ecp5",
    shape: {
      lanes: 8,
      updates: 4,
      weightBits: 8,
      weightSign: "signed",
      membraneBits: 16,
      accumulatorBits: 17,
      groups: 32,
      slots: 256,
      regions: 4,
      listEntries: 512,
      weightWords: 2048,
      segments: 256,
      waits: true,
      historyWords: 16,
      delayProgram: 64,
      thresholdBits: 12,
      refractoryBits: 4,
      biasBits: 10,
      leaks: ["none", "linear", "shift", "mul12"],
      leakBits: 13,
      resets: ["zero", "value", "threshold", "amount"],
      resetBits: 13,
      firstTickBits: 3,
      perNeuron: ["threshold", "leak", "bias", "refractory", "reset", "firstTick"],
    },
  },
};

const isUpdating = process.env.UPDATE_GOLDENS === "1";

/** Text by file name, of a fresh elaboration. */
const printed = (parameters: LifCoreParameters): Readonly<Record<string, string>> =>
  printVerilog(elaborate(LifCore(structuredClone(parameters))));

describe.each(Object.entries(cores))("golden Verilog: %s", (name, parameters) => {
  const folder = new URL(`./${name}/`, import.meta.url);

  it("equals the stored files", () => {
    // Models stand for cells of the device and have names in folders; they lie beside the rest.
    const files = Object.entries(printed(parameters)).map(
      ([file, text]) => [file.replaceAll("/", "__"), text] as const,
    );
    if (isUpdating) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of files) writeFileSync(new URL(file, folder), text);
    }
    expect(readdirSync(folder).sort()).toEqual(files.map(([file]) => file).sort());
    for (const [file, text] of files) expect(text, file).toBe(readFileSync(new URL(file, folder), "utf8"));
  });

  it("comes out the same from every elaboration", () => {
    expect(printed(parameters)).toEqual(printed(parameters));
  });

  it("holds no path of this machine", () => {
    const text = Object.values(printed(parameters)).join("\n");
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/\.ts:\d+/);
  });
});
