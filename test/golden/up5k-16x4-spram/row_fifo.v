// row_fifo {fabric:"ice40up",reserve:34,shape:{accumulatorBits:14,biasBits:0,delayProgram:0,
//   firstTickBits:1,groups:16,historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],
//   listEntries:1024,membraneBits:16,perNeuron:[],refractoryBits:0,regions:2,resetBits:0,
//   resets:["threshold"],segments:256,slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,
//   weightSign:"signed",weightWords:16384}}
module row_fifo (
  input  wire       clk,
  input  wire       rst,
  input  wire       push,
  input  wire       row_spikes,
  input  wire       row_ends_tick,
  input  wire [7:0] row_row,
  input  wire       row_report,
  input  wire       row_loop_back,
  input  wire       row_region,
  input  wire       deq_ready,
  output wire       deq_valid,
  output wire       deq_payload_spikes,
  output wire       deq_payload_ends_tick,
  output wire [7:0] deq_payload_row,
  output wire       deq_payload_report,
  output wire       deq_payload_loop_back,
  output wire       deq_payload_region,
  output reg        room
);

  reg [7:0] write;
  reg [7:0] read;
  reg [7:0] waiting;
  reg       some;
  reg       fetched;

  (* no_rw_check, ram_style = "block" *)
  reg [12:0] rows [0:255];
  reg [12:0] rows_q;

  wire fetch = some && !fetched;
  wire falls = fetch && !push;
  wire changes = push ^ fetch;

`ifdef FORMAL
  (* anyseq *) wire [12:0] rows_q_any;
`elsif SYNTHESIS
`else
  reg [18:0] rows_q_random_unused;
`endif
  always @(posedge clk) begin
    if (push) begin
      rows[write] <= {row_spikes, row_ends_tick, row_row, row_report, row_loop_back, row_region};
    end
    if (fetch) rows_q <= rows[read];
`ifdef FORMAL
    if (fetch && push && read == write) rows_q <= rows_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (fetch && push && read == write) {rows_q_random_unused, rows_q} <= $random;
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      some <= 1'b0;
      fetched <= 1'b0;
      write <= 8'd0;
      read <= 8'd0;
      waiting <= 8'd0;
      room <= 1'b1;
    end else begin
      some <= (|waiting) && !fetch;
      fetched <= fetch || (fetched && !deq_ready);
      write <= write + {7'd0, push};
      read <= read + {7'd0, fetch};
      waiting <= waiting + {{7{falls}}, changes};
      room <= waiting < 8'd128;
    end
  end

  assign deq_valid = fetched;
  assign deq_payload_spikes = rows_q[12];
  assign deq_payload_ends_tick = rows_q[11];
  assign deq_payload_row = rows_q[10:3];
  assign deq_payload_report = rows_q[2];
  assign deq_payload_loop_back = rows_q[1];
  assign deq_payload_region = rows_q[0];

`ifdef FORMAL
  always @(posedge clk) begin
    the_rows_are_counted_wrongly: assert (waiting == write - read || rst);
    a_row_is_fetched_that_is_not_there: assert (!some || (|waiting) || rst);
    a_row_with_spikes_finds_the_fifo_full: assert (!(push && (&waiting)) || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (!(waiting == write - read || rst)) $error("the rows are counted wrongly");
    if (some && !(|waiting) && !rst) $error("a row is fetched that is not there");
    if (push && (&waiting) && !rst) $error("a row with spikes finds the FIFO full");
  end
`endif

endmodule
