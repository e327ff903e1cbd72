import { describe, expect, it } from "vitest";
import { compileNetwork, coreDesign, coreImage, findBoard, lif, network, Reference } from "../../../index.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { aerSink, aerSource, pause, scoreboard, streamPort, testbench } from "../../../sim/harness/index.ts";
import { NetworkRun } from "../../../sim/harness/network-run.ts";
import { Random } from "../../support/random.ts";

describe("address event agents on a core", () => {
  it("send ticks and receive the spikes of the reference, whatever the pauses", async () => {
    const compiled = compileNetwork(
      network("ring", { weightBits: 4, membraneBits: 12, weightScale: 1 })
        .input("kick", 6)
        .population("ring", { size: 24, neuron: lif({ threshold: 5, refractory: 1 }) })
        .project("kick", "ring", { weights: { synapses: Array.from({ length: 6 }, (_, i) => [i, 4 * i, 7]) } })
        .project("ring", "ring", { weights: { synapses: Array.from({ length: 24 }, (_, i) => [i, (i + 1) % 24, 5]) } })
        .output("ring")
        .build(),
      await findBoard("icebreaker"),
    );
    const sim = openEmbedded(coreDesign(compiled));
    const { driver, config } = new NetworkRun(compiled.config, sim);
    driver.load(coreImage(config));
    driver.clear();

    const tb = testbench(sim);
    const events = aerSource(tb, streamPort(tb, "events"), { pause: pause.random(0.2) });
    const spikes = aerSink(tb, streamPort(tb, "spikes"), { pause: pause.bursts(4, 9) });
    const reference = new Reference(compiled.network);
    const board = scoreboard<readonly number[]>(tb, "spikes by tick");
    spikes.onTransfer((tick) => board.actual([...tick.events].sort((a, b) => a - b)));

    const random = new Random(5);
    for (let tick = 0; tick < 40; tick++) {
      const channels = [0, 1, 2, 3, 4, 5].filter(() => random.chance(0.1));
      events.send(channels.map((channel) => config.channelWord[channel] ?? 0));
      board.expect(reference.tick(channels).spikes.map((neuron) => config.slotOfNeuron[neuron] ?? -1));
    }
    const all = spikes.recvAll(40);
    expect(all.flatMap((tick) => tick.events).length).toBeGreaterThan(40);
    expect(board.matched).toBe(40);
    tb.close();
  });
});
