import { describe, expect, test } from "vitest";
import { bool, elaborate, formal, input, module, output, ram, regs, sint, uint, when } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { RecordedSimulation, replay } from "../../sim/replay/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { randomClocks } from "../support/compare-domains.ts";
import { Random } from "../support/random.ts";
import { randomBits, randomDesign } from "../support/random-circuit.ts";
import { randomDomains } from "../support/random-domains.ts";

type Design = Simulation["design"];

/** Everything that can be seen, by the number of edges so far. */
type Seen = Map<number, string>;

const edgesOf = (sim: Simulation): number => sim.clocks.reduce((sum, clock) => sum + sim.edges(clock), 0);
const outputsOf = ({ top }: Design): string[] =>
  top.ports.flatMap(({ signal }) => (signal.type.kind === "clock" ? [] : [signal.name]));

function look(sim: Simulation): string {
  const ports = outputsOf(sim.design).map((name) => `${name}=${sim.port(name).big}`);
  const registers = sim.names.registers.map((path) => `${path}=${sim.register(path).big}`);
  const memories = sim.names.memories.map((path) => {
    const memory = sim.memory(path);
    return `${path}=${Array.from({ length: memory.depth }, (_, i) => memory.getBig(i)).join(",")}`;
  });
  return [...ports, ...registers, ...memories].join(" ");
}

/** Does random things to a simulation; what each edge saw comes back. */
function drive(sim: Simulation, random: Random, operations: number): Seen {
  let seen: Seen = new Map();
  const note = (): void => {
    seen.set(edgesOf(sim), look(sim));
  };
  const inputs = sim.design.top.ports
    .filter(({ direction, signal }) => direction === "input" && signal.type.kind !== "clock")
    .map(({ signal }) => ({ type: signal.type, handle: sim.port(signal.name) }));
  const kept = [{ snapshot: sim.snapshot(), seen: new Map<number, string>() }];
  for (let i = 0; i < operations; i++) {
    for (const { type, handle } of inputs) {
      if (random.chance(0.4)) continue;
      const bits = randomBits(random, type.width);
      const value = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
      if (type.width > 53 || random.chance(0.3)) handle.big = value;
      else handle.value = Number(value);
    }
    if (sim.names.memories.length > 0 && random.chance(0.1)) {
      const memory = sim.memory(random.pick(sim.names.memories));
      memory.set(random.integer(0, memory.depth - 1), 0);
    }
    note();
    const choice = random.integer(0, 10);
    if (choice === 0) {
      // The edge sees the reset, which this look did not.
      seen.delete(edgesOf(sim));
      sim.reset(random.integer(1, 2));
    }
    if (choice === 1) sim.edge(random.pick(sim.clocks));
    else if (choice === 2) runUntilSomething(sim, random);
    else if (choice === 3) kept.push({ snapshot: sim.snapshot(), seen: new Map(seen) });
    else if (choice === 4 && random.chance(0.2)) {
      const back = random.pick(kept.slice(-2));
      sim.restore(back.snapshot);
      seen = new Map(back.seen);
    } else if (choice === 5) for (let i = random.integer(1, 4); i > 0; i--) sim.stepEdge();
    else if (choice > 5) sim.step(random.integer(1, 5));
  }
  note();
  return seen;
}

function runUntilSomething(sim: Simulation, random: Random): void {
  const port = random.pick(outputsOf(sim.design));
  try {
    sim.runUntil(port, random.integer(0, 5));
  } catch (error) {
    if (!String(error).includes("SIM011")) throw error;
  }
}

/** What the replay sees at those edges, and how many edges it watched. */
function seenAgain(recorded: RecordedSimulation, target: Simulation, wanted: Seen): Seen {
  const again: Seen = new Map();
  replay(recorded.run(), target, {
    watchFrom: 0,
    watch: () => {
      if (wanted.has(edgesOf(target))) again.set(edgesOf(target), look(target));
    },
  });
  return again;
}

const Limited = module(
  "limited",
  (_: object) => ({ up: input(bool), level: output(uint(8)) }),
  ({ up }) => {
    const { level } = regs({ level: [uint(8), 0] });
    when(up, () => {
      level.next = level.addw(1);
    });
    formal.assert(level.le(8), "at most 8");
    return { level };
  },
);

