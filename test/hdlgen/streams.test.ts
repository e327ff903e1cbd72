import { describe, expect, it } from "vitest";
import {
  bool,
  bundle,
  elaborate,
  hi,
  instance,
  module,
  output,
  regs,
  stream,
  streams,
  type Type,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";

const located = lineMarks(import.meta.url);

/** One register between two streams. */
const Stage = module(
  "stage",
  ({ type }: { type: Type<UInt> }) => ({ enq: stream.in(type), deq: stream.out(type) }),
  ({ enq, deq }, { type }) => {
    const { full, word } = regs({ full: [bool, false], word: type });
    const ready = full.not().or(deq.ready);
    when(ready, () => {
      full.next = enq.valid;
      word.next = enq.payload;
    });
    return { enq: { ready }, deq: { valid: full, payload: word } };
  },
);

const Chain = module(
  "chain",
  (_: object) => ({ enq: stream.in(uint(8)), deq: stream.out(uint(8)), moved: output(bool) }),
  ({ enq, deq }) => {
    const { left, right } = streams({ left: uint(8), right: uint(8) });
    instance("middle", Stage({ type: uint(8) }), { enq: left.out, deq: right.in });
    const first = instance("first", Stage({ type: uint(8) }), { enq, deq: left.in });
    right.ready.value = deq.ready;
    return { enq: first.enq, deq: right.out, moved: left.fire };
  },
);

describe("streams between instances", () => {
  const Plain = module(
    "plain",
    (_: object) => ({ enq: stream.in(uint(8)), deq: stream.out(uint(8)) }),
    ({ enq }) => {
      const { left, right } = streams({ left: uint(8), right: uint(8) });
      const first = instance("first", Stage({ type: uint(8) }), { enq, deq: left.in });
      instance("second", Stage({ type: uint(8) }), { enq: left.out, deq: right.in });
      return { enq: first.enq, deq: right.out };
    },
  );

  it("both directions are connected, whatever the order of the instances", () => {
    const sim = openEmbedded(elaborate(Plain({})), { seed: 1 });
    sim.reset();
    const sent = [3, 1, 4, 1, 5, 9, 2, 6];
    const received: number[] = [];
    let at = 0;
    for (let cycle = 0; cycle < 40; cycle++) {
      sim.port("enq_valid").value = at < sent.length ? 1 : 0;
      sim.port("enq_payload").value = sent[at] ?? 0;
      sim.port("deq_ready").value = cycle % 3 === 0 ? 1 : 0;
      if (sim.port("deq_ready").value === 1 && sim.port("deq_valid").value === 1) {
        received.push(sim.port("deq_payload").value);
      }
      if (at < sent.length && sim.port("enq_ready").value === 1) at++;
      sim.step();
    }
    expect(received).toEqual(sent);
  });
  it("an end that is assigned by hand as well is driven twice", () => {
    expect(messageOf(() => elaborate(Chain({})))).toMatch(/^HDL122 chain\.right_ready: driven twice\n/);
  });
  it("a stream keeps its names in the Verilog", () => {
    expect(printVerilog(elaborate(Plain({})))["plain.v"]).toMatchInlineSnapshot(`
      "// plain
      module plain (
        input  wire       clk,
        input  wire       rst,
        input  wire       enq_valid,
        input  wire [7:0] enq_payload,
        output wire       enq_ready,
        input  wire       deq_ready,
        output wire       deq_valid,
        output wire [7:0] deq_payload
      );

        wire       left_valid;
        wire [7:0] left_payload;
        wire       left_ready;
        wire       right_valid;
        wire [7:0] right_payload;
        wire       right_ready;
        wire       first_enq_ready;
        wire       first_deq_valid;
        wire [7:0] first_deq_payload;
        wire       second_enq_ready;
        wire       second_deq_valid;
        wire [7:0] second_deq_payload;

        assign left_valid = first_deq_valid;
        assign left_payload = first_deq_payload;
        assign left_ready = second_enq_ready;
        assign right_valid = second_deq_valid;
        assign right_payload = second_deq_payload;
        assign right_ready = deq_ready;

        stage first (
          .clk(clk),
          .rst(rst),
          .enq_valid(enq_valid),
          .enq_payload(enq_payload),
          .enq_ready(first_enq_ready),
          .deq_ready(left_ready),
          .deq_valid(first_deq_valid),
          .deq_payload(first_deq_payload)
        );

        stage second (
          .clk(clk),
          .rst(rst),
          .enq_valid(left_valid),
          .enq_payload(left_payload),
          .enq_ready(second_enq_ready),
          .deq_ready(right_ready),
          .deq_valid(second_deq_valid),
          .deq_payload(second_deq_payload)
        );

        assign enq_ready = first_enq_ready;
        assign deq_valid = right_valid;
        assign deq_payload = right_payload;

      endmodule
      "
    `);
  });
  it("an end without a source is not driven", () => {
    const M = module(
      "m",
      (_: object) => ({ deq: stream.out(uint(8)) }),
      () => {
        const { left } = streams({ left: uint(8) }); // @open
        return { deq: left.out };
      },
    );
    expect(messageOf(() => elaborate(M({})))).toBe(
      located(
        "HDL121 m.left_valid: never driven\n    at @open\n    assign its value\nHDL121 m.left_payload: never driven\n    at @open\n    assign its value",
      ),
    );
  });
  it("payloads of another kind are refused with the line", () => {
    const Pair = bundle({ x: uint(4) });
    const Source = module(
      "source",
      (_: object) => ({ deq: stream.out(Pair) }),
      () => ({ deq: { valid: hi, payload: { x: 1 } } }),
    );
    const M = module(
      "m",
      (_: object) => ({ deq: stream.out(uint(8)) }),
      () => {
        const { left } = streams({ left: uint(8) });
        instance("source", Source({}), { deq: left.in }); // @kind
        return { deq: left.out };
      },
    );
    expect(messageOf(() => elaborate(M({})))).toBe(
      located("HDL105 m.left.payload: a bundle where a UInt is expected\n    at @kind\n    use .asUInt()"),
    );
  });
});
