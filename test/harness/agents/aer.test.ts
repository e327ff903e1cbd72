import { describe, expect, it } from "vitest";
import { bool, module, nodes, regs, stream, uint, when } from "../../../hdlgen/index.ts";
import { aerSink, aerSource, openTestbench, pause, scoreboard } from "../../../sim/harness/index.ts";
import { messageOf } from "../../support/error-texts.ts";

type Fault = "none" | "skipsMarker" | "repeatsMarker";

/** Events one further, markers as they are. */
const Relay = module(
  "relay",
  (_: { fault: Fault }) => ({ events: stream.in(uint(16)), spikes: stream.out(uint(16)) }),
  ({ events, spikes }, { fault }) => {
    const { full, word } = regs({ full: [bool, false], word: uint(16) });
    const { ready } = nodes({ ready: full.not().or(spikes.ready) });
    const { isMarker } = nodes({ isMarker: events.payload.bit(15) });
    const { isThird } = nodes({ isThird: isMarker.and(events.payload.slice(14, 0).eq(3)) });
    when(ready, () => {
      full.next = fault === "skipsMarker" ? events.valid.and(isThird.not()) : events.valid;
      word.next = isMarker.mux(events.payload, events.payload.addw(1));
      if (fault === "repeatsMarker")
        when(isThird, () => {
          word.next = 0x8002;
        });
    });
    return { events: { ready }, spikes: { valid: full, payload: word } };
  },
);

const ticks = [[1, 2, 3], [], [7], [4, 4], [], [9]];

describe("address event agents", () => {
  it.each(["embedded", "verilator"] as const)("send and receive ticks of events: %s", async (engine) => {
    const tb = await openTestbench(engine, Relay({ fault: "none" }));
    const source = aerSource(tb, tb.dut.events, { pause: pause.random(0.3) });
    const sink = aerSink(tb, tb.dut.spikes, { pause: pause.random(0.3) });
    const board = scoreboard<readonly number[]>(tb, "ticks");
    board.expectAll(ticks.map((events) => events.map((event) => event + 1)));
    sink.onTransfer(({ events }) => board.actual(events));
    tb.reset();
    source.sendAll(ticks);
    expect([source.nextTick, source.idle, source.pending]).toEqual([6, false, 13]);
    expect(sink.recv()).toEqual({ tick: 0, events: [2, 3, 4] });
    expect(sink.recvAll(5).map(({ tick }) => tick)).toEqual([1, 2, 3, 4, 5]);
    expect([sink.tryRecv(), sink.open, sink.ticks.length, source.idle]).toEqual([undefined, [], 6, true]);
    tb.close();
  });

  it("count ticks modulo 2^15, from the tick they are given on", async () => {
    const tb = await openTestbench("embedded", Relay({ fault: "none" }));
    const source = aerSource(tb, tb.dut.events, { firstTick: 32_767 });
    const sink = aerSink(tb, tb.dut.spikes, { firstTick: 32_767 });
    tb.reset();
    source.sendAll([[], [5]]);
    expect(sink.recvAll(2)).toEqual([
      { tick: 32_767, events: [] },
      { tick: 0, events: [6] },
    ]);
    tb.close();
  });

  it.each([
    ["skipsMarker", "the marker of tick 4 in cycle 13, where that of tick 3 was expected", 2],
    ["repeatsMarker", "the marker of tick 2 in cycle 12, where that of tick 3 was expected", 2],
  ] as const)("notice a marker out of turn: %s", async (fault, found, events) => {
    const tb = await openTestbench("embedded", Relay({ fault }));
    const source = aerSource(tb, tb.dut.events);
    aerSink(tb, tb.dut.spikes);
    tb.reset();
    source.sendAll(ticks);
    const text = messageOf(() => tb.step(100)).replace(/\n {4}(thrown|forked) at .*/g, "");
    expect(text.replace(/^SIM100 sink spikes: died in cycle \d+: /, "")).toBe(
      `SIM128 spikes: ${found}
    ${events} events came before it`,
    );
  });

  it("refuse words that are no events", async () => {
    const tb = await openTestbench("embedded", Relay({ fault: "none" }));
    const source = aerSource(tb, tb.dut.events);
    expect(messageOf(() => source.send([3, 0x8000]))).toBe(
      `SIM128 events, tick 0: 32768 is no event
    events are whole numbers from 0 to 32767; the marker is added by itself`,
    );
    tb.step();
    tb.close();
  });
});
