import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Bool,
  blackBox,
  bool,
  bundle,
  cat,
  constant,
  elaborate,
  fsm,
  hi,
  input,
  instance,
  type Module,
  module,
  node,
  nodes,
  output,
  printVerilog,
  type Reg,
  ram,
  regArray,
  regs,
  type SInt,
  sint,
  type UInt,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";

const located = lineMarks(import.meta.url);

interface Io {
  readonly a: UInt;
  readonly s: SInt;
  readonly c: Bool;
}

/** The message of elaborating a module `m` with ports a: uint(8), s: sint(8), c: bool → y: uint(8). */
function message(body: (io: Io) => unknown): string {
  const M = module(
    "m",
    (_: object) => ({ a: input(uint(8)), s: input(sint(8)), c: input(bool), y: output(uint(8)) }),
    (io) => {
      body(io);
      return { y: io.a };
    },
  );
  return messageOf(() => elaborate(M({})));
}

/** What no type checker lets through: mistakes of untyped callers. */
const untyped = (value: unknown): never => value as never;

describe("values", () => {
  it.each<[string, (io: Io) => unknown, string]>([
    [
      "HDL101: a slice outside its value",
      ({ a }) => a.slice(8, 0), // @slice
      "HDL101 slice: bits 8:0 of a value of 8 bits\n    at @slice\n    stay within 7:0",
    ],
    [
      "HDL101: truncation that would widen",
      ({ s }) => s.trunc(9), // @trunc
      "HDL101 trunc: 9 bits of a value of 8 bits\n    at @trunc\n    use .extend to widen",
    ],
    [
      "HDL101: a shift by less than nothing",
      ({ a }) => a.shr(-1), // @shr
      "HDL101 shr: by -1 bits\n    at @shr\n    shift by a whole number of bits, 0 or more",
    ],
    [
      "HDL101: a signed shift by half a bit",
      ({ s }) => s.shr(0.5), // @sshr
      "HDL101 shr: by 0.5 bits\n    at @sshr\n    shift by a whole number of bits, 0 or more",
    ],
    [
      "HDL101: a left shift by less than nothing",
      ({ a }) => a.shl(-3), // @shl
      "HDL101 shl: by -3 bits\n    at @shl\n    shift by a whole number of bits, 0 or more",
    ],
    [
      "HDL102: an operand wider than a wrapping operator's result",
      ({ a }) => a.addw(300), // @addw
      "HDL102 addw: 9-bit operand for a result of 8 bits\n    at @addw\n    use .trunc, or the exact operator",
    ],
    [
      "HDL102: a signed operand wider than a wrapping operator's result",
      ({ s }) => s.subw(128), // @subw
      "HDL102 subw: 9-bit operand for a result of 8 bits\n    at @subw\n    use .trunc, or the exact operator",
    ],
    [
      "HDL102: extension that would narrow",
      ({ a }) => a.extend(7), // @extend
      "HDL102 extend: 8-bit value into 7 bits\n    at @extend\n    use .sat or .trunc to narrow",
    ],
    [
      "HDL103: a width that is no width",
      ({ a }) => a.trunc(0), // @zero
      "HDL103 trunc: a width of 0 bits\n    at @zero\n    a width is a whole number of at least 1",
    ],
    [
      "HDL103: a result that is too wide",
      ({ a }) => a.extend(32).mul(a.extend(33)), // @mul
      "HDL103 mul: 65 bits, at most 64 are possible\n    at @mul\n    split the value into parts",
    ],
    [
      "HDL103: a literal that is too wide",
      ({ a, c }) => c.mux(a, 2n ** 64n), // @literal
      "HDL103 literal: 65 bits, at most 64 are possible\n    at @literal\n    split the value into parts",
    ],
    [
      "HDL104: a negative literal for an unsigned value",
      ({ a }) => a.add(-1), // @negative
      "HDL104 value: -1 where an unsigned value is expected\n    at @negative\n    use an SInt",
    ],
    [
      "HDL105: a UInt for a Bool",
      ({ a, c }) => c.and(untyped(a)), // @asBool
      "HDL105 value: UInt(8) where a Bool is expected\n    at @asBool\n    use .any(), .eq(…) or .bit(i)",
    ],
    [
      "HDL105: an SInt for a UInt",
      ({ a, s }) => a.add(untyped(s)), // @asUInt
      "HDL105 value: SInt(8) where a UInt is expected\n    at @asUInt\n    use .asUInt()",
    ],
    [
      "HDL105: nothing for an SInt",
      ({ s }) => s.lt(untyped(undefined)), // @asSInt
      "HDL105 value: nothing where an SInt is expected\n    at @asSInt\n    use .asSInt() or .toSInt()",
    ],
    [
      "HDL105: a number as a named node",
      () => nodes({ n: 3 }), // @node
      "HDL105 n: number 3 where a hardware value is expected\n    at @node\n    use constant(…) for a number",
    ],
    ["HDL106: joining nothing", () => cat(), "HDL106 cat: no parts\n    at @cat\n    give at least one value"], // @cat
    [
      "HDL107: a choice between two literals",
      ({ c }) => c.mux(untyped(1), untyped(2)), // @mux
      "HDL107 mux: two literals\n    at @mux\n    make one side a typed constant: constant(uint(8), 3)",
    ],
    [
      "HDL108: a choice between bundles that lacks a field",
      ({ a, c }) => c.mux({ x: a, y: a }, untyped({ x: a })), // @muxFields
      "HDL108 mux: one side has no y\n    at @muxFields\n    give every field on both",
    ],
    [
      "HDL108: a choice between bundles that would drop a field",
      ({ a, c }) => c.mux({ x: a }, untyped({ x: a, y: a })), // @muxDrops
      "HDL108 mux: one side has no y\n    at @muxDrops\n    give every field on both",
    ],
  ])("%s", (_, body, expected) => {
    expect(message(body)).toBe(located(expected));
  });

  it("HDL114: comparisons, sums and texts of JavaScript", () => {
    const comparing = ({ a }: Io) => a < a.not(); // @javascript
    expect(message(comparing)).toBe(
      located(
        "HDL114 UInt(8): a hardware value in a JavaScript expression\n    at @javascript\n    use .lt(…), .add(…), …",
      ),
    );
    expect(message(({ a }) => String(a))).toMatch(/^HDL114 UInt\(8\): /);
    expect(message(({ a }) => Number(a))).toMatch(/^HDL114 UInt\(8\): /);
  });

  it("HDL190: hardware outside a module", () => {
    const mistake = () => regs({ x: uint(3) }); // @outside
    expect(messageOf(mistake)).toBe(
      located("HDL190 regs: used outside a module\n    at @outside\n    call it inside the build function of a module"),
    );
  });
});

