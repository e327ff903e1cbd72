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
  reg [3:0] offered_spikes;
  reg       offered_ends_tick;
  reg [5:0] offered_row;
  reg       offered_report;
  reg       offered_loop_back;
  reg [1:0] offered_region;

  (* no_rw_check, ram_style = "distributed" *)
  reg [14:0] rows0 [0:15];
  reg [14:0] rows0_q;
  (* no_rw_check, ram_style = "distributed" *)
  reg [14:0] rows1 [0:15];
  reg [14:0] rows1_q;
  (* no_rw_check, ram_style = "distributed" *)
  reg [14:0] rows2 [0:15];
  reg [14:0] rows2_q;
  (* no_rw_check, ram_style = "distributed" *)
  reg [14:0] rows3 [0:15];
  reg [14:0] rows3_q;

  wire fetch = some && !fetched;
  wire falls = fetch && !push;
  wire changes = push ^ fetch;

`ifdef FORMAL
  (* anyseq *) wire [14:0] rows0_q_any;
`elsif SYNTHESIS
`else
  reg [16:0] rows0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (push && write[5:4] == 2'd0) begin
      rows0[write[3:0]] <= {
        row_spikes, row_ends_tick, row_row, row_report, row_loop_back, row_region
      };
    end
    rows0_q <= rows0[read[3:0]];
`ifdef FORMAL
    if (push && write[5:4] == 2'd0 && read[3:0] == write[3:0]) rows0_q <= rows0_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (push && write[5:4] == 2'd0 && read[3:0] == write[3:0]) begin
      {rows0_q_random_unused, rows0_q} <= $random;
    end
`endif
  end

`ifdef FORMAL
  (* anyseq *) wire [14:0] rows1_q_any;
`elsif SYNTHESIS
`else
  reg [16:0] rows1_q_random_unused;
`endif
  always @(posedge clk) begin
    if (push && write[5:4] == 2'd1) begin
      rows1[write[3:0]] <= {
        row_spikes, row_ends_tick, row_row, row_report, row_loop_back, row_region
      };
    end
    rows1_q <= rows1[read[3:0]];
`ifdef FORMAL
    if (push && write[5:4] == 2'd1 && read[3:0] == write[3:0]) rows1_q <= rows1_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (push && write[5:4] == 2'd1 && read[3:0] == write[3:0]) begin
      {rows1_q_random_unused, rows1_q} <= $random;
    end
`endif
  end

`ifdef FORMAL
  (* anyseq *) wire [14:0] rows2_q_any;
`elsif SYNTHESIS
`else
  reg [16:0] rows2_q_random_unused;
`endif
  always @(posedge clk) begin
    if (push && write[5:4] == 2'd2) begin
      rows2[write[3:0]] <= {
        row_spikes, row_ends_tick, row_row, row_report, row_loop_back, row_region
      };
    end
    rows2_q <= rows2[read[3:0]];
`ifdef FORMAL
    if (push && write[5:4] == 2'd2 && read[3:0] == write[3:0]) rows2_q <= rows2_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (push && write[5:4] == 2'd2 && read[3:0] == write[3:0]) begin
      {rows2_q_random_unused, rows2_q} <= $random;
    end
`endif
  end

`ifdef FORMAL
  (* anyseq *) wire [14:0] rows3_q_any;
`elsif SYNTHESIS
`else
  reg [16:0] rows3_q_random_unused;
`endif
  always @(posedge clk) begin
    if (push && write[5:4] == 2'd3) begin
      rows3[write[3:0]] <= {
        row_spikes, row_ends_tick, row_row, row_report, row_loop_back, row_region
      };
    end
    rows3_q <= rows3[read[3:0]];
`ifdef FORMAL
    if (push && write[5:4] == 2'd3 && read[3:0] == write[3:0]) rows3_q <= rows3_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (push && write[5:4] == 2'd3 && read[3:0] == write[3:0]) begin
      {rows3_q_random_unused, rows3_q} <= $random;
    end
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      some <= 1'b0;
      fetched <= 1'b0;
      write <= 6'd0;
      read <= 6'd0;
      waiting <= 6'd0;
      room <= 1'b1;
    end else begin
      some <= (|waiting) && !fetch;
      fetched <= fetch || (fetched && !deq_ready);
      write <= write + {5'd0, push};
      read <= read + {5'd0, fetch};
      waiting <= waiting + {{5{falls}}, changes};
      room <= waiting < 6'd32;
    end
  end

  always @(posedge clk) begin
    if (fetch) begin
      offered_spikes <=
        (read[5:4] == 2'd1) ? rows1_q[14:11] :
        (read[5:4] == 2'd2) ? rows2_q[14:11] :
        (read[5:4] == 2'd3) ? rows3_q[14:11] :
        rows0_q[14:11];
      offered_ends_tick <=
        (read[5:4] == 2'd1) ? rows1_q[10] :
        (read[5:4] == 2'd2) ? rows2_q[10] :
        (read[5:4] == 2'd3) ? rows3_q[10] :
        rows0_q[10];
      offered_row <=
        (read[5:4] == 2'd1) ? rows1_q[9:4] :
        (read[5:4] == 2'd2) ? rows2_q[9:4] :
        (read[5:4] == 2'd3) ? rows3_q[9:4] :
        rows0_q[9:4];
      offered_report <=
        (read[5:4] == 2'd1) ? rows1_q[3] :
        (read[5:4] == 2'd2) ? rows2_q[3] :
        (read[5:4] == 2'd3) ? rows3_q[3] :
        rows0_q[3];
      offered_loop_back <=
        (read[5:4] == 2'd1) ? rows1_q[2] :
        (read[5:4] == 2'd2) ? rows2_q[2] :
        (read[5:4] == 2'd3) ? rows3_q[2] :
        rows0_q[2];
      offered_region <=
        (read[5:4] == 2'd1) ? rows1_q[1:0] :
        (read[5:4] == 2'd2) ? rows2_q[1:0] :
        (read[5:4] == 2'd3) ? rows3_q[1:0] :
        rows0_q[1:0];
    end
  end

  assign deq_valid = fetched;
  assign deq_payload_spikes = offered_spikes;
  assign deq_payload_ends_tick = offered_ends_tick;
  assign deq_payload_row = offered_row;
  assign deq_payload_report = offered_report;
  assign deq_payload_loop_back = offered_loop_back;
  assign deq_payload_region = offered_region;

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
