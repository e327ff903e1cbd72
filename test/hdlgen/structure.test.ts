import { describe, expect, it } from "vitest";
import {
  bool,
  bundle,
  constant,
  elaborate,
  formal,
  fsm,
  input,
  instance,
  module,
  node,
  output,
  ram,
  regArray,
  regs,
  reset,
  sint,
  stream,
  uint,
  when,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import type { ModuleIr } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const point = bundle({ x: uint(4), y: sint(4) });
const none = (_: object) => ({});

describe("registers", () => {
  it("type alone: neither reset nor power-up value; pair: reset; record: what it says", () => {
    const M = module("m", none, () => {
      const all = regs({
        plain: uint(4),
        pair: [sint(4), -3],
        record: { type: bool, powerUp: true },
        both: { type: point, reset: { x: 1, y: -1 }, powerUp: { x: 2, y: -2 } },
      });
      all.plain.next = 0;
      all.pair.next = 0;
      all.record.next = false;
      all.both.next = { x: 0, y: 0 };
      return {};
    });
    const { registers } = elaborate(M({})).top;
    expect(registers.map(({ signal, reset, powerUp }) => [signal.name, reset?.value, powerUp])).toEqual([
      ["plain", undefined, undefined],
      ["pair", 13n, undefined],
      ["record", undefined, 1n],
      ["both_x", 1n, 2n],
      ["both_y", 15n, 14n],
    ]);
  });

  it("a bundle is assigned whole or field by field, and is a port like any other", () => {
    const M = module(
      "m",
      (_: object) => ({ at: input(point), whole: input(bool), now: output(point) }),
      ({ at, whole }) => {
        const { held } = regs({ held: [point, { x: 0, y: 0 }] });
        when(whole, () => {
          held.next = at;
        }).otherwise(() => {
          held.y.next = at.y;
        });
        return { now: held };
      },
    );
    const sim = openEmbedded(elaborate(M({})));
    sim.reset();
    const step = (x: number, y: number, whole: number) => {
      sim.port("at_x").value = x;
      sim.port("at_y").value = y;
      sim.port("whole").value = whole;
      sim.step();
      return [sim.port("now_x").value, sim.port("now_y").value];
    };
    expect([step(5, -3, 1), step(9, 7, 0), step(15, -8, 1)]).toEqual([
      [5, -3],
      [5, 7],
      [15, -8],
    ]);
  });

  it("regArray numbers its names, and takes the three forms of regs", () => {
    const M = module("m", none, () => {
      for (const r of [...regArray("cell", 2, [uint(3), 5]), ...regArray("flag", 1, bool).map((f) => f.asUInt())]) {
        if ("next" in r) r.next = 0;
      }
      return {};
    });
    expect(() => elaborate(M({}))).toThrow("HDL123 m.flag0: a register that is never assigned");
    const Shift = module(
      "shift",
      (_: object) => ({ d: input(uint(3)), q: output(uint(3)) }),
      ({ d }) => {
        const stages = regArray("stage", 3, [uint(3), 5]);
        stages.forEach((stage, i) => {
          stage.next = stages[i - 1] ?? d;
        });
        return { q: stages[2] ?? d };
      },
    );
    const design = elaborate(Shift({}));
    expect(design.top.registers.map(({ signal, reset }) => [signal.name, reset?.value])).toEqual([
      ["stage0", 5n],
      ["stage1", 5n],
      ["stage2", 5n],
    ]);
    const sim = openEmbedded(design);
    sim.reset();
    const seen = [1, 2, 3, 4, 6].map((d) => {
      sim.port("d").value = d;
      sim.step();
      return sim.port("q").value;
    });
    expect(seen).toEqual([5, 5, 1, 2, 3]);
  });

  it("the last assignment that is reached wins; none reached holds", () => {
    const M = module(
      "m",
      (_: object) => ({ a: input(bool), b: input(bool), q: output(uint(4)) }),
      ({ a, b }) => {
        const { r } = regs({ r: [uint(4), 9] });
        when(a, () => {
          r.next = 1;
        });
        when(b, () => {
          r.next = 2;
        });
        return { q: r };
      },
    );
    const sim = openEmbedded(elaborate(M({})));
    sim.reset();
    const step = (a: number, b: number) => {
      sim.port("a").value = a;
      sim.port("b").value = b;
      sim.step();
      return sim.port("q").value;
    };
    expect([step(0, 0), step(1, 0), step(0, 0), step(1, 1), step(1, 0)]).toEqual([9, 1, 1, 2, 1]);
  });
});

describe("reset", () => {
  it("withReset rules registers and instances declared inside, and nothing else", () => {
    const Inner = module(
      "inner",
      (_: object) => ({ q: output(uint(4)) }),
      () => {
        const { n } = regs({ n: [uint(4), 3] });
        n.next = n.addw(1);
        return { q: n };
      },
    );
    const M = module(
      "m",
      (_: object) => ({
        warm: input(bool),
        mine: output(uint(4)),
        theirs: output(uint(4)),
        outer: output(uint(4)),
        r: output(bool),
      }),
      ({ warm }) => {
        const { outer } = regs({ outer: [uint(4), 0] });
        outer.next = outer.addw(1);
        const inside = withReset(warm, () => {
          const { mine } = regs({ mine: [uint(4), 7] });
          mine.next = mine.addw(1);
          return { mine, theirs: instance("inner", Inner({}), {}).q, r: reset() };
        });
        return { ...inside, outer };
      },
    );
    const sim = openEmbedded(elaborate(M({})));
    const outputs = () => ["mine", "theirs", "outer", "r"].map((name) => sim.port(name).value);
    sim.port("warm").value = 1;
    sim.reset();
    expect(outputs()).toEqual([7, 3, 0, 1]);
    sim.port("warm").value = 0;
    sim.step(2);
    expect(outputs()).toEqual([9, 5, 2, 0]);
    sim.port("warm").value = 1;
    sim.step();
    expect(outputs()).toEqual([7, 3, 3, 1]);
    sim.port("warm").value = 0;
    sim.reset();
    expect(outputs()).toEqual([8, 4, 0, 0]);
  });

  it("a module without a register, memory or property has neither clock nor reset", () => {
    const Plain = module(
      "plain",
      (_: object) => ({ a: input(bool), y: output(bool) }),
      ({ a }) => ({ y: a.not() }),
    );
    const { top } = elaborate(Plain({}));
    expect([top.clocked, top.reset]).toEqual([false, undefined]);
  });

  it("properties rest during the module's reset and during an enclosing withReset, and fail outside", () => {
    const M = module(
      "m",
      (_: object) => ({ warm: input(bool), ok: input(bool) }),
      ({ warm, ok }) => {
        formal.assert(ok, "outer");
        withReset(warm, () => formal.assert(ok, "inner"));
        return {};
      },
    );
    const sim = openEmbedded(elaborate(M({})));
    sim.port("warm").value = 1;
    sim.port("ok").value = 0;
    sim.reset(3);
    const messageOf = (): string => {
      try {
        sim.step();
      } catch (error) {
        return String(error);
      }
      return "";
    };
    expect(messageOf()).toMatch(/outer(?!.*inner)/s);
    sim.port("warm").value = 0;
    expect(messageOf()).toMatch(/outer.*inner/s);
    sim.port("ok").value = 1;
    expect(messageOf()).toBe("");
  });

  it("covers count only outside reset", () => {
    const M = module(
      "m",
      (_: object) => ({ c: input(bool) }),
      ({ c }) => {
        formal.cover(c, "seen");
        return {};
      },
    );
    const sim = openEmbedded(elaborate(M({})));
    sim.port("c").value = 1;
    sim.reset(5);
    sim.step(2);
    expect(sim.covers.map(({ count }) => count)).toEqual([2]);
  });
});

describe("memories", () => {
  const Memory = module(
    "memory",
    (_: { collision: "readFirst" | "writeFirst"; init: readonly number[] }) => ({
      at: input(uint(2)),
      write: input(bool),
      mask: input(uint(8)),
      data: input(uint(8)),
      enable: input(bool),
      q: output(uint(8)),
      fresh: output(uint(8)),
    }),
    ({ at, write, mask, data, enable }, { collision, init }) => {
      const mem = ram("words", uint(8), { depth: 4, collision, init });
      mem.write(at, data, { enable: write, mask });
      return { q: mem.read(at, { enable, name: "held" }), fresh: mem.read(at) };
    },
  );
  function open(collision: "readFirst" | "writeFirst") {
    const sim = openEmbedded(elaborate(Memory({ collision, init: [10, 20, 30] })));
    return (at: number, { write = 0, mask = 255, data = 0, enable = 1 } = {}) => {
      for (const [name, value] of Object.entries({ at, write, mask, data, enable })) sim.port(name).value = value;
      sim.step();
      return [sim.port("q").value, sim.port("fresh").value];
    };
  }

  it("gives what was there (readFirst) or what is written (writeFirst) on a collision", () => {
    expect(open("readFirst")(1, { write: 1, data: 99 })).toEqual([20, 20]);
    expect(open("writeFirst")(1, { write: 1, data: 99 })).toEqual([99, 99]);
  });
  it("writes the bits of the mask only, and holds a read that is not enabled", () => {
    const step = open("readFirst");
    step(2, { write: 1, data: 0xff, mask: 0x0f });
    expect(step(2)).toEqual([0x1f, 0x1f]);
    expect(step(0, { enable: 0 })).toEqual([0x1f, 10]);
  });
  it("names its outputs, counts them, and keeps its contents in the IR", () => {
    const [memory] = elaborate(Memory({ collision: "readFirst", init: [1] })).top.memories;
    expect(memory?.reads.map(({ data }) => data.name)).toEqual(["held", "words_q2"]);
    expect([memory?.depth, memory?.collision, memory?.init]).toEqual([4, "readFirst", [1n]]);
  });
  it("packs bundles, first field most significant", () => {
    const M = module(
      "m",
      (_: object) => ({ at: input(uint(1)), put: input(point), write: input(bool), got: output(point) }),
      ({ at, put, write }) => {
        const mem = ram("points", point, { depth: 2, collision: "readFirst", init: [{ x: 5, y: -2 }] });
        mem.write(at, put, { enable: write });
        return { got: mem.read(at) };
      },
    );
    const design = elaborate(M({}));
    expect(design.top.memories[0]?.init).toEqual([0x5en]);
    const sim = openEmbedded(design);
    sim.step();
    expect([sim.port("got_x").value, sim.port("got_y").value]).toEqual([5, -2]);
    for (const [name, value] of Object.entries({ at: 1, put_x: 12, put_y: -7, write: 1 })) sim.port(name).value = value;
    sim.step();
    sim.port("write").value = 0;
    sim.step();
    expect([sim.port("got_x").value, sim.port("got_y").value]).toEqual([12, -7]);
    expect(sim.memory("points").get(1)).toBe(0xc9);
  });
});

describe("names", () => {
  const portNames = (names: readonly string[]): string[] => {
    const M = module(
      "m",
      (_: object) => Object.fromEntries(names.map((name) => [name, input(bool)])),
      () => ({}),
    );
    return elaborate(M({})).top.ports.map(({ signal }) => signal.name);
  };
  it("camelCase becomes snake_case, capitals of cells stay", () => {
    expect(portNames(["vMem", "axonID", "HTTPPort", "spike2Out", "WREN", "x"])).toEqual([
      "v_mem",
      "axon_id",
      "http_port",
      "spike2_out",
      "WREN",
      "x",
    ]);
  });
  it.each(["wire", "reg", "signed", "logic", "2x", "a-b", "ü", ""])("%j is refused", (name) => {
    expect(() => portNames([name])).toThrow(/^HDL110 /);
  });
  it("two names that become one are refused", () => {
    expect(() => portNames(["vMem", "v_mem"])).toThrow('HDL112 m.v_mem: "v_mem" is already taken');
  });
  it("streams, bundles, instances and states take the names of their parts", () => {
    const Child = module(
      "child",
      (_: object) => ({ inA: input(bool), outB: output(point) }),
      () => ({ outB: { x: 0, y: 0 } }),
    );
    const M = module(
      "topLevel",
      (_: object) => ({ enqIn: stream.in(point), seen: output(bool) }),
      ({ enqIn }) => {
        instance("firstChild", Child({}), { inA: enqIn.valid });
        const state = fsm("mainState", { waitHere: (go) => go("goOn"), goOn: () => undefined }, { init: "waitHere" });
        node("lastNode", enqIn.payload);
        return { enqIn: { ready: true }, seen: state.is("goOn") };
      },
    );
    const { top } = elaborate(M({}));
    expect(top.name).toBe("top_level");
    expect(top.ports.map(({ signal }) => signal.name)).toEqual([
      "enq_in_valid",
      "enq_in_payload_x",
      "enq_in_payload_y",
      "enq_in_ready",
      "seen",
    ]);
    expect(top.instances.map(({ name, outputs }) => [name, ...outputs.map(({ signal }) => signal.name)])).toEqual([
      ["first_child", "first_child_out_b_x", "first_child_out_b_y"],
    ]);
    expect(top.nodes.map(({ signal }) => signal.name)).toEqual(["last_node_x", "last_node_y"]);
    expect(top.registers.map(({ signal }) => [signal.name, signal.type.labels])).toEqual([
      ["main_state", ["wait_here", "go_on"]],
    ]);
  });
});

describe("identity of modules", () => {
  interface Parameters {
    readonly k?: number;
    readonly more?: unknown;
  }
  const Leaf = module(
    "leaf",
    (_: Parameters) => ({ y: output(bool) }),
    () => ({ y: true }),
  );
  const namesWith = (list: readonly Parameters[]): string[] => {
    const Top = module("top", none, () => {
      list.forEach((parameters, i) => {
        instance(`leaf${i}`, Leaf(parameters), {});
      });
      return {};
    });
    return elaborate(Top({}))
      .modules.map(({ name }) => name)
      .filter((name) => name !== "top");
  };
  it("equal parameters are one module, in any order of keys and with equal types", () => {
    expect(
      namesWith([
        { k: 1, more: uint(3) },
        { more: uint(3), k: 1 },
      ]),
    ).toEqual(["leaf"]);
    expect(namesWith([{ more: { a: [1, 2], b: "x" } }, { more: { b: "x", a: [1, 2] } }])).toEqual(["leaf"]);
    expect(namesWith([{ more: Int8Array.of(1, 2) }, { more: Int8Array.of(1, 2) }])).toEqual(["leaf"]);
  });
  it("every name of many variants is a name of Verilog, and unlike all others", () => {
    const names = namesWith(Array.from({ length: 40 }, (_, i) => ({ k: i - 20, more: { "an-odd key": i } })));
    expect(new Set(names).size).toBe(40);
    expect(names.filter((name) => !/^[a-z_][a-z0-9_]{0,70}$/.test(name))).toEqual([]);
  });
  it("modules of equal name but of another definition are told apart", () => {
    const Twin = module("leaf", none, () => ({}));
    const Top = module("top", none, () => {
      instance("one", Leaf({}), {});
      instance("two", Twin({}), {});
      return {};
    });
    expect(elaborate(Top({})).modules.map(({ name }) => name)).toEqual(["leaf", "leaf_2", "top"]);
  });
});

describe("what is built cannot change", () => {
  it("parameters are frozen to their depths", () => {
    const Leaf = module(
      "leaf",
      (_: { shape: { lanes: number[] } }) => ({}),
      (_, { shape }) => {
        shape.lanes.push(3);
        return {};
      },
    );
    expect(() => elaborate(Leaf({ shape: { lanes: [1] } }))).toThrow(TypeError);
  });

  it("every record of an elaborated design is frozen", () => {
    const Child = module(
      "child",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => ({ y: a.addw(1) }),
    );
    const M = module(
      "m",
      (p: { width: number }) => ({ a: input(uint(p.width)), y: output(uint(p.width)) }),
      ({ a }) => {
        const { r } = regs({ r: [uint(4), 0] });
        const { w } = wires({ w: bool });
        w.value = a.any();
        when(w.and(a.parity()), () => {
          r.next = instance("child", Child({}), { a: r }).y;
        });
        fsm("state", { one: (go) => go("two"), two: (go) => go("one") }, { init: "one" });
        const mem = ram("mem", uint(4), { depth: 4, collision: "readFirst", init: [1] });
        mem.write(a.trunc(2), a, { enable: w, mask: constant(uint(4), 3) });
        formal.assert(w.or(true), "never");
        return { y: mem.read(a.trunc(2)) };
      },
    );
    const design = elaborate(M({ width: 4 }));
    const loose: string[] = [];
    const seen = new Set<object>();
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null || seen.has(value) || path.endsWith(".site")) return;
      seen.add(value);
      if (!Object.isFrozen(value)) loose.push(path);
      for (const [key, item] of Object.entries(value)) walk(item, `${path}.${key}`);
    };
    walk(design, "design");
    expect(loose).toEqual([]);
    expect(seen.size).toBeGreaterThan(80);
  });

  it("the same module elaborated twice gives equal designs", () => {
    const Child = module(
      "child",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => ({ y: a.addw(1) }),
    );
    const text = (design: { readonly modules: readonly ModuleIr[] }) =>
      JSON.stringify(design.modules, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    expect(text(elaborate(Child({})))).toBe(text(elaborate(Child({}))));
  });

  it("a chain of 20,000 operators can be elaborated", () => {
    const Deep = module(
      "deep",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        let y = a;
        for (let i = 0; i < 20_000; i++) y = y.addw(a);
        return { y };
      },
    );
    expect(elaborate(Deep({})).modules.length).toBe(1);
  });

  it("an error inside a build leaves no module under construction", () => {
    const Broken = module("broken", none, () => {
      throw new Error("mine");
    });
    expect(() => elaborate(Broken({}))).toThrow("mine");
    expect(() => regs({ x: bool })).toThrow("HDL190");
  });
});
