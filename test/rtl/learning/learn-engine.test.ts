import { describe, expect, it } from "vitest";
import { fabrics, weightSlices } from "../../../config/index.ts";
import { Random } from "../../support/random.ts";
import { EngineBench, slicesOf } from "./engine-bench.ts";
import { EngineModel } from "./engine-model.ts";
import { drawPlan, type EnginePlan, type PlanWishes } from "./engine-plan.ts";

/** Weights at first; records are zero. */
function drawWords({ parameters, entries }: EnginePlan, random: Random): number[][] {
  const { weightWords, lanes, weightBits } = parameters.shape;
  const words = Array.from({ length: weightWords }, () =>
    Array.from({ length: lanes }, () => random.integer(0, 2 ** weightBits - 1)),
  );
  for (const { recordBase, axons } of entries) {
    for (let i = 0; i < axons; i++) words[recordBase + i]?.fill(0);
  }
  return words;
}

/** Runs a random program on both; throws at the first difference. Returns how many lanes were visited. */
function compare(seed: number, wishes: PlanWishes): number {
  const plan = drawPlan(seed, wishes);
  const words = drawWords(plan, new Random(seed));
  const model = new EngineModel(plan, words);
  const bench = new EngineBench(plan, words, seed);
  const check = (what: string): void => {
    expect(bench.visits, `seed ${seed}: ${what}`).toEqual(model.visits);
    expect(bench.taught, `seed ${seed}: ${what}`).toEqual(model.taught);
    for (const part of [bench, model]) {
      visited += part === model ? part.visits.length : 0;
      part.visits.length = 0;
      part.taught.length = 0;
    }
  };
  let visited = 0;
  plan.ticks.forEach((tick, i) => {
    if (tick.before === "flush") {
      bench.flush();
      model.flush(bench.posts);
    } else if (tick.before === "clear") {
      bench.clear();
      model.clear(bench.posts);
    } else if (tick.before === "switch") {
      bench.flush();
      model.switch(tick.entry, bench.posts);
      const entry = model.entries[tick.entry];
      if (entry === undefined) throw new Error("no entry");
      bench.program(tick.entry, entry);
      for (let axon = 0; axon < entry.axons; axon++) bench.memory[entry.recordBase + axon]?.fill(0);
    }
    check(`${tick.before} before tick ${i}`);
    bench.tick(tick);
    model.tick(tick);
    check(`tick ${i}`);
  });
  expect(bench.memory, `seed ${seed}: memory`).toEqual(expectedMemory(plan, model));
  return visited;
}

function expectedMemory({ parameters, learning }: EnginePlan, model: EngineModel): number[][] {
  const slices = weightSlices(parameters.shape);
  const memory = model.words.map((lanes) => slicesOf(lanes, parameters.shape.weightBits, slices));
  if (learning.kind === "sdsp") return memory;
  for (const [place, bits] of model.records()) {
    const word = memory[place] ?? [];
    for (let slice = 0; slice < learning.historyBits / 16; slice++) {
      word[slice] = Number.parseInt(bits.slice(bits.length - 16 * (slice + 1), bits.length - 16 * slice), 2);
    }
  }
  return memory;
}

describe("learn engine", () => {
  for (const [i, fabric] of fabrics.entries()) {
    it(`visits the lanes that it has to, in order, on random programs (${fabric})`, () => {
      let visited = 0;
      for (let seed = 8 * i + 1; seed <= 8 * i + 8; seed++) visited += compare(seed, { fabric });
      expect(visited).toBeGreaterThan(1000);
    });
  }

  it("forgets arrivals when they are older than the window, while records turn several times", () => {
    const learning = { kind: "pairs", historyBits: 32, second: "none", normalise: false, projections: 1 } as const;
    for (const slowPeriod of [8, 16] as const) {
      compare(slowPeriod, { ticks: 100, learning: { ...learning, slowPeriod } });
    }
  });
});