describe("types and literals", () => {
  const state = bundle({ v: sint(8), on: bool });
  it.each<[string, (io: Io) => unknown, string]>([
    [
      "HDL102: a register driven by something wider",
      ({ a }) => {
        const { r } = regs({ r: uint(8) });
        r.next = a.add(1); // @tooWide
      },
      "HDL102 m.r: 9-bit value driven into 8 bits\n    at @tooWide\n    use .sat(8) or .trunc(8)",
    ],
    [
      "HDL103: half a bit",
      () => uint(0.5), // @half
      "HDL103 uint: a width of 0.5 bits\n    at @half\n    a width is a whole number of at least 1",
    ],
    [
      "HDL103: 65 bits",
      () => sint(65), // @wide
      "HDL103 sint: 65 bits, at most 64 are possible\n    at @wide\n    split the value into parts",
    ],
    [
      "HDL104: a literal that does not fit its register",
      () => {
        const { r } = regs({ r: uint(8) });
        r.next = 256; // @literal256
      },
      "HDL104 m.r: literal 256 does not fit 8 bits\n    at @literal256\n    give a value in its range, or a wider type",
    ],
    [
      "HDL104: a reset value that does not fit",
      () => {
        const { r } = regs({ r: [sint(8), 128] }); // @reset
        r.next = 0;
      },
      "HDL104 m.r: 128 does not fit sint(8) (-128…127)\n    at @reset\n    give a value in that range, or a wider type",
    ],
    [
      "HDL104: a reset value that is no number",
      () => {
        const { r } = regs({ r: { type: uint(8), reset: 0.5 } }); // @halfReset
        r.next = 0;
      },
      "HDL104 m.r: 0.5 for a uint(8)\n    at @halfReset\n    give a whole number",
    ],
    [
      "HDL104: a number as the value of a Bool",
      () => constant(bool, 1 as never), // @boolean
      "HDL104 constant: 1 for a Bool\n    at @boolean\n    use true or false",
    ],
    [
      "HDL104: a negative literal in a field",
      ({ a }) => {
        const { r } = regs({ r: bundle({ x: uint(4), deep: bundle({ y: bundle({ z: bundle({ w: uint(4) }) }) }) }) });
        r.next = { x: a.trunc(4), deep: { y: { z: { w: -1 } } } }; // @field
      },
      "HDL104 m.r.deep.y.z.w: -1 where an unsigned value is expected\n    at @field\n    use an SInt",
    ],
    [
      "HDL105: a Bool into a UInt, by the register's name",
      ({ c }) => {
        const { r } = regs({ r: uint(8) });
        r.next = untyped(c); // @boolIntoUInt
      },
      "HDL105 m.r: Bool(1) where a UInt is expected\n    at @boolIntoUInt\n    use .asUInt()",
    ],
    [
      "HDL105: a leaf for a bundle",
      () => {
        const { r } = regs({ r: state });
        r.next = untyped(3); // @leafForBundle
      },
      "HDL105 m.r: number 3 where a bundle is expected\n    at @leafForBundle\n    give a record with every field",
    ],
    [
      "HDL108: a bundle without one of its fields",
      ({ s }) => {
        const { r } = regs({ r: state });
        r.next = untyped({ v: s }); // @missingField
      },
      "HDL108 m.r: no value for on\n    at @missingField\n    give every field",
    ],
    [
      "HDL109: a bundle with a field too many",
      () => {
        const { r } = regs({ r: [state, untyped({ v: 0, on: false, off: true })] }); // @extraField
        r.next = { v: 0, on: false };
      },
      "HDL109 m.r: off: no such field\n    at @extraField\n    there are v, on",
    ],
  ])("%s", (_, body, expected) => {
    expect(message(body)).toBe(located(expected));
  });
});

