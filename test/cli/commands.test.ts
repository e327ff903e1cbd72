import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lif, network, pairStdp, parseNetwork, quantise, writeNetwork } from "../../index.ts";
import { runProcess } from "../../tools/index.ts";
import { commandLine } from "../support/command-line.ts";
import { smallLearner } from "../support/small-learner.ts";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));
let folder = "";

const example = (threshold: number, weight = 2) =>
  network("pair", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .input("in", 3)
    .population("out", { size: 2, neuron: lif({ threshold }) })
    .project("in", "out", {
      weights: [
        [1, weight],
        [3, 1],
        [-1, 2],
      ],
    })
    .output("out")
    .build();

const twoLayers = network("layers", { weightBits: 4, membraneBits: 16, weightScale: 1 })
  .input("in", 3)
  .population("hidden", { size: 20, neuron: lif({ threshold: 5 }) })
  .population("out", { size: 2, neuron: lif({ threshold: 20 }) })
  .project("in", "hidden", { weights: new Int8Array(60).fill(2) })
  .project("hidden", "out", { weights: new Int8Array(40).fill(1), delay: 3 })
  .output("out")
  .build();

const learner = smallLearner(
  pairStdp({ aPlus: 0.05, aMinus: 0.06, tauPlusMs: 4, tauMinusMs: 4, window: 12, bounds: { low: 0, high: 1 } }),
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-cli-"));
  await writeFile(join(folder, "pair.network.json"), writeNetwork(example(4)));
  await writeFile(join(folder, "other.network.json"), writeNetwork(example(5)));
  await writeFile(join(folder, "weights.network.json"), writeNetwork(example(4, 3)));
  await writeFile(join(folder, "layers.network.json"), writeNetwork(twoLayers));
  await writeFile(join(folder, "learner.network.json"), writeNetwork(learner));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const spikeforge = (...args: string[]) => commandLine(folder, ...args);

/** The same as a user starts it. */
async function spikeforgeProcess(...args: string[]) {
  const { stdout, stderr, exitCode } = await runProcess({
    command: process.execPath,
    args: [bin, ...args],
    cwd: folder,
    onFailure: "return",
  });
  return { stdout, stderr, exitCode };
}

describe("spikeforge", () => {
  it("sim: bit-exact, as text and as JSON", async () => {
    const { stdout, exitCode } = await spikeforgeProcess(
      "sim",
      "pair.network.json",
      "--ticks",
      "30",
      "--rate",
      "0.4",
      "--json",
    );
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as { bitExact: boolean; ticks: number; spikes: number[][]; sopPerCycle: number };
    expect(result).toMatchObject({ bitExact: true, ticks: 30, engine: "embedded" });
    expect(result.spikes.flat().length).toBeGreaterThan(3);
    const text = await spikeforge("sim", "pair.network.json", "--ticks", "5");
    expect(text.stdout).toContain("every spike, membrane and refractory counter equals the reference");
  });

  it("plan: speed, area and what limits, as text, as JSON and as a table, without synthesis", async () => {
    const text = await spikeforge("plan", "pair.network.json", "--activity", "50%", "--ticks", "4", "--clock", "40");
    expect(text).toMatchObject({ exitCode: 0, stderr: "" });
    expect(text.stdout).toMatch(/^pair on iCEBreaker: 16 lanes of 4 bits, 1 neuron per cycle\n/);
    expect(text.stdout).toMatch(/latency +\d+ cycles, [\d.]+ µs for an inference of 4 ticks, state reset included/);
    expect(text.stdout).toMatch(/area +\d+ of 5280 LC, \d+ of 30 EBR, 4 of 4 SPRAM \(core and host link\)/);
    expect(text.stdout).toContain("times are for 40 MHz");
    const json = await spikeforge("plan", "pair.network.json", "--board", "hx8k", "--lanes", "8", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ lanes: 8, updates: 2, device: "HX8K", run: { ticks: 16 } });
    const rows = await spikeforge("plan", "pair.network.json", "--board", "hx8k", "--table");
    expect(rows.stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(
      expect.arrayContaining(["lanes", "1", "2", "64"]),
    );
    const wrong = await spikeforge("plan", "pair.network.json", "--activity", "much");
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("expected a share such as 10% or 0.1");
  });

  it("learn: writes the learned network, which learns on from there; sim compares what was learned", async () => {
    const run = async (...args: string[]) => {
      const { stdout, exitCode, stderr } = await spikeforge("learn", ...args, "--ticks", "20", "--rate", "0.3");
      expect({ exitCode, stderr: stderr.replace(/^learning learner.*\n/gm, "") }).toEqual({ exitCode: 0, stderr: "" });
      return stdout;
    };
    const weights = async (file: string) =>
      quantise(parseNetwork(await readFile(join(folder, file), "utf8"), file)).synapses.map((block) => block.weights);
    const text = await run("learner.network.json", "--presentations", "2");
    expect(text).toMatch(/\nin→a +240 +\d+ +[\d.]+ +[\d.]+\na→a \(delay 2\) +400 +0 /);
    expect(text).toContain("every spike, membrane, refractory counter and learned value equals the reference");
    expect(text).toContain("wrote learner.learned.network.json");
    const json = await run(
      ...["learner.learned.network.json", "--engine", "reference", "--out", "more.json", "--frozen", "--json"],
    );
    expect(JSON.parse(json)).toMatchObject({
      network: "learner",
      engine: "reference",
      ticks: 20,
      bitExact: true,
      projections: [
        { name: "in→a", synapses: 240 },
        { name: "a→a (delay 2)", changed: 0 },
      ],
      out: "more.json",
    });
    const [first, second, third] = await Promise.all(
      ["learner.network.json", "learner.learned.network.json", "more.json"].map(weights),
    );
    expect(second?.[0]).not.toEqual(first?.[0]);
    expect(third?.[0]).not.toEqual(second?.[0]);
    expect(third?.[1]).toEqual(first?.[1]);
    expect(parseNetwork(await readFile(join(folder, "more.json"), "utf8"), "more.json").learning).toBeUndefined();
    const sim = await spikeforge("sim", "learner.learned.network.json", "--ticks", "10", "--pace", "stream");
    expect(sim).toMatchObject({ exitCode: 0, stderr: "" });
    const nothing = await spikeforge("learn", "pair.network.json");
    expect(nothing).toMatchObject({
      exitCode: 2,
      stderr:
        "CLI013 pair.network.json: no projection is plastic: there is nothing to learn\n" +
        "    give it learning and plastic projections: docs/network-file.md\n",
    });
  });

  it("plan: a network that learns is refused, and planned without its learning", async () => {
    const refused = await spikeforge("plan", "learner.network.json");
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr:
        'CMP033 network "learner": its synapses learn, and neither the cycles nor the cells of learning are predicted\n' +
        "    plan it without its learning for the walk alone; simulate it for cycles, synthesise it for cells\n",
    });
    const walk = await spikeforge("plan", "learner.network.json", "--without-learning");
    expect(walk).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("plan --cores --chips: loads of cores and links, as text and as JSON; what cannot be is refused", async () => {
    const system = ["plan", "layers.network.json", "--board", "ecp5-85f", "--cores", "2", "--chips", "2"];
    const text = await spikeforge(...system, "--lanes", "4");
    expect(text).toMatchObject({ exitCode: 0, stderr: "" });
    expect(text.stdout).toMatch(/^\w+ on 2 chips \(ECP5-85F\) with 2 cores each, tree: 4 lanes of 4 bits/);
    expect(text.stdout).toMatch(/\ntick +\d+ cycles, at most \d+: the longest waits for .* of chip [01]\n/);
    expect(text.stdout).toMatch(/\nlink chip 1 → chip 0 +[\d.]+ +\d+\n/);
    const json = await spikeforge(...system, "--fabric", "mesh", "--json");
    const plan = JSON.parse(json.stdout) as { load: { cores: unknown[]; links: unknown[] } };
    expect(plan).toMatchObject({ chips: 2, cores: 2, fabric: "mesh", columns: 2, rows: 1, device: "ECP5-85F" });
    expect([plan.load.cores.length, plan.load.links.length]).toEqual([4, 2]);
    const wrong = await spikeforge("plan", "pair.network.json", "--chips", "9", "--topology", "star");
    expect(wrong).toMatchObject({ exitCode: 2 });
    expect(wrong.stderr).toContain("9 is not a number of chips in a star: expected a whole number in 1…8");
  });

  it("sim --pace stream: the same, in fewer cycles, with the spikes of the outputs", async () => {
    const run = async (pace: string) => {
      const args = ["layers.network.json", "--ticks", "40", "--rate", "0.6", "--pace", pace];
      return JSON.parse((await spikeforge("sim", ...args, "--json")).stdout) as {
        bitExact: boolean;
        cycles: number;
        synapticOperations: number;
        populations: { name: string; spikes: number }[];
      };
    };
    const [steps, stream] = [await run("steps"), await run("stream")];
    expect([steps.bitExact, stream.bitExact]).toEqual([true, true]);
    expect(stream.cycles).toBeLessThan(steps.cycles);
    expect(stream.synapticOperations).toBe(steps.synapticOperations);
    expect(steps.populations.map(({ name }) => name)).toEqual(["hidden", "out"]);
    expect(stream.populations).toEqual(steps.populations.slice(1));
    expect(stream.populations[0]?.spikes).toBeGreaterThan(0);
  });

  it("sim --cores --chips: the outputs' spikes of one core, tick by tick and as a stream; what cannot be is refused", async () => {
    const run = async (...options: string[]) => {
      const args = ["layers.network.json", "--ticks", "40", "--rate", "0.6"];
      const { stdout, stderr, exitCode } = await spikeforge("sim", ...args, ...options, "--json");
      expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
      return JSON.parse(stdout) as { bitExact: boolean; populations: unknown[]; synapticOperations: number };
    };
    const alone = await run("--pace", "stream");
    for (const options of [
      ["--cores", "2", "--chips", "2"],
      ["--cores", "3", "--fabric", "mesh", "--pace", "stream"],
    ]) {
      const { bitExact, populations, synapticOperations } = await run(...options);
      expect(bitExact).toBe(true);
      expect({ populations, synapticOperations }).toEqual({
        populations: alone.populations,
        synapticOperations: alone.synapticOperations,
      });
    }
    const text = await spikeforge("sim", "layers.network.json", "--ticks", "5", "--chips", "2", "--fabric", "mesh");
    expect(text).toMatchObject({ exitCode: 0, stderr: "" });
    expect(text.stdout).toContain("s on embedded, 2 chips with 1 core each, mesh of 1 × 1\n");
    expect(text.stdout).toContain("every membrane and refractory counter, equal the reference in every tick");
    const wrong = await spikeforge("sim", "layers.network.json", "--cores", "5");
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
    expect(wrong.stderr).toContain("CMP025 iCEBreaker: no memory is left for the weights of 5 cores");
  });

  it("--lanes: the same spikes on a core of fewer lanes, in more cycles", async () => {
    const run = async (...lanes: string[]) => {
      const { stdout } = await spikeforge(
        "sim",
        "pair.network.json",
        "--ticks",
        "20",
        "--rate",
        "0.6",
        ...lanes,
        "--json",
      );
      return JSON.parse(stdout) as { bitExact: boolean; cycles: number; spikes: number[][] };
    };
    const [usual, single] = [await run(), await run("--lanes", "1")];
    expect([usual.bitExact, single.bitExact]).toEqual([true, true]);
    expect(single.spikes).toEqual(usual.spikes);
    expect(single.cycles).toBeGreaterThan(usual.cycles);
    const refused = await spikeforge("sim", "pair.network.json", "--lanes", "12");
    expect(refused.stderr).toContain("'12' is invalid. expected a power of two in 1..512");
    expect(refused.exitCode).toBe(2);
  });

  it("check: records, finds equality on another engine, and names the first mismatch with exit code 1", async () => {
    const input = ["--ticks", "30", "--rate", "0.4"];
    expect(await spikeforge("check", "pair.network.json", "--record", "r.json", ...input)).toMatchObject({
      stdout: "recorded 30 ticks of 2 neurons on embedded in r.json\n",
      exitCode: 0,
    });
    expect(
      await spikeforge("check", "pair.network.json", "--against", "r.json", "--engine", "reference"),
    ).toMatchObject({
      stdout: "equal: 30 ticks, 2 neurons, 1 weight blocks (reference against a recording by embedded)\n",
      exitCode: 0,
    });
    const changed = await spikeforge("check", "other.network.json", "--against", "r.json");
    expect(changed.stdout).toMatch(
      /^MISMATCH (spike|membrane) of neuron \d \(out\[\d\]\) in tick \d+: found -?\d+, recorded -?\d+\n$/,
    );
    expect(changed.exitCode).toBe(1);
    const weights = await spikeforge("check", "weights.network.json", "--against", "r.json");
    expect(weights).toMatchObject({ stdout: "MISMATCH weight block 0 at [0][1]: found 3, recorded 2\n", exitCode: 1 });
  });

  it("CLI003 and CLI021: nothing to do, and a recording of another network", async () => {
    expect(await spikeforge("check", "pair.network.json")).toMatchObject({
      stderr: "CLI003 check: neither --record nor --against\n    give one of them\n",
      exitCode: 2,
    });
    const recording = JSON.parse(await readFile(join(folder, "r.json"), "utf8"));
    await writeFile(
      join(folder, "three.json"),
      JSON.stringify({ ...recording, neurons: 3, weights: [], input: [[9]] }),
    );
    expect(await spikeforge("check", "pair.network.json", "--against", "three.json")).toMatchObject({
      stderr: [
        "CLI021 three.json: 3 neurons, the network has 2",
        "    record the network again",
        "CLI021 three.json: 0 synapse blocks, the network has 1",
        "    record the network again",
        "CLI021 three.json: input on channel 9, the network has 3",
        "    record the network again",
        "",
      ].join("\n"),
      exitCode: 2,
    });
  });

  it("build: writes Verilog and image as a whole; CLI002 leaves a foreign folder alone", async () => {
    const { stdout, exitCode } = await spikeforge("build", "pair.network.json", "--out", "out", "--json");
    expect(exitCode).toBe(0);
    const { files } = JSON.parse(stdout) as { files: string[] };
    expect((await readdir(join(folder, "out", "verilog"))).sort()).toEqual(expect.arrayContaining(files.sort()));
    await writeFile(join(folder, "other.txt"), "");
    expect(await spikeforge("build", "pair.network.json", "--out", ".")).toMatchObject({
      stderr:
        "CLI002 .: exists and holds something that is not an earlier build (no build.json)\n    name another folder, or remove it\n",
      exitCode: 2,
    });
  });

  it("CLI001: a file that is not there, in words and as JSON", async () => {
    expect(await spikeforgeProcess("sim", "none.json")).toMatchObject({
      stderr: "CLI001 none.json: cannot be read: ENOENT\n    check the path\n",
      exitCode: 2,
    });
    const json = JSON.parse((await spikeforgeProcess("sim", "none.json", "--json")).stdout) as {
      errors: { code: string }[];
    };
    expect(json.errors.map(({ code }) => code)).toEqual(["CLI001"]);
  });

  it("boards lists them all, help and version exit with 0, an unknown command with 2", async () => {
    const { stdout } = await spikeforgeProcess("boards");
    for (const id of ["icebreaker", "upduino3", "hx8k-evn"]) expect(stdout).toContain(id);
    expect((await spikeforgeProcess("--help")).exitCode).toBe(0);
    expect(await spikeforgeProcess("--version")).toMatchObject({ stdout: "0.1.0\n", exitCode: 0 });
    expect((await spikeforgeProcess("frobnicate")).exitCode).toBe(2);
    expect((await spikeforgeProcess("sim", "pair.network.json", "--rate", "3")).exitCode).toBe(2);
  });
});
