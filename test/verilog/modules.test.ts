import { describe, expect, test } from "vitest";
import {
  blackBox,
  bool,
  cat,
  elaborate,
  formal,
  fsm,
  input,
  instance,
  module,
  nodes,
  output,
  ram,
  regs,
  sint,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import type { Collision } from "../../hdlgen/ir.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";

const Counter = module(
  "counter",
  (p: { width: number }) => ({ en: input(bool), clear: input(bool), count: output(uint(p.width)) }),
  ({ en, clear }, { width }) => {
    const { value } = regs({ value: [uint(width), 0] });
    when(clear, () => {
      value.next = 0;
    }).elsewhen(en, () => {
      value.next = value.addw(1);
    });
    return { count: value };
  },
);

describe("modules", () => {
  test("a counter is what one would write by hand", () => {
    expect(printVerilog(elaborate(Counter({ width: 8 })))).toEqual({
      "counter.v": `// counter {width:8}
module counter (
  input  wire       clk,
  input  wire       rst,
  input  wire       en,
  input  wire       clear,
  output wire [7:0] count
);

  reg [7:0] value;

  always @(posedge clk) begin
    if (rst) begin
      value <= 8'd0;
    end else if (clear) begin
      value <= 8'd0;
    end else if (en) begin
      value <= value + 8'd1;
    end
  end

  assign count = value;

endmodule
`,
    });
  });

  test("two sizes of one module are two modules, each with its own width", () => {
    const Both = module(
      "both",
      (_: object) => ({ en: input(bool), sum: output(uint(17)) }),
      ({ en }) => {
        const narrow = instance("narrow", Counter({ width: 8 }), { en, clear: false });
        const broad = instance("broad", Counter({ width: 16 }), { en, clear: narrow.count.eq(200) });
        return { sum: broad.count.add(narrow.count) };
      },
    );
    const files = printVerilog(elaborate(Both({})));
    expect(Object.keys(files)).toEqual(["counter_width8.v", "counter_width16.v", "both.v"]);
    expect(files["counter_width8.v"]).toContain("  reg [7:0] value;");
    expect(files["counter_width16.v"]).toContain("  reg [15:0] value;");
    expect(files["both.v"]).toBe(`// both
module both (
  input  wire        clk,
  input  wire        rst,
  input  wire        en,
  output wire [16:0] sum
);

  wire  [7:0] narrow_count;
  wire [15:0] broad_count;

  counter_width8 narrow (
    .clk(clk),
    .rst(rst),
    .en(en),
    .clear(1'b0),
    .count(narrow_count)
  );

  counter_width16 broad (
    .clk(clk),
    .rst(rst),
    .en(en),
    .clear(narrow_count == 8'd200),
    .count(broad_count)
  );

  assign sum = {1'b0, broad_count} + {9'd0, narrow_count};

endmodule
`);
  });

  test("a state machine keeps its names as localparams, its registers apart by reset, its wires complete", () => {
    const Machine = module(
      "machine",
      (_: object) => ({ go: input(bool), step: input(sint(4)), v: output(sint(8)), busy: output(bool) }),
      ({ go, step }) => {
        const { v } = regs({ v: sint(8) });
        const { running } = wires({ running: bool });
        running.value = false;
        const state = fsm(
          "state",
          {
            idle: (next) => {
              v.next = 0;
              when(go, () => next("run"));
            },
            run: (next) => {
              running.value = true;
              v.next = v.addw(step);
              when(v.lt(-100), () => next("idle"));
            },
            unused: (next) => next("idle"),
          },
          { init: "idle" },
        );
        return { v, busy: running.or(state.is("unused")) };
      },
    );
    expect(printVerilog(elaborate(Machine({})))["machine.v"]).toBe(`// machine
module machine (
  input  wire              clk,
  input  wire              rst,
  input  wire              go,
  input  wire signed [3:0] step,
  output reg  signed [7:0] v,
  output wire              busy
);

  localparam [1:0] STATE_IDLE = 2'd0;
  localparam [1:0] STATE_RUN = 2'd1;
  localparam [1:0] STATE_UNUSED = 2'd2;

  reg [1:0] state;
  reg       running;

  always @* begin
    running = 1'b0;
    case (state)
      STATE_RUN: running = 1'b1;
      default: ;
    endcase
  end

  always @(posedge clk) begin
    case (state)
      STATE_IDLE: v <= 8'sd0;
      STATE_RUN: v <= v + {{4{step[3]}}, step};
      default: ;
    endcase
  end

  always @(posedge clk) begin
    if (rst) begin
      state <= STATE_IDLE;
    end else begin
      case (state)
        STATE_IDLE: begin
          if (go) state <= STATE_RUN;
        end
        STATE_RUN: begin
          if (v < -8'sd100) state <= STATE_IDLE;
        end
        // unused
        default: state <= STATE_IDLE;
      endcase
    end
  end

  assign busy = running || state == STATE_UNUSED;

endmodule
`);
  });
});

describe("memories", () => {
  const Ram = module(
    "ram16",
    (_: { collision: Collision }) => ({
      wa: input(uint(4)),
      ra: input(uint(4)),
      we: input(bool),
      lanes: input(uint(2)),
      data: input(uint(16)),
      q: output(uint(16)),
    }),
    ({ wa, ra, we, lanes, data }, { collision }) => {
      const words = ram("words", uint(16), { depth: 16, collision });
      const lane = (i: number) => Array.from({ length: 8 }, () => lanes.bit(i));
      words.write(wa, data, { enable: we, mask: cat(...lane(1), ...lane(0)) });
      return { q: words.read(ra) };
    },
  );
  const always = (collision: Collision): string => {
    const text = printVerilog(elaborate(Ram({ collision })))["ram16.v"] ?? "";
    return text.slice(text.indexOf(");\n") + 4, text.indexOf("\n  assign q"));
  };

  test("read-first with byte lanes", () => {
    expect(always("readFirst")).toBe(`  reg [15:0] words [0:15];
  reg [15:0] words_q;

  always @(posedge clk) begin
    if (we) begin
      if (lanes[0]) words[wa][7:0] <= data[7:0];
      if (lanes[1]) words[wa][15:8] <= data[15:8];
    end
    words_q <= words[ra];
  end
`);
  });

  test("write-first repeats the whole condition for every lane, as yosys recognises it", () => {
    expect(always("writeFirst")).toBe(`  reg [15:0] words [0:15];
  reg [15:0] words_q;

  always @(posedge clk) begin
    if (we) begin
      if (lanes[0]) words[wa][7:0] <= data[7:0];
      if (lanes[1]) words[wa][15:8] <= data[15:8];
    end
    words_q <= words[ra];
    if (we && ra == wa && lanes[0]) words_q[7:0] <= data[7:0];
    if (we && ra == wa && lanes[1]) words_q[15:8] <= data[15:8];
  end
`);
  });

  test("dontCare saves the hardware that compares, and reads noise in simulation", () => {
    expect(always("dontCare")).toBe(`  (* no_rw_check *)
  reg [15:0] words [0:15];
  reg [15:0] words_q;

\`ifdef FORMAL
  (* anyseq *) wire [15:0] words_q_any;
\`elsif SYNTHESIS
\`else
  reg [15:0] words_q_random_unused;
\`endif
  always @(posedge clk) begin
    if (we) begin
      if (lanes[0]) words[wa][7:0] <= data[7:0];
      if (lanes[1]) words[wa][15:8] <= data[15:8];
    end
    words_q <= words[ra];
\`ifdef FORMAL
    if (we && ra == wa) words_q <= words_q_any;
\`elsif SYNTHESIS
\`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (we && ra == wa) {words_q_random_unused, words_q} <= $random;
\`endif
  end
`);
  });

  test("short contents are written in place, long ones into a file beside the module", () => {
    const Rom = module(
      "rom",
      (_: { words: number }) => ({ a: input(uint(5)), q: output(sint(6)) }),
      ({ a }, { words }) => {
        const init = Array.from({ length: words }, (__, i) => i - 8);
        return { q: ram("words", sint(6), { depth: 32, collision: "readFirst", init }).read(a) };
      },
    );
    const short = printVerilog(elaborate(Rom({ words: 2 })));
    expect(Object.keys(short)).toEqual(["rom.v"]);
    expect(short["rom.v"]).toContain("  initial begin\n    words[0] = -6'sd8;\n    words[1] = -6'sd7;\n  end\n");
    const long = printVerilog(elaborate(Rom({ words: 20 })));
    expect(long["rom.v"]).toContain('  initial $readmemh("rom_words.hex", words, 0, 19);\n');
    expect(long["rom_words.hex"]?.split("\n").slice(0, 10)).toEqual([
      "38",
      "39",
      "3a",
      "3b",
      "3c",
      "3d",
      "3e",
      "3f",
      "00",
      "01",
    ]);
    expect(printVerilog(elaborate(Rom({ words: 32 })))["rom.v"]).toContain('$readmemh("rom_words.hex", words);');
  });
});

test("a black box is instantiated by name with its parameters; its model is a file that synthesis leaves out", () => {
  const ports = (_: object) => ({ A: input(uint(4)), Y: output(uint(4)) });
  const model = module("CELL", ports, ({ A }) => {
    const { held } = regs({ held: uint(4) });
    held.next = A;
    return { Y: held };
  });
  const Cell = blackBox("CELL", ports, (_: object) => ({
    parameters: { MODE: '"FAST"', DELAY: "4'b0010" },
    clockPort: "CK",
    model: model({}),
  }));
  const Top = module(
    "top",
    (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
    ({ a }) => {
      const cell = instance("cell1", Cell({}), { A: a.addw(1) });
      return { y: cell.Y };
    },
  );
  const files = printVerilog(elaborate(Top({})));
  expect(Object.keys(files)).toEqual(["models/CELL.v", "top.v"]);
  expect(files["top.v"]).toContain(`  wire [3:0] cell1_y;

  CELL #(
    .MODE("FAST"),
    .DELAY(4'b0010)
  ) cell1 (
    .CK(clk),
    .A(a + 4'd1),
    .Y(cell1_y)
  );
`);
  expect(files["models/CELL.v"]).toBe(`// CELL
module CELL #(
  parameter MODE = "FAST",
  parameter DELAY = 4'b0010
) (
  input  wire       CK,
  input  wire [3:0] A,
  output wire [3:0] Y
);

  reg [3:0] held;

  always @(posedge CK) held <= A;

  assign Y = held;

  wire _unused_ok = &{1'b0, MODE, DELAY};

endmodule
`);
});

test("properties fail a simulation and feed a prover", () => {
  const Checked = module(
    "checked",
    (_: object) => ({ a: input(uint(4)), y: output(uint(5)) }),
    ({ a }) => {
      const { twice } = nodes({ twice: a.add(a) });
      formal.assert(twice.le(30), "never above 100% of 30");
      formal.assume(a.ne(3), "three is not used");
      formal.cover(twice.eq(2), "two");
      return { y: twice };
    },
  );
  const text = printVerilog(elaborate(Checked({})))["checked.v"] ?? "";
  expect(text.slice(text.indexOf("`ifdef"), text.indexOf("\nendmodule"))).toBe(`\`ifdef FORMAL
  always @(posedge clk) begin
    never_above_100_of_30: assert (twice <= 5'd30 || rst);
    three_is_not_used: assume (a != 4'd3 || rst);
    two: cover (twice == 5'd2 && !rst);
  end
\`elsif SYNTHESIS
\`else
  always @(posedge clk) begin
    if (!(twice <= 5'd30 || rst)) $error("never above 100%% of 30");
    if (!(a != 4'd3 || rst)) $error("three is not used");
  end
\`endif

  wire _unused_ok = &{1'b0, clk, rst};
`);
});

test("power-up values are initial values; source comments name the user's file and line", () => {
  const Blink = module(
    "blink",
    (_: object) => ({ led: output(bool) }),
    () => {
      const { on, level } = regs({ on: { type: bool, powerUp: true }, level: { type: sint(4), powerUp: -3 } });
      on.next = on.not();
      level.next = level.addw(1);
      return { led: on.and(level.isNegative()) };
    },
  );
  const design = elaborate(Blink({}));
  expect(printVerilog(design)["blink.v"]).toContain("  initial begin\n    on = 1'b1;\n    level = -4'sd3;\n  end\n");
  expect(printVerilog(design, { sourceComments: "on" })["blink.v"]).toMatch(
    / {4}on <= !on; {2}\/\/ test\/verilog\/modules\.test\.ts:\d+\n/,
  );
});

test("the same design prints the same bytes, however often it is elaborated", () => {
  const print = () => JSON.stringify(printVerilog(elaborate(Counter({ width: 12 }))));
  expect(print()).toBe(print());
});
