import { describe, expect, it } from "vitest";
import {
  blackBox,
  bool,
  clock,
  domain,
  elaborate,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  sint,
  uint,
} from "../../hdlgen/index.ts";
import type { Expr, ModuleIr, Signal } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const Core = module(
  "core",
  (_: object) => ({ x: input(sint(12)), wide: output(uint(64)) }),
  ({ x }) => {
    const { walker, walked } = regs({ walker: [sint(12), 0], walked: [uint(64), 0] });
    walker.next = x;
    walked.next = walked;
    const mem = ram("weights", uint(64), { depth: 4, collision: "readFirst" });
    return { wide: mem.read(x.asUInt().trunc(2)) };
  },
);
const Top = module(
  "top",
  (_: object) => ({ go: input(bool), level: input(uint(8)), x: input(sint(12)), wide: output(uint(64)) }),
  ({ x }) => instance("core", Core({}), { x }),
);

const open = () => openEmbedded(elaborate(Top({})));

describe("errors", () => {
  it("SIM001: a port that is not there", () => {
    expect(() => open().port("lvl")).toThrow(
      /^SIM001 lvl: the top module has no such port\n {4}its ports are go, level, x, rst, wide$/,
    );
  });

  it("SIM002: a register that is not there, with the nearest names", () => {
    expect(() => open().register("core.walkr")).toThrow(
      /^SIM002 core\.walkr: no such register\n {4}nearest: core\.walker, core\.walked, core\.weights_q$/,
    );
  });

  it("SIM003: a memory that is not there", () => {
    expect(() => open().memory("weights")).toThrow(/^SIM003 weights: no such memory\n {4}nearest: core\.weights$/);
    const None = module(
      "none",
      (_: object) => ({ x: input(bool), y: output(bool) }),
      ({ x }) => ({ y: x }),
    );
    expect(() => openEmbedded(elaborate(None({}))).memory("m")).toThrow(
      /^SIM003 m: no such memory\n {4}the design has no memories$/,
    );
  });

  it("SIM004: a signal or a word that a number does not hold exactly", () => {
    expect(() => open().port("wide").value).toThrow(/^SIM004 wide: 64 bits do not fit a number\n {4}use \.big$/);
    expect(() => open().memory("core.weights").get(0)).toThrow(
      /^SIM004 core\.weights: 64 bits do not fit the numbers asked for\n {4}use \.getBig$/,
    );
    expect(() => open().memory("core.weights").toArray()).toThrow("SIM004");
  });

  it("SIM005: a value that does not fit", () => {
    const sim = open();
    const set = (port: string, value: number) => () => {
      sim.port(port).value = value;
    };
    expect(set("level", 256)).toThrow(/^SIM005 level: 256 does not fit uint\(8\): whole numbers from 0 to 255 do$/);
    expect(set("level", -1)).toThrow("SIM005 level: -1 does not fit");
    expect(set("level", 0.5)).toThrow("SIM005 level: 0.5 does not fit");
    expect(set("x", 2048)).toThrow(/^SIM005 x: 2048 does not fit sint\(12\): whole numbers from -2048 to 2047 do$/);
    expect(set("go", 2)).toThrow(/^SIM005 go: 2 does not fit a bool: whole numbers from 0 to 1 do$/);
    expect(() => sim.memory("core.weights").set(0, 2n ** 64n)).toThrow("SIM005 core.weights");
    sim.port("x").value = -2048;
    expect(sim.port("x").value).toBe(-2048);
  });

  it("SIM006: only input ports can be written", () => {
    for (const handle of [open().port("wide"), open().register("core.walker")]) {
      expect(() => {
        handle.value = 1;
      }).toThrow(
        `SIM006 ${handle.name}: only input ports can be written\n    drive the inputs that lead here, or load a memory with memory(…).set`,
      );
    }
  });

  it("SIM007: an address outside a memory", () => {
    expect(() => open().memory("core.weights").getBig(4)).toThrow(
      /^SIM007 core\.weights: address 4 is outside the memory, which has 4 words$/,
    );
    expect(() => open().memory("core.weights").set(-1, 0)).toThrow("SIM007");
  });

  it("SIM008: black boxes without a model, all named together", () => {
    const Cell = blackBox(
      "SB_THING",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      () => ({}),
    );
    const Board = module(
      "board",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      ({ d }) => {
        const { q } = instance("one", Cell({}), { d });
        return instance("two", Cell({}), { d: q });
      },
    );
    expect(() => openEmbedded(elaborate(Board({})))).toThrow(
      [
        "SIM008 one: black box SB_THING has no model, so it cannot be simulated",
        "    give the black box a model: a module with the same ports",
        "SIM008 two: black box SB_THING has no model, so it cannot be simulated",
        "    give the black box a model: a module with the same ports",
      ].join("\n"),
    );
  });

  it("SIM009: a cell that makes a clock and does not say which", () => {
    const Cell = blackBox(
      "RINGOSC",
      (_: object) => ({ OSC: output(clock) }),
      () => ({}),
    );
    const Board = module(
      "board",
      (_: object) => ({ q: output(bool) }),
      () => {
        const { OSC } = instance("osc", Cell({}), {});
        return domain({ clock: OSC }, () => {
          const { q } = regs({ q: bool });
          q.next = q.not();
          return { q };
        });
      },
    );
    expect(() => openEmbedded(elaborate(Board({})))).toThrow(
      ["SIM009 osc: RINGOSC makes the clock OSC, of unknown frequency", "    give the black box a clockSource"].join(
        "\n",
      ),
    );
  });

  it("SIM011: the limit is reached", () => {
    const sim = open();
    expect(() => sim.runUntil("go", 20)).toThrow(
      /^SIM011 go: still 0 after 20 cycles, at cycle 20\n {4}raise the limit, or look at what should have set it$/,
    );
  });

  it("SIM041: a snapshot of another simulation", () => {
    expect(() => open().restore(open().snapshot())).toThrow(
      /^SIM041 restore: the snapshot was not taken from this simulation\n {4}restore snapshots only into the simulation that made them$/,
    );
  });

  it("SIM013: a closed simulation", () => {
    const sim = open();
    sim.close();
    expect(() => sim.step()).toThrow(/^SIM013 simulation: it has been closed$/);
  });

  it("SIM014: a number of cycles that is none", () => {
    expect(() => open().step(-1)).toThrow(
      /^SIM014 simulation: cycles is -1: a whole number of clock edges, 0 or more, is needed$/,
    );
    expect(() => open().runUntil("go", 1.5)).toThrow("SIM014 simulation: limit is 1.5");
  });

  it("a combinational loop that no pass refused is named, and does not hang", () => {
    const site = { location: undefined };
    const signal = (name: string, role: Signal["role"]): Signal => ({
      name,
      type: { kind: "bool", width: 1 },
      role,
      site,
    });
    const ref = (of: Signal): Expr => ({ op: "ref", width: 1, signal: of });
    const [a, b, y] = [signal("a", "node"), signal("b", "node"), signal("y", "output")];
    const { top } = elaborate(Top({}));
    const looped: ModuleIr = {
      ...top,
      nodes: [
        { signal: a, value: { op: "not", width: 1, a: ref(b) } },
        { signal: b, value: { op: "not", width: 1, a: ref(a) } },
      ],
      instances: [],
      ports: [{ direction: "output", signal: y }],
      outputs: [{ signal: y, value: ref(a) }],
    };
    expect(() => openEmbedded({ top: looped, modules: [looped] })).toThrow(
      "combinational loop in top reached the engine, which a pass should have refused: through a, b",
    );
  });
});
