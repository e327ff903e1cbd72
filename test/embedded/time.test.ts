import { describe, expect, it } from "vitest";
import { bool, elaborate, input, module, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { compileEmbedded, openEmbedded } from "../../sim/embedded/index.ts";
import { Random } from "../support/random.ts";
import { randomBits, randomDesign } from "../support/random-circuit.ts";

const Timer = module(
  "timer",
  (_: object) => ({ go: input(bool), limit: input(uint(40)), done: output(bool), wide: output(uint(40)) }),
  ({ go, limit }) => {
    const { count } = regs({ count: [uint(40), 0] });
    when(go, () => {
      count.next = count.addw(1);
    });
    const done = count.eq(limit);
    return { done, wide: done.mux(limit.shl(20).trunc(40), limit.xor(limit)) };
  },
);

function timer() {
  const sim = openEmbedded(elaborate(Timer({})));
  sim.reset();
  sim.port("go").value = 1;
  return sim;
}

describe("time", () => {
  it("step(n) equals n times step(), on random circuits (seed in the message)", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const design = randomDesign(random, { collisions: ["readFirst", "writeFirst", "dontCare"] });
      const [together, apart] = [openEmbedded(design, { seed }), openEmbedded(design, { seed })];
      for (const { direction, signal } of design.top.ports) {
        if (direction !== "input") continue;
        const bits = randomBits(random, signal.type.width);
        const value = signal.type.kind === "sint" ? BigInt.asIntN(signal.type.width, bits) : bits;
        together.port(signal.name).big = value;
        apart.port(signal.name).big = value;
      }
      together.step(9);
      for (let index = 0; index < 9; index++) apart.step();
      expect(together.cycle).toBe(9);
      for (const path of together.names.registers) {
        expect(together.register(path).big, `${path}, seed ${seed}`).toBe(apart.register(path).big);
      }
      for (const { signal } of design.top.outputs) {
        expect(together.port(signal.name).big, `${signal.name}, seed ${seed}`).toBe(apart.port(signal.name).big);
      }
    }
  });

  it("step(n) with the inputs held at known values equals n times step(), on random circuits (seed in the message)", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const random = new Random(seed);
      // No random data: two cuts draw for several memories in different orders.
      const design = randomDesign(random, { collisions: ["readFirst", "writeFirst"], addresses: "exact" });
      const inputs = new Map<string, bigint>();
      for (const { direction, signal } of design.top.ports) {
        if (direction === "input") inputs.set(signal.name, randomBits(random, signal.type.width));
      }
      const held = (input: string) => (input === "rst" ? 0n : inputs.get(input));
      const cut = { clusterCost: 1, restless: () => false, held };
      const [together, apart] = [compileEmbedded(design, cut).open({ seed }), openEmbedded(design, { seed })];
      const same = (when: string): void => {
        for (const path of together.names.registers) {
          expect(together.register(path).big, `${path} ${when}, seed ${seed}`).toBe(apart.register(path).big);
        }
      };
      const write = (bits: (name: string, width: number) => bigint): void => {
        for (const { direction, signal } of design.top.ports) {
          if (direction !== "input") continue;
          const { width, kind } = signal.type;
          const raw = bits(signal.name, width);
          const value = kind === "sint" ? BigInt.asIntN(width, raw) : raw;
          for (const sim of [together, apart]) sim.port(signal.name).big = value;
        }
      };
      for (const round of [1, 2]) {
        write((name) => inputs.get(name) ?? 0n);
        together.step(20);
        for (let index = 0; index < 20; index++) apart.step();
        same(`in round ${round}, held`);
        write((_, width) => randomBits(random, width));
        together.step(5);
        for (let index = 0; index < 5; index++) apart.step();
        same(`in round ${round}, not held`);
      }
    }
  });

  it("a run so long that the design is compiled again for what it does equals short ones", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = new Random(seed);
      const design = randomDesign(random, { collisions: ["readFirst", "writeFirst", "dontCare"], definitions: 4 });
      const [long, short] = [openEmbedded(design, { seed }), openEmbedded(design, { seed })];
      for (const sim of [long, short]) sim.reset();
      const [cycles, parts] = [2_000_000, 250];
      long.step(cycles);
      long.step(parts);
      for (let part = 0; part < parts; part++) short.step(cycles / parts + 1);
      for (const path of long.names.registers) {
        expect(long.register(path).big, `${path}, seed ${seed}`).toBe(short.register(path).big);
      }
    }
  });

  it("step(0) moves nothing", () => {
    const sim = timer();
    sim.step(0);
    expect([sim.cycle, sim.register("count").value]).toEqual([1, 0]);
  });

  it("runUntil stops in the first cycle in which the port is nonzero, and says how many it took", () => {
    const sim = timer();
    sim.port("limit").value = 1000;
    expect(sim.runUntil("done", 5000)).toBe(1000);
    expect([sim.port("done").value, sim.register("count").value, sim.cycle]).toEqual([1, 1000, 1001]);
    expect(sim.runUntil("done", 5000)).toBe(0);
    sim.step();
    expect(sim.port("done").value).toBe(0);
  });

  it("runUntil sees bits above the 32nd of a wide port, and an input changed just before", () => {
    const sim = timer();
    sim.port("limit").value = 2 ** 13;
    expect(sim.runUntil("wide", 2 ** 14)).toBe(2 ** 13);
    expect(sim.port("wide").big).toBe(2n ** 33n);
    sim.port("limit").value = sim.register("count").value + 1;
    expect(sim.runUntil("done", 10)).toBe(1);
  });

  it("inputs take effect at the next edge and are seen by outputs at once", () => {
    const sim = timer();
    sim.port("limit").value = 0;
    expect(sim.port("done").value).toBe(1);
    sim.port("limit").value = 1;
    expect(sim.port("done").value).toBe(0);
    expect(sim.register("count").value).toBe(0);
    sim.step();
    expect(sim.port("done").value).toBe(1);
  });

  it("reset holds rst for the cycles asked for, and releases it", () => {
    const sim = timer();
    sim.step(5);
    sim.reset(3);
    expect([sim.cycle, sim.register("count").value, sim.port("rst").value]).toEqual([9, 0, 0]);
    sim.step();
    expect(sim.register("count").value).toBe(1);
  });

  it("a design without reset is left alone by reset", () => {
    const Delay = module(
      "delay1",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      ({ d }) => {
        const { q } = regs({ q: bool });
        q.next = d;
        return { q };
      },
    );
    const sim = openEmbedded(elaborate(Delay({})));
    sim.reset(4);
    expect(sim.cycle).toBe(0);
  });

  it("a snapshot brings back registers, memories, inputs, random bits and the cycle", () => {
    const Noisy = module(
      "noisy",
      (_: object) => ({ at: input(uint(4)), q: output(uint(32)) }),
      ({ at }) => {
        const mem = ram("mem", uint(32), { depth: 16, collision: "dontCare" });
        const { count } = regs({ count: [uint(32), 0] });
        count.next = count.addw(1);
        mem.write(at, count, { enable: at.bit(0) });
        return { q: mem.read(at) };
      },
    );
    const sim = openEmbedded(elaborate(Noisy({})));
    sim.reset();
    sim.port("at").value = 3;
    sim.step(4);
    const snapshot = sim.snapshot();
    const play = () => {
      const seen = Array.from({ length: 6 }, () => {
        sim.step();
        return sim.port("q").value;
      });
      sim.port("at").value = 5;
      sim.step(2);
      return [...seen, sim.cycle, ...sim.memory("mem").toArray()];
    };
    const first = play();
    sim.restore(snapshot);
    expect([sim.cycle, snapshot.cycle, sim.port("at").value]).toEqual([5, 5, 3]);
    expect(play()).toEqual(first);
  });

  it("after restore, outputs are those of the restored state", () => {
    const sim = timer();
    sim.port("limit").value = 3;
    sim.step(3);
    const done = sim.snapshot();
    expect(sim.port("done").value).toBe(1);
    sim.step();
    const notDone = sim.snapshot();
    expect(sim.port("done").value).toBe(0);
    sim.restore(done);
    expect(sim.port("done").value).toBe(1);
    sim.restore(notDone);
    expect(sim.port("done").value).toBe(0);
  });

  it("simulations of one compiled design are independent of each other", () => {
    const compiled = compileEmbedded(elaborate(Timer({})));
    const [one, other] = [compiled.open({ seed: 4 }), compiled.open({ seed: 5 })];
    expect([one.seed, other.seed]).toEqual([4, 5]);
    expect(one.register("count").big).not.toBe(other.register("count").big);
    for (const sim of [one, other]) sim.reset();
    one.port("go").value = 1;
    one.step(3);
    expect([one.register("count").value, other.register("count").value, other.cycle]).toEqual([3, 0, 1]);
  });
});