describe("what a language without types lets through", () => {
  const type = "give a type: uint(8), bool, bundle({ … })";
  it.each<[string, (io: Io) => unknown, string]>([
    [
      "a number for a type",
      () => regs({ r: [untyped(8), 0] }), // @numberType
      `HDL105 m.r: number 8 where a type is expected\n    at @numberType\n    ${type}`,
    ],
    [
      "a value for a type",
      ({ a }) => wires({ w: untyped(a) }), // @valueType
      `HDL105 m.w: UInt(8) where a type is expected\n    at @valueType\n    ${type}`,
    ],
    [
      "a function for the type of a memory's words",
      () => ram("mem", untyped(uint), { depth: 8, collision: "dontCare" }), // @ramType
      `HDL105 m.mem: a function where a type is expected\n    at @ramType\n    ${type}`,
    ],
    [
      "nothing for a field",
      () => bundle({ x: untyped(undefined) }), // @fieldType
      `HDL105 bundle.x: nothing where a type is expected\n    at @fieldType\n    ${type}`,
    ],
    [
      "a Bool for an address",
      ({ c }) => ram("mem", uint(8), { depth: 8, collision: "dontCare" }).read(untyped(c)), // @boolAddress
      "HDL105 m.mem: Bool(1) where a UInt is expected\n    at @boolAddress\n    use .asUInt()",
    ],
    [
      "a number among joined bits",
      ({ a }) => cat(a, untyped(1)), // @catNumber
      "HDL105 cat: number 1 where a hardware value is expected\n    at @catNumber\n    use constant(…) for a number",
    ],
    [
      "a number for a name",
      ({ a }) => node(untyped(1), a), // @numberName
      "HDL110 a name: a number where a text is expected\n    at @numberName\n    give the name as a text",
    ],
    [
      "a definition without its parameters",
      ({ a }) => {
        const Counter = untyped(() => undefined);
        instance("i", Counter, { x: a } as never); // @definition
      },
      "HDL105 m.i: a function where a module is expected\n    at @definition\n" +
        "    give a definition with its parameters: Counter({ width: 8 })",
    ],
  ])("%s", (_, body, expected) => {
    expect(message(body)).toBe(located(expected));
  });
});

