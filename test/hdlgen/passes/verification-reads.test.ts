import { describe, expect, it } from "vitest";
import {
  type Bool,
  bool,
  elaborate,
  formal,
  input,
  module,
  output,
  past,
  ram,
  regs,
  when,
} from "../../../hdlgen/index.ts";
import { lineMarks, messageOf } from "../../support/error-texts.ts";

const located = lineMarks(import.meta.url);

function design(body: (a: Bool, before: Bool) => Bool): () => unknown {
  const M = module(
    "m",
    (_: object) => ({ a: input(bool), y: output(bool) }),
    ({ a }) => {
      const before = past(a); // @past
      return { y: body(a, before) };
    },
  );
  return () => elaborate(M({}));
}

describe("reads of what only properties may read", () => {
  it("HDL181: hardware of every kind, once, with both places", () => {
    const text = located(
      [
        "HDL181 m.a_past: hardware reads what only properties may: a value of `past`",
        "    at @assigned",
        "    at @past",
        "    keep it in a register of its own, or use it in formal.assert, assume or cover alone",
      ].join("\n"),
    );
    const assigned = design((a, before) => {
      const { r, other } = regs({ r: bool, other: bool });
      r.next = before; // @assigned
      other.next = before.not();
      return a;
    });
    expect(messageOf(assigned)).toBe(text);
    const conditional = design((a, before) => {
      const { r } = regs({ r: bool });
      when(before, () => (r.next = a));
      return a;
    });
    expect(messageOf(conditional)).toContain("HDL181 m.a_past");
    expect(messageOf(design((_, before) => before))).toContain("HDL181 m.a_past");
    const enabling = design((a, before) => {
      ram("words", bool, { depth: 2, collision: "dontCare" }).write(a.asUInt(), a, { enable: before });
      return a;
    });
    expect(messageOf(enabling)).toContain("HDL181 m.a_past");
  });

  it("properties may", () => {
    const stated = design((a, before) => {
      formal.cover(before.and(a.not()), "a falls");
      return a;
    });
    expect(stated).not.toThrow();
  });
});
