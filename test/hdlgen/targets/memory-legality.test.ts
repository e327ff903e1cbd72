import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../../diagnostics/index.ts";
import { bool, elaborate, input, instance, module, output, ram, uint } from "../../../hdlgen/index.ts";
import { checkTarget, memoryReport, type Target } from "../../../hdlgen/targets/index.ts";
import { memoryOf, type Shape } from "../../support/memory-shapes.ts";

/** The message for one memory on a target, with the line of the declaration taken out; "" when there is none. */
function refusal(shape: Shape, target: Target): string {
  try {
    checkTarget(elaborate(memoryOf("bank", shape)), target);
    return "";
  } catch (error) {
    if (!(error instanceof SpikeforgeError)) throw error;
    return error.message.replace(/at memory-shapes\.ts:\d+/g, "at @");
  }
}

describe("what the RAM of a target cannot do is rejected before synthesis, with its price", () => {
  const twoWrites: Shape = { width: 16, depth: 256, collision: "dontCare", writes: 2 };

  test("HDL146: a second write port on iCE40", () => {
    expect(refusal(twoWrites, "ice40hx")).toBe(
      [
        "HDL146 bank.words: has 2 write ports, but a block RAM (SB_RAM40_4K) has 1",
        "    at @",
        "    give each writer a memory of its own, or one write port and an arbiter, or write " +
          '`style: "registers"` to take 4112 flip-flops and about 4644 LUTs',
      ].join("\n"),
    );
    expect(refusal({ ...twoWrites, style: "registers" }, "ice40hx")).toBe("");
    expect(refusal({ ...twoWrites, depth: 4 }, "ice40hx")).toBe("");
  });

  test("HDL146: two write ports and a read port of their own on ECP5, which has two ports in all", () => {
    expect(refusal(twoWrites, "ecp5")).toBe(
      [
        "HDL146 bank.words: reads at other addresses than its 2 writes, but a block RAM (DP16KD) has 2 ports",
        "    at @",
        '    read through fewer ports, or write `style: "registers"` to take 4112 flip-flops and about 4644 LUTs',
      ].join("\n"),
    );
    expect(refusal({ ...twoWrites, address: "shared" }, "ecp5")).toBe("");
  });

  test("HDL145: contents for an SPRAM, an SPRAM with two addresses, a style that the target does not have", () => {
    const spram: Shape = { width: 16, depth: 16_384, collision: "dontCare", style: "huge", address: "shared" };
    expect(refusal(spram, "ice40up")).toBe("");
    expect(refusal({ ...spram, init: "some" }, "ice40up")).toBe(
      [
        "HDL145 bank.words: has initial contents, which an SPRAM (SB_SPRAM256KA) cannot have",
        "    at @",
        "    load it after the start, or leave out `style`: 64 SB_RAM40_4K, 3 flip-flops and about 120 LUTs",
      ].join("\n"),
    );
    expect(refusal({ ...spram, address: "own" }, "ice40up")).toBe(
      [
        "HDL145 bank.words: reads at another address than it writes, but an SPRAM (SB_SPRAM256KA) has 1 port",
        "    at @",
        "    share one address between reading and writing, or leave out `style`: 64 SB_RAM40_4K, 3 flip-flops and about 120 LUTs",
      ].join("\n"),
    );
    expect(refusal({ ...spram, collision: "readFirst" }, "ice40up")).toBe(
      [
        "HDL145 bank.words: reads while it writes, but an SPRAM (SB_SPRAM256KA) does one or the other",
        "    at @",
        '    read only when it is not written, or take collision: "dontCare", or leave out `style`: ' +
          "64 SB_RAM40_4K, 51 flip-flops and about 137 LUTs",
      ].join("\n"),
    );
    expect(refusal({ ...spram, collision: "readFirst", address: "shared, alternating" }, "ice40up")).toBe("");
    expect(refusal(spram, "ice40hx")).toBe(
      [
        'HDL145 bank.words: style "huge", which ice40hx does not have (it has "block")',
        "    at @",
        "    leave out `style`: 64 SB_RAM40_4K, 3 flip-flops and about 120 LUTs",
      ].join("\n"),
    );
  });

  test("HDL147: write enables that are finer than those of the RAM", () => {
    const masked: Shape = { width: 16, depth: 1024, collision: "dontCare", lanes: 16 };
    expect(refusal(masked, "ice40hx")).toBe("");
    expect(refusal({ ...masked, lanes: 2 }, "ecp5")).toBe("");
    expect(refusal(masked, "ecp5")).toBe(
      [
        "HDL147 bank.words: write enables finer than DP16KD has, which are for 9 bits: 8 blocks instead of 1",
        "    at @",
        '    take masks of 9 bits or little less, or write `style: "block"` to take the blocks',
      ].join("\n"),
    );
    expect(refusal({ ...masked, style: "block" }, "ecp5")).toBe("");
  });

  test("the problems of a design are thrown together", () => {
    const Two = module(
      "two",
      (_: object) => ({
        we: input(bool),
        a: input(uint(8)),
        b: input(uint(8)),
        d: input(uint(16)),
        q: output(uint(16)),
      }),
      ({ we, a, b, d }) => {
        const first = ram("first", uint(16), { depth: 256, collision: "dontCare", style: "huge" });
        first.write(a, d, { enable: we });
        const second = ram("second", uint(16), { depth: 256, collision: "dontCare", style: "distributed" });
        second.write(a, d, { enable: we });
        return { q: first.read(b).xor(second.read(b)) };
      },
    );
    const design = elaborate(Two({}));
    expect(() => checkTarget(design, "ice40up")).toThrow(/HDL145 two\.first: .*\n[\s\S]*HDL145 two\.second: /);
    expect(() => checkTarget(design, "ecp5")).toThrow(/^HDL145 two\.first: style "huge", which ecp5 does not have/);
  });
});

test("the report lists every memory of every instance with its blocks and what its policy takes beside them", () => {
  const shape: Shape = { width: 16, depth: 256, collision: "readFirst" };
  const Inner = memoryOf("inner", shape);
  const Outer = module(
    "outer",
    (_: object) => ({ we: input(bool), a: input(uint(8)), d: input(uint(16)), q: output(uint(16)) }),
    ({ we, a, d }) => {
      const log = ram("log", uint(16), { depth: 1024, collision: "dontCare" });
      log.write(a, d, { enable: we });
      const flags = { we, we2: false, re: true, wa: a, wa2: a, rb: a, data: d, mask: 1 };
      const left = instance("left", Inner, { ...flags, ra: log.read(a).trunc(8) });
      const right = instance("right", Inner, { ...flags, ra: left.q.trunc(8) });
      return { q: right.q };
    },
  );
  const design = elaborate(Outer({}));
  const inner = { width: 16, depth: 256, style: "block", cell: "SB_RAM40_4K", blocks: 1, flipFlops: 42, luts: 26 };
  expect(() => elaborate(memoryOf("bank", { ...shape, writes: 2 }), { target: "ice40hx" })).toThrow(
    /^HDL146 bank\.words: /,
  );
  expect(memoryReport(design, "ice40hx")).toEqual([
    { path: "log", width: 16, depth: 1024, style: "block", cell: "SB_RAM40_4K", blocks: 4, flipFlops: 0, luts: 0 },
    { path: "left.words", ...inner },
    { path: "right.words", ...inner },
  ]);
});
