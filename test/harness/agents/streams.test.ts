import { describe, expect, it } from "vitest";
import { sint, uint } from "../../../hdlgen/index.ts";
import { AsyncFifo, Fifo } from "../../../rtl/cells/index.ts";
import {
  openTestbench,
  pause,
  streamMonitor,
  streamPort,
  streamSink,
  streamSource,
} from "../../../sim/harness/index.ts";
import { messageOf } from "../../support/error-texts.ts";
import { type Fault, Passing } from "./passing.ts";

const packets = Array.from({ length: 40 }, (_, i) => ({
  to: i % 16,
  kind: (["data", "control", "end"] as const)[i % 3] ?? "data",
  body: { low: i, high: 255 - i },
}));

/** Takes one item in three cycles. */
function* slow() {
  for (;;) yield* [true, true, false];
}

async function passing(fault: Fault, options: { readonly pauseOut?: boolean } = {}) {
  const tb = await openTestbench("embedded", Passing({ fault }));
  const monitor = streamMonitor(tb, tb.dut.deq);
  const source = streamSource(tb, tb.dut.enq);
  const sink = streamSink(tb, tb.dut.deq, options.pauseOut ? { pause: slow } : {});
  tb.reset();
  return { tb, monitor, source, sink };
}

describe.each(["embedded", "verilator"] as const)("streams on %s", (engine) => {
  it("carry numbers at one per cycle, and rest as they are told without losing any", async () => {
    const patterns = [
      [undefined, undefined],
      [pause.random(0.5), pause.every(4)],
      [pause.bursts(3, 5), pause.random(0.8, 7)],
      [[true, true, false, true], pause.never],
    ] as const;
    for (const [sourcePause, sinkPause] of patterns) {
      const tb = await openTestbench(engine, Fifo({ type: uint(8), depth: 4, storage: "logic" }));
      const source = streamSource(tb, tb.dut.enq, sourcePause === undefined ? {} : { pause: sourcePause });
      const sink = streamSink(tb, tb.dut.deq, sinkPause === undefined ? {} : { pause: sinkPause });
      const monitors = [streamMonitor(tb, tb.dut.enq), streamMonitor(tb, tb.dut.deq)];
      tb.reset();
      const items = Array.from({ length: 50 }, (_, i) => (i * 37) % 256);
      source.sendAll(items);
      const start = tb.cycle;
      expect(sink.recvAll(50)).toEqual(items);
      if (sourcePause === undefined) expect(tb.cycle - start).toBeLessThanOrEqual(54);
      else expect(tb.cycle - start).toBeGreaterThan(54);
      expect([source.idle, source.pending, sink.tryRecv()]).toEqual([true, 0, undefined]);
      expect(sink.collected).toEqual(items);
      for (const monitor of monitors) expect(monitor.transfers.map(({ item }) => item)).toEqual(items);
      tb.close();
    }
  });
});

