import { describe, expect, test } from "vitest";
import type { LeakKind } from "../../config/index.ts";
import { leak } from "../../sim/reference/leak.ts";

/** Membranes from v until nothing changes any more. */
function decay(kind: LeakKind, amount: number, v: number): number[] {
  const path = [v];
  for (;;) {
    const last = path.at(-1) as number;
    const next = leak(kind, amount, last);
    if (next === last || path.length > 200_000) return path;
    path.push(next);
  }
}

describe("leak", () => {
  test("none: the membrane stays", () => {
    expect(decay("none", 0, 77)).toEqual([77]);
    expect(decay("none", 0, -77)).toEqual([-77]);
  });

  test("linear: a step larger than the membrane stops at 0, from both sides", () => {
    expect(decay("linear", 3, 7)).toEqual([7, 4, 1, 0]);
    expect(decay("linear", 3, -7)).toEqual([-7, -4, -1, 0]);
  });

  test("linear: an amount of 0 leaves the membrane alone", () => {
    expect(decay("linear", 0, 5)).toEqual([5]);
  });

  test("shift: a positive membrane below 2^k still reaches 0", () => {
    expect(decay("shift", 2, 9)).toEqual([9, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  test("shift: -1 goes to 0, because -1 >> k is -1", () => {
    expect(leak("shift", 3, -1)).toBe(0);
    expect(decay("shift", 2, -9)).toEqual([-9, -6, -4, -3, -2, -1, 0]);
  });

  test("shift: k = 0 clears the membrane in one tick, k = 31 is a step of 1", () => {
    expect(leak("shift", 0, 100)).toBe(0);
    expect(leak("shift", 0, -100)).toBe(0);
    expect(leak("shift", 31, 2 ** 31 - 1)).toBe(2 ** 31 - 2);
    expect(leak("shift", 31, -(2 ** 31))).toBe(-(2 ** 31) + 1);
  });

  test("mul12: rounds toward zero, from both sides", () => {
    expect(leak("mul12", 1365, 10)).toBe(6); // 10 · 2731 / 4096 = 6.667
    expect(leak("mul12", 1365, -10)).toBe(-6);
    expect(decay("mul12", 2048, 9)).toEqual([9, 4, 2, 1, 0]);
    expect(decay("mul12", 2048, -9)).toEqual([-9, -4, -2, -1, -0]);
  });

  test("mul12: d = 0 keeps, d = 4096 clears, and 32-bit membranes are exact", () => {
    expect(leak("mul12", 0, -5)).toBe(-5);
    expect(leak("mul12", 4096, 12345)).toBe(0);
    expect(leak("mul12", 1, 2 ** 31 - 1)).toBe(2 ** 31 - 1 - 2 ** 19);
  });

  test("every leak reaches 0 from every 8-bit membrane and never changes its sign", () => {
    const leaks: [LeakKind, number][] = [
      ...[1, 2, 50, 200].map((amount): [LeakKind, number] => ["linear", amount]),
      ...[0, 1, 3, 7].map((amount): [LeakKind, number] => ["shift", amount]),
      ...[1, 100, 2048, 4095, 4096].map((amount): [LeakKind, number] => ["mul12", amount]),
    ];
    for (const [kind, amount] of leaks) {
      for (let v = -128; v <= 127; v++) {
        const path = decay(kind, amount, v);
        expect(Math.abs(path.at(-1) as number), `${kind} ${amount} from ${v}`).toBe(0);
        expect(path.every((value) => value === 0 || Math.sign(value) === Math.sign(v))).toBe(true);
      }
    }
  });
});
