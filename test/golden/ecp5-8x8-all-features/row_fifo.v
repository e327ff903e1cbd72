// row_fifo {fabric:"ecp5",reserve:29,shape:{accumulatorBits:17,biasBits:10,delayProgram:64,
//   firstTickBits:3,groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift",
//   "mul12"],listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory",
//   "reset","firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value",
//   "threshold","amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,
//   weightBits:8,weightSign:"signed",weightWords:2048}}
module row_fifo (
  input  wire       clk,
  input  wire       rst,
  input  wire       push,
  input  wire [3:0] row_spikes,
  input  wire       row_ends_tick,
  input  wire [5:0] row_row,
  input  wire       row_report,
  input  wire       row_loop_back,
  input  wire [1:0] row_region,
  input  wire       deq_ready,
  output wire       deq_valid,
  output wire [3:0] deq_payload_spikes,
  output wire       deq_payload_ends_tick,
  output wire [5:0] deq_payload_row,
  output wire       deq_payload_report,
  output wire       deq_payload_loop_back,
  output wire [1:0] deq_payload_region,
  output reg        room
);

  reg [5:0] write;
  reg [5:0] read;
  reg [5:0] waiting;
  reg       some;
  reg       fetched;

  (* no_rw_check, ram_style = "distributed" *)
  reg [14:0] rows [0:63];
  reg [14:0] rows_q;

  wire fetch = some && !fetched;
  wire [5:0] step = {{5{fetch}}, 1'b1};

`ifdef FORMAL
  (* anyseq *) wire [14:0] rows_q_any;
`elsif SYNTHESIS
`else
  reg [16:0] rows_q_random_unused;
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
    end else begin
      some <= (|waiting) && !fetch;
      fetched <= fetch || (fetched && !deq_ready);
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      write <= 6'd0;
    end else if (push) begin
      write <= write + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      read <= 6'd0;
    end else if (fetch) begin
      read <= read + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      waiting <= 6'd0;
    end else if (push ^ fetch) begin
      waiting <= waiting + step;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      room <= 1'b1;
    end else begin
      room <= waiting < 6'd32;
    end
  end

  assign deq_valid = fetched;
  assign deq_payload_spikes = rows_q[14:11];
  assign deq_payload_ends_tick = rows_q[10];
  assign deq_payload_row = rows_q[9:4];
  assign deq_payload_report = rows_q[3];
  assign deq_payload_loop_back = rows_q[2];
  assign deq_payload_region = rows_q[1:0];

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
