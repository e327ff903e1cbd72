import { describe, expect, test } from "vitest";
import type { Target } from "../../../hdlgen/targets/index.ts";
import { placeMemory } from "../../../hdlgen/targets/memory-placement.ts";
import { designOf, memoryModules, type Shape, type Synthesised, synthesise } from "../../support/memory-shapes.ts";

const collisions = ["dontCare", "readFirst", "writeFirst"] as const;
const each = (sizes: readonly (readonly [number, number])[], rest: Partial<Shape> = {}): Shape[] =>
  sizes.flatMap(([width, depth]) => collisions.map((collision) => ({ width, depth, collision, ...rest })));
const dontCare = (sizes: readonly (readonly [number, number])[], rest: Partial<Shape> = {}): Shape[] =>
  sizes.map(([width, depth]) => ({ width, depth, collision: "dontCare", ...rest }));

const grids: Readonly<Record<Target, readonly Shape[]>> = {
  ice40hx: [
    ...each([
      [16, 256],
      [8, 4096],
    ]),
    ...dontCare([
      [4, 8],
      [2, 16],
      [12, 300],
      [35, 256],
      [10, 2048],
      [3, 5000],
      [16, 4096],
    ]),
    ...dontCare([[16, 256]], { lanes: 16 }),
    ...dontCare(
      [
        [16, 256],
        [16, 512],
      ],
      { lanes: 2 },
    ),
    ...dontCare([[8, 2048]], { lanes: 8 }),
    ...each([[8, 512]], { reads: 2 }),
    ...each([[16, 256]], { address: "shared" }),
    ...dontCare([[8, 512]], { enable: "own" }),
    ...dontCare([[8, 4]], { writes: 2 }),
    ...dontCare([[8, 512]], { init: "some" }),
    ...dontCare([[4, 16]], { style: "registers" }),
  ],
  ice40up: [
    ...dontCare([[16, 256]]),
    ...dontCare(
      [
        [16, 16_384],
        [32, 1024],
        [8, 20_000],
      ],
      { style: "huge", address: "shared" },
    ),
    ...dontCare([[16, 16_384]], { style: "huge", address: "shared, alternating", lanes: 4 }),
    { width: 16, depth: 16_384, collision: "readFirst", style: "huge", address: "shared, alternating" },
    ...dontCare([[4, 8]], { style: "block" }),
  ],
  ecp5: [
    ...each([
      [16, 256],
      [18, 1024],
      [4, 16],
      [8, 64],
      [36, 512],
    ]),
    ...dontCare([
      [12, 300],
      [9, 2048],
      [1, 16_384],
      [64, 2048],
      [16, 4096],
      [32, 64],
    ]),
    ...dontCare([[16, 256]], { lanes: 16 }),
    ...dontCare([[36, 512]], { lanes: 4 }),
    ...dontCare([[8, 2048]], { lanes: 2 }),
    ...each([[16, 4096]], { address: "shared" }),
    ...dontCare([[18, 1024]], { reads: 2 }),
    ...dontCare([[9, 2048]], { writes: 2, address: "shared" }),
    ...dontCare([[8, 64]], { style: "block" }),
    ...dontCare([[8, 64]], { style: "distributed", init: "some" }),
  ],
};

describe.each(Object.entries(grids) as [Target, readonly Shape[]][])("memories on %s", (target, shapes) => {
  test("blocks and flip-flops are exactly those of yosys, LUTs within 40 % or 14", async () => {
    const design = designOf(shapes);
    const measured = await synthesise(design, shapes, target);
    const placed = memoryModules(design, shapes).map((module, i) => {
      const [memory] = module.memories;
      if (memory === undefined) throw new Error("a memory");
      const { placement } = placeMemory(memory, module, target);
      expect(placement, JSON.stringify(shapes[i])).toBeDefined();
      return placement;
    });
    const exact = (values: readonly (Pick<Synthesised, "blocks" | "flipFlops"> | undefined)[]) =>
      values.map((value, i) => ({ ...shapes[i], blocks: value?.blocks, flipFlops: value?.flipFlops }));
    expect(exact(placed)).toEqual(exact(measured));
    const astray = measured.flatMap(({ luts }, i) => {
      const estimate = placed[i]?.luts ?? 0;
      const isNear = Math.abs(estimate - luts) <= Math.max(14, 0.4 * luts);
      return isNear ? [] : [{ ...shapes[i], measured: luts, estimate }];
    });
    expect(astray).toEqual([]);
  }, 120_000);
});
