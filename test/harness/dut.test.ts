import { describe, expect, expectTypeOf, it } from "vitest";
import { elaborate } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openTestbench, type Pin, type Probe, type Testbench, testbench } from "../../sim/harness/index.ts";
import { engines, Kinds, lanes } from "./designs.ts";

describe.each(engines)("dut on %s", (engine) => {
  const values = {
    flag: [0, 1],
    level: [-(2 ** 31), 2 ** 31 - 1, -1, 0],
    tiny: [-16, 15, -1],
    middle: [0, 2 ** 40 - 1],
  } as const;
  const refused = { flag: 2, level: 2 ** 31, tiny: 16, middle: 2 ** 40 } as const;
  const outputs = { flag: "lastFlag", level: "lastLevel", tiny: "lastTiny", middle: "lastMiddle" } as const;

  it.each(["body", "process"] as const)("numbers: every kind of port, written by a %s", async (writer) => {
    const tb = await openTestbench(engine, Kinds({}));
    tb.reset();
    for (const name of ["flag", "level", "tiny", "middle"] as const) {
      const [pin, last] = [tb.dut[name], tb.dut[outputs[name]]];
      for (const value of values[name]) {
        if (writer === "body") pin.value = value;
        else {
          tb.run(function* () {
            pin.value = value;
            yield;
          });
        }
        expect(pin.value).toBe(value);
        tb.step();
        expect([last.value, last.big]).toEqual([value, BigInt(value)]);
      }
      expect(() => {
        pin.value = refused[name];
      }).toThrow("SIM005");
      expect(() => {
        pin.value = 0.5;
      }).toThrow("SIM005");
    }
    tb.close();
  });

  it.each(["body", "process"] as const)("wide, labelled and fixed-point ports, written by a %s", async (writer) => {
    const tb = await openTestbench(engine, Kinds({}));
    const { dut } = tb;
    tb.reset();
    const write = () => {
      dut.wide.big = 2n ** 64n - 2n;
      dut.mode.label = "down";
      dut.ratio.real = -2.53125;
      dut.pair.left.value = 9;
      const [, second] = dut.pair.right;
      if (second !== undefined) second.value = -4;
    };
    if (writer === "body") write();
    else {
      tb.run(function* () {
        write();
        yield;
      });
    }
    tb.step();
    expect([dut.lastWide.big, dut.lastMode.label, dut.lastRatio.real]).toEqual([2n ** 64n - 2n, "down", -2.53125]);
    expect([dut.lastPair.left.value, dut.lastPair.right.map(({ value }) => value)]).toEqual([9, [0, -4]]);
    dut.wide.value = 2 ** 53 - 1;
    expect(dut.wide.big).toBe(2n ** 53n - 1n);
    expect(() => dut.lastWide.value).toThrow("SIM004");
    tb.close();
  });

  it("signal: registers by path, with their signs and labels", async () => {
    const { dut, signal, step, close, port } = await openTestbench(engine, Kinds({}));
    for (const tiny of [-3, 5, -16]) {
      dut.tiny.value = tiny;
      dut.level.value = tiny;
      dut.mode.label = "up";
      step();
      const [register, wide] = [signal("last_tiny"), signal("last_level")];
      expect([register.value, register.big, wide.value, signal("last_mode").label]).toEqual([
        tiny,
        BigInt(tiny),
        tiny,
        "up",
      ]);
      expect([signal("full").value, signal("tiny").value]).toEqual([port("held_valid").value, tiny]);
    }
    expect(() => signal("last_tini")).toThrow("SIM042");
    close();
  });

  it("streams: both directions under their names", async () => {
    const { dut, ...tb } = await openTestbench(engine, Kinds({}));
    tb.reset();
    dut.words.valid.value = 1;
    dut.words.payload.value = 33;
    expect(dut.words.ready.value).toBe(1);
    tb.step();
    expect([dut.held.valid.value, dut.held.payload.value, dut.words.ready.value]).toEqual([1, 33, 0]);
    dut.held.ready.value = 1;
    expect(dut.words.ready.value).toBe(1);
    tb.close();
  });
});

describe("dut", () => {
  it("is typed by the module: names, directions, labels", async () => {
    const tb = await openTestbench("embedded", Kinds({}));
    const { dut } = tb;
    expectTypeOf(dut.flag).toEqualTypeOf<Pin>();
    expectTypeOf(dut.lastFlag).toEqualTypeOf<Probe>();
    expectTypeOf(dut.mode).toEqualTypeOf<Pin<"hold" | "up" | "down">>();
    expectTypeOf(dut.lastMode.label).toEqualTypeOf<"hold" | "up" | "down" | undefined>();
    expectTypeOf(dut.pair.right).toEqualTypeOf<readonly Pin[]>();
    expectTypeOf(dut.words.ready).toEqualTypeOf<Probe>();
    expectTypeOf(dut.words.payload).toEqualTypeOf<Pin>();
    expectTypeOf(dut.held.ready).toEqualTypeOf<Pin>();
    expectTypeOf(tb).toExtend<Testbench>();
    const mistakes = () => {
      // @ts-expect-error no such port
      dut.flg.value = 1;
      // @ts-expect-error an output is not written
      dut.lastFlag.value = 1;
      // @ts-expect-error the module drives ready of a stream that comes in
      dut.words.ready.value = 1;
      // @ts-expect-error no such label
      dut.mode.label = "left";
      // @ts-expect-error a port is no number
      dut.flag = 1;
    };
    expect(mistakes).toThrow();
    tb.close();
  });

  it("waiting gives types back", async () => {
    const tb = await lanes("embedded");
    const queue = tb.queue<string>();
    queue.tryPut("x");
    tb.run(function* () {
      expectTypeOf(yield* queue.get()).toEqualTypeOf<string>();
      const won = yield* tb.first({ item: queue.get(), time: tb.cycles(1) });
      if (won.key === "item") expectTypeOf(won.value).toEqualTypeOf<string>();
      // @ts-expect-error no such key
      if (won.key === "itm") return;
      queue.tryPut("y");
      const both = yield* tb.all([tb.cycles(1), tb.timeout(queue.get(), 3)]);
      expectTypeOf(both[1]).toEqualTypeOf<string>();
    });
    const promising = function* () {
      yield Promise.resolve();
    };
    // @ts-expect-error a promise is nothing to wait for
    expect(() => tb.run(promising)).toThrow("SIM105");
    tb.close();
  });

  it("leaves clocks out, and a testbench without a module has ports by their names alone", async () => {
    const sim = openEmbedded(elaborate(Kinds({})));
    const tb = testbench(sim);
    expectTypeOf(tb.dut).toEqualTypeOf<unknown>();
    tb.port("mode").label = "up";
    tb.step();
    expect([tb.port("last_mode").label, tb.signal("last_mode").value]).toEqual(["up", 1]);
    expect(() => tb.port("no_port")).toThrow("SIM001");
    tb.close();
  });
});
