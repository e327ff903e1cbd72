import { beforeAll, expect, test } from "vitest";
import { elaborate, formal, input, instance, module, output, ram, regArray, uint } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

/** So large, and so often instantiated, that Verilator keeps it as a class of its own. */
const Lane = module(
  "lane",
  (_: { taps: number }) => ({ x: input(uint(16)), y: output(uint(16)) }),
  ({ x }, { taps }) => {
    const delay = regArray("tap__of", taps, [uint(16), 0]);
    const table = ram("table_of", uint(16), {
      depth: 64,
      collision: "readFirst",
      init: Array.from({ length: 64 }, (_, i) => 7 * i),
    });
    let sum = table.read(x.trunc(6));
    delay.forEach((tap, i) => {
      tap.next = (i === 0 ? x : (delay[i - 1] ?? x)).xor(sum);
      sum = sum.addw(tap.mul(i + 1).trunc(16)).xor(tap);
    });
    formal.assert(x.ne(0xdead), "x is never dead");
    return { y: sum };
  },
);

const Lanes = module(
  "lanes",
  (_: { count: number; taps: number }) => ({ x: input(uint(16)), y: output(uint(16)) }),
  ({ x }, { count, taps }) => {
    let value = x;
    for (let i = 0; i < count; i++) value = instance(`lane${i}`, Lane({ taps }), { x: value }).y;
    return { y: value };
  },
);

test("state is found in modules that Verilator does not inline, equal to the embedded engine's", async () => {
  const design = elaborate(Lanes({ count: 12, taps: 60 }));
  const verilator = await openVerilator(design);
  const embedded = openEmbedded(design);
  expect(verilator.names).toEqual(embedded.names);
  for (const path of verilator.names.memories) expect(verilator.memory(path).get(63)).toBe(441);
  for (const sim of [verilator, embedded]) sim.reset(20);
  for (let i = 0; i < 50; i++) {
    for (const sim of [verilator, embedded]) {
      sim.port("x").value = (i * 12345) & 0x7fff;
      sim.step();
    }
    expect(verilator.port("y").value).toBe(embedded.port("y").value);
  }
  for (const path of verilator.names.registers) {
    expect(verilator.register(path).value, path).toBe(embedded.register(path).value);
  }
  verilator.port("x").value = 0xdead;
  expect(() => verilator.step()).toThrow(/^SIM010 lane0: assertion failed at cycle 70: x is never dead$/m);
  verilator.close();
});
