/**
 * Mistakes that never run, because `tsc` refuses them. Every one stands under `@ts-expect-error`, which is itself an
 * error where the line compiles; the test checks that `tsc` agrees. Each line differs from a right one in one thing.
 */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import {
  bool,
  bundle,
  fsm,
  hi,
  input,
  instance,
  lo,
  module,
  nodes,
  output,
  ram,
  regs,
  sint,
  stream,
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
    return { y: a };
  }),
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
