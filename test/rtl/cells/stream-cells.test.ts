/** What all cells with one stream in and one out have in common. */
import { describe, expect, it } from "vitest";
import { elaborate, type Module, type Ports, uint } from "../../../hdlgen/index.ts";
import { Fifo } from "../../../rtl/cells/fifo.ts";
import { RegisterSlice } from "../../../rtl/cells/register-slice.ts";
import { SkidBuffer } from "../../../rtl/cells/skid-buffer.ts";
import { Random } from "../../support/random.ts";
import { textWaveform } from "../../support/text-waveform.ts";
import { lint } from "../../support/verilator-lint.ts";
import { openStreamCell, streamTraffic, willingness } from "./stream-traffic.ts";

interface Subject {
  readonly name: string;
  readonly of: (width: number) => Module<Ports>;
  readonly capacity: number;
  readonly latency: number;
}

const subjects: readonly Subject[] = [
  { name: "skid buffer", of: (width) => SkidBuffer({ type: uint(width) }), capacity: 2, latency: 1 },
  ...(["forward", "backward"] as const).map((cut) => ({
    name: `register slice, ${cut}`,
    of: (width: number) => RegisterSlice({ type: uint(width), cut }),
    capacity: 1,
    latency: cut === "forward" ? 1 : 0,
  })),
  ...[2, 3, 8].map((depth) => ({
    name: `fifo of ${depth} in logic`,
    of: (width: number) => Fifo({ type: uint(width), depth, storage: "logic" as const }),
    capacity: depth,
    latency: 1,
  })),
  ...[4, 16].map((depth) => ({
    name: `fifo of ${depth} in block memory`,
    of: (width: number) => Fifo({ type: uint(width), depth, storage: "block" as const }),
    capacity: depth,
    latency: 2,
  })),
];

describe.each(subjects)("$name", ({ of, capacity, latency }) => {
  it.each([1, 2, 13, 64])("keeps order and loses nothing, whatever both sides do: %i bits", (width) => {
    const random = new Random(width);
    const opened = openStreamCell(of(width), random.seed);
    for (const source of willingness) {
      for (const sink of willingness) {
        const left = streamTraffic(opened, { width, capacity, latency }, random, { source, sink, cycles: 120 });
        expect(left).toBeGreaterThan(0);
        // The next round starts with an empty model.
        opened.simulation.reset();
      }
    }
  });

  it("moves a word in every cycle while both sides are willing", () => {
    const random = new Random(1);
    const opened = openStreamCell(of(8));
    opened.simulation.step();
    expect(streamTraffic(opened, { width: 8, capacity, latency }, random, { source: 1, sink: 1, cycles: 100 })).toBe(
      100 - latency,
    );
  });

  it("takes exactly its capacity while nothing leaves", () => {
    const { simulation, pins } = openStreamCell(of(8));
    simulation.step();
    pins.enqValid.value = 1;
    let taken = 0;
    for (let cycle = 0; cycle < capacity + 5; cycle++) {
      taken += pins.enqReady.value;
      simulation.step();
    }
    expect(taken).toBe(capacity);
  });

  it("is empty after a reset in mid-stream", () => {
    const { simulation, pins } = openStreamCell(of(8));
    pins.enqValid.value = 1;
    simulation.step(capacity + 3);
    pins.enqValid.value = 0;
    simulation.reset();
    expect(pins.deqValid.value).toBe(0);
    pins.deqReady.value = 1;
    for (let cycle = 0; cycle < capacity + 3; cycle++) {
      expect(pins.deqValid.value).toBe(0);
      simulation.step();
    }
    expect(pins.enqReady.value).toBe(1);
  });

  it("makes Verilog that Verilator has nothing to say about", async () => {
    expect(await lint(elaborate(of(1)))).toBe("");
    expect(await lint(elaborate(of(13)))).toBe("");
  });

  it("fills, stalls and drains", () => {
    const { simulation, pins } = openStreamCell(of(8));
    simulation.step();
    const shown = ["enq_valid", "enq_ready", "enq_payload", "deq_valid", "deq_ready", "deq_payload"];
    let word = 0xa0;
    const waveform = textWaveform(simulation, shown, 16, (cycle) => {
      pins.enqValid.value = cycle < 10 ? 1 : 0;
      pins.deqReady.value = cycle === 2 || cycle >= 8 ? 1 : 0;
      pins.enqPayload.value = word;
      if (pins.enqValid.value === 1 && pins.enqReady.value === 1) word++;
    });
    expect(`\n${waveform}`).toMatchSnapshot();
  });
});
