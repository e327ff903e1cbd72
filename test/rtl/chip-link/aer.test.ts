import { describe, expect, it } from "vitest";
import { elaborate, type Module, type Ports } from "../../../hdlgen/index.ts";
import { AerReceiver } from "../../../rtl/chip-link/aer-receiver.ts";
import { AerSender } from "../../../rtl/chip-link/aer-sender.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { boot, openAer, period } from "../../links/link-bench.ts";

const shape = { routeBits: 2, indexBits: 3 } as const;

function open(module: Module<Ports>) {
  const simulation = openEmbedded(elaborate(module));
  boot(simulation, 0);
  return simulation;
}

describe.each([4, 2] as const)("parallel AER with %i phases", (phases) => {
  it.each([1, 2, 3])(
    "loses, doubles and reorders nothing between clocks that differ, with lines that are apart, seed %i",
    (seed) => {
      const { from, to, chips } = openAer(phases, seed, period + 900 * (seed - 2), 25_000);
      from.toSend = 300;
      from.offers = seed === 1 ? 1 : 0.1;
      to.takes = seed === 3 ? 0.05 : 1;
      chips.advance(10_000 * period);
      expect(to.received.length).toBe(300);
      expect(to.received).toEqual(from.sent);
    },
  );

  it("leaves markers at home where the other device has no ticks", () => {
    const sim = open(AerSender({ ...shape, phases, markers: "none", setupCycles: 1 }));
    sim.port("enq_valid").value = 1;
    sim.port("enq_payload_marker").value = 1;
    for (let i = 0; i < 20; i++) {
      expect(sim.port("enq_ready").value).toBe(1);
      sim.step();
      expect(sim.port("request").value).toBe(0);
    }
    sim.port("enq_payload_marker").value = 0;
    sim.port("enq_payload_route").value = 3;
    sim.port("enq_payload_index").value = 7;
    sim.step(3);
    expect([sim.port("request").value, sim.port("address").value]).toEqual([1, 31]);
  });

  it("the highest address comes out as an event where there are no markers, else as a marker", () => {
    for (const markers of ["none", "highest"] as const) {
      const sim = open(AerReceiver({ ...shape, phases, markers }));
      sim.port("address").value = 31;
      sim.port("request").value = 1;
      expect(sim.runUntil("deq_valid", 10)).toBe(3);
      const [marker, route, index] = ["marker", "route", "index"].map((name) => sim.port(`deq_payload_${name}`).value);
      expect([marker, route, index]).toEqual(markers === "none" ? [0, 3, 7] : [1, 0, 0]);
    }
  });
});

it("a four-phase sender keeps its address until the acknowledgement has come and gone", () => {
  const sim = open(AerSender({ ...shape, phases: 4, markers: "none", setupCycles: 2 }));
  sim.port("enq_valid").value = 1;
  sim.port("enq_payload_index").value = 5;
  sim.step();
  sim.port("enq_payload_index").value = 6;
  const rows: string[] = [];
  for (let cycle = 0; cycle < 16; cycle++) {
    sim.port("acknowledge").value = cycle >= 5 && cycle < 9 ? 1 : 0;
    rows.push(`${sim.port("request").value}${sim.port("acknowledge").value} ${sim.port("address").value}`);
    sim.step();
  }
  expect(rows.join(", ")).toMatchInlineSnapshot(
    `"00 5, 00 5, 10 5, 10 5, 10 5, 11 5, 11 5, 11 5, 01 5, 00 5, 00 5, 00 5, 00 6, 00 6, 10 6, 10 6"`,
  );
});

it("aer sender: refuses to take an event for a marker", () => {
  const sim = open(AerSender({ ...shape, phases: 4, markers: "highest", setupCycles: 1 }));
  sim.port("enq_valid").value = 1;
  sim.port("enq_payload_route").value = 3;
  sim.port("enq_payload_index").value = 7;
  expect(() => sim.step()).toThrow("no sender has the address of markers");
});
