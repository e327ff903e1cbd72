import { describe, expect, it } from "vitest";
import {
  blackBox,
  bool,
  elaborate,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  uint,
  when,
} from "../../hdlgen/index.ts";
import type { Design, Expr, ModuleIr, Signal } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const byte = uint(8);

/** Two outputs that depend on different inputs, and a third that depends on both. */
const Paths = module(
  "paths",
  (_: object) => ({
    a: input(byte),
    b: input(byte),
    fromA: output(byte),
    fromB: output(byte),
    fromBoth: output(byte),
    held: output(byte),
  }),
  ({ a, b }) => {
    const { held } = regs({ held: [byte, 0] });
    held.next = a.xor(b);
    return { fromA: a.addw(1), fromB: b.addw(2), fromBoth: a.addw(b), held };
  },
);

describe("hierarchy", () => {
  it("a path goes from the parent through two instances and their classes back to the parent", () => {
    const Chain = module(
      "chain",
      (_: object) => ({ x: input(byte), out: output(byte) }),
      ({ x }) => {
        const first = instance("first", Paths({}), { a: x, b: x });
        const second = instance("second", Paths({}), { a: first.fromA, b: first.fromBoth.addw(first.held) });
        return { out: second.fromBoth };
      },
    );
    const sim = openEmbedded(elaborate(Chain({})));
    sim.reset();
    sim.port("x").value = 5;
    // first: fromA 6, fromBoth 10, held 0; second: a 6, b 10
    expect(sim.port("out").value).toBe(16);
    sim.step();
    expect(sim.register("second.held").value).toBe(6 ^ 10);
    expect(sim.register("first.held").value).toBe(0);
  });

  it("an input of a child may depend on another output of the same child", () => {
    const sim = openEmbedded(selfFeeding());
    sim.port("x").value = 5;
    // u.a = 5, u.fromA = 6, u.b = 6, u.fromBoth = 11
    expect(sim.port("out").value).toBe(11);
    sim.step();
    expect(sim.register("u.held").value).toBe(5 ^ 6);
    sim.port("x").value = 255;
    expect(sim.port("out").value).toBe(255);
  });

  it("a grandchild shared by two classes is given both inputs, whichever class runs first", () => {
    for (const order of ["aFirst", "bFirst"] as const) {
      const sim = openEmbedded(sharedGrandchild(order));
      sim.port("x").value = 7;
      // from_a = a + c + 1, from_b = b + c + 2
      const expected = order === "aFirst" ? [15, 24] : [24, 16];
      expect([sim.port("from_a").value, sim.port("from_b").value], order).toEqual(expected);
    }
  });

  it("two instances of one module keep their states apart", () => {
    const Counter = module(
      "counter",
      (_: object) => ({ en: input(bool), count: output(byte) }),
      ({ en }) => {
        const { value } = regs({ value: [byte, 0] });
        when(en, () => {
          value.next = value.addw(1);
        });
        return { count: value };
      },
    );
    const Pair = module(
      "pair",
      (_: object) => ({ en: input(bool), a: output(byte), b: output(byte) }),
      ({ en }) => {
        const { count: a } = instance("left", Counter({}), { en });
        const { count: b } = instance("right", Counter({}), { en: a.bit(0) });
        return { a, b };
      },
    );
    const sim = openEmbedded(elaborate(Pair({})));
    sim.reset();
    sim.port("en").value = 1;
    sim.step(10);
    expect([sim.port("a").value, sim.port("b").value]).toEqual([10, 5]);
    expect(sim.names.registers).toEqual(["left.value", "right.value"]);
  });

  it("names: dot-joined below the top, memories and read registers included", () => {
    const Inner = module(
      "inner",
      (_: object) => ({ q: output(byte) }),
      () => {
        const { at } = regs({ at: [uint(2), 0] });
        at.next = at.addw(1);
        return { q: ram("store", byte, { depth: 4, collision: "readFirst", init: [9, 8, 7, 6] }).read(at) };
      },
    );
    const Outer = module(
      "outer",
      (_: object) => ({ q: output(byte) }),
      () => instance("core", Inner({}), {}),
    );
    const Top = module(
      "top",
      (_: object) => ({ q: output(byte) }),
      () => instance("chip", Outer({}), {}),
    );
    const sim = openEmbedded(elaborate(Top({})));
    expect(sim.names).toEqual({
      registers: ["chip.core.at", "chip.core.store_q"],
      memories: ["chip.core.store"],
      nets: [],
    });
    sim.reset();
    sim.step(2);
    expect(sim.port("q").value).toBe(8);
    expect(sim.memory("chip.core.store").get(2)).toBe(7);
  });

  it("constant, passed-through and register outputs of the top can be read", () => {
    const Plain = module(
      "plain",
      (_: object) => ({ x: input(uint(40)), same: output(uint(40)), seven: output(uint(40)), kept: output(uint(40)) }),
      ({ x }) => {
        const { kept } = regs({ kept: [uint(40), 0] });
        kept.next = x;
        return { same: x, seven: x.xor(x).addw(7), kept };
      },
    );
    const sim = openEmbedded(elaborate(Plain({})));
    sim.port("x").big = 2n ** 39n;
    expect([sim.port("same").big, sim.port("seven").big]).toEqual([2n ** 39n, 7n]);
    sim.step();
    expect(sim.port("kept").big).toBe(2n ** 39n);
  });

  it("a black box is simulated by its model", () => {
    const ports = () => ({ A: input(byte), Q: output(byte) });
    const Model = module(
      "delay_model",
      (_: object) => ports(),
      ({ A }) => {
        const { q } = regs({ q: { type: byte, reset: 0, powerUp: 1 } });
        q.next = A;
        return { Q: q };
      },
    );
    const Cell = blackBox(
      "SB_DELAY",
      (_: object) => ports(),
      () => ({ clockPort: "CLK", model: Model({}) }),
    );
    const Top = module(
      "top",
      (_: object) => ({ x: input(byte), y: output(byte) }),
      ({ x }) => {
        const { Q } = instance("delay", Cell({}), { A: x });
        return { y: Q };
      },
    );
    const sim = openEmbedded(elaborate(Top({})));
    expect(sim.port("y").value).toBe(1);
    sim.port("x").value = 77;
    sim.step();
    expect(sim.port("y").value).toBe(77);
  });
});

