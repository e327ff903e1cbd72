import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { RoundRobinArbiter } from "../../../rtl/cells/round-robin-arbiter.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";
import { textWaveform } from "../../support/text-waveform.ts";
import { lint } from "../../support/verilator-lint.ts";

function open(count: number) {
  const simulation = openEmbedded(elaborate(RoundRobinArbiter({ count })));
  const [request, accept, grant] = [simulation.port("request"), simulation.port("accept"), simulation.port("grant")];
  request.value = 0;
  simulation.reset();
  return { simulation, request, accept, grant };
}

describe("round-robin arbiter", () => {
  it.each([2, 3, 7, 32])("grants the next in turn, and the same until it is accepted: %i requesters", (count) => {
    const random = new Random(count);
    const { simulation, request, accept, grant } = open(count);
    const everyone = Array.from({ length: count }, (_, i) => i);
    let turn = 0;
    for (let cycle = 0; cycle < 2000; cycle++) {
      const density = [0, 0.1, 0.5, 0.9, 1][Math.floor(cycle / 100) % 5] ?? 0;
      const asking = everyone.filter(() => random.chance(density));
      request.value = asking.reduce((word, i) => word + 2 ** i, 0);
      accept.value = random.chance(0.6) ? 1 : 0;
      const next = [...everyone.slice(turn), ...everyone.slice(0, turn)].find((i) => asking.includes(i));
      expect(grant.value, `cycle ${cycle}, seed ${random.seed}`).toBe(next === undefined ? 0 : 2 ** next);
      if (next !== undefined) turn = accept.value === 1 ? (next + 1) % count : next;
      simulation.step();
    }
  });

  it("starts with the first after a reset in mid-turn", () => {
    const { simulation, request, accept, grant } = open(3);
    request.value = 7;
    accept.value = 1;
    simulation.step(2);
    expect(grant.value).toBe(4);
    simulation.reset();
    expect(grant.value).toBe(1);
  });

  it("goes round", () => {
    const { simulation, request, accept } = open(4);
    const requests = [0, 0xa, 0xa, 0xf, 0xf, 0xf, 0xf, 0xf, 0x5, 0x5, 0x1, 0];
    const waveform = textWaveform(simulation, ["request", "accept", "grant"], 12, (cycle) => {
      request.value = requests[cycle] ?? 0;
      accept.value = cycle % 5 === 1 ? 0 : 1;
    });
    expect(`\n${waveform}`).toMatchSnapshot();
  });

  it("makes Verilog that Verilator has nothing to say about", async () => {
    for (const count of [2, 5, 32]) expect(await lint(elaborate(RoundRobinArbiter({ count })))).toBe("");
  });
});
