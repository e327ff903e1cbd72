import { describe, expect, it } from "vitest";
import { type Pause, pause, rests } from "../../../sim/harness/agents/pause.ts";
import { messageOf } from "../../support/error-texts.ts";

const pattern = (of: Pause | undefined, cycles: number, seed = 1, name = "in") => {
  const isResting = rests(of, seed, name);
  return Array.from({ length: cycles }, () => (isResting() ? "." : "x")).join("");
};

describe("pause patterns", () => {
  it("rest when they say", () => {
    expect(pattern(undefined, 6)).toBe("xxxxxx");
    expect(pattern(pause.never, 6)).toBe("xxxxxx");
    expect(pattern(pause.every(3), 9)).toBe("xx.xx.xx.");
    expect(pattern([true, false, true], 6)).toBe(".x.xxx");
    expect(pattern(pause.bursts(1, 1), 6)).toBe("x.x.x.");
    expect(pattern(pause.bursts(3, 2), 400)).toMatch(/^(x{1,3}\.{1,2})+x*$/);
  });

  it("random ones rest as often as asked, and follow from the seed and the agent's name", () => {
    const share = pattern(pause.random(0.3), 10_000).replaceAll("x", "").length / 10_000;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.32);
    const of = (seed: number, name: string) => pattern(pause.random(0.5), 64, seed, name);
    expect(of(1, "in")).toBe(of(1, "in"));
    expect(new Set([of(1, "in"), of(2, "in"), of(1, "out"), of(2, "out")]).size).toBe(4);
    const fixed = (seed: number) => pattern(pause.random(0.5, 9), 64, seed);
    expect(fixed(1)).toBe(fixed(2));
  });

  it("refuse numbers that make no pattern", () => {
    expect(messageOf(() => pause.random(1))).toBe(`SIM131 pause.random: a probability of 1
    give 0 or more, and less than 1`);
    expect(messageOf(() => pause.every(1))).toBe(`SIM131 pause.every: 1 cycles
    give a whole number, 2 or more`);
    expect(messageOf(() => pause.bursts(2, 0.5))).toContain("SIM131 pause.bursts: 0.5 cycles");
  });
});
