import { describe, expect, it } from "vitest";
import type { IrType } from "../../hdlgen/ir.ts";
import { formatValue } from "../../sim/signal-tree.ts";
import { Random } from "../support/random.ts";

const uint = (width: number): IrType => ({ kind: "uint", width });
const sint = (width: number): IrType => ({ kind: "sint", width });

describe("formatValue", () => {
  it("integers: bits and signed numbers mean the same", () => {
    expect(formatValue(uint(8), 200n)).toBe("200");
    expect(formatValue(sint(8), 200n)).toBe("-56");
    expect(formatValue(sint(8), -56)).toBe("-56");
    expect(formatValue(sint(64), 2n ** 63n)).toBe("-9223372036854775808");
    expect(formatValue(uint(64), -1n)).toBe("18446744073709551615");
    expect(formatValue({ kind: "bool", width: 1 }, 1)).toBe("1");
  });

  it("enumerations: the label, by its code where there are codes; a number where there is none", () => {
    const state: IrType = { kind: "uint", width: 2, labels: ["IDLE", "RUN", "DONE"] };
    expect([0n, 1n, 2n, 3n].map((bits) => formatValue(state, bits))).toEqual(["IDLE", "RUN", "DONE", "3"]);
    const oneHot: IrType = { kind: "uint", width: 3, labels: ["A", "B"], codes: [1n, 4n] };
    expect([1n, 4n, 0n].map((bits) => formatValue(oneHot, bits))).toEqual(["A", "B", "0"]);
  });

  it("fixed point: every digit behind the point", () => {
    const fix: IrType = { kind: "sint", width: 8, fracBits: 4 };
    expect([0x18n, 0xf8n, 0x80n, 0x01n, 0xffn].map((bits) => formatValue(fix, bits))).toEqual([
      "1.5",
      "-0.5",
      "-8",
      "0.0625",
      "-0.0625",
    ]);
    expect(formatValue({ kind: "uint", width: 64, fracBits: 63 }, 1n)).toBe(
      "0.000000000000000000108420217248550443400745280086994171142578125",
    );
    expect(formatValue({ kind: "uint", width: 4, fracBits: -3 }, 5n)).toBe("40");
  });

  it("fixed point: equals the number that a double holds exactly, for random formats", () => {
    const random = new Random(11);
    for (let i = 0; i < 500; i++) {
      const width = random.integer(1, 32);
      const fracBits = random.integer(-8, 20);
      const bits = BigInt.asUintN(width, BigInt(random.next()));
      const text = formatValue({ kind: "sint", width, fracBits }, bits);
      expect(Number(text)).toBe(Number(BigInt.asIntN(width, bits)) * 2 ** -fracBits);
    }
  });

  it("in hexadecimal and binary: all bits, leading zeros too, whatever the type", () => {
    expect(formatValue(sint(9), -1, "hexadecimal")).toBe("1ff");
    expect(formatValue(uint(9), 5, "hexadecimal")).toBe("005");
    expect(formatValue({ kind: "uint", width: 2, labels: ["IDLE"] }, 0, "binary")).toBe("00");
  });
});
