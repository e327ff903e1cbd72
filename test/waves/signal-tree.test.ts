import { describe, expect, it } from "vitest";
import {
  bool,
  elaborate,
  enumeration,
  input,
  instance,
  module,
  nodes,
  output,
  ram,
  regs,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { Spram256Ka } from "../../hdlgen/targets/ice40.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { scopesBelow, signalsByPath, signalTree } from "../../sim/signal-tree.ts";
import { benchOf } from "../support/cell-bench.ts";
import { circuitOf, comparable } from "../support/circuits/circuit.ts";
import { cells } from "../support/every-design.ts";

const Mode = enumeration("mode", ["idle", "run"]);

const Inner = module(
  "inner",
  (_: object) => ({ en: input(bool), count: output(uint(4)) }),
  ({ en }) => {
    const { count } = regs({ count: [uint(4), 0] });
    const { sum } = nodes({ sum: count.addw(en.asUInt()) });
    count.next = sum;
    return { count };
  },
);

const Outer = module(
  "outer",
  (_: object) => ({ en: input(bool), at: output(uint(4)), word: output(uint(8)) }),
  ({ en }) => {
    const { mode } = regs({ mode: [Mode, "idle"] });
    mode.next = "run";
    const { gate } = wires({ gate: bool });
    gate.value = en;
    const { count } = instance("left", Inner({}), { en: gate });
    instance("right", Inner({}), { en });
    const words = ram("words", uint(8), { depth: 16, collision: "readFirst" });
    return { at: count, word: words.read(count) };
  },
);

const designs: readonly (readonly [string, Design])[] = [
  ...Object.entries(cells).map(([name, cell]) => [name, elaborate(cell)] as const),
  ["SPRAM", benchOf([Spram256Ka({})])],
  ...[1, 2, 3, 4, 5, 6].map((seed) => [`random circuit ${seed}`, circuitOf(seed, comparable).design] as const),
];

describe("signalTree", () => {
  it("lists scopes, signals by kind and memories, each name once", () => {
    const tree = signalTree(elaborate(Outer({})));
    const shown = scopesBelow(tree).map(({ path, name, module: moduleName, signals, memories }) => [
      `${path || "(top)"} = ${name}: ${moduleName}`,
      ...signals.map(({ path: at, kind, isState }) => `${at} ${kind}${isState ? " state" : ""}`),
      ...memories.map(({ path: at, depth, type }) => `${at} ${depth} × ${type.width}`),
    ]);
    expect(shown).toEqual([
      [
        "(top) = outer: outer",
        "clk clock",
        "rst input",
        "en input",
        "at output",
        "word output",
        "mode register state",
        "words_q register state",
        "gate net",
        "left_count net",
        "right_count net",
        "words 16 × 8",
      ],
      [
        "left = left: inner",
        "left.clk clock",
        "left.rst input",
        "left.en input",
        "left.count output state",
        "left.sum net",
      ],
      [
        "right = right: inner",
        "right.clk clock",
        "right.rst input",
        "right.en input",
        "right.count output state",
        "right.sum net",
      ],
    ]);
  });

  it("keeps labels, and the line that declared a signal", () => {
    const mode = signalsByPath(signalTree(elaborate(Outer({})))).get("mode");
    expect(mode?.type.labels).toEqual(["idle", "run"]);
    expect(mode?.site?.location).toMatch(/signal-tree\.test\.ts:\d+:\d+$/);
  });

  it.each(designs)("%s: state and memories are those of the engine, the top's ports too", (_, design) => {
    const tree = signalTree(design);
    const signals = [...signalsByPath(tree).values()];
    const sim = openEmbedded(design);
    expect(signals.flatMap(({ path, isState }) => (isState ? [path] : [])).sort()).toEqual(
      [...sim.names.registers].sort(),
    );
    expect(
      scopesBelow(tree)
        .flatMap((scope) => scope.memories.map(({ path }) => path))
        .sort(),
    ).toEqual([...sim.names.memories].sort());
    for (const { path, type, kind } of tree.signals) {
      if ((kind === "input" || kind === "output") && path !== "rst") expect(sim.port(path).width).toBe(type.width);
    }
    for (const { path, type, isState } of signals) if (isState) expect(sim.register(path).width).toBe(type.width);
    sim.close();
  });

  it.each(designs)("%s: every name is declared in the Verilog of its module", (_, design) => {
    const text = Object.values(printVerilog(design)).join("\n");
    for (const { module: name, signals } of scopesBelow(signalTree(design))) {
      const body = new RegExp(`^module ${name}\\b[^]*?^endmodule`, "m").exec(text)?.[0] ?? "";
      const missing = signals.filter((signal) => !new RegExp(`\\b${signal.name}\\b`).test(body));
      expect(missing.map(({ path }) => path)).toEqual([]);
    }
  });
});