describe("names and parameters", () => {
  it("HDL115: a module that contains itself; a smaller one of its kind it may contain", () => {
    interface Levels {
      readonly levels: number;
      readonly less: number;
    }
    const ports = (_: Levels) => ({ x: input(uint(8)), y: output(uint(8)) });
    const Tree: (parameters: Levels) => Module<ReturnType<typeof ports>> = module(
      "tree",
      ports,
      ({ x }, parameters) => {
        const { levels, less } = parameters;
        if (levels === 0) return { y: x };
        const { y } = instance("below", Tree({ levels: levels - less, less }), { x }); // @recursion
        return { y };
      },
    );
    expect(messageOf(() => elaborate(Tree({ levels: 2, less: 0 })))).toBe(
      located(
        "HDL115 tree: a module that contains itself, with the same parameters\n    at @recursion\n" +
          "    change the parameters from level to level, until there is nothing left to instantiate",
      ),
    );
    expect(elaborate(Tree({ levels: 2, less: 1 })).modules.length).toBe(3);
  });
  it("HDL110: what is not a name", () => {
    const notAName = () => regs({ "2nd": [bool, false] }); // @notAName
    expect(message(notAName)).toBe(
      located(
        'HDL110 "2nd": not a name that Verilog can have\n    at @notAName\n    use letters, digits and _, a letter first',
      ),
    );
  });
  it("HDL110: a keyword", () => {
    const empty = (_: object) => ({});
    const mistake = () => module("always", empty, empty); // @keyword
    expect(messageOf(mistake)).toBe(
      located('HDL110 "always": "always" is a keyword of Verilog\n    at @keyword\n    choose another name'),
    );
  });
  it("HDL110: a port's name, at its declaration", () => {
    const M = module(
      "m",
      (_: object) => ({
        a: input(bool),
        wire: output(bool), // @wirePort
      }),
      ({ a }) => ({ wire: a }),
    );
    expect(messageOf(() => elaborate(M({})))).toBe(
      located('HDL110 "wire": "wire" is a keyword of Verilog\n    at @wirePort\n    choose another name'),
    );
  });
  it("HDL110, HDL112: names of states; a keyword is one, since it stands behind the name of the machine", () => {
    const machine = (...states: readonly string[]) => {
      const blocks = Object.fromEntries(states.map((state) => [state, () => undefined]));
      return () => fsm("phase", blocks, { init: states[0] ?? "" }); // @states
    };
    expect(message(machine("idle", "a-b"))).toBe(
      located('HDL110 m.phase "a-b": not a name that Verilog can have\n    at @states\n    use letters, digits and _'),
    );
    expect(message(machine("readWord", "read_word"))).toBe(
      located(
        'HDL112 m.phase: readWord and read_word both become "read_word" in Verilog\n    at @states\n' +
          "    choose another name for one of them",
      ),
    );
    const M = module(
      "m",
      (_: object) => ({ y: output(bool) }),
      () => {
        const phase = fsm("phase", { wait: (go) => go("repeat"), repeat: (go) => go("wait") }, { init: "wait" });
        return { y: phase.is("repeat") };
      },
    );
    expect(printVerilog(elaborate(M({})))["m.v"]).toContain("localparam PHASE_WAIT = 1'b0;");
  });
  it("HDL112: two ports that become one in Verilog, also where both show one signal", () => {
    const M = module(
      "m",
      (_: object) => ({
        vMem: output(uint(8)), // @camel
        v_mem: output(uint(8)), // @snake
      }),
      () => {
        const { vMem } = regs({ vMem: uint(8) }); // @vMem
        vMem.next = 0;
        return { vMem, v_mem: vMem };
      },
    );
    expect(messageOf(() => elaborate(M({})))).toBe(
      located('HDL112 m.v_mem: "v_mem" is already taken\n    at @snake\n    at @vMem\n    choose another name'),
    );
  });
  it("HDL111: a parameter that is not data", () => {
    const Odd = module(
      "odd",
      (_: { f: unknown }) => ({}),
      () => ({}),
    );
    const mend = "parameters are data: numbers, strings, types, records";
    const closure = () => Odd({ f: () => 3 }); // @closure
    expect(messageOf(closure)).toBe(
      located(`HDL111 odd.f: a function as a module parameter\n    at @closure\n    ${mend}`),
    );
    const map = () => Odd({ f: [new Map()] }); // @map
    expect(messageOf(map)).toBe(located(`HDL111 odd.f[0]: a Map as a module parameter\n    at @map\n    ${mend}`));
  });
  it("HDL112: a name used twice, with both places", () => {
    const text = message(({ a }) => {
      nodes({ sum: a.add(1) }); // @firstSum
      nodes({ sum: a.add(2) }); // @secondSum
    });
    expect(text).toBe(
      located('HDL112 m.sum: "sum" is already taken\n    at @secondSum\n    at @firstSum\n    choose another name'),
    );
  });
  it("HDL112: a port's name used inside, with the port's declaration", () => {
    const M = module(
      "m",
      (_: object) => ({
        a: input(bool), // @portA
        y: output(bool), // @portY
      }),
      ({ a }) => {
        const { y } = nodes({ a: a.not(), y: a.not() }); // @inside
        return { y: y.not() };
      },
    );
    expect(messageOf(() => elaborate(M({})))).toBe(
      located(
        'HDL112 m.a: "a" is already taken\n    at @inside\n    at @portA\n    choose another name\n' +
          'HDL112 m.y: "y" is already taken\n    at @portY\n    at @inside\n    choose another name',
      ),
    );
  });
  it("HDL112: the module's own name, which Verilator refuses", () => {
    const text = message(() => {
      nodes({ m: hi }); // @same
    });
    expect(text).toBe(located('HDL112 m.m: "m" is the module\'s own name\n    at @same\n    choose another name'));
  });
  it("HDL112: the module's own clock and reset", () => {
    const text = message(() => {
      const { clk } = regs({ clk: [bool, false] }); // @clk
      clk.next = hi;
    });
    expect(text).toBe(located('HDL112 m.clk: "clk" is the module\'s own\n    at @clk\n    choose another name'));
  });
  it("HDL112: a leaf of deeply nested nodes", () => {
    const text = message(({ a }) => {
      nodes({ x_b_c_d_e: a }); // @flat
      nodes({ x: { b: { c: { d: { e: a } } } } }); // @deep
    });
    expect(text).toBe(
      located('HDL112 m.x_b_c_d_e: "x_b_c_d_e" is already taken\n    at @deep\n    at @flat\n    choose another name'),
    );
  });
  it("HDL123: a register of a regArray", () => {
    const text = message(() => regArray("r", 1, bool)); // @array
    expect(text).toBe(located("HDL123 m.r0: a register that is never assigned\n    at @array\n    assign .next"));
  });
  it("HDL113: a state that is not there, as a target and at the start", () => {
    const go = message(
      () => fsm("state", { idle: (to) => to(untyped("run")), rest: (to) => to("idle") }, { init: "idle" }), // @go
    );
    expect(go).toBe(located('HDL113 m.state: no state "run"\n    at @go\n    there are idle, rest'));
    const init = message(() => fsm("state", { idle: () => undefined }, { init: untyped("run") })); // @init
    expect(init).toBe(located('HDL113 m.state: no state "run"\n    at @init\n    there are idle'));
  });
});

