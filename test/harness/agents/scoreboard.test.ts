import { describe, expect, it } from "vitest";
import { elaborate, module, output, regs, uint } from "../../../hdlgen/index.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import {
  openTestbench,
  type ScoreboardOptions,
  scoreboard,
  streamSink,
  streamSource,
  testbench,
} from "../../../sim/harness/index.ts";
import { messageOf } from "../../support/error-texts.ts";
import { type Fault, Passing } from "./passing.ts";

const packets = Array.from({ length: 8 }, (_, i) => ({
  to: i,
  kind: "data" as const,
  body: { low: i, high: 255 - i },
}));
type Packet = { to: number; kind: "data" | "control" | "end"; body: { low: number; high: number } };

const Nothing = module(
  "nothing",
  (_: object) => ({ count: output(uint(8)) }),
  () => {
    const { value } = regs({ value: [uint(8), 0] });
    value.next = value.addw(1);
    return { count: value };
  },
);

/** A testbench for scoreboards that are fed by hand. */
const bench = () => testbench(openEmbedded(elaborate(Nothing({}))));

async function run(fault: Fault): Promise<string> {
  const tb = await openTestbench("embedded", Passing({ fault }));
  const source = streamSource(tb, tb.dut.enq);
  const sink = streamSink(tb, tb.dut.deq);
  const board = scoreboard<Packet>(tb, "passing", { show: ({ to }) => `to ${to}` });
  board.expectFrom(source);
  board.compare(sink);
  tb.reset();
  source.sendAll(packets);
  const text = messageOf(() => {
    tb.step(100);
    tb.close();
  });
  return text.replace(/\n {4}(thrown|forked) at .*/g, "");
}

describe("a scoreboard on streams", () => {
  it("takes equal streams, and counts", async () => {
    const tb = await openTestbench("embedded", Passing({ fault: "none" }));
    const source = streamSource(tb, tb.dut.enq);
    const sink = streamSink(tb, tb.dut.deq);
    const board = scoreboard<Packet>(tb, "passing");
    board.expectFrom(source);
    board.compare(sink);
    tb.reset();
    source.sendAll(packets);
    tb.step(3);
    expect(board.outstanding).toBeGreaterThan(0);
    tb.step(100);
    expect([board.matched, board.outstanding]).toEqual([8, 0]);
    board.finish();
    tb.close();
  });

  it("names an item that is lost", async () => {
    expect(await run("drops")).toBe(
      `SIM100 sink deq: died in cycle 7: SIM129 scoreboard "passing": item 3, which came in cycle 7, is to 4; expected to 3
    expected: #0 to 0, #1 to 1, #2 to 2, #3 to 3, #4 to 4, #5 to 5
    came: #0 to 0, #1 to 1, #2 to 2, #3 to 4
    it is what was expected as #4: #3 to 3 may be lost or late`,
    );
  });

  it("names an item that comes twice", async () => {
    expect(await run("duplicates")).toBe(
      `SIM100 sink deq: died in cycle 7: SIM129 scoreboard "passing": item 4, which came in cycle 7, is to 3; expected to 4
    expected: #1 to 1, #2 to 2, #3 to 3, #4 to 4
    came: #1 to 1, #2 to 2, #3 to 3, #4 to 3
    it is #3 once more`,
    );
  });

  it("names an item that is another", async () => {
    expect(await run("flips")).toBe(
      `SIM100 sink deq: died in cycle 6: SIM129 scoreboard "passing": item 3, which came in cycle 6, is to 2; expected to 3
    expected: #0 to 0, #1 to 1, #2 to 2, #3 to 3, #4 to 4
    came: #0 to 0, #1 to 1, #2 to 2, #3 to 2`,
    );
  });
});

describe("a scoreboard", () => {
  it("reports what has not come, or was not expected, when the testbench is closed", () => {
    const tb = bench();
    const board = scoreboard<number>(tb, "numbers");
    board.expectAll([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const item of [1, 2]) board.actual(item);
    const other = scoreboard<number>(tb, "others");
    other.actual(7);
    const text = `SIM130 scoreboard "numbers": expected and never came: #2 3, #3 4, #4 5, #5 6, #6 7, and 2 more
    2 items were equal`;
    expect(messageOf(() => board.finish())).toBe(text);
    expect(messageOf(() => tb.close())).toBe(`${text}
SIM130 scoreboard "others": came and was not expected: #0 7
    0 items were equal`);
  });

  const fed = (options: ScoreboardOptions<{ from: number; n: number }>, came: readonly [number, number][]) => {
    const tb = bench();
    const board = scoreboard<{ from: number; n: number }>(tb, "events", options);
    for (const [from, n] of [
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
    ])
      board.expect({ from: from ?? 0, n: n ?? 0 });
    for (const [from, n] of came) board.actual({ from, n });
    tb.close();
    return board.matched;
  };

  it("takes any order on request, or any order of keys, each in its own order", () => {
    const byKey = { order: ({ from }: { from: number }) => from };
    expect(
      fed({ order: "any" }, [
        [1, 2],
        [0, 2],
        [0, 1],
        [1, 1],
      ]),
    ).toBe(4);
    expect(
      fed(byKey, [
        [1, 1],
        [0, 1],
        [1, 2],
        [0, 2],
      ]),
    ).toBe(4);
    expect(
      messageOf(() =>
        fed(byKey, [
          [0, 1],
          [1, 2],
        ]),
      ),
    ).toBe(
      `SIM129 scoreboard "events": item 1, which came in cycle 0, is { from: 1, n: 2 }; expected { from: 1, n: 1 }
    expected: #2 { from: 1, n: 1 }, #3 { from: 1, n: 2 }
    came: #1 { from: 1, n: 2 }
    it is what was expected as #3: #2 { from: 1, n: 1 } may be lost or late`,
    );
    expect(messageOf(() => fed({}, [[1, 1]]))).toContain("item 0, which came in cycle 0, is { from: 1, n: 1 }");
    expect(
      messageOf(() =>
        fed({ order: "any" }, [
          [0, 1],
          [0, 1],
          [1, 1],
          [1, 2],
        ]),
      ),
    ).toBe(
      `SIM130 scoreboard "events": expected and never came: #1 { from: 0, n: 2 }
    3 items were equal
SIM130 scoreboard "events": came and was not expected: #1 { from: 0, n: 1 }
    3 items were equal`,
    );
  });

  it("takes what came before it was expected, and compares by the function it is given", () => {
    const tb = bench();
    const board = scoreboard<number>(tb, "rounded", { equal: (expected, actual) => Math.abs(expected - actual) <= 1 });
    board.actual(10);
    board.expect(11);
    expect(board.matched).toBe(1);
    expect(messageOf(() => [board.actual(3), board.expect(5)])).toContain("is 3; expected 5");
    tb.close();
  });

  it("expects what a model makes of the input: one item, none or several", async () => {
    const tb = await openTestbench("embedded", Passing({ fault: "none" }));
    const source = streamSource(tb, tb.dut.enq);
    const sink = streamSink(tb, tb.dut.deq);
    const one = scoreboard<number>(tb, "one");
    one.expectFrom(source, ({ to }) => to);
    const several = scoreboard<number>(tb, "several");
    several.expectManyFrom(source, ({ to }) => Array.from({ length: to }, () => to));
    sink.onTransfer(({ to }) => {
      one.actual(to);
      for (let i = 0; i < to; i++) several.actual(to);
    });
    tb.reset();
    source.sendAll(packets);
    tb.step(20);
    tb.close();
    expect([one.matched, several.matched]).toEqual([8, 28]);
  });
});
