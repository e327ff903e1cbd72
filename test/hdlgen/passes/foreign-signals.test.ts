import { describe, expect, it } from "vitest";
import { elaborate, input, instance, module, nodes, output, regs, type UInt, uint } from "../../../hdlgen/index.ts";
import type { ModuleIr, Signal } from "../../../hdlgen/ir.ts";
import { checkForeignSignals } from "../../../hdlgen/passes/foreign-signals.ts";
import { lineMarks, messageOf } from "../../support/error-texts.ts";

const located = lineMarks(import.meta.url);

describe("foreign signals", () => {
  it("HDL131: a value kept from another module's build function, once however often it is read", () => {
    const kept: { value?: UInt } = {};
    const Keeper = module(
      "keeper",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { secret } = nodes({ secret: a.not() }); // @secret
        kept.value = secret;
        return { y: secret };
      },
    );
    const Thief = module(
      "thief",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { y } = instance("keeper", Keeper({}), { a });
        const { once } = nodes({ once: (kept.value ?? a).xor(y) }); // @once
        const { twice } = nodes({ twice: (kept.value ?? a).and(once) });
        return { y: twice };
      },
    );
    expect(messageOf(() => elaborate(Thief({})))).toBe(
      located(
        "HDL131 thief: secret: a signal of another module\n    at @once\n    at @secret\n    pass it through a port",
      ),
    );
  });

  it("HDL131: an assignment to a signal of another module, in IR that was made by hand", () => {
    const own = elaborate(
      module(
        "m",
        (_: object) => ({}),
        () => {
          const { r } = regs({ r: uint(4) });
          r.next = 0;
          return {};
        },
      )({}),
    ).top;
    const foreign: Signal = { name: "x", type: { kind: "uint", width: 4 }, role: "register", site: own.site };
    const assigned: ModuleIr = {
      ...own,
      body: own.body.map((statement) => (statement.kind === "assign" ? { ...statement, target: foreign } : statement)),
    };
    expect(checkForeignSignals(own)).toEqual([]);
    expect(checkForeignSignals(assigned).map(({ code, place }) => `${code} ${place}`)).toEqual(["HDL131 m: x"]);
  });
});