describe("ports", () => {
  const Child = module(
    "child",
    (_: object) => ({ x: input(uint(4)), y: output(uint(4)) }),
    ({ x }) => ({ y: x }),
  );

  it("HDL109, HDL120: connections of an instance", () => {
    const unconnected = () => instance("inner", Child({}), untyped({})); // @unconnected
    expect(message(unconnected)).toBe(
      located("HDL120 m.inner: no value for port x\n    at @unconnected\n    connect it"),
    );
    const noSuchPort = () => instance("inner", Child({}), untyped({ x: 0, z: 0 })); // @noSuchPort
    expect(message(noSuchPort)).toBe(located("HDL109 m.inner: z: no such port\n    at @noSuchPort\n    there are x"));
  });
  it("HDL102, HDL105: a value that does not fit a port of an instance", () => {
    const widePort = ({ a }: Io) => instance("inner", Child({}), { x: a }); // @widePort
    expect(message(widePort)).toBe(
      located("HDL102 m.inner.x: 8-bit value driven into 4 bits\n    at @widePort\n    use .sat(4) or .trunc(4)"),
    );
    const boolPort = ({ c }: Io) => instance("inner", Child({}), { x: untyped(c) }); // @boolPort
    expect(message(boolPort)).toBe(
      located("HDL105 m.inner.x: Bool(1) where a UInt is expected\n    at @boolPort\n    use .asUInt()"),
    );
  });
  it("HDL102, HDL108, HDL109, HDL120: what a module returns", () => {
    const returning = (value: unknown) => () => {
      const ports = (_: object) => ({ y: output(bundle({ low: uint(4), on: bool })) });
      return elaborate(module("m", ports, () => untyped(value))({})); // @returned
    };
    expect(messageOf(returning({}))).toBe(located("HDL120 m: no value for port y\n    at @returned\n    return it"));
    expect(messageOf(returning({ y: { low: 0, on: true }, z: 1 }))).toBe(
      located("HDL109 m: z: no such port\n    at @returned\n    there are y"),
    );
    expect(messageOf(returning({ y: { low: 0 } }))).toBe(
      located("HDL108 m.y: no value for on\n    at @returned\n    give every field"),
    );
    expect(messageOf(returning({ y: { low: constant(uint(5), 3), on: true } }))).toBe(
      located("HDL102 m.y.low: 5-bit value driven into 4 bits\n    at @returned\n    use .sat(4) or .trunc(4)"),
    );
    expect(messageOf(returning({ y: { low: 0, on: 1 } }))).toBe(
      located("HDL105 m.y.on: number 1 where a Bool is expected\n    at @returned\n    use .any(), .eq(…) or .bit(i)"),
    );
  });
});

