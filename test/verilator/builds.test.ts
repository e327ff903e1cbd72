import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bool, elaborate, formal, input, instance, module, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { signalsByPath, signalTree } from "../../sim/signal-tree.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { parseCoverage } from "../../sim/verilator/coverage.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import {
  ensureDebianVerilator,
  ensureVerilator,
  ensureWaveReaders,
  findProgram,
  runProcess,
  withTemporaryFolder,
} from "../../tools/index.ts";
import { circuitOf, netlistProfile } from "../support/circuits/circuit.ts";
import { IrInterpreter } from "../support/ir-interpreter.ts";
import { Random } from "../support/random.ts";
import { randomBits } from "../support/random-circuit.ts";
import { randomDomains } from "../support/random-domains.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

const Stage = module(
  "traced_stage",
  (_: object) => ({ en: input(bool), count: output(uint(4)) }),
  ({ en }) => {
    const { count } = regs({ count: [uint(4), 0] });
    when(en, () => {
      count.next = count.addw(1);
    });
    return { count };
  },
);

const Traced = module(
  "traced",
  (_: object) => ({ en: input(bool), sum: output(uint(5)) }),
  ({ en }) => {
    const { count: a } = instance("first", Stage({}), { en });
    const { count: b } = instance("second", Stage({}), { en: a.bit(0) });
    formal.cover(en, "enabled");
    return { sum: a.add(b) };
  },
);

/** A value change dump by hierarchical name: pairs of time and value. */
function changesOf(vcd: string): ReadonlyMap<string, [number, string][]> {
  const names = new Map<string, string[]>();
  const changes = new Map<string, [number, string][]>();
  const scope: string[] = [];
  let time = 0;
  for (const line of vcd.split("\n").map((each) => each.trim())) {
    const [, opened] = /^\$scope \w+ (\S+) \$end$/.exec(line) ?? [];
    const [, id, name] = /^\$var \w+ \d+ (\S+) (\S+)(?: \S+)? \$end$/.exec(line) ?? [];
    const [, now] = /^#(\d+)$/.exec(line) ?? [];
    const [, vector, vectorId] = /^b([01xz]+) (\S+)$/.exec(line) ?? [];
    const [, bit, bitId] = /^([01xz])(\S+)$/.exec(line) ?? [];
    if (opened !== undefined) scope.push(opened);
    else if (line.startsWith("$upscope")) scope.pop();
    else if (id !== undefined && name !== undefined)
      names.set(id, [...(names.get(id) ?? []), [...scope, name].join(".")]);
    else if (now !== undefined) time = Number(now);
    else {
      for (const path of names.get(vectorId ?? bitId ?? "") ?? [])
        changes.set(path, [...(changes.get(path) ?? []), [time, (vector ?? bit ?? "").replace(/^0+(?=.)/, "")]]);
    }
  }
  return changes;
}

/** What GTKWave reads in an FST file. */
async function asVcd(file: string): Promise<string> {
  const { fst2vcd } = await ensureWaveReaders({ install: "allowed" });
  return (await runProcess({ command: fst2vcd.path, args: [file], environment: fst2vcd.environment })).stdout;
}

describe("a trace", () => {
  test.each([
    ["vcd", () => ensureVerilator({ install: "allowed" })],
    // Brings what it needs for FST.
    ["fst", () => ensureDebianVerilator({ install: "allowed" })],
  ] as const)("%s: has the design's hierarchy and every edge at its time", async (trace, find) => {
    const verilator = await find();
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, `wave.${trace}`);
      const sim = await openVerilator(elaborate(Traced({})), {
        verilator,
        trace,
        clocks: { clk: { period: 10, phase: 5 } },
      });
      sim.reset();
      sim.port("en").value = 1;
      sim.step(2);
      sim.startTrace(file);
      sim.step(3);
      sim.port("en").value = 0;
      sim.step(2);
      sim.stopTrace();
      sim.step(4);
      sim.close();
      const changes = changesOf(await (trace === "fst" ? asVcd(file) : readFile(file, "utf8")));
      expect(changes.get("traced.first.count")).toEqual([
        [25, "10"],
        [35, "11"],
        [45, "100"],
        [55, "101"],
      ]);
      expect(changes.get("traced.en")).toEqual([
        [25, "1"],
        [65, "0"],
      ]);
    });
  });

  test("VER006 without a build for it, VER007 where no file can be", async () => {
    const plain = await openVerilator(elaborate(Traced({})));
    expect(() => plain.startTrace("wave.fst")).toThrow(
      /^VER006 wave\.fst: the simulation was opened without a trace\n {4}open it with openVerilator\(design, \{ trace: "vcd" \}\)$/,
    );
    expect(existsSync("wave.fst")).toBe(false);
    plain.close();
    const traced = await openVerilator(elaborate(Traced({})), { trace: "vcd" });
    expect(() => traced.startTrace("/no/such/wave.fst")).toThrow(
      /^VER007 \/no\/such\/wave\.fst: the trace cannot be written \(ENOENT\)\n {4}name a file in a folder that can be written$/,
    );
    traced.step(2);
    traced.close();
  });
});

