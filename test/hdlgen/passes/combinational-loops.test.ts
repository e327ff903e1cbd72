import { describe, expect, it } from "vitest";
import {
  blackBox,
  bool,
  elaborate,
  input,
  instance,
  module,
  node,
  nodes,
  output,
  regs,
  uint,
  when,
  wires,
} from "../../../hdlgen/index.ts";
import { lineMarks, messageOf } from "../../support/error-texts.ts";

const located = lineMarks(import.meta.url);
const none = (_: object) => ({});

/** Combinational from `a` to `y`, by way of a node; `held` goes through a register. */
const Inverter = module(
  "inverter",
  (_: object) => ({ a: input(bool), y: output(bool), held: output(bool) }), // @port
  ({ a }) => {
    const { n } = nodes({ n: a.not() }); // @inner
    const { held } = regs({ held: [bool, false] });
    held.next = a;
    return { y: n, held };
  },
);

describe("combinational loops", () => {
  it("HDL130: a wire that reads itself", () => {
    const M = module("m", none, () => {
      const { w } = wires({ w: bool }); // @self
      w.value = w.not();
      return {};
    });
    expect(messageOf(() => elaborate(M({})))).toBe(
      located("HDL130 m.w: combinational loop w <- w\n    w at @self\n    put a register into the loop"),
    );
  });

  it("HDL130: a condition closes a loop as a value does", () => {
    const M = module("m", none, () => {
      const { w } = wires({ w: bool }); // @condition
      w.value = false;
      when(w, () => {
        w.value = true;
      });
      return {};
    });
    expect(messageOf(() => elaborate(M({})))).toBe(
      located("HDL130 m.w: combinational loop w <- w\n    w at @condition\n    put a register into the loop"),
    );
  });

  it("HDL130: every knot is reported, each by its shortest loop", () => {
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(4)) }),
      ({ a }) => {
        const { p, q } = wires({ p: uint(4), q: uint(4) }); // @pq
        const { long } = nodes({ long: p.xor(a) }); // @long
        const { longer } = nodes({ longer: long.and(q) }); // @longer
        p.value = longer.or(q);
        q.value = p;
        const { r } = wires({ r: bool }); // @r
        r.value = r.not();
        return {};
      },
    );
    expect(messageOf(() => elaborate(M({})))).toBe(
      located(
        [
          "HDL130 m.long: combinational loop long <- p <- longer <- long",
          "    long at @long",
          "    p at @pq",
          "    longer at @longer",
          "    put a register into the loop",
          "HDL130 m.r: combinational loop r <- r",
          "    r at @r",
          "    put a register into the loop",
        ].join("\n"),
      ),
    );
  });

  it("HDL130: a loop through two levels of instances is shown with every station on its way", () => {
    const Middle = module(
      "middle",
      (_: object) => ({ b: input(bool), z: output(bool) }), // @middle
      ({ b }) => ({ z: instance("inv", Inverter({}), { a: b }).y }),
    );
    const Top = module("top", none, () => {
      const { w } = wires({ w: bool }); // @top
      const { z } = instance("mid", Middle({}), { b: w });
      w.value = z;
      return {};
    });
    expect(messageOf(() => elaborate(Top({})))).toBe(
      located(
        [
          "HDL130 top.w: combinational loop w <- mid.z <- mid.inv.y <- mid.inv.n <- mid.inv.a <- mid.b <- w",
          "    w at @top",
          "    mid.z at @middle",
          "    mid.inv.y at @port",
          "    mid.inv.n at @inner",
          "    mid.inv.a at @port",
          "    mid.b at @middle",
          "    put a register into the loop",
        ].join("\n"),
      ),
    );
  });

  it("HDL130: a loop inside a module does not hide the one through its instances", () => {
    const Knotted = module(
      "knotted",
      (_: object) => ({ a: input(bool), y: output(bool) }), // @knottedPort
      ({ a }) => {
        const { w } = wires({ w: bool }); // @knot
        w.value = w.and(a);
        return { y: w };
      },
    );
    const Top = module("top", none, () => {
      const { v } = wires({ v: bool }); // @around
      v.value = instance("k", Knotted({}), { a: v }).y;
      return {};
    });
    expect(messageOf(() => elaborate(Top({})))).toBe(
      located(
        [
          "HDL130 knotted.w: combinational loop w <- w",
          "    w at @knot",
          "    put a register into the loop",
          "HDL130 top.v: combinational loop v <- k.y <- k.w <- k.a <- v",
          "    v at @around",
          "    k.y at @knottedPort",
          "    k.w at @knot",
          "    k.a at @knottedPort",
          "    put a register into the loop",
        ].join("\n"),
      ),
    );
  });

  it("HDL130: a cell without a clock is combinational throughout; one with a clock is not", () => {
    const ports = (_: object) => ({ A: input(bool), Y: output(bool) });
    const around = (clockPort: string | undefined) => {
      const Cell = blackBox("CELL", ports, () => (clockPort === undefined ? {} : { clockPort }));
      const M = module("m", none, () => {
        const { w } = wires({ w: bool }); // @cellWire
        w.value = instance("box", Cell({}), { A: w }).Y; // @cell
        return {};
      });
      return () => elaborate(M({}));
    };
    expect(messageOf(around(undefined))).toBe(
      located(
        [
          "HDL130 m.w: combinational loop w <- box.Y <- box.A <- w",
          "    w at @cellWire",
          "    box.Y at @cell",
          "    box.A at @cell",
          "    put a register into the loop",
        ].join("\n"),
      ),
    );
    expect(around("CLK")).not.toThrow();
  });

  it("a register anywhere on the way opens the loop", () => {
    const M = module("m", none, () => {
      const { w } = wires({ w: bool });
      w.value = instance("inv", Inverter({}), { a: w }).held;
      const { r } = regs({ r: [bool, false] });
      r.next = r.not();
      return {};
    });
    expect(() => elaborate(M({}))).not.toThrow();
  });

  it("a chain of 20,000 nodes that ends in a loop is searched in linear time, and without deep recursion", () => {
    const M = module(
      "m",
      (_: object) => ({ a: input(bool), y: output(bool) }),
      ({ a }) => {
        const { w } = wires({ w: bool });
        let last = a;
        for (let i = 0; i < 20_000; i++) last = node(`n${i}`, last.not());
        w.value = w.and(last);
        return { y: w };
      },
    );
    const start = performance.now();
    expect(messageOf(() => elaborate(M({})))).toContain("combinational loop w <- w\n");
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
