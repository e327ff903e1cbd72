import { describe, expect, it } from "vitest";
import {
  bool,
  elaborate,
  input,
  instance,
  type Module,
  module,
  output,
  type Ports,
  uint,
} from "../../../hdlgen/index.ts";

const none = (_: object) => ({});
const Leaf = module(
  "leaf",
  (_: { readonly [name: string]: unknown }) => ({ y: output(bool) }),
  () => ({ y: true }),
);

/** Names of what a module with these instances has below it, in the order of the instances. */
function namesOf(children: readonly Module<Ports>[]): string[] {
  const Top = module("top", none, () => {
    children.forEach((child, i) => {
      instance(`child${i}`, child, {} as never);
    });
    return {};
  });
  return elaborate(Top({})).top.instances.map((each) => each.module.name);
}
const leaves = (...parameters: readonly { readonly [name: string]: unknown }[]): string[] =>
  namesOf(parameters.map((each) => Leaf(each)));

describe("names of modules", () => {
  it("a module that stands in a design with one set of parameters has its plain name", () => {
    expect(leaves({ width: 8 }, { width: 8 })).toEqual(["leaf", "leaf"]);
  });

  it("of several variants each has all its parameters in its name, as names of Verilog have them", () => {
    expect(leaves({ width: 8, depth: 4 }, { width: 16, depth: 4 })).toEqual([
      "leaf_depth4_width8",
      "leaf_depth4_width16",
    ]);
    expect(leaves({ addressBits: -1 }, { addressBits: 1 })).toEqual(["leaf_address_bits_minus1", "leaf_address_bits1"]);
    expect(leaves({ type: uint(3) }, { type: bool })).toEqual(["leaf_type_uint3", "leaf_type_bool"]);
    expect(leaves({ kind: "readFirst" }, { kind: "block" })).toEqual(["leaf_kind_read_first", "leaf_kind_block"]);
    expect(leaves({ fast: true }, { gain: 1.5 })).toEqual(["leaf_fast_true", "leaf_gain1_5"]);
  });

  it("a name depends on nothing but the parameters: neither on the other variants nor on their order", () => {
    const [wide, deep, flat, odd] = [
      { width: 16, depth: 4 },
      { width: 16, depth: 64 },
      { width: 8 },
      { of: { a: [1] } },
    ];
    const [first] = leaves(wide, flat);
    expect(leaves(flat, wide)[1]).toBe(first);
    expect(leaves(wide, deep)[0]).toBe(first);
    expect(leaves(odd, wide, deep, flat)[1]).toBe(first);
    expect(leaves(odd, wide)[0]).toBe(leaves(flat, deep, odd)[2]);
  });

  it("records, long texts and long names end in a hash of the parameters", () => {
    const names = leaves(
      { of: { a: 1 } },
      { of: { a: 2 } },
      { text: "a-b" },
      { text: "a_b" },
      { anExtremelyLongNameOfAParameter: 1, anotherExtremelyLongNameOfAParameter: 2 },
    );
    expect(new Set(names).size).toBe(5);
    expect(names.map((name) => name.replace(/_[a-z0-9]{6}$/, "_hash"))).toEqual([
      "leaf_hash",
      "leaf_hash",
      "leaf_hash",
      "leaf_text_a_b",
      "leaf_an_extremely_long_name_of_a_parameter1_another_e_hash",
    ]);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]{0,59}$/.test(name))).toEqual([]);
  });

  it("different modules of one name are told apart by a number, also where only the case differs", () => {
    const Twin = module(
      "leaf",
      (_: object) => ({ y: output(bool) }),
      () => ({ y: false }),
    );
    const Loud = module(
      "LEAF",
      (_: object) => ({ y: output(bool) }),
      () => ({ y: false }),
    );
    expect(namesOf([Leaf({}), Twin({}), Loud({})])).toEqual(["leaf", "leaf_2", "LEAF_3"]);
  });

  it("a child is the same module in all its parents", () => {
    const Middle = module(
      "middle",
      (_: { readonly k: number }) => ({ x: input(bool), y: output(bool) }),
      ({ x }, { k }) => ({ y: instance("leaf", Leaf({ k: k % 2 }), {}).y.and(x) }),
    );
    const Top = module("top", none, () => {
      for (const k of [1, 2, 3]) instance(`m${k}`, Middle({ k }), { x: true });
      return {};
    });
    const { top, modules } = elaborate(Top({}));
    expect(modules.map(({ name }) => name)).toEqual([
      "leaf_k1",
      "middle_k1",
      "leaf_k0",
      "middle_k2",
      "middle_k3",
      "top",
    ]);
    const [first, , third] = top.instances.map((each) => each.module.instances[0]?.module);
    expect(first?.name).toBe("leaf_k1");
    expect(third).toBe(first);
  });
});
