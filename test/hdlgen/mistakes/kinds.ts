/** Mistakes of kind: Bool, UInt, SInt, enumerations, bundles, clocks. */
import { issue, type Mistake, pull } from "./mistake.ts";

export const kinds: readonly Mistake[] = [
  {
    title: "A signed value is connected to an unsigned one",
    seen: issue("Chisel", "chipsalliance/chisel", 451),
    code: "TS2322",
    given: "const { total } = regs({ total: uint(8) });",
    wrong: "total.next = s;",
    right: "total.next = s.asUInt();",
  },
  {
    title: "Signed and unsigned are compared",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 580),
    code: "TS2345",
    wrong: "nodes({ below: s.lt(a) });",
    right: "nodes({ below: s.lt(a.toSInt()) });",
  },
  {
    title: "A choice between signed and unsigned",
    seen: issue("Chisel 2", "ucb-bar/rocket", 24),
    code: "TS2769",
    wrong: "nodes({ chosen: c.mux(a, s) });",
    right: "nodes({ chosen: c.mux(a.toSInt(), s) });",
  },
  {
    title: "A choice whose signed side was meant to be extended by its sign",
    seen: issue("Chisel 2", "ucb-bar/chisel2-deprecated", 358),
    code: "TS2769",
    given: "const { out } = wires({ out: uint(16) });",
    wrong: "out.value = c.mux(a, b.slice(1, 0).asSInt());",
    right: "out.value = c.mux(a, b.slice(1, 0).asSInt().extend(8).asUInt());",
  },
  {
    title: "The difference of two unsigned values is taken as unsigned",
    seen: issue("PyRTL", "UCSBarchlab/PyRTL", 450),
    code: "TS2322",
    given: "const { difference } = regs({ difference: uint(9) });",
    wrong: "difference.next = a.sub(b);",
    right: "difference.next = a.subw(b);",
  },
  {
    title: "Several bits are assigned to one",
    seen: issue("MyHDL", "myhdl/myhdl", 434),
    code: "TS2322",
    given: "const { flag } = regs({ flag: bool });",
    wrong: "flag.next = a;",
    right: "flag.next = a.any();",
  },
  {
    title: "Several bits are a condition",
    code: "TS2345",
    given: "const { count } = regs({ count: uint(8) });",
    wrong: "when(a, () => {",
    right: "when(a.ne(0), () => {",
    rest: "  count.next = b;\n});",
  },
  {
    title: "A comparison of JavaScript as a condition",
    code: "TS2345",
    given: "const { count } = regs({ count: uint(8) });",
    wrong: "when(a === b, () => {",
    right: "when(a.eq(b), () => {",
    rest: "  count.next = b;\n});",
  },
  {
    title: "A comparison of JavaScript inside a condition",
    code: "HDL114",
    given: "const { count } = regs({ count: uint(8) });",
    wrong: "when(c.and(a < b), () => {",
    right: "when(c.and(a.lt(b)), () => {",
    rest: "  count.next = b;\n});",
  },
  {
    title: "A negation of JavaScript as a condition",
    code: "TS2345",
    given: "const { count } = regs({ count: uint(8) });",
    wrong: "when(!c, () => {",
    right: "when(c.not(), () => {",
    rest: "  count.next = b;\n});",
  },
  {
    title: "An operator of JavaScript on hardware",
    code: "TS2365",
    wrong: "nodes({ sum: a + b });",
    right: "nodes({ sum: a.add(b) });",
  },
  {
    title: "A slice of a signed value is used as signed",
    seen: pull("MyHDL", "myhdl/myhdl", 250),
    code: "TS2322",
    given: "const { high } = regs({ high: sint(4) });",
    wrong: "high.next = s.slice(7, 4);",
    right: "high.next = s.slice(7, 4).asSInt();",
  },
  {
    title: "Joined bits are used as a signed value",
    seen: issue("MyHDL", "myhdl/myhdl", 128),
    code: "TS2345",
    wrong: "nodes({ sum: s.add(cat(s, a)) });",
    right: "nodes({ sum: s.add(cat(s, a).asSInt()) });",
  },
  {
    title: "A shift by a signed amount",
    code: "TS2345",
    wrong: "nodes({ shifted: a.shrBy(s) });",
    right: "nodes({ shifted: a.shrBy(s.asUInt()) });",
  },
  {
    title: "A number for a Bool",
    code: "TS2322",
    given: "const { flag } = regs({ flag: bool });",
    wrong: "flag.next = 1;",
    right: "flag.next = true;",
  },
  {
    title: "A number as text",
    code: "TS2322",
    given: "const { word } = regs({ word: uint(8) });",
    wrong: 'word.next = "hff";',
    right: "word.next = 0xff;",
  },
  {
    title: "A record lacks a field",
    seen: issue("Chisel", "chipsalliance/chisel", 1792),
    code: "TS2322",
    given: "const { stage } = regs({ stage: bundle({ data: uint(8), write: bool }) });",
    wrong: "stage.next = { data: a };",
    right: "stage.next = { data: a, write: c };",
  },
  {
    title: "A record has fields that the other side does not know",
    seen: issue("Chisel book", "schoeberl/chisel-book", 18),
    code: "TS2353",
    given: "const { stage } = regs({ stage: bundle({ data: uint(8), write: bool }) });",
    wrong: "stage.next = { data: a, write: c, mask: b };",
    right: "stage.next = { data: a, write: c };",
  },
  {
    title: "Two enumerations are compared",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 384),
    code: "TS2345",
    given: `const Op = enumeration("op", ["add", "sub"]);
const Mode = enumeration("mode", ["off", "on"]);
const { op, mode } = regs({ op: [Op, "add"], mode: [Mode, "off"] });
op.next = "sub";
mode.next = "on";`,
    wrong: "nodes({ same: op.eq(mode) });",
    right: 'nodes({ same: op.eq("add") });',
  },
  {
    title: "An enumeration is compared with a number",
    seen: issue("Amaranth", "amaranth-lang/amaranth", 778),
    code: "TS2345",
    given: `const Op = enumeration("op", ["add", "sub"]);
const { op } = regs({ op: [Op, "add"] });
op.next = "sub";`,
    wrong: "nodes({ isAdd: op.eq(0) });",
    right: 'nodes({ isAdd: op.eq("add") });',
  },
  {
    title: "A choice by an enumeration forgets a value",
    seen: issue("SystemVerilog", "verilator/verilator", 3301),
    code: "TS2345",
    given: `const Op = enumeration("op", ["add", "sub", "pass"]);
const { op } = regs({ op: [Op, "add"] });
op.next = "sub";
const { result } = wires({ result: uint(8) });`,
    wrong: "match(op, { add: () => (result.value = a.addw(b)), sub: () => (result.value = a.subw(b)) });",
    right: `match(op, {
  add: () => (result.value = a.addw(b)),
  sub: () => (result.value = a.subw(b)),
  pass: () => (result.value = a),
});`,
  },
  {
    title: "A Bool is used as a clock",
    seen: issue("Chisel", "riscv-boom/riscv-boom", 12),
    code: "TS2741",
    place: "file",
    given: `export const Top = module(
  "top",
  (_: object) => ({ fast: input(clock), gate: input(bool), y: output(uint(8)) }),
  ({ fast, gate }) =>`,
    wrong: "    domain({ clock: gate }, () => {",
    right: "    domain({ clock: fast }, () => {",
    rest: `      const { count } = regs({ count: uint(8) });
      when(gate, () => (count.next = count.addw(1)));
      return { y: count };
    }),
);`,
  },
  {
    title: "A fixed-point value is used as a plain number",
    code: "TS2345",
    given: "const { weight } = regs({ weight: fix(4, 4) });\nweight.next = 0.5;",
    wrong: "nodes({ sum: s.add(weight) });",
    right: "nodes({ sum: s.add(weight.bits) });",
  },
  {
    title: "An array of another kind",
    code: "TS2322",
    given: "const { taps } = regs({ taps: array(uint(8), 2) });",
    wrong: "taps.next = [a, s];",
    right: "taps.next = [a, s.asUInt()];",
  },
  {
    title: "A Bool is added to a number",
    code: "TS2345",
    wrong: "nodes({ sum: a.add(c) });",
    right: "nodes({ sum: a.add(c.asUInt()) });",
  },
  {
    title: "An address is signed",
    code: "TS2345",
    given: 'const words = ram("words", uint(8), { depth: 256, collision: "dontCare" });',
    wrong: "words.read(s);",
    right: "words.read(s.asUInt());",
    rest: "words.write(a, b, { enable: c });",
  },
  {
    title: "A field of a record gets a value of another kind",
    code: "TS2322",
    given: "const { at } = regs({ at: bundle({ x: uint(8), y: sint(8) }) });\nat.x.next = a;",
    wrong: "at.y.next = b;",
    right: "at.y.next = b.asSInt();",
  },
];
