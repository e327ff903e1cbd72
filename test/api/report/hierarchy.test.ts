import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hierarchyOf, instancePaths, moduleAt } from "../../../api/report/hierarchy.ts";
import { moduleRows } from "../../../api/report/module-table.ts";
import { ownerFinder, regionsOf } from "../../../api/report/regions.ts";
import { schematicGraph } from "../../../api/report/schematic-graph.ts";
import type { PlacedCell, PlacedDesign } from "../../../flow/index.ts";
import {
  bool,
  elaborate,
  hi,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  stream,
  uint,
  when,
  wires,
} from "../../../hdlgen/index.ts";

const word = uint(8);

/** Doubles what comes, one word late. */
const Doubler = module(
  "doubler",
  () => ({ enq: stream.in(word), deq: stream.out(word) }),
  ({ enq, deq }) => {
    const { held, full } = regs({ held: word, full: [bool, false] });
    const free = full.not().or(deq.ready);
    when(free, () => {
      held.next = enq.payload.shl(1).trunc(8);
      full.next = enq.valid;
    });
    return { enq: { ready: free }, deq: { valid: full, payload: held } };
  },
);

const Pair = module(
  "pair",
  () => ({ enq: stream.in(word), deq: stream.out(word), clear: input(bool), seen: output(word), old: output(word) }),
  ({ enq, deq, clear }) => {
    const { ready } = wires({ ready: bool });
    const stage0 = instance("stage0", Doubler({}), { enq, deq: { ready } });
    const stage1 = instance("stage1", Doubler({}), { enq: stage0.deq, deq });
    ready.value = stage1.enq.ready;
    const { lastSeen } = regs({ lastSeen: [word, 0] });
    when(stage0.deq.valid, () => {
      lastSeen.next = stage0.deq.payload;
    });
    when(clear, () => {
      lastSeen.next = 0;
    });
    const history = ram("history", word, { depth: 16, collision: "dontCare" });
    history.write(lastSeen.trunc(4), lastSeen, { enable: clear });
    return {
      enq: { ready: stage0.enq.ready },
      deq: stage1.deq,
      seen: lastSeen,
      old: history.read(lastSeen.trunc(4)),
    };
  },
);

const Top = module(
  "top",
  () => ({ clear: input(bool), enq: stream.in(word), seen: output(word) }),
  ({ clear, enq }) => {
    const pair = instance("dataPair", Pair({}), { enq, deq: { ready: hi }, clear });
    const alone = instance("alone", Doubler({}), {
      enq: { valid: clear, payload: pair.deq.payload.xor(pair.seen) },
      deq: { ready: hi },
    });
    return { enq: { ready: pair.enq.ready }, seen: pair.old.xor(alone.deq.payload) };
  },
);

const root = fileURLToPath(new URL("../../..", import.meta.url));
const hierarchy = hierarchyOf(elaborate(Top({})), root);
const pair = moduleAt(hierarchy, "data_pair");
if (pair === undefined) throw new Error("no data_pair");

describe("hierarchy", () => {
  test("every instance has a path, parents first; each knows the line that defines it", () => {
    expect(instancePaths(hierarchy)).toEqual(["", "data_pair", "data_pair.stage0", "data_pair.stage1", "alone"]);
    expect(moduleAt(hierarchy, "data_pair.stage1")?.source).toMatch(/^test\/api\/report\/hierarchy\.test\.ts:\d+$/);
    expect(moduleAt(hierarchy, "data_pair.nobody")).toBeUndefined();
  });

  test("wires and logic between parts are told apart; conditions count as logic", () => {
    const to = (end: string) =>
      pair.connections.filter((each) => each.to === end).map(({ from, by }) => `${from} ${by}`);
    expect(to("stage1.enq_payload")).toEqual(["stage0.deq_payload wire"]);
    expect(to("stage0.deq_ready")).toEqual(["stage1.enq_ready wire"]);
    expect(to("last_seen.d").sort()).toEqual([".clear logic", "stage0.deq_payload logic", "stage0.deq_valid logic"]);
    expect(to("history.write0").sort()).toEqual([".clear wire", "last_seen.q wire"]);
    expect(to(".old")).toEqual(["history.read0 wire"]);
    expect(to(".seen")).toEqual(["last_seen.q wire"]);
  });
});