describe("drivers", () => {
  it.each<[string, (io: Io) => unknown, string]>([
    [
      "HDL121: a wire that nothing drives",
      () => wires({ w: uint(8) }), // @undriven
      "HDL121 m.w: never driven\n    at @undriven\n    assign its value",
    ],
    [
      "HDL121: a wire that is not driven on every path",
      ({ a, c }) => {
        const { w } = wires({ w: uint(8) }); // @partly
        const driven = () => {
          w.value = a;
        };
        when(c, driven); // @onlyThen
      },
      "HDL121 m.w: not driven when c is low\n    at @partly\n    at @onlyThen\n" +
        "    assign it there too, or a default before the first when",
    ],
    [
      "HDL122: two drivers",
      ({ a }) => {
        const { r } = regs({ r: uint(8) });
        r.next = a; // @first
        r.next = a.not(); // @second
      },
      "HDL122 m.r: driven twice\n    at @second\n    at @first\n" +
        "    keep one, or put the default first and the rest under when",
    ],
    [
      "HDL122: an assignment that undoes a conditional one, inside a block",
      ({ a, c }) => {
        const { r } = regs({ r: uint(8) });
        when(c, () => {
          when(a.any(), () => {
            r.next = a; // @undone
          });
          r.next = a.not(); // @undoing
        });
      },
      "HDL122 m.r: driven twice\n    at @undoing\n    at @undone\n" +
        "    keep one, or put the default first and the rest under when",
    ],
    [
      "HDL123: a register that never changes",
      () => regs({ r: [uint(8), 0] }), // @neverAssigned
      "HDL123 m.r: a register that is never assigned\n    at @neverAssigned\n    assign .next",
    ],
  ])("%s", (_, body, expected) => {
    expect(message(body)).toBe(located(expected));
  });

  it("HDL130: a combinational loop", () => {
    const text = message(({ a }) => {
      const { w } = wires({ w: uint(8) }); // @wire
      const { n } = nodes({ n: w.not() }); // @loopNode
      w.value = n.and(a);
    });
    expect(text).toBe(
      located(
        "HDL130 m.n: combinational loop n <- w <- n\n    n at @loopNode\n    w at @wire\n    put a register into the loop",
      ),
    );
  });

  it("HDL131: a signal of another module, read and assigned", () => {
    const leaked: { r?: Reg<UInt> } = {};
    const reading = module(
      "inner",
      (_: object) => ({ y: output(uint(8)) }),
      () => {
        const { n } = nodes({ n: leaked.r ?? constant(uint(8), 0) }); // @readsForeign
        return { y: n };
      },
    );
    const read = message(({ a }) => {
      const { r } = regs({ r: uint(8) }); // @leaked
      r.next = a;
      leaked.r = r;
      instance("i", reading({}), {});
    });
    expect(read).toBe(
      located(
        "HDL131 inner: r: a signal of another module\n    at @readsForeign\n    at @leaked\n    pass it through a port",
      ),
    );
    const assigning = module(
      "inner",
      (_: object) => ({}),
      () => {
        if (leaked.r !== undefined) leaked.r.next = 0; // @assignsForeign
        return {};
      },
    );
    const assigned = message(() => {
      const { r } = regs({ r: uint(8) });
      leaked.r = r;
      instance("i", assigning({}), {});
    });
    expect(assigned).toBe(
      located("HDL131 m.r: assigned from inside another module\n    at @assignsForeign\n    pass it through a port"),
    );
  });

  it("problems are reported together, those of a cell's model too", () => {
    const ports = (_: object) => ({ y: output(uint(8)) });
    const model = module("CELL", ports, () => {
      const { w } = wires({ w: uint(8) }); // @modelWire
      return { y: w };
    });
    const Cell = blackBox("CELL", ports, (_: object) => ({ model: model({}) }));
    const text = message(() => {
      instance("box", Cell({}), {});
      wires({ u: bool }); // @unused
      regs({ r: bool }); // @idle
    });
    expect(text).toBe(
      located(
        "HDL121 CELL.w: never driven\n    at @modelWire\n    assign its value\n" +
          "HDL121 m.u: never driven\n    at @unused\n    assign its value\n" +
          "HDL123 m.r: a register that is never assigned\n    at @idle\n    assign .next",
      ),
    );
  });
});

