/** Problems of a design come together: one does not hide the next. */
import { describe, expect, it } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { bool, elaborate, input, instance, module, output, regs, sint, uint, wires } from "../../hdlgen/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";

const located = lineMarks(import.meta.url);
const untyped = (value: unknown): never => value as never;

/** Fails in the middle of its build function, which goes no further. */
const Broken = module(
  "broken",
  (_: object) => ({ x: input(uint(8)), y: output(uint(8)) }),
  ({ x }) => {
    const beyond = x.slice(8, 1); // @slice
    return { y: beyond };
  },
);

describe("problems", () => {
  it("of several assignments, resets, connections and outputs of one module come together", () => {
    const Child = module(
      "child",
      (_: object) => ({ x: input(uint(4)), on: input(bool), y: output(uint(4)) }),
      ({ x, on }) => ({ y: on.mux(x, 0) }),
    );
    const ports = (_: object) => ({ a: input(uint(8)), s: input(sint(8)), y: output(uint(4)), z: output(bool) });
    const M = module("m", ports, ({ a, s }) => {
      const { r } = regs({ r: [uint(4), 16] }); // @reset
      r.next = a; // @next
      const { w } = wires({ w: uint(8) });
      w.value = untyped(s); // @kind
      instance("child", Child({}), { x: a, on: untyped(a) }); // @child
      return { y: w, z: untyped(undefined), q: a };
    });
    const ownLine = /collected-errors\.test\.ts:\d+(?=\n {4}return it)/.exec(messageOf(() => elaborate(M({}))))?.[0];
    const text = messageOf(() => elaborate(M({}))).replaceAll(ownLine ?? "", "the module's line");
    expect(text).toBe(
      located(
        [
          "HDL104 m.r: 16 does not fit uint(4) (0…15)",
          "    at @reset",
          "    give a value in that range, or a wider type",
          "HDL102 m.r: 8-bit value driven into 4 bits",
          "    at @next",
          "    use .sat(4) or .trunc(4)",
          "HDL105 m.w: SInt(8) where a UInt is expected",
          "    at @kind",
          "    use .asUInt()",
          "HDL102 m.child.x: 8-bit value driven into 4 bits",
          "    at @child",
          "    use .sat(4) or .trunc(4)",
          "HDL105 m.child.on: UInt(8) where a Bool is expected",
          "    at @child",
          "    use .any(), .eq(…) or .bit(i)",
          "HDL120 m: no value for port z",
          "    at the module's line",
          "    return it",
          "HDL109 m: q: no such port",
          "    at the module's line",
          "    there are y, z",
          "HDL102 m.y: 8-bit value driven into 4 bits",
          "    at the module's line",
          "    use .sat(4) or .trunc(4)",
        ].join("\n"),
      ),
    );
  });

  it("of a module that could not be built, of its parent and of its siblings come together, each once", () => {
    const Loose = module(
      "loose",
      (_: object) => ({ y: output(uint(8)) }),
      () => {
        const { w } = wires({ w: uint(8) }); // @loose
        return { y: w };
      },
    );
    const Top = module(
      "top",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { y } = instance("one", Broken({}), { x: a });
        instance("two", Broken({}), { x: y });
        instance("loose", Loose({}), {});
        const { r } = regs({ r: uint(4) });
        r.next = y; // @narrow
        return { y };
      },
    );
    expect(messageOf(() => elaborate(Top({})))).toBe(
      located(
        [
          "HDL101 slice: bits 8:1 of a value of 8 bits",
          "    at @slice",
          "    stay within 7:0",
          "HDL102 top.r: 8-bit value driven into 4 bits",
          "    at @narrow",
          "    use .sat(4) or .trunc(4)",
          "HDL121 loose.w: never driven",
          "    at @loose",
          "    assign its value",
        ].join("\n"),
      ),
    );
  });

  it("of a module with parameters say for which, and who gives them, level by level", () => {
    const Inner = module(
      "inner",
      (_: { readonly low: number }) => ({ x: input(uint(8)), y: output(uint(8)) }),
      ({ x }, { low }) => {
        const part = x.slice(low + 7, low); // @part
        return { y: part };
      },
    );
    const Unnamed = module(
      "unnamed",
      (_: object) => ({ x: input(uint(8)), y: output(uint(8)) }),
      ({ x }) => ({ y: instance("inner", Inner({ low: 1 }), { x }).y }), // @inner
    );
    const Outer = module(
      "outer",
      (_: { readonly lanes: number; readonly shape: object }) => ({ x: input(uint(8)), y: output(uint(8)) }),
      ({ x }) => {
        const { loose } = wires({ loose: uint(8) }); // @loosely
        const { y } = instance("unnamed", Unnamed({}), { x });
        return { y: y.and(loose) };
      },
    );
    const long = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`field${i}`, i]));
    const Top = module(
      "top",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const first = Inner({ low: 0 });
        const { y } = instance("fits", first, { x: a });
        return { y: instance("outer", Outer({ lanes: 2, shape: long }), { x: y }).y }; // @outer
      },
    );
    expect(messageOf(() => elaborate(Top({})))).toBe(
      located(
        [
          "HDL101 slice: bits 8:1 of a value of 8 bits",
          "    at @part",
          "    in inner {low:1}, which is unnamed.inner at @inner",
          "    in outer, which is top.outer at @outer",
          "    stay within 7:0",
          "HDL121 outer.loose: never driven",
          "    at @loosely",
          "    in outer, which is top.outer at @outer",
          "    assign its value",
        ].join("\n"),
      ),
    );
  });

  it("that were found before the user's own code throws are reported, with that as their cause", () => {
    const own = new TypeError("not hdlgen's");
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(8)) }),
      ({ a }) => {
        const { r } = regs({ r: uint(4) });
        r.next = a;
        throw own;
      },
    );
    let thrown: unknown;
    try {
      elaborate(M({}));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SpikeforgeError);
    expect((thrown as SpikeforgeError).code).toBe("HDL102");
    expect((thrown as SpikeforgeError).cause).toBe(own);
  });

  it("that are the user's own alone are thrown as they are", () => {
    const own = new TypeError("not hdlgen's");
    const M = module(
      "m",
      (_: object) => ({}),
      () => {
        throw own;
      },
    );
    expect(() => elaborate(M({}))).toThrow(own);
  });
});