describe("stream agents", () => {
  it("carry bundles as records, with labels of enumerations, typed by the port", async () => {
    const { tb, source, sink, monitor } = await passing("none");
    source.sendAll(packets);
    const first = sink.recv();
    const kind: "data" | "control" | "end" = first.kind;
    expect([kind, first.body.high]).toEqual(["data", 255]);
    expect(sink.recvAll(39)).toEqual(packets.slice(1));
    expect(monitor.transfers[3]?.item).toEqual(packets[3]);
    tb.close();
  });

  it("are used from processes, too", async () => {
    const tb = await openTestbench("embedded", Fifo({ type: sint(8), depth: 2, storage: "logic" }));
    const source = streamSource(tb, tb.dut.enq);
    const sink = streamSink(tb, tb.dut.deq);
    tb.reset();
    const echo = tb.fork(function* echoing() {
      const seen: number[] = [];
      for (let i = -2; i < 3; i++) {
        source.send(i);
        seen.push(yield* sink.queue.get());
      }
      yield tb.when(() => source.idle);
      return seen;
    });
    expect(tb.join(echo)).toEqual([-2, -1, 0, 1, 2]);
    tb.close();
  });

  it("offer an item one cycle after it was sent, and take it when the edge sees valid and ready", async () => {
    const tb = await openTestbench("embedded", Fifo({ type: uint(8), depth: 2, storage: "logic" }));
    const source = streamSource(tb, tb.dut.enq);
    const moved: number[] = [];
    source.onTransfer((item, cycle) => moved.push(item, cycle));
    tb.reset();
    source.send(9);
    const { valid, payload } = tb.dut.enq;
    const before = valid.value;
    tb.step();
    expect([before, valid.value, payload.value, source.pending]).toEqual([0, 1, 9, 1]);
    tb.step();
    expect([valid.value, source.pending, moved]).toEqual([0, 0, [9, 2]]);
    expect(source.drain()).toBe(0);
    tb.close();
  });

  it("do not move anything while the design is in reset", async () => {
    const { tb, source, sink } = await passing("none");
    source.sendAll(packets.slice(0, 6));
    tb.step(3);
    tb.reset(4);
    tb.step(20);
    // What had been taken before is lost in the design; what was offered during the reset comes.
    expect(sink.collected.at(-1)).toEqual(packets[5]);
    expect(source.idle).toBe(true);
    tb.close();
  });

  it("take bigints for payloads that a number does not hold", async () => {
    const tb = await openTestbench("embedded", Fifo({ type: uint(64), depth: 2, storage: "logic" }));
    expect(messageOf(() => streamSource(tb, tb.dut.enq))).toBe(
      `SIM131 enq_payload: 64 bits do not fit a number
    let the agent speak in bigints: { numbers: "big" }`,
    );
    const source = streamSource(tb, tb.dut.enq, { numbers: "big" });
    const sink = streamSink(tb, tb.dut.deq, { numbers: "big" });
    tb.reset();
    source.send(2n ** 64n - 1n);
    expect(sink.recv()).toBe(2n ** 64n - 1n);
    tb.close();
  });

  it("reach the ports of a design without its module by their names", async () => {
    const { design } = (await openTestbench("embedded", Fifo({ type: uint(8), depth: 2, storage: "logic" }))).sim;
    const tb = await openTestbench("embedded", design);
    const source = streamSource(tb, streamPort(tb, "enq"));
    const sink = streamSink(tb, streamPort(tb, "deq"));
    tb.reset();
    source.send(5);
    expect(sink.recv()).toBe(5);
    tb.close();
  });
});

describe("a monitor", () => {
  it("reports valid that is withdrawn before ready", async () => {
    const { tb, source } = await passing("withdraws", { pauseOut: true });
    source.sendAll(packets);
    expect(messageOf(() => tb.step(200))).toBe(
      `SIM126 deq: valid withdrawn in cycle 11, while { to: 3, kind: data, body.low: 3, body.high: 252 }, offered since cycle 10, waited for ready
    hold valid and the payload until the edge at which ready is high`,
    );
  });

  it("reports a payload that changes while it waits", async () => {
    const { tb, source } = await passing("changes", { pauseOut: true });
    source.sendAll(packets);
    expect(messageOf(() => tb.step(200))).toBe(
      `SIM126 deq: payload changed in cycle 11 to { to: 4, kind: data, body.low: 3, body.high: 252 }, while { to: 3, kind: data, body.low: 3, body.high: 252 }, offered since cycle 10, waited for ready
    hold valid and the payload until the edge at which ready is high`,
    );
  });

  it("reports it on a sink that never opens, and no more after stop", async () => {
    const tb = await openTestbench("embedded", Passing({ fault: "changes" }));
    const source = streamSource(tb, tb.dut.enq);
    const monitor = streamMonitor(tb, tb.dut.deq, { name: "output" });
    tb.reset();
    source.sendAll(packets);
    tb.step(20);
    expect(monitor.transfers).toEqual([]);
    monitor.stop();
    tb.close();
  });
});

describe("streams of two clocks", () => {
  it("move at the edges of their own clock", async () => {
    const tb = await openTestbench("embedded", AsyncFifo({ type: uint(8), depth: 8 }), {
      clocks: { writeClock: { period: 10 }, readClock: { period: 23, phase: 4 } },
    });
    const writer = { clock: "writeClock", reset: tb.dut.writeReset };
    const reader = { clock: "readClock", reset: tb.dut.readReset };
    const source = streamSource(tb, tb.dut.enq, writer);
    const sink = streamSink(tb, tb.dut.deq, { ...reader, pause: pause.random(0.3) });
    const monitors = [streamMonitor(tb, tb.dut.enq, writer), streamMonitor(tb, tb.dut.deq, reader)];
    for (const reset of [tb.dut.writeReset, tb.dut.readReset]) reset.value = 1;
    tb.step(10);
    for (const reset of [tb.dut.writeReset, tb.dut.readReset]) reset.value = 0;
    const items = Array.from({ length: 60 }, (_, i) => i);
    source.sendAll(items);
    expect(sink.recvAll(60)).toEqual(items);
    for (const monitor of monitors) expect(monitor.transfers.map(({ item }) => item)).toEqual(items);
    expect(messageOf(() => streamMonitor(tb, tb.dut.deq, { clock: "clk2" }))).toContain("SIM016");
    tb.close();
  });
});
