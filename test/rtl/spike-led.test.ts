import { describe, expect, it } from "vitest";
import { elaborate } from "../../hdlgen/index.ts";
import { SpikeLed } from "../../rtl/spike-led.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Random } from "../support/random.ts";

/** Plays ticks with so many spikes each; words that nobody takes stand in between. Gives the LED after each tick's marker. */
function shown(spikesOfTicks: readonly number[], seed = 1): number[] {
  const random = new Random(seed);
  const simulation = openEmbedded(elaborate(SpikeLed({})), { seed });
  const [given, marker, slowTick, lit] = ["given", "marker", "slow_tick", "lit"].map((name) => simulation.port(name));
  if (!given || !marker || !slowTick || !lit) throw new Error("a port is missing");
  simulation.reset();
  const word = (isMarker: number) => {
    for (let idle = random.integer(0, 2); idle > 0; idle--) {
      given.value = 0;
      marker.value = random.integer(0, 1);
      simulation.step(1);
    }
    given.value = 1;
    marker.value = isMarker;
    simulation.step(1);
  };
  const found = spikesOfTicks.map((spikes, tick) => {
    slowTick.value = (tick >> 3) & 1;
    for (let spike = 0; spike < spikes; spike++) word(0);
    word(1);
    return lit.value;
  });
  simulation.close();
  return found;
}

describe("spike LED", () => {
  it("is lit for 8 ticks if a tick of the 8 before gave spikes, one or many", () => {
    for (const spikes of [1, 2, 7])
      for (const at of [1, 4, 8]) {
        const found = shown(Array.from({ length: 40 }, (_, tick) => (tick === at ? spikes : 0)));
        expect(found.flatMap((lit, tick) => (lit === 1 ? [tick] : []))).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
      }
  });

  it("stays lit while spikes come, dark while none do, for random ticks", () => {
    const random = new Random(3);
    const spikes = Array.from({ length: 400 }, () => Math.max(0, random.integer(-12, 3)));
    // A period ends with the marker of the tick in which the slow tick has changed.
    const expected = spikes.map((_, tick) => {
      const end = tick - (tick % 8);
      return end > 0 && spikes.slice(Math.max(0, end - 7), end + 1).some((count) => count > 0) ? 1 : 0;
    });
    expect(shown(spikes, 3)).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });
});