function oneClock() {
  const top = module(
    "top",
    (_: object) => ({ a: input(sint(16)), wide: input(uint(60)), y: output(sint(16)), z: output(uint(60)) }),
    ({ a, wide }) => {
      const { sum, last } = regs({ sum: [sint(16), 0], last: uint(60) });
      sum.next = sum.addw(a);
      last.next = wide;
      const words = ram("words", uint(60), { depth: 4, collision: "dontCare" });
      words.write(wide.trunc(2), wide, { enable: a.bit(0) });
      return { y: sum, z: words.read(last.trunc(2)) };
    },
  );
  return { design: elaborate(top({})), clocks: {} };
}

function twoClocks() {
  const random = new Random(12);
  const { design, clocks } = randomDomains(random);
  return { design, clocks: randomClocks(random, clocks) };
}

/** So small that they are filled and changed; none is dropped. */
const smallArrays = { numbersPerArray: 16, mostArrays: 1000, arraysPerCheckpoint: 2 };

describe("replay: a run repeated from its journal", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("one clock, random circuit and random doings, seed %i", (seed) => {
    const random = new Random(seed);
    const design = randomDesign(random, { collisions: ["readFirst", "writeFirst", "dontCare"] });
    const recorded = new RecordedSimulation(openEmbedded(design, { seed }), smallArrays);
    const seen = drive(recorded, random, 120);
    const again = seenAgain(recorded, openEmbedded(design, { seed }), seen);
    expect([...again].sort(([a], [b]) => a - b)).toEqual([...seen].sort(([a], [b]) => a - b));
    expect(seen.size).toBeGreaterThan(15);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("several clocks, random circuit and random doings, seed %i", (seed) => {
    const random = new Random(seed);
    const { design, clocks: names } = randomDomains(random);
    const clocks = randomClocks(random, names);
    const recorded = new RecordedSimulation(openEmbedded(design, { seed, clocks }), smallArrays);
    const seen = drive(recorded, random, 120);
    const again = seenAgain(recorded, openEmbedded(design, { seed, clocks }), seen);
    expect([...again].sort(([a], [b]) => a - b)).toEqual([...seen].sort(([a], [b]) => a - b));
    expect(seen.size).toBeGreaterThan(15);
  });

  test("a long run: the last cycles, from a checkpoint, since the oldest part has been dropped", () => {
    for (const { design, clocks } of [oneClock(), twoClocks()]) {
      const recorded = new RecordedSimulation(openEmbedded(design, { seed: 3, clocks }), {
        numbersPerArray: 64,
        mostArrays: 8,
        arraysPerCheckpoint: 2,
      });
      const seen = drive(recorded, new Random(9), 3000);
      const run = recorded.run();
      expect(run.isComplete).toBe(false);
      const watchFrom = recorded.cycle - 20;
      const state = run.stateBefore(watchFrom);
      if (state === undefined) throw new Error("no checkpoint");
      recorded.inner.restore(state);
      const again: Seen = new Map();
      replay(run, recorded.inner, {
        from: state,
        watchFrom,
        watch: () => again.set(edgesOf(recorded.inner), look(recorded.inner)),
      });
      const last = [...seen].filter(([edges]) => edges >= Math.min(...again.keys()));
      expect(last.length).toBeGreaterThan(3);
      expect(last.map(([edges]) => [edges, again.get(edges)])).toEqual(last);
    }
  });

  test("Verilator: the same", async () => {
    const { design, clocks } = twoClocks();
    const recorded = new RecordedSimulation(await openVerilator(design, { seed: 5, clocks }), smallArrays);
    const seen = drive(recorded, new Random(5), 150);
    const again = seenAgain(recorded, await openVerilator(design, { seed: 5, clocks }), seen);
    expect([...again].sort(([a], [b]) => a - b)).toEqual([...seen].sort(([a], [b]) => a - b));
  });

  test.each(["embedded", "verilator"] as const)(
    "%s: a failing property ends the repetition where it ended the run",
    async (engine) => {
      const design = elaborate(Limited({}));
      const open = () => (engine === "embedded" ? openEmbedded(design) : openVerilator(design));
      const recorded = new RecordedSimulation(await open());
      recorded.reset();
      recorded.port("up").value = 1;
      expect(() => recorded.step(100)).toThrow("SIM010");
      recorded.port("up").value = 0;
      expect(() => recorded.step(3)).toThrow("SIM010");
      const target = await open();
      const levels: number[] = [];
      replay(recorded.run(), target, { watchFrom: 5, watch: () => levels.push(target.port("level").value) });
      expect(target.cycle).toBe(recorded.cycle);
      expect(levels.at(-1)).toBe(recorded.port("level").value);
      expect(levels.slice(0, 3)).toEqual([4, 5, 6]);
    },
  );
});
