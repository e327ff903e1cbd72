/** Mistakes of drivers, loops, names and clock domains. */
import { issue, type Mistake } from "./mistake.ts";

export const drivers: readonly Mistake[] = [
  {
    title: "A condition without its other side makes a latch",
    seen: issue("SpinalHDL", "SpinalHDL/SpinalHDL", 1508),
    code: "HDL121",
    wrong: "const { chosen } = wires({ chosen: uint(8) });\nwhen(c, () => (chosen.value = a));",
    right: "const { chosen } = wires({ chosen: uint(8) });\nchosen.value = b;\nwhen(c, () => (chosen.value = a));",
  },
  {
    title: "A state in which a signal is forgotten",
    seen: issue("SystemVerilog", "lowRISC/opentitan", 3646),
    code: "HDL121",
    given: "const { subset } = wires({ subset: uint(8) });",
    wrong: `fsm("phase", {
  fetch: (go) => { subset.value = a; go("stall"); },
  stall: (go) => go("fetch"),
}, { init: "fetch" });`,
    right: `fsm("phase", {
  fetch: (go) => { subset.value = a; go("stall"); },
  stall: (go) => { subset.value = 0; go("fetch"); },
}, { init: "fetch" });`,
  },
  {
    title: "A signal that is read and never driven",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 630),
    code: "HDL121",
    wrong: "const { inner } = wires({ inner: uint(8) });",
    right: "const { inner } = wires({ inner: uint(8) });\ninner.value = a;",
    rest: "nodes({ out: inner.bit(0) });",
  },
  {
    title: "A register with a reset value that nothing ever assigns",
    seen: issue("SpinalHDL", "SpinalHDL/SpinalHDL", 84),
    code: "HDL123",
    wrong: "const { fake } = regs({ fake: [bool, false] });",
    right: "const { fake } = regs({ fake: [bool, false] });\nfake.next = c;",
    rest: "nodes({ seen: fake });",
  },
  {
    title: "A later assignment undoes the conditional one before it",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 336),
    code: "HDL122",
    given: 'fsm("phase", {',
    wrong: '  idle: (go) => { when(c, () => go("bounce")); go("next"); },',
    right: '  idle: (go) => { when(c, () => go("bounce")).otherwise(() => go("next")); },',
    rest: '  bounce: (go) => go("next"),\n  next: (go) => go("idle"),\n}, { init: "idle" });',
  },
  {
    title: "Two modules drive one signal",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 822),
    code: "HDL131",
    given: "const { shared } = regs({ shared: bool });\nshared.next = c;",
    wrong: 'const Inner = module("inner", (_: object) => ({}), () => { shared.next = true; return {}; });',
    right: 'const Inner = module("inner", (_: object) => ({}), () => ({}));',
    rest: 'instance("inner", Inner({}), {});',
  },
  {
    title: "A signal of another module is read across the hierarchy",
    seen: issue("Chisel", "chipsalliance/chisel", 2061),
    code: "HDL131",
    given: "const { secret } = nodes({ secret: a.not() });",
    wrong: `const Inner = module("inner", (_: object) => ({ y: output(uint(8)) }), () => ({ y: secret }));
instance("inner", Inner({}), {});`,
    right: `const Inner = module("inner", (_: object) => ({ x: input(uint(8)), y: output(uint(8)) }), ({ x }) => ({ y: x }));
instance("inner", Inner({}), { x: secret });`,
  },
  {
    title: "A combinational loop",
    seen: issue("FIRRTL", "chipsalliance/firrtl", 1203),
    code: "HDL130",
    wrong: "const { busy } = wires({ busy: bool });\nbusy.value = busy.and(c);",
    right:
      "const { busy } = wires({ busy: bool });\nconst { wasBusy } = regs({ wasBusy: [bool, false] });\nwasBusy.next = busy;\nbusy.value = wasBusy.and(c);",
  },
  {
    title: "A combinational loop through an instance that only passes a value on",
    seen: issue("FIRRTL", "chipsalliance/firrtl", 2547),
    code: "HDL130",
    place: "file",
    given: `const Passthrough = module("passthrough", (_: object) => ({ x: input(bool), y: output(bool) }), ({ x }) => ({ y: x }));
export const Top = module("top", (_: object) => ({ a: input(bool) }), ({ a }) => {`,
    wrong: `  const { around } = wires({ around: bool });
  around.value = instance("pass", Passthrough({}), { x: around }).y;`,
    right: `  const { around } = wires({ around: bool });
  around.value = instance("pass", Passthrough({}), { x: a }).y;`,
    rest: "  return {};\n});",
  },
  {
    title: "A keyword of Verilog as the name of a port",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 60),
    code: "HDL110",
    place: "file",
    given: 'export const Top = module("top", (_: object) => ({',
    wrong: "  input: input(bool),",
    right: "  enable: input(bool),",
    rest: "}), () => ({}));",
  },
  {
    title: "A keyword of SystemVerilog as the name of a register",
    seen: issue("Bluespec", "B-Lang-org/bsc", 371),
    code: "HDL110",
    wrong: "regs({ config: uint(8) }).config.next = a;",
    right: "regs({ settings: uint(8) }).settings.next = a;",
  },
  {
    title: "An instance with the name of a signal",
    seen: issue("ROHD", "intel/rohd", 205),
    code: "HDL112",
    given: "const { child } = nodes({ child: a.not() });",
    wrong: 'instance("child", Child({ width: 8 }), { x: child });',
    right: 'instance("passing", Child({ width: 8 }), { x: child });',
  },
  {
    title: "A signal with the name of the clock",
    seen: issue("SpinalHDL", "SpinalHDL/SpinalHDL", 1883),
    code: "HDL112",
    wrong: "nodes({ clk: c });",
    right: "nodes({ tick: c });",
  },
  {
    title: "Two names that become one in Verilog",
    code: "HDL112",
    wrong: "nodes({ vMem: a, v_mem: b });",
    right: "nodes({ vMem: a, vNext: b });",
  },
  {
    title: "A register takes a value of another clock as it comes",
    seen: issue("SpinalHDL", "SpinalHDL/SpinalHDL", 554),
    code: "HDL151",
    place: "file",
    given: `export const Top = module(
  "top",
  (_: object) => ({ pixels: input(clock), bits: input(clock), d: input(bool), q: output(bool) }),
  ({ pixels, bits, d }) => {
    const { launched } = domain({ clock: pixels }, () => regs({ launched: bool }));
    launched.next = d;`,
    wrong: `    const { taken } = domain({ clock: bits }, () => regs({ taken: bool }));
    taken.next = launched;`,
    right: '    const taken = domain({ clock: bits }, () => synchronise("taken", launched));',
    rest: "    return { q: taken };\n  },\n);",
  },
  {
    title: "A value of another stage of a pipeline is read as it is",
    code: "HDL163",
    given:
      'const square = pipeline("square", { valid: c, inputs: { a } })\n  .stage("multiply", ({ a }) => ({ product: a.mul(a) }))',
    wrong: '  .stage("add", ({ product }) => ({ sum: product.add(a) }))',
    right: '  .stage("add", ({ product, a }) => ({ sum: product.add(a) }))',
    rest: "  .end(({ sum }) => ({ sum }));\nnodes({ result: square.outputs.sum });",
  },
  {
    title: "Hardware reads what only properties may look back at",
    code: "HDL181",
    given: "const { rising } = regs({ rising: bool });",
    wrong: "rising.next = c.and(past(c).not());",
    right: "const { earlier } = regs({ earlier: bool });\nearlier.next = c;\nrising.next = c.and(earlier.not());",
  },
  {
    title: "A memory between two clocks promises that a read sees what is being written",
    seen: issue("nMigen", "m-labs/nmigen", 216),
    code: "HDL155",
    place: "file",
    given: `export const Top = module(
  "top",
  (_: object) => ({ wr: input(clock), rd: input(clock), at: input(uint(4)), word: input(uint(8)), y: output(uint(8)) }),
  ({ wr, rd, at, word }) => {`,
    wrong: '    const words = ram("words", uint(8), { depth: 16, collision: "writeFirst" });',
    right: '    const words = ram("words", uint(8), { depth: 16, collision: "dontCare" });',
    rest: `    domain({ clock: wr }, () => words.write(at, word, { enable: hi }));
    const { from } = domain({ clock: rd }, () => regs({ from: { type: uint(4), powerUp: 0 } }));
    from.next = from.addw(1);
    return { y: domain({ clock: rd }, () => words.read(from)) };
  },
);`,
  },
  {
    title: "Logic in front of a synchroniser, whose glitches it samples",
    code: "HDL153",
    place: "file",
    given: `export const Top = module(
  "top",
  (_: object) => ({ fast: input(clock), slow: input(clock), d: input(bool), e: input(bool), q: output(bool) }),
  ({ fast, slow, d, e }) => {
    const launched = domain({ clock: fast }, () => regs({ a: bool, b: bool }));
    launched.a.next = d;
    launched.b.next = e;`,
    wrong: '    return { q: domain({ clock: slow }, () => synchronise("both", launched.a.and(launched.b))) };',
    right: `    const { settled } = domain({ clock: fast }, () => regs({ settled: bool }));
    settled.next = launched.a.and(launched.b);
    return { q: domain({ clock: slow }, () => synchronise("both", settled)) };`,
    rest: "  },\n);",
  },
  {
    title: "A register with a reset value in a domain without a reset",
    code: "HDL150",
    place: "file",
    given: `export const Top = module("top", (_: object) => ({ fast: input(clock), y: output(uint(8)) }), ({ fast }) => {
  const { count } = domain({ clock: fast }, () =>`,
    wrong: "    regs({ count: [uint(8), 0] }),",
    right: "    regs({ count: { type: uint(8), powerUp: 0 } }),",
    rest: "  );\n  count.next = count.addw(1);\n  return { y: count };\n});",
  },
];