const site = { location: "/hierarchy.ts:1:1" };
const signal = (name: string, role: Signal["role"]): Signal => ({ name, type: { kind: "uint", width: 8 }, role, site });
const ref = (of: Signal): Expr => ({ op: "ref", width: 8, signal: of });
const plus = (a: Expr, b: Expr): Expr => ({ op: "add", width: 8, a, b });
const number = (value: bigint): Expr => ({ op: "const", width: 8, value });

function moduleOf(
  name: string,
  inputs: readonly Signal[],
  outputs: readonly { name: string; value: Expr }[],
  instances: ModuleIr["instances"] = [],
): ModuleIr {
  const driven = outputs.map(({ name: port, value }) => ({ signal: signal(port, "output"), value }));
  return {
    name,
    baseName: name,
    parameters: "",
    ports: [
      ...inputs.map((each) => ({ direction: "input" as const, signal: each })),
      ...driven.map((each) => ({ direction: "output" as const, signal: each.signal })),
    ],
    clocked: true,
    nodes: [],
    wires: [],
    registers: [],
    memories: [],
    instances,
    body: [],
    outputs: driven,
    properties: [],
    site,
  };
}

/** u.b = u.from_a, which the front-end's instances cannot say without a wire. */
function selfFeeding(): Design {
  const { top: child } = elaborate(Paths({}));
  const x = signal("x", "input");
  const carried = child.outputs.map(({ signal: { name } }) => ({
    port: name,
    signal: signal(`u_${name}`, "instanceOutput"),
  }));
  const of = (port: string) => ref(carried.find((each) => each.port === port)?.signal ?? x);
  const inputs = [
    { port: "a", value: ref(x) },
    { port: "b", value: of("from_a") },
  ];
  const reset: Expr = { op: "const", width: 1, value: 0n };
  const top = moduleOf(
    "top",
    [x],
    [{ name: "out", value: of("from_both") }],
    [{ name: "u", module: child, inputs, outputs: carried, reset, site }],
  );
  return { top, modules: [child, top] };
}

/**
 * The middle module's outputs from_a and from_b are incomparable classes that share input c of the grandchild. The top
 * feeds one class from the other, in either order.
 */
function sharedGrandchild(order: "aFirst" | "bFirst"): Design {
  const [a, b, c] = [signal("a", "input"), signal("b", "input"), signal("c", "input")];
  const leaf = moduleOf(
    "leaf",
    [a, b, c],
    [
      { name: "from_a", value: plus(plus(ref(a), ref(c)), number(1n)) },
      { name: "from_b", value: plus(plus(ref(b), ref(c)), number(2n)) },
    ],
  );
  const middle = wrapped("middle", leaf, [a, b, c], () => ({ a: ref(a), b: ref(b), c: ref(c) }));
  const x = signal("x", "input");
  const top = wrapped("top", middle, [x], (out) =>
    order === "aFirst" ? { a: ref(x), b: out("from_a"), c: ref(x) } : { a: out("from_b"), b: ref(x), c: ref(x) },
  );
  return { top, modules: [leaf, middle, top] };
}

/** A module with one instance `u` of `child`, whose outputs it passes on. */
function wrapped(
  name: string,
  child: ModuleIr,
  inputs: readonly Signal[],
  drive: (out: (port: string) => Expr) => Readonly<Record<string, Expr>>,
): ModuleIr {
  const outputs = child.outputs.map(({ signal: { name: port } }) => ({
    port,
    signal: signal(`u_${port}`, "instanceOutput"),
  }));
  const out = (port: string): Expr => {
    const found = outputs.find((each) => each.port === port);
    if (found === undefined) throw new Error(port);
    return ref(found.signal);
  };
  const driven = Object.entries(drive(out)).map(([port, value]) => ({ port, value }));
  const passed = outputs.map(({ port }) => ({ name: port, value: out(port) }));
  return moduleOf(name, inputs, passed, [{ name: "u", module: child, inputs: driven, outputs, site }]);
}
