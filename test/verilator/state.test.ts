import { beforeAll, describe, expect, test } from "vitest";
import { bool, elaborate, formal, input, instance, module, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { OpenOptions, Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

type Open = (design: Design, options?: OpenOptions) => Promise<Simulation>;
const engines: [string, Open][] = [
  ["embedded", async (design, options) => openEmbedded(design, options)],
  ["verilator", openVerilator],
];

const Counter = module(
  "watched_counter",
  (_: object) => ({ en: input(bool), count: output(uint(8)) }),
  ({ en }) => {
    const { value } = regs({ value: [uint(8), 0] });
    when(en, () => {
      value.next = value.addw(1);
    });
    formal.cover(value.eq(2), "the count is 2");
    formal.cover(en, "enabled");
    return { count: value };
  },
);

const Covered = module(
  "covered",
  (_: object) => ({ en: input(bool), sum: output(uint(9)) }),
  ({ en }) => {
    const { count } = instance("first", Counter({}), { en });
    const second = instance("second", Counter({}), { en: count.bit(0) });
    formal.cover(en.not(), "at rest");
    return { sum: count.add(second.count) };
  },
);

const Noisy = module(
  "noisy",
  (_: object) => ({ address: input(uint(3)), write: input(bool), word: output(uint(40)), total: output(uint(40)) }),
  ({ address, write }) => {
    const words = ram("words", uint(40), { depth: 8, collision: "dontCare" });
    const { total } = regs({ total: [uint(40), 1] });
    words.write(address, total, { enable: write });
    const word = words.read(address);
    total.next = total.addw(word).addw(1);
    return { word, total };
  },
);

describe.each(engines)("%s", (name, open) => {
  test("covers count the edges outside reset at which they hold, each instance for itself", async () => {
    const sim = await open(elaborate(Covered({})));
    sim.reset(3);
    sim.step(4);
    sim.port("en").value = 1;
    sim.step(5);
    expect(sim.covers.map(({ path, message, count }) => `${path}: ${message}: ${count}`)).toEqual([
      ": at rest: 4",
      "first: the count is 2: 1",
      "first: enabled: 5",
      "second: the count is 2: 1",
      "second: enabled: 2",
    ]);
    expect(sim.covers[0]?.location).toMatch(/^state\.test\.ts:\d+$/);
    expect(sim.names.registers).toEqual(["first.value", "second.value"]);
    sim.close();
  });

  test("a restored snapshot runs on as before: state, inputs, covers, time and random numbers", async () => {
    const sim = await open(elaborate(Noisy({})), { seed: 5 });
    sim.reset();
    sim.port("write").value = 1;
    sim.port("address").value = 3;
    sim.step(10);
    const taken = sim.snapshot();
    expect([taken.engine, taken.cycle]).toEqual([name, 11]);
    const run = () => {
      const seen: bigint[] = [];
      for (let address = 0; address < 8; address++) {
        sim.step(2);
        seen.push(sim.port("total").big, sim.memory("words").getBig(3));
        sim.port("address").value = address;
      }
      return { seen, cycle: sim.cycle, time: sim.time };
    };
    const first = run();
    sim.restore(taken);
    expect([sim.cycle, sim.port("address").value]).toEqual([11, 3]);
    expect(run()).toEqual(first);
    sim.restore(taken);
    expect(run()).toEqual(first);
    const other = await open(elaborate(Noisy({})), { seed: 5 });
    expect(() => other.restore(taken)).toThrow(
      /^SIM041 restore: the snapshot was not taken from this simulation\n {4}restore snapshots only into the simulation that made them$/,
    );
    sim.close();
    other.close();
  });

  test("simulations that take turns draw their own random numbers, also after another one is closed", async () => {
    const design = elaborate(Noisy({}));
    const opened = async (seed: number) => {
      const sim = await open(design, { seed });
      sim.port("write").value = 1;
      return sim;
    };
    const totalsOf = (sims: readonly Simulation[]): bigint[][] => {
      const totals = sims.map((): bigint[] => []);
      for (let cycle = 0; cycle < 20; cycle++) {
        for (const [index, sim] of sims.entries()) {
          sim.step();
          totals[index]?.push(sim.port("total").big);
        }
      }
      return totals;
    };
    const alone = [];
    for (const seed of [5, 6]) {
      const sim = await opened(seed);
      alone.push(...totalsOf([sim]));
      sim.close();
    }
    const [first, second, third] = [await opened(5), await opened(6), await opened(7)];
    third.close();
    expect(totalsOf([first, second])).toEqual(alone);
    first.close();
    second.step();
    second.close();
  });

  test("signal finds ports and registers; SIM040 for a wire, SIM042 for what there is not", async () => {
    const sim = await open(elaborate(Covered({})));
    sim.reset();
    sim.signal("en").value = 1;
    sim.step(2);
    expect([sim.signal("sum").value, sim.signal("first.value").value]).toEqual([3, 2]);
    expect(() => sim.signal("first.count")).toThrow(
      /^SIM040 first\.count: it is a wire, and this simulation shows ports, registers and memories only\n {4}open the engine with visible: "nets"$/,
    );
    expect(() => sim.signal("first.valeu")).toThrow(
      /^SIM042 first\.valeu: no such signal\n {4}nearest: first\.value, second\.value, /,
    );
    sim.close();
  });
});
