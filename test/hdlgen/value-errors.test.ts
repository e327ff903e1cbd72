/** What enumerations, arrays and fixed-point numbers refuse, each with its full message. */
import { describe, expect, it } from "vitest";
import {
  array,
  bool,
  bundle,
  constant,
  elaborate,
  enumeration,
  type Fix,
  fix,
  fixConstant,
  input,
  match,
  module,
  oneHotMux,
  regs,
  type UInt,
  ufix,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";

const located = lineMarks(import.meta.url);
const Op = enumeration("Op", ["add", "sub", "clear"]);
const Other = enumeration("Other", ["add", "sub", "clear"]);

interface Io {
  readonly a: UInt;
  readonly x: Fix;
}

/** The message of elaborating a module `m` with ports a: uint(8), x: fix(4, 4). */
function message(body: (io: Io) => unknown): string {
  const M = module(
    "m",
    (_: object) => ({ a: input(uint(8)), x: input(fix(4, 4)) }),
    (io) => {
      body(io);
      return {};
    },
  );
  return messageOf(() => elaborate(M({})));
}

/** What no type checker lets through: mistakes of untyped callers, and of names that are computed. */
const untyped = (value: unknown): never => value as never;

describe.each<[string, [string, (io: Io) => unknown, string][]]>([
  [
    "enumerations",
    [
      [
        "HDL113: a label that does not exist",
        () => constant(Op, "add").is(untyped("mul")), // @label
        'HDL113 Op: no label "mul"\n    at @label\n    there are add, sub, clear',
      ],
      [
        "HDL105: a value of another enumeration",
        () => constant(Op, "add").eq(untyped(constant(Other, "add"))), // @other
        "HDL105 value: Other(add, sub, clear) where a value of Op is expected\n    at @other\n    use a label: add, sub, clear",
      ],
      [
        "HDL104: a number as a constant",
        () => constant(Op, untyped(1)), // @number
        "HDL104 constant: number 1 for Op\n    at @number\n    use a label: add, sub, clear",
      ],
      [
        "HDL175: a match without all labels",
        () => match(constant(Op, "add"), untyped({ add: () => undefined })), // @match
        "HDL175 match: nothing for sub, clear\n    at @match\n    give every label",
      ],
      [
        "HDL175: a select without all labels",
        ({ a }) => constant(Op, "add").select(untyped({ add: a, clear: 0 })), // @select
        "HDL175 select: nothing for sub\n    at @select\n    give every label",
      ],
      [
        "HDL104: a match of a number that is none",
        ({ a }) => match(a, untyped({ "0x3": () => undefined }), () => undefined), // @hex
        'HDL104 match: "0x3" for a number\n    at @hex\n    the blocks of a UInt have numbers',
      ],
      [
        "HDL104: a match of a number that does not fit",
        ({ a }) => match(a, { 256: () => undefined }, () => undefined), // @wide
        "HDL104 match: 256 does not fit 8 bits\n    at @wide\n    leave out what cannot be",
      ],
      [
        "HDL102: bits of another width",
        ({ a }) => Op.from(a), // @from
        "HDL102 Op: 8 bits for an enumeration of 2\n    at @from\n    give 2 bits",
      ],
      [
        "HDL174: nothing to encode",
        () => enumeration("Empty", untyped([])), // @empty
        "HDL174 enumeration Empty: no labels\n    at @empty\n    give at least one",
      ],
    ],
  ],
  [
    "arrays",
    [
      [
        "HDL170: an element outside",
        () => constant(array(uint(2), 3), [0, 1, 2]).at(3), // @outside
        "HDL170 array: element 3 of 3\n    at @outside\n    there are 0…2",
      ],
      [
        "HDL171: an index that is too wide",
        ({ a }) => constant(array(uint(2), 3), [0, 1, 2]).at(a), // @index
        "HDL171 array: 8-bit index for 3 elements\n    at @index\n    use .trunc(2)",
      ],
      [
        "HDL172: an array of nothing",
        () => array(bool, 0), // @none
        "HDL172 array: 0 elements\n    at @none\n    an array has at least 1",
      ],
      [
        "HDL172: too few values",
        () => {
          const { w } = wires({ w: array(uint(2), 3) });
          w.value = [0, 1]; // @few
        },
        "HDL172 m.w: 2 elements for an array of 3\n    at @few\n    give every element",
      ],
      [
        "HDL172: a choice between arrays of two lengths",
        ({ a }) => a.any().mux(constant(array(uint(2), 2), [0, 1]), [0]), // @lengths
        "HDL172 mux: 2 elements beside 1\n    at @lengths\n    give arrays of one length",
      ],
      [
        "HDL105: a value for an array",
        ({ a }) => {
          const { w } = wires({ w: array(uint(8), 2) });
          w.value = untyped(a); // @scalar
        },
        "HDL105 m.w: UInt(8) where an array is expected\n    at @scalar\n    give a list with every element",
      ],
      [
        "HDL104: an element that does not fit",
        () => {
          const { r } = regs({ r: array(bundle({ x: uint(2) }), 2) });
          r.at(0).next = { x: 0 };
          r.at(1).next = { x: 4 }; // @element
        },
        "HDL104 m.r.1.x: literal 4 does not fit 2 bits\n    at @element\n    give a value in its range, or a wider type",
      ],
      [
        "HDL178: a field that is named like the setter",
        () => regs({ r: bundle({ next: uint(2) }) }), // @setter
        'HDL178 m.r: a field "next" in what is assigned by .next\n    at @setter\n    rename the field',
      ],
      [
        "HDL173: a one-hot choice of too few",
        ({ a }) => oneHotMux(a, [a, a]), // @onehot
        "HDL173 oneHotMux: 2 values for 8 bits\n    at @onehot\n    give one value per bit",
      ],
    ],
  ],
  [
    "fixed point",
    [
      [
        "HDL176: a number that is not exact",
        ({ x }) => x.add(0.1), // @inexact
        'HDL176 value: 0.1 is no multiple of 2^-4\n    at @inexact\n    round it: fixConstant(type, 0.1, "nearestEven")',
      ],
      [
        "HDL177: dropped bits without rounding",
        ({ x }) => x.resize(4, 2), // @round
        'HDL177 resize: 2 fraction bits are dropped\n    at @round\n    say how: { rounding: "nearestEven" }',
      ],
      [
        "HDL177: a smaller range without overflow",
        ({ x }) => x.resize(2, 4), // @range
        'HDL177 resize: 4 bits before the point into 2\n    at @range\n    say what happens out of range: { overflow: "saturate" } or "wrap"',
      ],
      [
        "HDL177: rounding up may leave the range",
        ({ x }) => x.resize(4, 0, { rounding: "nearestEven" }), // @carry
        'HDL177 resize: 5 bits before the point into 4\n    at @carry\n    say what happens out of range: { overflow: "saturate" } or "wrap"',
      ],
      [
        "HDL102: a value that does not fit exactly",
        ({ x }) => {
          const { w } = wires({ w: fix(8, 2) });
          w.value = x; // @fit
        },
        "HDL102 m.w: Fix(4, 4) driven into fix(8,2)\n    at @fit\n    use .resize(8, 2, { rounding: …, overflow: … })",
      ],
      [
        "HDL104: a number out of range",
        () => {
          const { w } = wires({ w: fix(4, 4) });
          w.value = 8; // @eight
        },
        "HDL104 m.w: literal 8 does not fit fix(4,4)\n    at @eight\n    give a value in its range, or a wider type",
      ],
      [
        "HDL104: a negative number in an unsigned type",
        () => {
          const { w } = wires({ w: ufix(4, 4) });
          w.value = -1; // @negative
        },
        "HDL104 m.w: -1 where an unsigned value is expected\n    at @negative\n    use a Fix",
      ],
      [
        "HDL104: a constant that rounds out of range",
        () => fixConstant(fix(1, 3), 0.99, "nearestUp"), // @constant
        "HDL104 fixConstant: 1 does not fit fix(1,3) (-1…0.875)\n    at @constant\n    give a value in that range, or a wider type",
      ],
      [
        "HDL105: an integer for a fixed-point number",
        ({ x, a }) => x.add(untyped(a)), // @integer
        "HDL105 value: UInt(8) where a Fix is expected\n    at @integer\n    use .asFix(fracBits) or .toFix()",
      ],
      [
        "HDL103: half a bit",
        () => fix(1.5, 2), // @half
        "HDL103 fix: 1.5 and 2 bits\n    at @half\n    both are whole numbers",
      ],
    ],
  ],
])("%s", (_, mistakes) => {
  it.each(mistakes)("%s", (_, body, expected) => {
    expect(message(body)).toBe(located(expected));
  });
});
