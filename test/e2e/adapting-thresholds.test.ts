import { describe, expect, it } from "vitest";
import {
  type AdaptationSettings,
  compileNetwork,
  findBoard,
  learnedNetwork,
  lif,
  network,
  openRunner,
  parseNetwork,
  writeNetwork,
} from "../../index.ts";
import { Random } from "../support/random.ts";

const size = 20;

/** Twenty neurons that hear the same inputs and silence each other: who hears a little more fires more often. */
function competition(adaptation?: AdaptationSettings) {
  const random = new Random(5);
  const inputs = Array.from({ length: 16 }, () => Array.from({ length: size }, () => random.integer(4, 7)));
  const silence = Array.from({ length: size }, (_, from) =>
    Array.from({ length: size }, (_, to) => (from === to ? 0 : -8)),
  );
  const neuron = lif({
    threshold: 40,
    leak: { kind: "shift", shift: 3 },
    reset: "subtract",
    refractory: 2,
    ...(adaptation === undefined ? {} : { adaptation }),
  });
  return network("competition", { weightBits: 4, membraneBits: 12, weightScale: 1 })
    .input("in", 16)
    .population("cells", { size, neuron })
    .population("counter", { size: 3, neuron: lif({ threshold: 7, bias: [0, 1, 2], reset: "subtract" }) })
    .project("in", "cells", { weights: inputs })
    .project("cells", "cells", { weights: silence })
    .project("cells", "counter", { weights: Array.from({ length: size }, () => [1, 2, 3]) })
    .output("cells")
    .output("counter")
    .build();
}

const rising: AdaptationSettings = { increment: 6, limit: 300, period: 4, shift: 5 };
const random = new Random(9);
const input = Array.from({ length: 150 }, () =>
  Array.from({ length: 16 }, (_, i) => i).filter(() => random.chance(0.4)),
);

/** Spikes of each cell. */
function counted(run: (observe: (state: { readonly spikes: readonly number[] }) => void) => unknown): number[] {
  const counts = new Array<number>(size).fill(0);
  run(({ spikes }) => {
    for (const neuron of spikes) if (neuron < size) counts[neuron] = (counts[neuron] ?? 0) + 1;
  });
  return counts;
}

describe.each(["icebreaker", "hx8k-evn"])("thresholds that adapt, on the core of %s", (board) => {
  it("equal the reference tick by tick and in a stream, and go on from run to run", async () => {
    const runner = await openRunner("embedded", compileNetwork(competition(rising), await findBoard(board)), 3);
    try {
      const first = counted((observe) => expect(runner.run(input, observe).mismatch).toBeUndefined());
      const after = runner.learned();
      expect(after.mismatch).toBeUndefined();
      expect(Math.max(...(after.adaptation ?? []))).toBeGreaterThan(50);
      expect(after.adaptation?.slice(size), "who does not adapt").toEqual(new Int32Array(3));

      const second = counted((observe) => expect(runner.run(input, observe).mismatch).toBeUndefined());
      expect(second, "the thresholds of the first run are still up").not.toEqual(first);
      expect(runner.stream(input).mismatch).toBeUndefined();
      expect(runner.learned().mismatch).toBeUndefined();
    } finally {
      runner.close();
    }
  });
});

it("thresholds that adapt even out how often neurons fire", async () => {
  const rates = async (adaptation?: AdaptationSettings): Promise<number[]> => {
    const runner = await openRunner("embedded", compileNetwork(competition(adaptation), await findBoard("icebreaker")));
    const counts = counted((observe) => runner.run(input, observe));
    runner.close();
    return counts;
  };
  const [fixed, adapting] = [await rates(), await rates(rising)];
  const spread = (counts: readonly number[]): number => Math.max(...counts) / Math.min(...counts);
  expect(spread(fixed)).toBeGreaterThan(2);
  expect(spread(adapting)).toBeLessThan(1.5);
});

it("raised thresholds are saved with the network, and loaded again", async () => {
  const net = competition(rising);
  const board = await findBoard("icebreaker");
  const runner = await openRunner("embedded", compileNetwork(net, board));
  runner.run(input);
  const learned = runner.learned();
  runner.close();
  const again = parseNetwork(writeNetwork(learnedNetwork(net, learned)), "again.network.json");
  const loaded = await openRunner("embedded", compileNetwork(again, board));
  expect(loaded.learned()).toEqual(learned);
  expect(loaded.run(input).mismatch).toBeUndefined();
  loaded.close();
});
