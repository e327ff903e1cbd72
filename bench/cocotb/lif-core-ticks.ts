import assert from "node:assert/strict";
import { aerMarker, busSpaces } from "../../config/index.ts";
import { RingCore, type RingData, ringData, ringSize } from "./designs/ring.ts";
import { twin } from "./support/twin.ts";

const data: RingData = ringData();

/** A ring of neurons, loaded over the core's bus, runs 30 ticks; membranes are read over the bus and from inside. */
export const lifCoreTicks = twin(
  "lif_core_ticks",
  RingCore(),
  (tb, log) => {
    const { dut } = tb;
    const { events, spikes, bus, busData, busy } = dut;
    /** A row of one neuron: its membrane in the lowest bits. */
    const state = tb.memory("neurons.state0");

    /** Writes weights and parameters over the core's bus, a word in every third cycle. */
    function* load(blocks: RingData["blocks"]) {
      for (const { space, address, words } of blocks) {
        bus.space.value = space;
        for (const [offset, word] of words.entries()) {
          bus.address.value = address + offset;
          bus.data.value = word;
          bus.write.value = 1;
          yield;
          bus.write.value = 0;
          yield tb.cycles(2);
        }
      }
      yield tb.cycles(8);
    }

    /** The events of every tick, and its marker. */
    function* send(ticks: RingData["ticks"]) {
      for (const [number, active] of ticks.entries()) {
        for (const word of [...active, aerMarker | number]) {
          events.valid.value = 1;
          events.payload.value = word;
          do yield;
          while (events.ready.value === 0);
        }
        events.valid.value = 0;
      }
    }

    /** Slots that fired, tick by tick. */
    function* receive(count: number) {
      spikes.ready.value = 1;
      let fired: number[] = [];
      for (let left = count; left > 0; ) {
        yield;
        if (spikes.valid.value === 0) continue;
        const word = spikes.payload.value;
        if (word & aerMarker) {
          log.note(`${tb.cycle}: tick ${word & 0x7fff}, fired [${fired.join(", ")}]`);
          fired = [];
          left--;
        } else {
          fired.push(word);
        }
      }
    }

    const readMembrane = (slot: number): number => {
      bus.space.value = busSpaces.membranes;
      bus.address.value = slot;
      bus.read.value = 1;
      tb.step();
      bus.read.value = 0;
      tb.until(() => busData.valid.value === 1);
      return busData.data.value;
    };

    tb.reset(2);
    tb.run(function* () {
      yield* load(data.blocks);
      dut.clear.value = 1;
      yield;
      dut.clear.value = 0;
      yield tb.cycles(2);
      while (busy.value === 1) yield;
      tb.fork(send(data.ticks));
      yield tb.fork(receive(data.ticks.length));
    });
    tb.until(() => busy.value === 0);
    const slots = Array.from({ length: ringSize }, (_, slot) => slot);
    const overBus = slots.map(readMembrane);
    const inside = slots.map((slot) => state.get(slot));
    assert.deepEqual(
      overBus.map((word) => word & 0xfff),
      inside.map((word) => word & 0xfff),
    );
    log.note(`${tb.cycle}: membranes [${overBus.join(", ")}]`);
  },
  { data },
);