test("VER009: a machine on which FST cannot be compiled", async () => {
  const real = (await findProgram("c++")) ?? (await findProgram("g++"));
  await withTemporaryFolder(async (folder) => {
    const compiler = join(folder, "c++");
    const script = `case "$*" in *verilated_fst_c*) echo "lz4.h: not there" >&2; exit 1;; *) exec ${real} "$@";; esac`;
    await writeFile(compiler, `#!/bin/sh\n${script}\n`);
    await chmod(compiler, 0o755);
    const environment = { ...process.env, CXX: compiler, SPIKEFORGE_CACHE: join(folder, "cache") };
    const verilator = await ensureVerilator({ install: "refused" });
    await expect(openVerilator(elaborate(Traced({})), { verilator, environment, trace: "fst" })).rejects.toThrow(
      /^VER009 trace: "fst": the writer of FST in Verilator \S+ does not compile here\n {4}lz4\.h: not there\n {4}sudo apt-get install zlib1g-dev liblz4-dev; or trace: "vcd", or recordWave\(sim\)\.toFst$/,
    );
  });
}, 120_000);

describe("coverage", () => {
  test("VER008 without a build for it", async () => {
    const sim = await openVerilator(elaborate(Traced({})));
    expect(() => sim.coverage()).toThrow(
      /^VER008 coverage: the simulation counts no coverage\n {4}open it with openVerilator\(design, \{ coverage: "on" \}\)$/,
    );
    sim.close();
  });

  test("points are read with kind, place, name, instance and count", () => {
    const [one, two] = [
      "C '\u0001f\u0002a.v\u0001l\u000212\u0001n\u00029\u0001page\u0002v_toggle/a\u0001o\u0002x[3]\u0001h\u0002top.a' 7",
      "C '\u0001f\u0002a.v\u0001l\u00023\u0001page\u0002v_user/a\u0001o\u0002c\u0001h\u0002top.a' 1",
    ];
    expect(parseCoverage(`# SystemC::Coverage-3\n${one}\n${two}\n`)).toEqual([
      { kind: "toggle", file: "a.v", line: 12, name: "x[3]", scope: "top.a", count: 7 },
    ]);
  });
});

describe("a build with nets", () => {
  test("shows all that the signal tree has, with the values of an interpreter", async () => {
    for (const seed of [71, 72]) {
      const { design } = circuitOf(seed, netlistProfile);
      const sim = await openVerilator(design, { visible: "nets", seed });
      const nets = [...signalsByPath(signalTree(design)).values()].filter(
        ({ kind, isState, path }) => !isState && kind !== "clock" && (kind === "net" || path.includes(".")),
      );
      expect([...sim.names.nets].sort()).toEqual(nets.map(({ path }) => path).sort());
      const truth = new IrInterpreter(design);
      const inputs = design.top.ports.filter(({ direction }) => direction === "input").map(({ signal }) => signal);
      const outputs = design.top.ports.filter(({ direction }) => direction === "output").map(({ signal }) => signal);
      const random = new Random(seed);
      sim.reset();
      if (design.top.reset !== undefined) {
        truth.setInput(design.top.reset.name, 1n);
        truth.step();
        truth.setInput(design.top.reset.name, 0n);
      }
      for (let cycle = 0; cycle < 20; cycle++) {
        for (const { name, type } of inputs) {
          const bits = randomBits(random, type.width);
          sim.port(name).big = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
          truth.setInput(name, bits);
        }
        for (const { name, type } of outputs) {
          const shown = BigInt.asUintN(type.width, sim.signal(name).big);
          expect(shown, `seed ${seed}, cycle ${cycle}, ${name}`).toBe(truth.output(name));
        }
        sim.step();
        truth.step();
      }
      sim.close();
    }
  });

  test("inner ports and wires follow the inputs before an edge, and state after it", async () => {
    const sim = await openVerilator(elaborate(Traced({})), { visible: "nets" });
    sim.reset();
    sim.port("en").value = 1;
    expect([sim.signal("first.en").value, sim.signal("second.en").value]).toEqual([1, 0]);
    sim.step();
    expect([sim.signal("first.count").value, sim.signal("second.en").value, sim.signal("sum").value]).toEqual([
      1, 1, 1,
    ]);
    expect(() => {
      sim.signal("second.en").value = 0;
    }).toThrow(/^SIM006 second\.en: /);
    sim.close();
  });
});

