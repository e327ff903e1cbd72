import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { place } from "../../compile/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { signalsByPath, signalTree } from "../../sim/signal-tree.ts";
import type { SignalHandle, Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { FstWriter } from "../../sim/waves/fst/writer.ts";
import { recordWave, samplesOf, type Wave } from "../../sim/waves/index.ts";
import { writeWhole } from "../../sim/waves/whole-file.ts";
import { circuitOf, comparable } from "../support/circuits/circuit.ts";
import { lockstep } from "../support/core-lockstep.ts";
import { Random } from "../support/random.ts";
import { randomBits } from "../support/random-circuit.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";
import { openWaveReaders, type ReadVariable, type ReadWave } from "../support/wave-readers.ts";
import { everything, twoClocks } from "./wave-design.ts";

const folder = mkdtempSync(join(tmpdir(), "spikeforge-waves-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The changes of every signal that the engine shows, looked up one by one before each edge and at the end. */
class Truth {
  readonly changes = new Map<string, [number, string][]>();
  readonly #handles: readonly SignalHandle[];

  constructor(sim: Simulation) {
    const visible = new Set([...sim.names.registers, ...sim.names.nets]);
    const tree = signalTree(sim.design);
    const isPort = (path: string) => tree.signals.some((port) => port.path === path && /put$/.test(port.kind));
    this.#handles = [...signalsByPath(tree).values()]
      .filter(({ path, kind }) => kind !== "clock" && (visible.has(path) || isPort(path)))
      .map(({ path }) => sim.signal(path));
    for (const { name } of this.#handles) this.changes.set(name, []);
  }

  look(time: number): void {
    for (const handle of this.#handles) {
      const value = BigInt.asUintN(handle.width, handle.big).toString(16);
      const changes = this.changes.get(handle.name) ?? [];
      if (changes.at(-1)?.[1] !== value) changes.push([time, value]);
    }
  }
}

/** Runs a design on random inputs, and writes what happens into files. */
function recorded(design: Design, random: Random, cycles: number, name: string) {
  return recordedOn(openEmbedded(design, { seed: random.next(), visible: "nets" }), random, cycles, name);
}

function recordedOn(sim: Simulation, random: Random, cycles: number, name: string) {
  const { design } = sim;
  const recording = recordWave(sim);
  const truth = new Truth(sim);
  const inputs = design.top.ports.filter(
    ({ direction, signal }) => direction === "input" && signal.type.kind !== "clock",
  );
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const { signal } of inputs) {
      const { width, kind } = signal.type;
      const bits = randomBits(random, width);
      if (random.chance(0.3)) sim.port(signal.name).big = kind === "sint" ? BigInt.asIntN(width, bits) : bits;
    }
    if (design.top.reset !== undefined) sim.port("rst").value = cycle < 2 ? 1 : 0;
    truth.look(10_000 * cycle);
    if (cycle < cycles - 1) sim.step();
  }
  const [fst, vcd] = [join(folder, `${name}.fst`), join(folder, `${name}.vcd`)];
  recording.toFst(fst);
  recording.toVcd(vcd);
  sim.close();
  return { fst, vcd, changes: truth.changes };
}

/** Changes by path below the top; labels, clocks and repetitions left out. */
function read(variables: readonly Pick<ReadVariable, "path" | "changes">[]): Map<string, ReadVariable["changes"]> {
  return new Map(
    variables
      .map(({ path, changes }): [string, ReadVariable["changes"]] => [
        path.slice(path.indexOf(".") + 1),
        changes.filter(([, value], i) => i === 0 || value !== changes[i - 1]?.[1]),
      ])
      .filter(([path]) => !/(^|\.)clk$|\$label$/.test(path)),
  );
}

const sorted = (changes: ReadonlyMap<string, unknown>) => [...changes].sort(([a], [b]) => (a < b ? -1 : 1));

describe("waves that other programs read", () => {
  it("random circuits: wellen and GTKWave find every value of every signal at every time", async () => {
    const random = new Random(20);
    const runs = Array.from({ length: 12 }, (_, i) => {
      const seed = random.next();
      const { design } = circuitOf(seed, comparable);
      return { seed, ...recorded(design, new Random(seed), 120, `random-${i}`) };
    });
    const { wellen, gtkwave } = await openWaveReaders();
    const waves = await wellen(...runs.flatMap(({ fst, vcd }) => [fst, vcd]));
    for (const [i, { seed, fst, changes }] of runs.entries()) {
      const expected = sorted(changes);
      const [ofFst, ofVcd] = waves.slice(2 * i, 2 * i + 2);
      expect(sorted(read(ofFst?.variables ?? [])), `FST of circuit ${seed}`).toEqual(expected);
      expect(sorted(read(ofVcd?.variables ?? [])), `VCD of circuit ${seed}`).toEqual(expected);
      expect(sorted(read(await gtkwave(fst))), `FST of circuit ${seed} in GTKWave`).toEqual(expected);
    }
  });

  it("every net of a model of Verilator that shows them", async () => {
    const { wellen, gtkwave } = await openWaveReaders();
    const sim = await openVerilator(everything(), { visible: "nets" });
    const { fst, vcd, changes } = recordedOn(sim, new Random(2), 100, "nets");
    for (const path of ["word", "left.en", "left.sum"]) expect(changes.get(path)?.length).toBeGreaterThan(5);
    for (const { variables } of await wellen(fst, vcd)) expect(sorted(read(variables))).toEqual(sorted(changes));
    expect(sorted(read(await gtkwave(fst)))).toEqual(sorted(changes));
  });

  it("the LIF core at work: wellen and GTKWave find every value of every register", async () => {
    const { wellen, gtkwave } = await openWaveReaders();
    const network = randomNetwork(1, oneCore);
    const config = place(network, roomyTarget(4));
    const sim = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric: "ice40hx" })));
    const truth = new Truth(sim);
    const step = sim.step.bind(sim);
    sim.step = (cycles = 1) => {
      for (let i = 0; i < cycles; i++) {
        truth.look(10_000 * sim.cycle);
        step(1);
      }
    };
    const recording = recordWave(sim);
    const { spikes } = lockstep(network, config, sim, randomInput(new Random(1), network, 12));
    truth.look(10_000 * sim.cycle);
    expect(spikes).toBeGreaterThan(0);
    const [fst, vcd] = [join(folder, "core.fst"), join(folder, "core.vcd")];
    recording.toFst(fst);
    recording.toVcd(vcd);
    const expected = JSON.stringify(sorted(truth.changes));
    expect(truth.changes.size).toBeGreaterThan(100);
    const same = (variables: readonly Pick<ReadVariable, "path" | "changes">[] = []) =>
      JSON.stringify(sorted(read(variables))) === expected;
    const [ofFst, ofVcd] = await wellen(fst, vcd);
    expect([same(ofFst?.variables), same(ofVcd?.variables), same(await gtkwave(fst))]).toEqual([true, true, true]);
  });

  it("names, directions, types and labels are those of the source", async () => {
    const { wellen } = await openWaveReaders();
    const { fst, vcd } = recorded(everything(), new Random(1), 20, "everything");
    const [ofFst, ofVcd] = await wellen(fst, vcd);
    const described = (wave: ReadWave | undefined) =>
      wave?.variables.map(({ path, type, direction, width, typeName }) =>
        [path, type, direction, width, typeName].filter((each) => each !== null).join(" "),
      );
    expect(ofFst?.timescale).toContain("1ps");
    expect(described(ofFst)).toEqual([
      "everything.clk Wire Implicit 1",
      "everything.rst Wire Input 1",
      "everything.en Wire Input 1",
      "everything.temperature Wire Input 8 signed",
      "everything.gain Wire Input 8 sfixed",
      "everything.at Wire Output 4",
      "everything.mode Enum Implicit 2",
      "everything.held Reg Implicit 8 signed",
      "everything.level Reg Implicit 8 sfixed",
      "everything.wide Reg Implicit 60",
      "everything.words_q Reg Implicit 8",
      "everything.left_count Wire Implicit 4",
      "everything.word Wire Implicit 8",
      "everything.left.clk Wire Implicit 1",
      "everything.left.rst Wire Input 1",
      "everything.left.en Wire Input 1",
      "everything.left.count Wire Output 4",
      "everything.left.sum Wire Implicit 4",
    ]);
    expect(ofFst?.variables.flatMap(({ labels }) => labels ?? [])).toEqual([
      "mode",
      { "00": "idle", "01": "run", "10": "done" },
    ]);
    const text = ofVcd?.variables.find(({ path }) => path === "everything.mode$label");
    const mode = ofVcd?.variables.find(({ path }) => path === "everything.mode");
    const label = (bits: string) => ({ "0": "idle", "1": "run", "2": "done" })[bits] ?? bits;
    expect(text?.changes).toEqual(mode?.changes.map(([time, bits]) => [time, label(bits)]));
    expect(mode?.changes.length).toBeGreaterThan(1);
    const bare = described(ofVcd)?.filter((each) => !each.includes("$label"));
    expect(bare?.map((each) => each.split(" ")[0])).toEqual(described(ofFst)?.map((each) => each.split(" ")[0]));
    expect(bare?.filter((each) => /signed|sfixed/.test(each)).length).toBe(4);
  });

  it("clocks rise with their edges and fall in the middle, those of instances are the same", async () => {
    const { wellen, gtkwave } = await openWaveReaders();
    const sim = openEmbedded(twoClocks(), { clocks: { a: { period: 7 }, b: { period: 14, phase: 7 } } });
    const recording = recordWave(sim, { timeUnit: "ns" });
    sim.step(4);
    const [fst, vcd] = [join(folder, "clocks.fst"), join(folder, "clocks.vcd")];
    recording.toFst(fst);
    recording.toVcd(vcd);
    const expected = {
      a: [
        [0, "0"],
        [7000, "1"],
        [10500, "0"],
        [14000, "1"],
        [17500, "0"],
        [21000, "1"],
        [24500, "0"],
        [28000, "1"],
        [31500, "0"],
      ],
      b: [
        [0, "0"],
        [14000, "1"],
        [21000, "0"],
        [28000, "1"],
      ],
      fast: [
        [0, "0"],
        [7000, "1"],
        [14000, "2"],
        [21000, "3"],
        [28000, "4"],
      ],
      slow: [
        [0, "0"],
        [14000, "1"],
        [28000, "2"],
      ],
    };
    // Half a period of 7 is not whole.
    for (const wave of await wellen(fst, vcd)) {
      expect(wave.timescale).toContain("1ps");
      expect(Object.fromEntries(read(wave.variables))).toEqual(expected);
    }
    expect(Object.fromEntries(read(await gtkwave(fst)))).toEqual(expected);
  });

  it("an FST file that is written in many blocks is read as one that is written in one", async () => {
    const { wellen, gtkwave } = await openWaveReaders();
    const random = new Random(9);
    const sim = openEmbedded(everything());
    const recording = recordWave(sim);
    for (let cycle = 0; cycle < 200; cycle++) {
      sim.port("en").value = random.integer(0, 1);
      sim.port("temperature").value = random.integer(-128, 127);
      sim.step();
    }
    const wave = recording.wave();
    const [one, many] = [join(folder, "one.fst"), join(folder, "many.fst")];
    recording.toFst(one);
    writeWhole(many, (file) => {
      const writer = new FstWriter(file, wave);
      for (let from = 0; from < samplesOf(wave); from += 13) writer.add(partOf(wave, from, from + 13));
      writer.finish();
    });
    const [whole, parts] = await wellen(one, many);
    const changes = (variables: readonly Pick<ReadVariable, "path" | "changes">[] = []) =>
      variables.map(({ path, changes: all }) => [
        path,
        all.filter(([, value], i) => i === 0 || value !== all[i - 1]?.[1]),
      ]);
    expect(changes(parts?.variables)).toEqual(changes(whole?.variables));
    expect(changes(await gtkwave(many))).toEqual(changes(await gtkwave(one)));
  });

  it("a recording that is written while it grows is the same as one that is kept", async () => {
    const { wellenSummary } = await openWaveReaders();
    const run = (fst?: string) => {
      const sim = openEmbedded(everything(), { seed: 3 });
      const recording = recordWave(sim, { signals: ["en", "mode", "held"], ...(fst === undefined ? {} : { fst }) });
      sim.reset();
      for (let i = 0; i < 6; i++) {
        sim.port("en").value = i & 1;
        sim.port("temperature").value = i;
        sim.step(12_000);
      }
      return { sim, recording };
    };
    const [kept, grown] = [join(folder, "kept.fst"), join(folder, "grown.fst")];
    run().recording.toFst(kept);
    run(grown).sim.close();
    const [expected, found] = await wellenSummary(kept, grown);
    expect(found).toEqual(expected);
    expect(expected?.variables[0]?.changes[0]).toEqual([0, "144003"]);
  });
});

