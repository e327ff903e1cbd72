/** Verilog changes where the TypeScript changed, and nowhere else: version control and caches of tools rely on it. */
import { describe, expect, it } from "vitest";
import {
  bool,
  elaborate,
  input,
  instance,
  module,
  output,
  printVerilog,
  ram,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";

/** The lines that an edit changes; `step` is in the middle of the hierarchy. */
interface Lines {
  readonly step: (value: UInt) => UInt;
  readonly contents: readonly number[];
  readonly topStep: number;
  /** Instances of `counter`, in the order of the program. */
  readonly widths: readonly number[];
}

const original: Lines = {
  step: (value) => value.addw(1),
  contents: Array.from({ length: 64 }, (_, i) => i),
  topStep: 3,
  widths: [4, 8],
};

/** The files of a design of a table, counters of two widths, a filter and the top. */
function filesOf({ step, contents, topStep, widths }: Lines): Record<string, string> {
  const Lookup = module(
    "lookup",
    (_: object) => ({ at: input(uint(6)), word: output(uint(8)) }),
    ({ at }) => ({ word: ram("words", uint(8), { depth: 64, collision: "dontCare", init: contents }).read(at) }),
  );
  const Counter = module(
    "counter",
    (p: { width: number }) => ({ go: input(bool), count: output(uint(p.width)) }),
    ({ go }, { width }) => {
      const { count } = regs({ count: [uint(width), 0] });
      when(go, () => {
        count.next = count.addw(topStep);
      });
      return { count };
    },
  );
  const Filter = module(
    "filter",
    (_: object) => ({ x: input(uint(8)), y: output(uint(8)) }),
    ({ x }) => {
      const { held } = regs({ held: uint(8) });
      held.next = step(x);
      const { word } = instance("lookup", Lookup({}), { at: held.trunc(6) });
      return { y: word };
    },
  );
  const Top = module(
    "top",
    (_: object) => ({ go: input(bool), y: output(uint(8)) }),
    ({ go }) => {
      const counts = widths.map((width, i) => instance(`counter${i}`, Counter({ width }), { go }).count.extend(8));
      const sum = counts.reduce((a, b) => a.addw(b));
      return { y: instance("filter", Filter({}), { x: sum }).y };
    },
  );
  return printVerilog(elaborate(Top({})));
}

/** Files that are not the same, or are there in one only. */
function changed(edit: Partial<Lines>): string[] {
  const [before, after] = [filesOf(original), filesOf({ ...original, ...edit })];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

describe("an edit of one line", () => {
  it("the design has these files, and the same program prints the same bytes", () => {
    expect(Object.keys(filesOf(original))).toEqual([
      "counter_width4.v",
      "counter_width8.v",
      "lookup.v",
      "lookup_words.hex",
      "filter.v",
      "top.v",
    ]);
    expect(changed({})).toEqual([]);
  });

  it("inside a module changes that module's Verilog alone", () => {
    expect(changed({ step: (value) => value.addw(2) })).toEqual(["filter.v"]);
    expect(changed({ step: (value) => value.not().addw(value) })).toEqual(["filter.v"]);
  });

  it("in contents of a memory changes the memory's image alone", () => {
    expect(changed({ contents: original.contents.map((word) => 63 - word) })).toEqual(["lookup_words.hex"]);
  });

  it("in a module of two sizes changes both of them", () => {
    expect(changed({ topStep: 5 })).toEqual(["counter_width4.v", "counter_width8.v"]);
  });

  it("that changes, adds or exchanges instances changes their parent, and no other module under the same name", () => {
    expect(changed({ widths: [8, 4] })).toEqual(["top.v"]);
    expect(changed({ widths: [4, 8, 8] })).toEqual(["top.v"]);
    expect(changed({ widths: [4, 8, 2] })).toEqual(["counter_width2.v", "top.v"]);
    expect(changed({ widths: [2, 8] })).toEqual(["counter_width2.v", "counter_width4.v", "top.v"]);
  });
});
