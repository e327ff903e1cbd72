import { beforeAll, describe, expect, test } from "vitest";
import { bool, elaborate, formal, input, instance, module, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { compareVersions, ensureDebianVerilator, ensureVerilator, type Verilator } from "../../tools/index.ts";
import { circuitOf, netlistProfile } from "../support/circuits/circuit.ts";
import { Random } from "../support/random.ts";
import { randomBits } from "../support/random-circuit.ts";

/** The one in use, and Debian's, which is older. */
let newest: Verilator;
let debian: Verilator;
beforeAll(async () => {
  newest = await ensureVerilator({ install: "allowed" });
  debian = await ensureDebianVerilator({ install: "allowed" });
});

test("two different versions are run", () => {
  expect(compareVersions(debian.version, "5.006")).toBeGreaterThanOrEqual(0);
  expect(compareVersions(newest.version, "5.040")).toBeGreaterThan(0);
  expect(debian.version).not.toBe(newest.version);
});

const Store = module(
  "version_store",
  (_: object) => ({ at: input(uint(3)), data: input(uint(40)), write: input(bool), word: output(uint(40)) }),
  ({ at, data, write }) => {
    const words = ram("words", uint(40), { depth: 8, collision: "writeFirst" });
    words.write(at, data, { enable: write });
    const { unread } = regs({ unread: uint(8) });
    unread.next = at;
    return { word: words.read(at) };
  },
);

const Top = module(
  "version_top",
  (_: object) => ({ at: input(uint(3)), data: input(uint(40)), write: input(bool), total: output(uint(41)) }),
  ({ at, data, write }) => {
    const { word: first } = instance("first", Store({}), { at, data, write });
    const { word: second } = instance("second", Store({}), { at, data: data.not(), write });
    const { steps } = regs({ steps: [uint(8), 0] });
    when(write, () => {
      steps.next = steps.addw(1);
    });
    formal.cover(write, "a write");
    formal.assert(steps.ne(9), "fewer than nine writes");
    return { total: first.add(second) };
  },
);

/** All that an engine is asked for, in one run. */
function story(sim: Simulation): string[] {
  const lines: string[] = [];
  const tell = (what: string): void => {
    const state = [sim.port("total").big, sim.register("first.unread").value, sim.register("steps").value];
    lines.push(`${what}: cycle ${sim.cycle}, ${state.join(" ")}, ${sim.covers.map(({ count }) => count)}`);
  };
  for (const path of ["first.words", "second.words"]) for (let i = 0; i < 8; i++) sim.memory(path).set(i, i);
  sim.reset(2);
  sim.port("write").value = 1;
  for (let at = 0; at < 5; at++) {
    sim.port("at").value = at;
    sim.port("data").big = 2n ** 39n + BigInt(at);
    sim.step();
  }
  tell("written");
  const taken = sim.snapshot();
  try {
    sim.step(100);
  } catch (error) {
    lines.push(String(error).replace(/\n.*/, ""));
  }
  tell("stopped");
  sim.restore(taken);
  tell("restored");
  lines.push(`${sim.memory("second.words").getBig(4)} ${sim.memory("second.words").getBig(5)}`);
  sim.close();
  return lines;
}

describe("each version", () => {
  const versions = [
    ["the newest", () => newest],
    ["Debian's", () => debian],
  ] as const;

  test.each(versions)("%s tells the same story as the embedded engine", async (_name, verilator) => {
    const design = elaborate(Top({}));
    expect(story(await openVerilator(design, { verilator: verilator() }))).toEqual(story(openEmbedded(design)));
  });

  test.each(versions)("%s shows wires and inner ports", async (_name, verilator) => {
    const sim = await openVerilator(elaborate(Top({})), { verilator: verilator(), visible: "nets" });
    expect(sim.names.nets).toEqual(expect.arrayContaining(["first.at", "second.data", "first_word"]));
    sim.port("data").big = 5n;
    expect([sim.signal("first.data").big, sim.signal("second.data").big]).toEqual([5n, 2n ** 40n - 6n]);
    sim.close();
  });

  test.each(versions)("%s runs random circuits as the embedded engine does", async (_name, verilator) => {
    for (const seed of [9001, 9002]) {
      const { design } = circuitOf(seed, netlistProfile);
      const sims = [await openVerilator(design, { verilator: verilator() }), openEmbedded(design)];
      const random = new Random(seed);
      for (const sim of sims) sim.reset();
      for (let cycle = 0; cycle < 40; cycle++) {
        for (const { direction, signal } of design.top.ports) {
          if (direction === "output" || signal.type.kind === "clock") continue;
          const bits = randomBits(random, signal.type.width);
          const value = signal.type.kind === "sint" ? BigInt.asIntN(signal.type.width, bits) : bits;
          for (const sim of sims) sim.port(signal.name).big = value;
        }
        const [ours, truth] = sims.map((sim) =>
          design.top.ports
            .filter(({ direction }) => direction === "output")
            .map(({ signal }) => sim.port(signal.name).big),
        );
        expect(ours, `seed ${seed}, cycle ${cycle}`).toEqual(truth);
        for (const sim of sims) sim.step();
      }
      for (const sim of sims) sim.close();
    }
  });

  test.each(versions)("%s counts lines and toggles", async (_name, verilator) => {
    const sim = await openVerilator(elaborate(Top({})), { verilator: verilator(), coverage: "on" });
    sim.port("write").value = 1;
    sim.step(3);
    const points = sim.coverage();
    const of = (kind: string) => points.filter((point) => point.kind === kind);
    expect(of("toggle").some(({ name, count }) => /^write\b/.test(name) && count > 0)).toBe(true);
    expect(of("toggle").some(({ name, count }) => /^at\b/.test(name) && count === 0)).toBe(true);
    const taken = [...of("line"), ...of("branch")].filter(({ file }) => file === "version_top.v");
    expect(taken.some(({ count }) => count >= 3)).toBe(true);
    expect(points.some(({ name }) => /check_fails|cover_count/.test(name))).toBe(false);
    const [{ file, line } = { file: "", line: 0 }] = taken;
    expect(sim.sources[file]?.split("\n")[line - 1]).toMatch(/if|else|begin|always/);
    sim.close();
  });
});
