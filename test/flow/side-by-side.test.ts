import { describe, expect, it } from "vitest";
import { placementsAtOnce, sideBySide } from "../../flow/side-by-side.ts";

/** Work that waits to be ended by the test. */
function gates() {
  const begun: number[] = [];
  const ends = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const work = (item: number, _index: number, signal: AbortSignal): Promise<string> => {
    begun.push(item);
    return new Promise((resolve, reject) => {
      ends.set(item, { resolve, reject });
      signal.addEventListener("abort", () => reject(new Error(`${item} aborted`)));
    });
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    begun,
    work,
    end: async (item: number) => {
      ends.get(item)?.resolve(`done ${item}`);
      await settle();
    },
    fail: async (item: number) => {
      ends.get(item)?.reject(new Error(`${item} failed`));
      await settle();
    },
  };
}

describe("sideBySide", () => {
  it("begins the next item as soon as any one is done, and gives the results in order", async () => {
    const { begun, work, end } = gates();
    const all = sideBySide([10, 11, 12, 13], 2, undefined, work);
    expect(begun).toEqual([10, 11]);
    await end(11);
    expect(begun).toEqual([10, 11, 12]);
    await end(12);
    expect(begun).toEqual([10, 11, 12, 13]);
    await end(13);
    await end(10);
    expect(await all).toEqual(["done 10", "done 11", "done 12", "done 13"]);
  });

  it("aborts the others when one fails, begins none, and throws the failure that came first", async () => {
    const { begun, work, fail } = gates();
    const all = sideBySide([1, 2, 3], 2, undefined, work);
    const outcome = expect(all).rejects.toThrow("2 failed");
    await fail(2);
    await outcome;
    expect(begun).toEqual([1, 2]);
  });

  it("an abort from outside ends all with its reason", async () => {
    const { begun, work } = gates();
    const controller = new AbortController();
    const all = sideBySide([1, 2, 3], 2, controller.signal, work);
    const outcome = expect(all).rejects.toThrow("cancelled");
    controller.abort(new Error("cancelled"));
    await outcome;
    expect(begun).toEqual([1, 2]);
  });
});

describe("placementsAtOnce", () => {
  it.each([
    ["ice40", "wasm", 8, 16_000, 8],
    ["ice40", "wasm", 8, 3_300, 4],
    ["ice40", "wasm", 8, 500, 1],
    ["ecp5", "wasm", 8, 3_300, 3],
    ["ice40", "native", 2, 16_000, 2],
  ] as const)("%s, %s on %i cores with %i MB free: %i", (family, kind, cores, megabytes, expected) => {
    expect(placementsAtOnce(family, kind, { cores, megabytes })).toBe(expected);
  });
});
