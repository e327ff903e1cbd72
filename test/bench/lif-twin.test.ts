import { describe, expect, it } from "vitest";
import { generatedCore, handWrittenCore, runCore } from "../../bench/hdl/lif-twin/run-core.ts";
import { sameAnswers } from "../../bench/hdl/lif-twin/same-answers.ts";
import { twinTraffic } from "../../bench/hdl/lif-twin/traffic.ts";
import { Random } from "../support/random.ts";

const ticks = 40;

// Verilator compiles both cores, and a faulty one, unless they are in its cache.
describe("the hand-written LIF core", { timeout: 300_000 }, () => {
  it("gives the generated core's spikes, state, weights and saturations under random contents and traffic", async () => {
    const seeds = [11, 12, 13, 14, 15, 16];
    const cycles = await sameAnswers(generatedCore(), await handWrittenCore(), { seeds, ticks });
    // Its fetch is a cycle shorter; a group takes as long.
    expect(cycles.handWritten / cycles.generated).toBeGreaterThan(0.95);
    expect(cycles.handWritten / cycles.generated).toBeLessThan(1.05);
  });

  it("is compared on traffic that shows something: spikes, saturations, state that is not 0", async () => {
    const random = new Random(11);
    const traffic = twinTraffic((low, high) => random.integer(low, high), ticks);
    const { spikes, saturations, answers } = await runCore(await handWrittenCore(), traffic);
    expect(spikes.length).toBeGreaterThan(ticks + 100);
    expect(saturations).toBeGreaterThan(50);
    const [membranes, refractory] = [answers.slice(0, 256), answers.slice(256, 512)];
    expect(membranes.filter((v) => v !== 0).length).toBeGreaterThan(128);
    expect(new Set(refractory).size).toBeGreaterThan(4);
  });

  it("is told from a core that is not quite the same", async () => {
    const right = await handWrittenCore();
    const neuron = right.files["twin_neuron.v"] ?? "";
    const wrong = neuron.replace("(coarse[0] & ~|fine)", "1'b0");
    expect(wrong).not.toBe(neuron);
    const faulty = { ...right, files: { ...right.files, "twin_neuron.v": wrong } };
    await expect(sameAnswers(right, faulty, { seeds: [11, 12, 13], ticks })).rejects.toThrow("the cores differ in");
  });
});