describe("schematic", () => {
  const { nodes, edges } = schematicGraph(hierarchy, pair);
  const title = (port: string): string => {
    const node = nodes.find(({ inputs, outputs }) => [...inputs, ...outputs].some(({ id }) => id === port));
    return node?.title ?? "nothing";
  };

  test("equal instances side by side are one box; names are those of the source", () => {
    expect(nodes.map(({ kind, title: name, subtitle }) => [kind, name, subtitle]).sort()).toEqual([
      ["instance", "stage0…1", "doubler"],
      ["memory", "history", "16 × 8 bit"],
      ["pin", "clear", ""],
      ["pin", "deq", ""],
      ["pin", "enq", ""],
      ["pin", "old", ""],
      ["pin", "seen", ""],
      ["register", "lastSeen", "8 bits"],
    ]);
  });

  test("streams are one line each, and the ready that comes back has none", () => {
    const streams = edges
      .filter(({ kind }) => kind === "stream")
      .map(({ from, to }) => `${title(from)} → ${title(to)}`);
    expect(streams.sort()).toEqual(["enq → stage0…1", "stage0…1 → deq"]);
    const others = edges
      .filter(({ kind }) => kind !== "stream")
      .map((each) => `${title(each.from)} → ${title(each.to)} ${each.kind}`);
    expect(others.sort()).toEqual([
      "clear → history wire",
      "clear → lastSeen logic",
      "history → old wire",
      // As the address that is read, and as what is written.
      "lastSeen → history wire",
      "lastSeen → history wire",
      "lastSeen → seen wire",
      "stage0…1 → lastSeen logic",
    ]);
  });

  test("two different modules in one: both boxes, and what goes through logic between them is dashed", () => {
    const top = hierarchy.modules.top;
    if (top === undefined) throw new Error("no top");
    const graph = schematicGraph(hierarchy, top);
    expect(graph.nodes.filter(({ kind }) => kind === "instance").map(({ title: name }) => name)).toEqual([
      "dataPair",
      "alone",
    ]);
    expect(graph.edges.map(({ text, kind }) => `${kind}: ${text}`)).toContain(
      "logic: dataPair.deq → alone.enq, through logic",
    );
  });
});

const cell = (name: string, more: Partial<PlacedCell> = {}): PlacedCell => ({
  ...{ name, type: "ICESTORM_LC", x: 1, y: 1, bel: "lc0", use: "lut" },
  ...more,
});

describe("owners of cells", () => {
  const cells = [
    cell("data_pair.stage0.held_SB_DFF_Q_3_DFFLC", { use: "ff" }),
    cell("data_pair.last_seen_SB_DFF_Q"),
    cell("led_n_SB_DFF_Q", { file: "pair.v" }),
    cell("led_n_SB_LUT4_I2_O_SB_LUT4_O_LC"),
    cell("other_SB_LUT4_O", { file: "doubler.v" }),
    cell("$nextpnr_ICESTORM_LC_3"),
    cell("led_n$sb_io", { type: "SB_IO", file: "pair.v" }),
  ];
  const ownerOf = ownerFinder(hierarchy, cells);

  test("by path; by file where the module occurs once; by the net's name; else nobody", () => {
    expect(cells.map(ownerOf)).toEqual([
      "data_pair.stage0",
      "data_pair",
      "data_pair",
      "data_pair",
      // There are three doublers.
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("the table of modules adds up: equal instances are one row", () => {
    const rows = moduleRows(hierarchy, cells);
    expect(rows.map(({ depth, name, counts }) => [depth, name, counts.logic, counts.flipFlops])).toEqual([
      [0, "top", 4, 1],
      [1, "dataPair", 4, 1],
      [2, "stage0…1", 1, 1],
    ]);
  });
});

describe("regions", () => {
  const many = (path: string, count: number): PlacedCell[] =>
    Array.from({ length: count }, (_, i) => cell(`${path}.n${i}`));

  test("every cell but pins is in exactly one; large parts apart, small ones with what is around them", () => {
    const cells = [
      ...many("data_pair.stage0", 400),
      ...many("data_pair.stage1", 300),
      ...many("data_pair", 10),
      ...many("alone", 5),
      ...many("$PACKER", 3),
      cell("x$sb_io", { type: "SB_IO" }),
    ];
    const placement: PlacedDesign = { family: "ice40", cells };
    const regions = regionsOf(placement, ownerFinder(hierarchy, cells));
    expect(regions.map(({ path, kind, counts }) => [path, kind, counts.logic])).toEqual([
      ["data_pair.stage0", "whole", 400],
      ["data_pair.stage1", "whole", 300],
      ["", "rest", 15],
      ["", "tools", 3],
    ]);
    expect(regions.flatMap((region) => region.cells).length).toBe(cells.length - 1);
  });

  test("a part that consists of many small ones stays whole", () => {
    const cells = [...many("alone", 190), ...many("data_pair.stage0", 5), ...many("data_pair.stage1", 5)];
    const regions = regionsOf({ family: "ice40", cells }, ownerFinder(hierarchy, cells));
    expect(regions.map(({ path, kind, counts }) => [path, kind, counts.logic])).toEqual([
      ["alone", "whole", 190],
      ["data_pair", "whole", 10],
    ]);
  });
});
