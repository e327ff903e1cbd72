import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../../../diagnostics/index.ts";
import {
  bool,
  elaborate,
  fsm,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  sint,
  uint,
  when,
  wires,
} from "../../../hdlgen/index.ts";
import type { Expr, ModuleIr, Signal } from "../../../hdlgen/ir.ts";
import { checkWidths } from "../../../hdlgen/passes/widths.ts";

const Child = module(
  "child",
  (_: object) => ({ x: input(uint(4)), y: output(uint(4)) }),
  ({ x }) => ({ y: x.not() }),
);

/** One of everything that the IR has. */
const Whole = module(
  "whole",
  (_: object) => ({ a: input(uint(8)), s: input(sint(8)), c: input(bool), y: output(uint(8)) }),
  ({ a, s, c }) => {
    const { r, held } = regs({ r: [uint(8), 3], held: { type: sint(8), powerUp: -1 } });
    const { w } = wires({ w: uint(4) });
    w.value = a.trunc(4);
    when(c, () => {
      r.next = c.mux(a.shrBy(w), a.addw(1));
    });
    held.next = s;
    fsm("state", { one: (go) => go("two"), two: (go) => go("one") }, { init: "one" });
    const memory = ram("memory", uint(8), { depth: 10, collision: "dontCare", init: [1, 255] });
    memory.write(w, a, { enable: c });
    const { y } = instance("child", Child({}), { x: memory.read(w).slice(5, 2) });
    return { y: y.add(r).trunc(8) };
  },
);

const { top: sound } = elaborate(Whole({}));
const site = sound.site;
const constant = (width: number, value = 0n): Expr => ({ op: "const", width, value });
const text = (module: ModuleIr): string[] =>
  checkWidths(module).map((problem) => formatDiagnostic(problem).split("\n")[0] ?? "");

/** The problems of a node `n` of 8 bits with this value. */
function nodeWith(value: Expr): string[] {
  const signal: Signal = { name: "n", type: { kind: "uint", width: 8 }, role: "node", site };
  return text({ ...sound, nodes: [{ signal, value }] });
}

describe("widths", () => {
  it("what the language builds keeps every rule", () => {
    expect(checkWidths(sound)).toEqual([]);
  });

  it("HDL191: the whole text", () => {
    const signal: Signal = {
      name: "n",
      type: { kind: "uint", width: 8 },
      role: "node",
      site: { location: "/a/b.ts:7:1" },
    };
    const [problem] = checkWidths({ ...sound, nodes: [{ signal, value: constant(9) }] });
    expect(problem && formatDiagnostic(problem)).toBe(
      "HDL191 whole.n: const of 9 bits where 8 are needed\n    at b.ts:7\n    a defect of what built it, not of the design",
    );
  });

  it.each<[string, Expr, string]>([
    ["a width beyond the maximum", constant(65), "whole.const: a width of 65 bits"],
    ["half a bit", constant(7.5), "whole.const: a width of 7.5 bits"],
    ["a constant that has more bits", constant(8, 256n), "whole.const: 256 is no pattern of 8 bits"],
    ["a negative constant", constant(8, -1n), "whole.const: -1 is no pattern of 8 bits"],
    [
      "a reference of another width",
      { op: "ref", width: 8, signal: { name: "q", type: { kind: "uint", width: 9 }, role: "node", site } },
      "whole.ref: 8 bits of q, which has 9",
    ],
    [
      "unequal operands",
      { op: "add", width: 8, a: constant(8), b: constant(7) },
      "whole.add: an operand of 7 bits for 8 bits",
    ],
    ["a complement", { op: "not", width: 8, a: constant(9) }, "whole.not: an operand of 9 bits for 8 bits"],
    ["a reduction", { op: "reduceOr", width: 8, a: constant(9) }, "whole.reduceOr: a reduction to 8 bits"],
    [
      "a shift",
      { op: "shl", width: 8, a: constant(4), amount: constant(2) },
      "whole.shl: an operand of 4 bits for 8 bits",
    ],
    [
      "a choice",
      { op: "mux", width: 8, cond: constant(1), whenTrue: constant(8), whenFalse: constant(6) },
      "whole.mux: an operand of 6 bits for 8 bits",
    ],
    [
      "a condition",
      { op: "mux", width: 8, cond: constant(2), whenTrue: constant(8), whenFalse: constant(8) },
      "whole.mux: a condition of 2 bits",
    ],
    ["a slice", { op: "slice", width: 8, a: constant(9), low: 2 }, "whole.slice: bits 9:2 of 9 bits"],
    ["parts", { op: "cat", width: 8, parts: [constant(4), constant(3)] }, "whole.cat: parts of 7 bits for 8 bits"],
    [
      "an extension",
      { op: "extend", width: 8, signed: false, a: constant(9) },
      "whole.extend: an extension of 9 bits to 8",
    ],
    [
      "a comparison",
      {
        op: "extend",
        width: 8,
        signed: false,
        a: { op: "lt", width: 1, signed: true, a: constant(3), b: constant(4) },
      },
      "whole.lt: operands of 3 and 4 bits",
    ],
  ])("HDL191: %s", (_, value, expected) => {
    expect(nodeWith(value)).toContain(`HDL191 ${expected}`);
  });

  it("HDL191: registers, statements, memories, instances, properties and outputs", () => {
    const [first] = sound.registers;
    const [memory] = sound.memories;
    const [child] = sound.instances;
    if (first === undefined || memory === undefined || child === undefined)
      throw new Error("the module lacks something");
    const wrong: ModuleIr = {
      ...sound,
      nodes: [],
      registers: [{ ...first, reset: { value: 256n, when: constant(2) }, powerUp: -1n }],
      body: [
        { kind: "assign", target: first.signal, value: constant(9), site },
        { kind: "assign", target: child.outputs[0]?.signal ?? first.signal, value: constant(4), site },
        // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
        { kind: "if", cond: constant(2), then: [], else: [], site },
        {
          kind: "switch",
          subject: constant(1),
          cases: [
            { value: 2n, label: "two", body: [] },
            { value: 2n, label: "too", body: [] },
          ],
          site,
        },
      ],
      memories: [{ ...memory, init: [256n], reads: memory.reads.map((read) => ({ ...read, address: constant(3) })) }],
      instances: [{ ...child, inputs: [{ port: "x", value: constant(5) }], outputs: [] }],
      properties: [{ kind: "assert", cond: constant(2), message: "always", site }],
      outputs: sound.outputs.map(({ signal }) => ({ signal, value: constant(7) })),
    };
    expect(text(wrong)).toEqual([
      "HDL191 whole.y: const of 7 bits where 8 are needed",
      "HDL191 whole.r: const of 2 bits where 1 are needed",
      "HDL191 whole.r: 256 is no pattern of 8 bits",
      "HDL191 whole.r: -1 is no pattern of 8 bits",
      "HDL191 whole.r: const of 9 bits where 8 are needed",
      "HDL191 whole.child_y: an assignment to a signal of role instanceOutput",
      "HDL191 whole.if: const of 2 bits where 1 are needed",
      "HDL191 whole.switch: 2 is no pattern of 1 bits",
      "HDL191 whole.switch: 2 is no pattern of 1 bits",
      "HDL191 whole.switch: a value with two cases",
      "HDL191 whole.memory: const of 3 bits where 4 are needed",
      "HDL191 whole.memory: 256 is no pattern of 8 bits",
      "HDL191 whole.child.x: 5 bits at a port of 4",
      "HDL191 whole.child.y: 0 connections of one port",
      "HDL191 whole.always: const of 2 bits where 1 are needed",
    ]);
  });
});
