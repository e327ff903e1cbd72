import { expect, test } from "vitest";
import { placeSystem } from "../../../compile/cluster/place-system.ts";
import { systemLoad } from "../../../compile/cluster/system-load.ts";
import { place } from "../../../compile/index.ts";
import { predictRun } from "../../../compile/plan/index.ts";
import { coreTiming } from "../../../rtl/core/core-timing.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, type RandomNetworkOptions, randomInput, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";
import { SystemInterpreter } from "../../support/system-interpreter.ts";

const some = { ...oneCore, maxPopulations: 5, maxNeurons: 48, maxChannels: 16, maxAxons: 200 };

function activityOf(seed: number, ticks: number, options: RandomNetworkOptions = {}) {
  const random = new Random(seed);
  const net = randomNetwork(seed, { ...some, ...options });
  const model = new Reference(net);
  const activity = randomInput(random, net, ticks).map((channels) => ({
    channels,
    neurons: [...model.tick(channels).spikes],
  }));
  return { random, net, activity };
}

test("words on links and events of cores are those of the interpreter, tick by tick: 40 networks", () => {
  let words = 0;
  for (let seed = 300; seed < 340; seed++) {
    const { random, net, activity } = activityOf(seed, 20);
    const options = {
      cores: random.pick([1, 4, 9]),
      chips: random.integer(1, 4),
      topology: random.pick(["line", "star"] as const),
      fabric: random.pick(["tree", "mesh"] as const),
    };
    const { system } = placeSystem(net, roomyTarget(2), options);
    const [core] = system.clusters[0]?.nodes ?? [];
    if (core === undefined) throw new Error("no core");
    const load = systemLoad(system, coreTiming({ shape: core.config.shape, fabric: "ice40hx" }), activity);
    const placed = new SystemInterpreter(system);
    const linkWords = system.links.flatMap(() => [0, 0]);
    const most = linkWords.slice();
    const events = load.cores.map(() => 0);
    for (const { channels } of activity) {
      placed.tick(channels);
      const now = system.links.flatMap(({ a, b }) =>
        [a, b].map(({ chip, link }) => placed.linkLoad[chip]?.[link] ?? -1),
      );
      for (const [i, count] of now.entries()) {
        linkWords[i] = (linkWords[i] ?? 0) + count;
        most[i] = Math.max(most[i] ?? 0, count);
      }
      for (const [i, count] of placed.eventLoad.flat().entries()) events[i] = (events[i] ?? 0) + count;
    }
    const where = `seed ${seed}, ${JSON.stringify(options)}`;
    expect(
      load.links.map((link) => Math.round(link.words.mean * activity.length)),
      where,
    ).toEqual(linkWords);
    expect(
      load.links.map((link) => link.words.most),
      where,
    ).toEqual(most);
    expect(
      load.cores.map((each) => Math.round(each.events.mean * activity.length)),
      where,
    ).toEqual(events);
    expect(load.cycles.most, where).toBeGreaterThanOrEqual(Math.max(...load.cores.map(({ cycles }) => cycles.most)));
    words += linkWords.reduce((sum, count) => sum + count, 0);
  }
  expect(words).toBeGreaterThan(5000);
});

test("a system of one core takes the cycles that are predicted for the core alone", () => {
  let compared = 0;
  for (let seed = 400; seed < 420; seed++) {
    const { net, activity } = activityOf(seed, 30, { maxInputs: 1, sparsity: "none" });
    const config = place(net, roomyTarget(4));
    const timing = coreTiming({ shape: config.shape, fabric: "ice40hx" });
    const { system } = placeSystem(net, roomyTarget(4), { cores: 1 });
    // An input that nobody hears is not sent.
    if (system.channelRoute.includes(-1)) continue;
    const { cycles, cores } = systemLoad(system, timing, activity);
    expect(Math.round(cycles.mean * activity.length), `seed ${seed}`).toBe(
      predictRun(net, config, timing, activity).cycles,
    );
    expect(cores.map(({ neurons, weightWords }) => [neurons, weightWords])).toEqual([
      [net.neurons.count, config.weightWordsUsed],
    ]);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(10);
});
