import { describe, expect, it } from "vitest";
import { phasePlan } from "../../../rtl/encoder/phase-plan.ts";
import { Random } from "../../support/random.ts";

const counted = ({ bits, first, increment }: ReturnType<typeof phasePlan>, shift: number, channels: number) =>
  Array.from({ length: channels }, (_, channel) =>
    Number(((BigInt(first) + BigInt(channel) * BigInt(increment)) % 2n ** BigInt(bits)) >> BigInt(bits - shift)),
  );
const wanted = (phaseMultiplier: number, shift: number, channels: number) =>
  Array.from({ length: channels }, (_, channel) => Math.imul(channel + 1, phaseMultiplier) >>> (32 - shift));

describe("phases of a rate code", () => {
  it("take 21 bits for the digits, in place of 32", () => {
    const plan = phasePlan({ phaseMultiplier: 2_654_435_761, shift: 10 }, 784);
    expect(plan.bits).toBe(21);
    expect(counted(plan, 10, 784)).toEqual(wanted(2_654_435_761, 10, 784));
  });

  it("are exact for every channel: random multipliers, shifts and numbers of channels", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const phaseMultiplier = random.pick([0, 1, 2 ** 31, 2 ** 32 - 1, random.integer(0, 2 ** 32 - 1)]);
      const shift = random.integer(1, 24);
      const channels = random.pick([1, 2, random.integer(1, 3000)]);
      const plan = phasePlan({ phaseMultiplier, shift }, channels);
      expect(counted(plan, shift, channels), `seed ${seed}`).toEqual(wanted(phaseMultiplier, shift, channels));
      expect(plan.bits).toBeLessThanOrEqual(32);
    }
  });
});
