/**
 * Mistakes that never run, because `tsc` refuses them. Every one stands under `@ts-expect-error`, which is itself an
 * error where the line compiles; the test checks that `tsc` agrees. Each line differs from a right one in one thing.
 */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import {
  array,
  bool,
  bundle,
  constant,
  enumeration,
  fix,
  fixConstant,
  fsm,
  hi,
  input,
  instance,
  lo,
  match,
  module,
  nodes,
  output,
  ram,
  regs,
  sint,
  stream,
  streams,
  ufix,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";

const Fifo = module(
  "fifo",
  (p: { depth: number }) => ({ enq: stream.in(uint(8)), deq: stream.out(uint(8)), level: output(uint(p.depth)) }),
  ({ enq, deq }) => ({
    enq: { ready: deq.ready },
    deq: { valid: enq.valid, payload: enq.payload },
    level: 0,
  }),
);

const ports = (_: object) => ({ a: input(uint(8)), s: input(sint(8)), c: input(bool), y: output(uint(8)) });

const Op = enumeration("Op", ["add", "sub"]);
const Other = enumeration("Other", ["add", "sub"]);
const Phase = enumeration("Phase", ["idle", "run"]);
const enumerations = (_: object) => ({
  op: input(Op),
  other: input(Other),
  phase: input(Phase),
  a: input(uint(8)),
  c: input(bool),
  y: output(Op),
});
const arrays = (_: object) => ({
  xs: input(array(uint(8), 4)),
  ys: input(array(sint(8), 4)),
  index: input(uint(2)),
  signed: input(sint(2)),
  y: output(array(uint(8), 4)),
});
const fixed = (_: object) => ({ x: input(fix(4, 4)), u: input(ufix(4, 4)), n: input(sint(8)), y: output(fix(4, 4)) });

/** Only for `tsc`. */
const mistakes = [
  // An output is missing.
  // @ts-expect-error
  module("m", ports, () => ({})),
  // An output of another kind.
  // @ts-expect-error
  module("m", ports, ({ s }) => ({ y: s })),
  // An input is driven.
  module("m", ports, ({ a }) => {
    // @ts-expect-error
    a.next = 0;
    return { y: a };
  }),
  // An output is read.
  // @ts-expect-error
  module("m", ports, ({ a, y }) => ({ y: y.and(a) })),
  // `ready` of a stream is forgotten.
  module(
    "m",
    (_: object) => ({ enq: stream.in(uint(8)) }),
    // @ts-expect-error
    ({ enq }) => ({ enq: { valid: enq.valid } }),
  ),
  // The payload of a stream is forgotten.
  module(
    "m",
    (_: object) => ({ deq: stream.out(uint(8)) }),
    // @ts-expect-error
    () => ({ deq: { valid: hi } }),
  ),
  module("m", ports, ({ a, s, c }) => {
    // A port is left unconnected.
    // @ts-expect-error
    instance("one", Fifo({ depth: 4 }), { enq: { valid: c, payload: a } });
    // A stream is connected in part.
    // @ts-expect-error
    instance("two", Fifo({ depth: 4 }), { enq: { valid: c }, deq: { ready: hi } });
    // A port that is not there.
    // @ts-expect-error
    instance("three", Fifo({ depth: 4 }), { enq: { valid: c, payload: a }, deq: { ready: hi }, flush: lo });
    // A parameter is missing.
    // @ts-expect-error
    instance("four", Fifo({}), { enq: { valid: c, payload: a }, deq: { ready: hi } });
    const { level } = instance("five", Fifo({ depth: 4 }), { enq: { valid: c, payload: a }, deq: { ready: hi } });
    // An instance's output is not an SInt.
    // @ts-expect-error
    s.add(level);
    // Signed and unsigned never mix.
    // @ts-expect-error
    a.add(s);
    // @ts-expect-error
    s.lt(a);
    // A Bool is no number, and a number no Bool.
    // @ts-expect-error
    a.add(c);
    // @ts-expect-error
    when(a, () => undefined);
    // @ts-expect-error
    c.and(1);
    // A boolean of JavaScript decides at elaboration, not in hardware.
    // @ts-expect-error
    when(1 > 0, () => undefined);
    const { count, at, flag } = regs({
      count: [uint(8), 0],
      at: bundle({ x: uint(3), y: sint(4) }),
      flag: [bool, false],
    });
    // @ts-expect-error
    count.next = c;
    // @ts-expect-error
    count.next = s;
    // @ts-expect-error
    flag.next = a;
    // @ts-expect-error
    flag.next = 1;
    // A field is missing.
    // @ts-expect-error
    at.next = { x: 1 };
    // A field of another kind.
    // @ts-expect-error
    at.y.next = a;
    // A register has no `value`, and a wire no `next`.
    // @ts-expect-error
    count.value = a;
    const { w } = wires({ w: uint(8) });
    // @ts-expect-error
    w.next = a;
    // Named nodes keep their kind.
    const { sum } = nodes({ sum: a.add(1) });
    // @ts-expect-error
    s.add(sum);
    // A choice between kinds.
    // @ts-expect-error
    c.mux(a, s);
    const state = fsm(
      "state",
      {
        idle: (go) => go("run"),
        // A state that is not there.
        // @ts-expect-error
        run: (go) => go("stop"),
      },
      // @ts-expect-error
      { init: "stop" },
    );
    // @ts-expect-error
    state.is("stop");
    // A memory states what a collision gives.
    // @ts-expect-error
    ram("quiet", uint(8), { depth: 8 });
    const mem = ram("mem", uint(8), { depth: 8, collision: "dontCare" });
    // A write needs an enable.
    // @ts-expect-error
    mem.write(a.trunc(3), a);
    // An address is unsigned.
    // @ts-expect-error
    mem.read(s);
    // A reset value of another kind, or without a field.
    // @ts-expect-error
    regs({ r: [uint(8), true] });
    // @ts-expect-error
    regs({ r: { type: bundle({ x: uint(3), on: bool }), reset: { x: 1 } } });
    // A reset value that is hardware.
    // @ts-expect-error
    regs({ r: [uint(8), a] });
    // Contents of another kind.
    // @ts-expect-error
    ram("words", uint(8), { depth: 2, collision: "dontCare", init: [true, false] });
    // @ts-expect-error
    constant(bool, 1);
    return { y: a };
  }),
  module("m", enumerations, ({ op, other, phase, a, c }) => {
    // A label that is not there.
    // @ts-expect-error
    op.is("mul");
    // @ts-expect-error
    op.eq("idle");
    // @ts-expect-error
    constant(Op, "mul");
    // Two enumerations do not mix, even with the same labels.
    // @ts-expect-error
    op.eq(other);
    // @ts-expect-error
    op.eq(phase);
    // @ts-expect-error
    c.mux(op, phase);
    // An enumeration is no number.
    // @ts-expect-error
    op.eq(0);
    // @ts-expect-error
    a.add(op);
    const { held, next } = regs({ held: [Op, "add"], next: Op });
    // @ts-expect-error
    held.next = "idle";
    // @ts-expect-error
    next.next = other;
    // @ts-expect-error
    regs({ r: [Op, "idle"] });
    // A label without its block.
    // @ts-expect-error
    match(op, { add: () => undefined });
    // A block for a label that is not there.
    // @ts-expect-error
    match(op, { add: () => undefined, sub: () => undefined, mul: () => undefined });
    // @ts-expect-error
    match(op, { mul: () => undefined }, () => undefined);
    // Numbers need a default.
    // @ts-expect-error
    match(a, { 0: () => undefined });
    // A label without its value.
    // @ts-expect-error
    op.select({ add: a });
    // Values of two kinds.
    // @ts-expect-error
    op.select({ add: a, sub: c });
    // Only literals, which have no width.
    // @ts-expect-error
    op.select({ add: 1, sub: 2 });
    return { y: "add" };
  }),
  // An output of another enumeration.
  // @ts-expect-error
  module("m", enumerations, ({ other }) => ({ y: other })),
  module("m", arrays, ({ xs, ys, index, signed }) => {
    // An array of another kind.
    // @ts-expect-error
    index.any().mux(xs, ys);
    // An index that is signed.
    // @ts-expect-error
    xs.at(signed);
    // An element of another kind.
    // @ts-expect-error
    xs.at(0).add(ys.at(0));
    // An input's element is driven.
    // @ts-expect-error
    xs.at(index).next = 0;
    const { words } = regs({ words: array(uint(8), 4) });
    // @ts-expect-error
    words.at(index).next = signed;
    // @ts-expect-error
    words.next = 3;
    // @ts-expect-error
    words.at(1).value = 3;
    return { y: xs };
  }),
  module("m", fixed, ({ x, u, n }) => {
    // Fixed point and whole numbers do not mix, and neither do signed and unsigned.
    // @ts-expect-error
    x.add(n);
    // @ts-expect-error
    n.add(x);
    // @ts-expect-error
    x.add(u);
    // @ts-expect-error
    x.lt(u);
    // @ts-expect-error
    x.mul(true);
    // A difference is signed.
    // @ts-expect-error
    u.sub(u).add(u);
    // A rounding mode that is not there.
    // @ts-expect-error
    x.resize(4, 2, { rounding: "round" });
    // Bits of a fixed-point number cannot be cut off without saying how.
    // @ts-expect-error
    x.trunc(4);
    // @ts-expect-error
    fixConstant(fix(4, 4), 0.1);
    return { y: x };
  }),
  // @ts-expect-error
  module("m", fixed, ({ n }) => ({ y: n })),
  module(
    "m",
    (_: object) => ({ enq: stream.in(uint(8)), deq: stream.out(sint(8)) }),
    ({ enq }) => {
      const { link, other } = streams({ link: uint(8), other: sint(8) });
      // An entry where a sink stands, an exit where a source does.
      // @ts-expect-error
      instance("one", Fifo({ depth: 4 }), { enq: link.in, deq: link.in });
      // @ts-expect-error
      instance("two", Fifo({ depth: 4 }), { enq: link.out, deq: link.out });
      // A stream of another kind.
      // @ts-expect-error
      instance("three", Fifo({ depth: 4 }), { enq: other.out, deq: link.in });
      // The stream itself, not one of its ends.
      // @ts-expect-error
      link.value = enq;
      return { enq: { ready: link.ready }, deq: other.out };
    },
  ),
  module(
    "m",
    (_: object) => ({ deq: stream.out(sint(8)) }),
    // A payload of another kind.
    // @ts-expect-error
    () => ({ deq: streams({ link: uint(8) }).link.out }),
  ),
];

const own = fileURLToPath(import.meta.url);
const marker = "ts-expect" + "-error";

describe("mistakes that tsc finds", () => {
  it("tsc finds every one, and nothing else", () => {
    const configFile = fileURLToPath(new URL("../../tsconfig.json", import.meta.url));
    const config = ts.getParsedCommandLineOfConfigFile(
      configFile,
      {},
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: (problem) => {
          throw new Error(String(problem.messageText));
        },
      },
    );
    const program = ts.createProgram([own], { ...config?.options, noEmit: true });
    const source = program.getSourceFile(own);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const texts = problems.map(({ start, messageText }) => {
      const line = source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
    expect(texts).toEqual([]);
    expect(mistakes.every((mistake) => typeof mistake === "function")).toBe(true);
    expect(source?.text.split(`@${marker}\n`).length ?? 0).toBeGreaterThan(30);
  });
});
