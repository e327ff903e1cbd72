// spike_serialiser {shape:{accumulatorBits:14,biasBits:0,delayProgram:0,firstTickBits:1,groups:16,
//   historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],listEntries:1024,membraneBits:16,
//   perNeuron:[],refractoryBits:0,regions:2,resetBits:0,resets:["threshold"],segments:256,
//   slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,weightSign:"signed",
//   weightWords:16384}}
module spike_serialiser (
  input  wire        clk,
  input  wire        rst,
  input  wire        rows_valid,
  input  wire        rows_payload_spikes,
  input  wire        rows_payload_ends_tick,
  input  wire  [7:0] rows_payload_row,
  input  wire        rows_payload_report,
  input  wire        rows_payload_loop_back,
  input  wire        rows_payload_region,
  output wire        rows_ready,
  input  wire        clear,
  output wire        own_valid,
  output wire        own_region,
  output wire  [9:0] own_index,
  output reg         tick_drained,
  input  wire        spikes_ready,
  output reg         spikes_valid,
  output wire [15:0] spikes_payload
);

  reg        taken;
  reg  [1:0] left;
  reg        one;
  reg        leaves;
  reg        loops;
  reg [15:0] spikes_word;
  reg [14:0] tick;

  wire take = rows_valid && !taken;
  wire step = taken && !spikes_valid;
  wire last = step && one;
  wire is_marker = !left[0];
  wire [1:0] begun = {rows_payload_ends_tick, rows_payload_spikes};
  wire [1:0] rest = take ? begun : {left[1] && left[0], 1'b0};
  wire [7:0] slot = rows_payload_row;
  wire emit = step && leaves;

  always @(posedge clk) begin
    if (rst) begin
      taken <= 1'b0;
    end else begin
      taken <= take || (taken && !last);
    end
  end

  always @(posedge clk) begin
    if (take || step) begin
      left <= rest;
      one <= take ? !(begun[0] && begun[1]) : 1'b1;
      leaves <= rows_payload_report || !rest[0];
      loops <= rows_payload_loop_back && rest[0];
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      spikes_valid <= 1'b0;
    end else begin
      spikes_valid <= emit || (spikes_valid && !spikes_ready);
    end
  end

  always @(posedge clk) begin
    if (emit) spikes_word <= is_marker ? {1'b1, tick} : {8'd0, slot};
  end

  always @(posedge clk) begin
    if (rst) begin
      tick_drained <= 1'b0;
      tick <= 15'd0;
    end else begin
      tick_drained <= step && is_marker;
      tick <= clear ? 15'd0 : tick + {14'd0, tick_drained};
    end
  end

  assign rows_ready = last;
  assign own_valid = step && loops;
  assign own_region = rows_payload_region;
  assign own_index = {2'd0, slot};
  assign spikes_payload = spikes_word;

`ifdef FORMAL
  always @(posedge clk) begin
    a_row_without_spikes_and_without_a_tick_s_end: assert (!taken || (|left) || rst);
    the_last_of_a_row_is_known_as_such: assert (!taken || one == !(left[0] && left[1]) || rst);
    a_row_goes_away_before_the_last_of_it_is_done: assert (!taken || rows_valid || rst);
    a_word_is_overwritten_before_it_was_taken: assert (!(emit && spikes_valid) || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (taken && !(|left) && !rst) $error("a row without spikes and without a tick's end");
    if (taken && one != !(left[0] && left[1]) && !rst) $error("the last of a row is known as such");
    if (taken && !rows_valid && !rst) $error("a row goes away before the last of it is done");
    if (emit && spikes_valid && !rst) $error("a word is overwritten before it was taken");
  end
`endif

endmodule