describe("memories", () => {
  const options = { depth: 8, collision: "dontCare" } as const;
  it.each<[string, (io: Io) => unknown, string]>([
    [
      "HDL140: too few words",
      () => ram("mem", uint(8), { ...options, depth: 1 }), // @depth
      "HDL140 m.mem: depth 1\n    at @depth\n    a memory has at least 2 words",
    ],
    [
      "HDL141: more contents than words",
      () => ram("mem", uint(8), { depth: 2, collision: "readFirst", init: [1, 2, 3] }), // @tooMany
      "HDL141 m.mem: 3 initial words, depth 2\n    at @tooMany\n    give at most as many as there are",
    ],
    [
      "HDL104: contents that do not fit",
      () => ram("mem", uint(8), { ...options, init: [1, 256] }), // @contents
      "HDL104 m.mem[1]: 256 does not fit uint(8) (0…255)\n    at @contents\n    give a value in that range, or a wider type",
    ],
    [
      "HDL142: an address that reaches beyond",
      ({ a }) => ram("mem", uint(8), options).read(a), // @address
      "HDL142 m.mem: 8-bit address for 8 words\n    at @address\n    use .trunc(3)",
    ],
    [
      "HDL143: a mask of another width",
      ({ a, c }) => ram("mem", uint(8), options).write(a.trunc(3), a, { enable: c, mask: a.trunc(4) }), // @mask
      "HDL143 m.mem: mask of 4 bits for 8-bit words\n    at @mask\n    give 8 bits",
    ],
    [
      "HDL144: a write inside when",
      ({ a, c }) => {
        const mem = ram("mem", uint(8), options);
        when(c, () => mem.write(a.trunc(3), a, { enable: hi })); // @conditional
      },
      "HDL144 m.mem: written inside `when`, which does not reach a memory\n    at @conditional\n" +
        "    put the condition into `enable`",
    ],
  ])("%s", (_, body, expected) => {
    expect(message(body)).toBe(located(expected));
  });
});

describe("the codes", () => {
  it("all have a test with their text, here or beside", () => {
    const textsOf = (folder: URL): string[] =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(new URL(name, folder), "utf8"));
    const codes = new Set(
      textsOf(new URL("../../hdlgen/", import.meta.url)).flatMap((text) => text.match(/HDL\d{3}(?=")/g) ?? []),
    );
    const tests = textsOf(new URL("./", import.meta.url)).join("\n");
    expect([...codes].filter((code) => !new RegExp(`["'\`^]${code} `).test(tests))).toEqual([]);
  });
});
