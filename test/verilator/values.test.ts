/** Enumerations, arrays, fixed-point numbers and bit helpers: the Verilog does what the embedded engine does. */
import { beforeAll, expect, test } from "vitest";
import {
  array,
  Bool,
  bool,
  bundle,
  cat,
  Enum,
  elaborate,
  enumeration,
  Fix,
  fix,
  fsm,
  hi,
  input,
  type Leaf,
  match,
  module,
  oneHotMux,
  output,
  priorityMux,
  regs,
  SInt,
  sint,
  UFix,
  UInt,
  ufix,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { openEngine } from "../../index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { Random } from "../support/random.ts";
import { lint } from "../support/verilator-lint.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

const Op = enumeration("Op", ["add", "sub", "clear", "hold", "swap"]);
const Phase = enumeration("Phase", ["idle", "run", "done"], { encoding: "oneHot" });
const Pixel = bundle({ x: uint(5), op: Op });
const roundings = ["floor", "ceil", "towardZero", "nearestEven", "nearestUp", "nearestAway"] as const;

function bitsOf(value: Leaf): UInt {
  if (value instanceof Fix || value instanceof UFix) return bitsOf(value.bits);
  if (value instanceof UInt) return value;
  if (value instanceof Bool || value instanceof SInt || value instanceof Enum) return value.asUInt();
  throw new Error(`no bits of ${value.describe()}`);
}

/** One list of values, each shown in 64 bits. */
function results(io: {
  readonly op: Enum<"Op", (typeof Op.labels)[number]>;
  readonly phase: Enum<"Phase", (typeof Phase.labels)[number]>;
  readonly index: UInt;
  readonly a: UInt;
  readonly s: SInt;
  readonly x: Fix;
  readonly u: UFix;
  readonly c: Bool;
}): Leaf[] {
  const { op, phase, index, a, s, x, u, c } = io;
  const { sum, last, words, pixels } = regs({
    sum: [sint(12), 0],
    last: [Op, "hold"],
    words: [array(fix(3, 5), 5), [0, 0.5, -0.25, 1, -1]],
    pixels: [array(Pixel, 3), [0, 1, 2].map((n) => ({ x: n, op: "swap" as const }))],
  });
  match(op, {
    add: () => {
      sum.next = sum.addw(s);
    },
    sub: () => {
      sum.next = sum.subw(s);
      last.next = op;
    },
    clear: () => {
      sum.next = 0;
    },
    hold: () => undefined,
    swap: () => {
      words.at(index).next = x.resize(3, 5, { rounding: "nearestEven", overflow: "saturate" });
    },
  });
  when(c, () => {
    pixels.at(index.trunc(2)).next = { x: a.trunc(5), op };
  }).elsewhen(op.isOneOf("clear", "swap"), () => {
    pixels.at(index.trunc(2)).op.next = "add";
  });
  const { chosen, quick } = wires({ chosen: uint(4), quick: Phase });
  match(
    phase,
    {
      run: () => {
        chosen.value = 7;
        quick.value = "done";
      },
    },
    () => {
      chosen.value = index.extend(4);
      quick.value = c.mux(phase, "run");
    },
  );
  const pixel = pixels.at(index.trunc(2));
  return [
    sum,
    last,
    chosen,
    quick,
    words.at(index),
    pixel.x,
    pixel.op,
    op.select({ hold: s, add: s.add(sum), sub: -7, clear: 0, swap: s.neg() }),
    phase.select({ idle: "clear", run: op, done: last }),
    phase.is("done"),
    a.popCount(),
    a.leadingZeros(),
    a.trailingZeros(),
    a.priorityEncode().index,
    a.lowestSet(),
    a.isOneHot(),
    a.reverse(),
    a.rotateLeft(index),
    a.rotateRight(3),
    index.toOneHot(6),
    a.min(index),
    s.max(-3),
    s.abs(),
    s.shlBy(index),
    s.bitAt(index),
    c.replicate(5),
    oneHotMux(cat(c, c.not()), [s, sum]),
    priorityMux(
      [
        [c, x],
        [op.is("add"), 1.5],
      ],
      u.toFix(),
    ),
    x.add(u.toFix()),
    x.mul(-0.5),
    x.sub(1).lt(u.toFix()),
    u.sub(0.25),
    ...roundings.flatMap((rounding) => [
      x.resize(3, 2, { rounding, overflow: "saturate" }),
      x.resize(2, 1, { rounding, overflow: "wrap" }),
      x.resize(5, 0, { rounding, overflow: "wrap" }),
      u.resize(1, 3, { rounding, overflow: "saturate" }),
    ]),
  ];
}

const inputs = {
  op: input(Op),
  phase: input(Phase),
  index: input(uint(3)),
  a: input(uint(11)),
  s: input(sint(9)),
  x: input(fix(4, 7)),
  u: input(ufix(2, 6)),
  c: input(bool),
};
const shown = 32 + 4 * roundings.length;
const Values = module(
  "values",
  (_: object) => ({ ...inputs, shown: output(array(uint(64), shown)) }),
  (io) => ({ shown: results(io).map((value) => bitsOf(value).extend(64)) }),
);

const Typed = module(
  "typed",
  (_: object) => ({
    op: input(Op),
    phase: output(Phase),
    x: input(fix(4, 7)),
    y: output(ufix(4, 6)),
    s: input(sint(3)),
  }),
  ({ op, x, s }) => {
    const { held } = regs({ held: [Op, "hold"] });
    held.next = op;
    const state = fsm("state", { first: (go) => go("second"), second: () => {} }, { init: "first" });
    return {
      phase: op
        .is("add")
        .and(s.eq(0))
        .mux("run", Phase.from(cat(state.is("second"), state.is("second"), hi))),
      y: x.abs().resize(4, 6, { rounding: "floor" }),
    };
  },
);

test.each(["embedded", "verilator"] as const)("%s: labels and binary points are seen from outside", async (engine) => {
  const sim = await openEngine(engine, elaborate(Typed({})), 1);
  sim.reset();
  sim.port("s").real = -3;
  expect([sim.port("phase").label, sim.register("held").label, sim.register("state").label]).toEqual([
    "idle",
    "hold",
    "first",
  ]);
  sim.port("op").label = "swap";
  sim.port("x").real = -1.5;
  sim.step();
  expect([sim.port("op").label, sim.register("held").label, sim.register("state").label]).toEqual([
    "swap",
    "swap",
    "second",
  ]);
  expect([sim.port("phase").label, sim.port("phase").value]).toEqual([undefined, 7]);
  expect([sim.port("x").real, sim.port("y").real, sim.port("y").value, sim.port("s").real]).toEqual([
    -1.5, 1.5, 96, -3,
  ]);
  expect(sim.port("s").label).toBeUndefined();
  const set = (name: string, label: string) => () => {
    sim.port(name).label = label;
  };
  expect(set("op", "mul")).toThrow(/^SIM005 op: no label "mul"\n {4}there are add, sub, clear, hold, swap$/);
  expect(set("s", "add")).toThrow(/^SIM005 s: no label "add"\n {4}the signal is no enumeration: use \.value$/);
  const real = (value: number) => () => {
    sim.port("x").real = value;
  };
  expect(real(0.1)).toThrow(
    "SIM005 x: 0.1 does not fit sint(11): whole numbers from -1024 to 1023 do; as .real, multiples of 0.0078125",
  );
  expect(real(8)).toThrow("SIM005 x: 1024 does not fit sint(11)");
  sim.close();
});

test("Verilator -Wall accepts the Verilog", async () => {
  expect(await lint(elaborate(Values({})))).toBe("");
});

test("2,000 cycles of random inputs give the same on both engines", async () => {
  const design = elaborate(Values({}));
  const seed = 20261122;
  const random = new Random(seed);
  const [quick, signOff] = [openEmbedded(design, { seed }), await openVerilator(design, { seed })];
  for (const sim of [quick, signOff]) sim.reset();
  const widths = { op: 3, phase: 3, index: 3, a: 11, s: 9, x: 11, u: 8, c: 1 };
  for (let cycle = 0; cycle < 2000; cycle++) {
    for (const [name, width] of Object.entries(widths)) {
      const bits = BigInt(random.integer(0, 2 ** width - 1));
      const value = name === "s" || name === "x" ? BigInt.asIntN(width, bits) : bits;
      for (const sim of [quick, signOff]) sim.port(name).big = value;
    }
    const all = [quick, signOff].map((sim) => Array.from({ length: shown }, (_, i) => sim.port(`shown_${i}`).big));
    expect(all[1], `cycle ${cycle}, seed ${seed}`).toEqual(all[0]);
    for (const sim of [quick, signOff]) sim.step();
  }
  for (const sim of [quick, signOff]) sim.close();
});