/** A stretch of a wave, with samples counted from its own beginning. */
function partOf(wave: Wave, from: number, to: number): Pick<Wave, "starts" | "end" | "clocks" | "signals"> {
  const within = (at: Uint32Array): number[] => [...at.keys()].filter((i) => (at[i] ?? 0) >= from && (at[i] ?? 0) < to);
  return {
    starts: wave.starts.slice(from, to),
    end: wave.starts[to] ?? wave.end,
    clocks: wave.clocks.map((clock) => ({
      ...clock,
      edges: Uint32Array.from(within(clock.edges), (i) => (clock.edges[i] ?? 0) - from),
    })),
    signals: wave.signals.map((signal) => {
      const own = within(signal.at);
      const first = own[0] === undefined || signal.at[own[0]] !== from;
      const before = signal.at.findLastIndex((at) => at < from);
      const changes = first ? [before, ...own] : own;
      return {
        ...signal,
        at: Uint32Array.from(changes, (i) => Math.max(0, (signal.at[i] ?? 0) - from)),
        bits:
          signal.bits instanceof BigUint64Array
            ? BigUint64Array.from(changes, (i) => (signal.bits[i] ?? 0n) as bigint)
            : Uint32Array.from(changes, (i) => Number(signal.bits[i] ?? 0)),
      };
    }),
  };
}
