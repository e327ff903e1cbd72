import { expect, it } from "vitest";
import { type ClusterShape, cellsOf, type Fabric } from "../../config/index.ts";
import { elaborate, type Module, type Ports } from "../../hdlgen/index.ts";
import { Cluster } from "../../rtl/cluster.ts";
import { lint } from "../support/verilator-lint.ts";
import { coreShape } from "./core/core-shape.ts";

const core = coreShape({ lanes: 4, updates: 2, slots: 64, historyWords: 4, delayProgram: 16 });
const shape: ClusterShape = {
  ...{ fabric: "tree", columns: 2, rows: 1, core, routes: 16, indexBits: 6, exportRows: 32 },
  ...{ importEntries: 32, delayedWords: 8, links: 1, host: true },
};
const clusters: readonly (readonly [string, ClusterShape, Fabric])[] = [
  ["a tree with a link and delays", shape, "ice40up"],
  ["a tree of 6 cores without delays", { ...shape, columns: 6, links: 0, delayedWords: 0 }, "ice40hx"],
  ["a tree without a host", { ...shape, host: false, delayedWords: 1 }, "ecp5"],
  ["a mesh", { ...shape, fabric: "mesh", columns: 2, rows: 2 }, "ecp5"],
];

it.each(clusters)("Verilator -Wall is content with a cluster: %s", async (_, shape, fabric) => {
  const design = elaborate(Cluster({ shape, fabric }) as Module<Ports>, { target: cellsOf(fabric) });
  expect(await lint(design)).toBe("");
  expect(await lint(design, "synthesis")).toBe("");
});
