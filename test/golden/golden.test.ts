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
    weightMemory: "spram",
    shape: {
      lanes: 16,
      weightBits: 4,
      membraneBits: 16,
      accumulatorBits: 14,
      groups: 16,
      regions: 2,
      listEntries: 1024,
      weightWords: 16_384,
      segments: 256,
      refractoryBits: 0,
      biasBits: 0,
      leaks: ["none", "shift"],
      leakBits: 0,
      firstTickBits: 1,
    },
  },
  "block-8x8-all-features": {
    weightMemory: "block",
    shape: {
      lanes: 8,
      weightBits: 8,
      membraneBits: 16,
      accumulatorBits: 17,
      groups: 32,
      regions: 4,
      listEntries: 512,
      weightWords: 2048,
      segments: 256,
      refractoryBits: 4,
      biasBits: 10,
      leaks: ["none", "linear", "shift"],
      leakBits: 8,
      firstTickBits: 3,
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
