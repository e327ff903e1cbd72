import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runProcess } from "../../tools/index.ts";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));

it("demo: bit-exact digits, a bitstream that meets its clock, a raster, a report", { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "spikeforge-demo-"));
  try {
    const out = join(folder, "demo");
    await runProcess({ command: process.execPath, args: [bin, "demo", "--images", "10", "--out", out, "--json"] });
    const report = JSON.parse(await readFile(join(out, "report.json"), "utf8"));
    expect(Object.keys(report)).toEqual([
      "images",
      "bitExactImages",
      "accuracy",
      "accuracyImages",
      "engine",
      "cyclesPerImage",
      "sopPerCycle",
      "board",
      "lc",
      "ebr",
      "spram",
      "fmaxMHz",
      "requiredMHz",
      "bitstream",
      "seconds",
    ]);
    expect(report).toMatchObject({
      images: 10,
      bitExactImages: 10,
      accuracyImages: 10_000,
      engine: "embedded",
      board: "icebreaker",
      spram: 4,
    });
    expect(report.accuracy).toBeGreaterThanOrEqual(0.96);
    expect(report.sopPerCycle).toBeGreaterThanOrEqual(14);
    expect(report.requiredMHz).toBeGreaterThanOrEqual(36);
    expect(report.fmaxMHz).toBeGreaterThanOrEqual(report.requiredMHz);
    expect((await stat(join(out, report.bitstream))).size).toBe(104_090);
    expect(await readFile(join(out, "raster.svg"), "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(await readdir(join(out, "verilog"))).toContain("lif_core.v");
    expect(await readdir(folder)).toEqual(["demo"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
