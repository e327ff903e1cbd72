import { expect, test } from "vitest";
import type { Design } from "../../hdlgen/ir.ts";
import { coveredSimulation } from "../../sim/coverage/covered-simulation.ts";
import { instrumentCoverage } from "../../sim/coverage/instrument.ts";
import type { CoverageReport } from "../../sim/coverage/report.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { circuitOf, describeDifference, differenceOf } from "../support/circuits/circuit.ts";
import { IrInterpreter } from "../support/ir-interpreter.ts";
import { Random } from "../support/random.ts";
import { randomBits, randomDesign } from "../support/random-circuit.ts";
import { CountedByInterpreter, withOwnSites } from "./counted-by-interpreter.ts";

const behaving = 200;
const counted = 80;

test(`coverage: ${behaving} random circuits do with counters what they do without (seed in the message)`, () => {
  for (let seed = 1; seed <= behaving; seed++) {
    const circuit = circuitOf(seed);
    const difference = differenceOf(circuit, 12, (design, options) =>
      openEmbedded(instrumentCoverage(design).design, options),
    );
    if (difference !== undefined) expect.fail(describeDifference(circuit, difference));
  }
});

test(`coverage: counts and toggles of ${counted} random circuits are those of an interpreter (seed in the message)`, () => {
  const seen = { points: 0, never: 0, inReset: 0 };
  for (let seed = 1; seed <= counted; seed++) {
    const random = new Random(seed);
    const design = withOwnSites(randomDesign(random, { collisions: ["readFirst", "writeFirst"] }));
    const { report, expected } = run(design, random, 25);
    const found = flat(report);
    for (const [key, count] of found.counts) {
      if (expected.counts.get(key) !== count) {
        expect.fail(`seed ${seed}: ${key} counted ${count}, the interpreter ${expected.counts.get(key)}`);
      }
      seen.points++;
      if (count === 0) seen.never++;
    }
    // A point that constants make impossible is left out, and none that happens.
    for (const [key, count] of expected.counts) {
      if (count > 0 && !found.counts.has(key)) expect.fail(`seed ${seed}: ${key} happened ${count} times, not counted`);
    }
    for (const [key, { rose, fell, constant }] of found.toggles) {
      const place = `seed ${seed}: ${key}`;
      expect([place, rose, fell]).toEqual([place, expected.rose.get(key), expected.fell.get(key)]);
      expect([place, constant & (rose | fell)]).toEqual([place, 0n]);
    }
    expect(found.toggles.size).toBe(expected.rose.size);
  }
  expect(seen.points).toBeGreaterThan(1000);
  expect(seen.never).toBeGreaterThan(50);
});

function run(design: Design, random: Random, cycles: number) {
  const instrumented = instrumentCoverage(design);
  const sim = coveredSimulation(instrumented, openEmbedded(instrumented.design));
  const interpreter = new IrInterpreter(design);
  for (const name of sim.names.registers) {
    const { width, big } = sim.register(name);
    interpreter.setRegister(name, BigInt.asUintN(width, big));
  }
  for (const name of sim.names.memories) {
    const memory = sim.memory(name);
    const words = interpreter.memory(name);
    for (const at of words.keys()) words[at] = BigInt.asUintN(memory.width, memory.getBig(at));
  }
  const expected = new CountedByInterpreter(interpreter, design);
  const { top } = design;
  const inputs = top.ports.flatMap(({ direction, signal }) => (direction === "input" ? [signal] : []));
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const { name, type } of [...inputs, ...(top.reset ? [top.reset] : [])]) {
      if (cycle > 0 && random.chance(0.4)) continue;
      const bits = name === "rst" ? BigInt(random.chance(0.2) ? 1 : 0) : randomBits(random, type.width);
      interpreter.setInput(name, bits);
      sim.port(name).big = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
    }
    expected.edge();
    interpreter.step();
    sim.step();
  }
  return { report: sim.coverage(), expected };
}

function flat({ modules }: CoverageReport) {
  const counts = new Map<string, number>();
  const toggles = new Map<string, { rose: bigint; fell: bigint; constant: bigint }>();
  for (const { points, signals, instances } of modules) {
    for (const { path, counts: found, toggles: bits } of instances) {
      const names = path.split(".").slice(1);
      for (const [i, { kind, location, name }] of points.entries()) {
        // Of declarations all have one place in these circuits.
        if ((kind !== "line" && kind !== "branch") || location === "/circuit.ts:1:1") continue;
        counts.set(`${names.join(".")} ${location} ${kind === "line" ? "line" : name}`, found[i] ?? Number.NaN);
      }
      for (const [i, { name }] of signals.entries()) {
        const { rose = "0", fell = "0", constant = "0" } = bits[i] ?? {};
        toggles.set([...names, name].join("."), {
          rose: BigInt(rose),
          fell: BigInt(fell),
          constant: BigInt(constant),
        });
      }
    }
  }
  return { counts, toggles };
}
