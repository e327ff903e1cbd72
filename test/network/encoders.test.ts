import { describe, expect, test } from "vitest";
import { decodeBySpikeCount, latencyEncoder, rateEncoder } from "../../network/index.ts";

describe("rate encoder", () => {
  const together = { ticks: 16, numerator: 1, shift: 8, phaseMultiplier: 0 };

  test("a channel spikes when its position passes a multiple of 2^shift", () => {
    const encode = rateEncoder({ ...together, ticks: 8 });
    expect(encode(Uint8Array.of(0, 64, 128, 255))).toEqual([[], [2, 3], [3], [1, 2, 3], [3], [2, 3], [3], [1, 2, 3]]);
  });

  test("in 2^shift ticks a value of p spikes numerator · p times, whatever its phase", () => {
    const code = { ticks: 1024, numerator: 3, shift: 10, phaseMultiplier: 2654435761 };
    const values = Uint8Array.from({ length: 256 }, (_, value) => value);
    const counts = new Array<number>(256).fill(0);
    for (const channels of rateEncoder(code)(values)) {
      for (const channel of channels) counts[channel] = (counts[channel] ?? 0) + 1;
    }
    expect(counts).toEqual([...values].map((value) => 3 * value));
  });

  test("a run that continues for longer begins with the shorter run", () => {
    const code = { numerator: 3, shift: 10, phaseMultiplier: 2654435761 };
    const values = Uint8Array.from({ length: 100 }, (_, index) => (index * 37) % 256);
    const long = rateEncoder({ ...code, ticks: 40 })(values);
    expect(rateEncoder({ ...code, ticks: 16 })(values)).toEqual(long.slice(0, 16));
    expect(long.every((channels) => channels.every((channel, i) => i === 0 || channel > (channels[i - 1] ?? 0)))).toBe(
      true,
    );
  });

  test("NET050: parameters out of range, all together; more than one spike per tick is out of range", () => {
    expect(() => rateEncoder({ ticks: 0, numerator: 5, shift: 10, phaseMultiplier: -1 })).toThrow(
      "NET050 encoder ticks: 0, expected an integer in 1..1048576\n" +
        "NET050 encoder numerator: 5, expected an integer in 1..4\n" +
        "NET050 encoder phaseMultiplier: -1, expected an integer in 0..4294967295",
    );
    expect(() => rateEncoder({ ...together, shift: 7 })).not.toThrow();
  });
});

describe("latency encoder", () => {
  test("larger values spike earlier, each channel once, 0 never", () => {
    const encode = latencyEncoder({ ticks: 5 });
    expect(encode(Uint8Array.of(0, 1, 60, 128, 200, 255))).toEqual([[5], [4], [3], [2], [1]]);
  });

  test("every value above 0 spikes within the run, for any length", () => {
    const values = Uint8Array.from({ length: 255 }, (_, index) => index + 1);
    for (const ticks of [1, 2, 7, 255, 1000]) {
      const spikes = latencyEncoder({ ticks })(values).flat();
      expect(spikes.length, `${ticks} ticks`).toBe(255);
    }
  });
});

describe("decoder", () => {
  test("most spikes win, then the larger membrane, then the smaller index", () => {
    expect(decodeBySpikeCount([1, 3, 2], [99, -5, 99])).toBe(1);
    expect(decodeBySpikeCount([3, 3, 2], [-6, -5, 99])).toBe(1);
    expect(decodeBySpikeCount([0, 3, 3], [9, -5, -5])).toBe(1);
    expect(decodeBySpikeCount(Int32Array.of(0, 0), Int32Array.of(0, 0))).toBe(0);
  });

  test("lists of different lengths are an error", () => {
    expect(() => decodeBySpikeCount([1], [])).toThrow("1 spike counts and 0 membranes");
  });
});
