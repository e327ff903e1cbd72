import { describe, expect, test } from "vitest";
import {
  bool,
  clock,
  currentClock,
  domain,
  elaborate,
  formal,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  synchronise,
  synchroniseGray,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { findTool } from "../../tools/index.ts";
import { lint } from "../support/verilator-lint.ts";
import { icarusSays } from "../support/verilog-tools.ts";

/** A memory between two domains, a pointer across, resets and properties on both sides. */
const Mailbox = module(
  "mailbox",
  (_: object) => ({
    wrClk: input(clock),
    wrRst: input(bool),
    rdClk: input(clock),
    data: input(uint(16)),
    word: output(uint(16)),
    any: output(bool),
  }),
  ({ wrClk, wrRst, rdClk, data }) => {
    const words = ram("words", uint(16), { depth: 256, collision: "dontCare" });
    const pointer = domain({ clock: wrClk, reset: wrRst }, () => {
      const { at, gray } = regs({ at: [uint(8), 0], gray: [uint(8), 0] });
      at.next = at.addw(1);
      gray.next = at.xor(at.shr(1));
      words.write(at, data, { enable: data.any() });
      formal.assert(at.le(255), "the writer stays within the memory");
      return gray;
    });
    return domain({ clock: rdClk }, () => {
      const seen = synchroniseGray("seen", pointer, { powerUp: 0 });
      const { readAt } = regs({ readAt: { type: uint(8), powerUp: 0 } });
      when(seen.ne(readAt), () => {
        readAt.next = readAt.addw(1);
      });
      formal.assert(readAt.le(255), "the reader stays within the memory");
      return { word: words.read(readAt), any: seen.any() };
    });
  },
);

/** The mailbox between the module's own clock and another; its other clock goes on to the parent. */
const Desk = module(
  "desk",
  (_: object) => ({
    farClk: input(clock),
    data: input(uint(16)),
    mail: input(uint(16), { domain: "farClk" }),
    onward: output(clock),
    word: output(uint(16)),
    any: output(bool),
  }),
  ({ farClk, data, mail }) => {
    const { held } = regs({ held: [uint(16), 0] });
    held.next = data;
    const { wrRst } = domain({ clock: farClk }, () => ({ wrRst: synchronise("farReset", held.bit(0)) }));
    const { word } = instance("mailbox", Mailbox({}), { wrClk: farClk, wrRst, rdClk: currentClock(), data: mail });
    const { any } = regs({ any: bool });
    any.next = word.any();
    return { onward: farClk, word, any };
  },
);
const design = elaborate(Desk({}));

const Watcher = module(
  "watcher",
  (_: object) => ({ pin: input(bool, { domain: "async" }), seen: output(bool) }),
  ({ pin }) => ({ seen: synchronise("seen", pin) }),
);
const watcher = elaborate(Watcher({}));

describe("Verilog of several clocks", () => {
  test("one block per clock, the memory's ports apart, synchronisers kept", () => {
    expect(printVerilog(design)["mailbox.v"]).toMatchInlineSnapshot(`
      "// mailbox
      module mailbox (
        input  wire        wr_clk,
        input  wire        wr_rst,
        input  wire        rd_clk,
        input  wire [15:0] data,
        output wire [15:0] word,
        output wire        any
      );

        reg [7:0] at;
        reg [7:0] gray;
        reg [7:0] read_at;
        (* keep *) reg [7:0] seen_meta;
        (* keep *) reg [7:0] seen;

        (* no_rw_check *)
        reg [15:0] words [0:255];
        reg [15:0] words_q;

        always @(posedge wr_clk) begin
          if (|data) words[at] <= data;
        end
        always @(posedge rd_clk) words_q <= words[read_at];

        initial begin
          seen_meta = 8'd0;
          seen = 8'd0;
          read_at = 8'd0;
        end

        always @(posedge wr_clk) begin
          if (wr_rst) begin
            at <= 8'd0;
            gray <= 8'd0;
          end else begin
            at <= at + 8'd1;
            gray <= at ^ {1'b0, at[7:1]};
          end
        end

        always @(posedge rd_clk) begin
          seen_meta <= gray;
          seen <= seen_meta;
        end

        always @(posedge rd_clk) begin
          if (seen != read_at) read_at <= read_at + 8'd1;
        end

        assign word = words_q;
        assign any = |seen;

      \`ifdef FORMAL
        always @(posedge wr_clk) begin
          the_writer_stays_within_the_memory: assert (1'b1);
        end
      \`elsif SYNTHESIS
      \`else
        always @(posedge wr_clk) begin
          if (1'b0) $error("the writer stays within the memory");
        end
      \`endif
      \`ifdef FORMAL
        always @(posedge rd_clk) begin
          the_reader_stays_within_the_memory: assert (1'b1);
        end
      \`elsif SYNTHESIS
      \`else
        always @(posedge rd_clk) begin
          if (1'b0) $error("the reader stays within the memory");
        end
      \`endif

      endmodule
      "
    `);
  });

  test("clocks are connected by name, the module's own among them", () => {
    expect(printVerilog(design)["desk.v"]).toMatchInlineSnapshot(`
      "// desk
      module desk (
        input  wire        clk,
        input  wire        rst,
        input  wire        far_clk,
        input  wire [15:0] data,
        input  wire [15:0] mail,
        output wire        onward,
        output wire [15:0] word,
        output reg         any
      );

        reg  [15:0] held;
        wire [15:0] mailbox_word;
        wire        mailbox_any;
        (* keep *) reg far_reset_meta;
        (* keep *) reg far_reset;

        always @(posedge clk) begin
          if (rst) begin
            held <= 16'd0;
          end else begin
            held <= data;
          end
        end

        always @(posedge far_clk) begin
          far_reset_meta <= held[0];
          far_reset <= far_reset_meta;
        end

        always @(posedge clk) any <= |mailbox_word;

        mailbox mailbox (
          .wr_clk(far_clk),
          .wr_rst(far_reset),
          .rd_clk(clk),
          .data(mail),
          .word(mailbox_word),
          .any(mailbox_any)
        );

        assign onward = far_clk;
        assign word = mailbox_word;

        wire _unused_ok = &{1'b0, held[15:1], mailbox_any};

      endmodule
      "
    `);
  });

  test("a synchroniser that is an output of its own name is kept, too", async () => {
    expect(printVerilog(watcher)["watcher.v"]).toMatchInlineSnapshot(`
      "// watcher
      module watcher (
        input  wire clk,
        input  wire pin,
        (* keep *) output reg  seen
      );

        (* keep *) reg seen_meta;

        always @(posedge clk) begin
          seen_meta <= pin;
          seen <= seen_meta;
        end

      endmodule
      "
    `);
    expect(await lint(watcher)).toBe("");
  });

  test("Verilator -Wall has nothing to say, in simulation and in synthesis", async () => {
    expect(await lint(design)).toBe("");
    expect(await lint(design, "synthesis")).toBe("");
  });

  test("Icarus -Wall has nothing to say", async () => {
    for (const each of [design, watcher]) {
      const { name } = each.top;
      expect(await icarusSays({ name, top: name, files: printVerilog(each) })).toBe("");
    }
  });

  test.each(["synth_ice40", "synth_ecp5"])(
    "%s makes one block RAM without emulation, and keeps every synchroniser",
    async (command) => {
      const yosys = await findTool("yosys", { prefer: "wasm" });
      const files = printVerilog(design);
      const sources = Object.keys(files).filter((name) => name.endsWith(".v"));
      const script = `read_verilog ${sources.join(" ")}; ${command} -top desk; check -assert; tee -q -o stat.json stat -json`;
      const { files: made } = await yosys.run({
        args: ["-q", "-p", script],
        files,
        outputs: ["stat.json"],
      });
      const text = (name: string) => new TextDecoder().decode(made[name]);
      const cells = JSON.parse(text("stat.json")).design.num_cells_by_type as Readonly<Record<string, number>>;
      const count = (pattern: RegExp) =>
        Object.entries(cells).reduce((sum, [type, number]) => sum + (pattern.test(type) ? number : 0), 0);
      expect(count(/^(SB_RAM40_4K|DP16KD)$/)).toBe(1);
      // held 16, or what is read of it: bit 0; far_reset 2; at 8, gray 8; seen 16, read_at 8; any 1.
      expect(count(/^(SB_DFF|TRELLIS_FF)/)).toBe(1 + 2 + 8 + 8 + 16 + 8 + 1);
    },
  );
});
