import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  elaborate,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  wires,
} from "../../../hdlgen/index.ts";
import type { ModuleIr } from "../../../hdlgen/ir.ts";
import { checkModules } from "../../../hdlgen/passes/index.ts";
import { messageOf } from "../../support/error-texts.ts";

const codesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^(HDL\d+ \S+):/gm)].map(([, code = ""]) => code);

/** A module with a wire that nothing drives, and a combinational loop. */
const Loose = module(
  "loose",
  (_: object) => ({ y: output(uint(8)) }),
  () => {
    const { w, v } = wires({ w: uint(8), v: uint(8) });
    v.value = v.not();
    return { y: w };
  },
);

describe("the order of the checks", () => {
  it("every check that runs has a test file of its name", () => {
    const source = readFileSync(new URL("../../../hdlgen/passes/index.ts", import.meta.url), "utf8");
    const names = [...source.matchAll(/from "\.\/([a-z-]+)\.ts"/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThanOrEqual(5);
    const isTested = (name: string): boolean =>
      [".", "..", "../targets"].some((folder) => existsSync(new URL(`${folder}/${name}.test.ts`, import.meta.url)));
    expect(names.filter((name) => !isTested(name))).toEqual([]);
  });

  it("modules are judged first, the way through all of them last, and both are reported together", () => {
    const Top = module(
      "top",
      (_: object) => ({ y: output(uint(8)) }),
      () => {
        const { idle } = regs({ idle: uint(8) });
        return { y: instance("loose", Loose({}), {}).y.addw(idle) };
      },
    );
    expect(codesOf(messageOf(() => elaborate(Top({}))))).toEqual([
      "HDL121 loose.w",
      "HDL123 top.idle",
      "HDL130 loose.v",
    ]);
  });

  it("an unsound module is left out of the checks that rely on soundness; sound ones are checked all the same", () => {
    const kept: { value?: UInt } = {};
    const Thief = module(
      "thief",
      (_: object) => ({ x: input(uint(8)), y: output(uint(8)) }),
      ({ x }) => {
        const { w } = wires({ w: uint(8) });
        nodes({ stolen: kept.value ?? x });
        return { y: w };
      },
    );
    const Top = module(
      "top",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { mine } = nodes({ mine: a.not() });
        kept.value = mine;
        const { y } = instance("thief", Thief({}), { x: a });
        instance("loose", Loose({}), {});
        return { y };
      },
    );
    expect(codesOf(messageOf(() => elaborate(Top({}))))).toEqual(["HDL131 thief", "HDL121 loose.w"]);
  });

  it("IR that breaks its own rules stops the checks that would stumble over it", () => {
    const { top } = elaborate(
      module(
        "m",
        (_: object) => ({ y: output(uint(8)) }),
        () => {
          const { w } = wires({ w: uint(8) });
          w.value = 1;
          return { y: w };
        },
      )({}),
    );
    const [statement] = top.body;
    if (statement?.kind !== "assign") throw new Error("the module has one assignment");
    const broken: ModuleIr = { ...top, body: [{ ...statement, target: { ...statement.target, role: "node" } }] };
    expect(checkModules([broken], { top: broken }).map(({ code }) => code)).toEqual(["HDL191", "HDL131"]);
    expect(checkModules([top], { top })).toEqual([]);
  });
});