/** Everything that can be seen, as one text. */
function seen(sim: Simulation, outputs: readonly string[]): string {
  const registers = sim.names.registers.map((path) => sim.register(path).big);
  const memories = sim.names.memories.map((path) => {
    const memory = sim.memory(path);
    return Array.from({ length: memory.depth }, (_, at) => memory.getBig(at)).join(",");
  });
  const ports = outputs.map((name) => sim.port(name).big);
  return [sim.cycle, sim.time, ...registers, ...memories, ...ports].join(" ");
}

describe("snapshots", () => {
  test("random circuits run on from one as they did before, whatever happened in between", async () => {
    for (const seed of [301, 302, 303]) {
      const { design } = circuitOf(seed);
      const sim = await openVerilator(design, { seed });
      const inputs = design.top.ports.filter(
        ({ direction, signal }) => direction === "input" && signal.type.kind !== "clock",
      );
      const outputs = design.top.ports
        .filter(({ direction }) => direction === "output")
        .map(({ signal }) => signal.name);
      const run = (from: number, cycles: number): string[] => {
        const random = new Random(from);
        return Array.from({ length: cycles }, () => {
          for (const { signal } of inputs) {
            const bits = randomBits(random, signal.type.width);
            sim.port(signal.name).big = signal.type.kind === "sint" ? BigInt.asIntN(signal.type.width, bits) : bits;
          }
          if (random.chance(0.5)) sim.step();
          return seen(sim, outputs);
        });
      };
      run(seed, 20);
      const taken = sim.snapshot();
      const first = run(seed + 1, 25);
      run(seed + 2, 10);
      sim.restore(taken);
      expect(run(seed + 1, 25), `seed ${seed}`).toEqual(first);
      sim.close();
    }
  });

  test("the schedule of several clocks goes back as well", async () => {
    const random = new Random(88);
    const { design, clocks } = randomDomains(random);
    const options = Object.fromEntries(clocks.map((clock, index) => [clock, { period: 3 + 2 * index, phase: index }]));
    const sim = await openVerilator(design, { clocks: options });
    const outputs = design.top.ports
      .filter(({ direction, signal }) => direction === "output" && signal.type.kind !== "clock")
      .map(({ signal }) => signal.name);
    sim.step(7);
    const taken = sim.snapshot();
    const run = () =>
      Array.from({ length: 10 }, () => {
        sim.stepEdge();
        return `${sim.nextClock} ${sim.nextTime} ${seen(sim, outputs)}`;
      });
    const first = run();
    sim.edge(clocks[1] ?? "");
    sim.restore(taken);
    expect(run()).toEqual(first);
    sim.close();
  });
});

test("power-up: what nothing initialises differs by the seed, bit by bit, and what is initialised does not", async () => {
  const Unknown = module(
    "power_up",
    (_: object) => ({ at: input(uint(4)), q: output(uint(32)), known: output(uint(8)) }),
    ({ at }) => {
      const { held, known } = regs({ held: uint(64), known: { type: uint(8), powerUp: 77 } });
      held.next = held;
      known.next = known;
      const words = ram("words", uint(32), { depth: 16, collision: "readFirst" });
      words.write(at, 0, { enable: at.eq(15) });
      return { q: words.read(at), known };
    },
  );
  const design = elaborate(Unknown({}));
  const state = async (seed: number) => {
    const sim = await openVerilator(design, { seed });
    const words = sim.memory("words").toArray();
    const result = { held: sim.register("held").big, words: [...words], known: sim.port("known").value };
    sim.close();
    return result;
  };
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const states = await Promise.all(seeds.map(state));
  expect(await state(1)).toEqual(states[0]);
  expect(new Set(states.map(({ held }) => held)).size).toBe(seeds.length);
  expect(new Set(states.map(({ words }) => words.join())).size).toBe(seeds.length);
  expect(new Set(states.flatMap(({ words }) => words)).size).toBeGreaterThan(120);
  expect(states.every(({ known }) => known === 77)).toBe(true);
  // Every bit is 0 in some start and 1 in another.
  const ones = states.reduce((all, { held }) => all | held, 0n);
  const zeros = states.reduce((all, { held }) => all | ~held, 0n);
  const bits = (value: bigint): number => BigInt.asUintN(64, value).toString(2).replaceAll("0", "").length;
  expect(bits(ones)).toBeGreaterThan(58);
  expect(bits(zeros)).toBeGreaterThan(58);
});
