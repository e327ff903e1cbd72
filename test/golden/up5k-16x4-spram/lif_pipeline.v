// lif_pipeline {fabric:"ice40up",shape:{accumulatorBits:14,biasBits:0,delayProgram:0,
//   firstTickBits:1,groups:16,historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],
//   listEntries:1024,membraneBits:16,perNeuron:[],refractoryBits:0,regions:2,resetBits:0,
//   resets:["threshold"],segments:256,slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,
//   weightSign:"signed",weightWords:16384}}
module lif_pipeline (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire signed [15:0] membrane,
  input  wire               refractory,
  input  wire signed        input_fields_bias,
  input  wire               input_fields_leak_kind,
  input  wire         [2:0] input_fields_leak_amount,
  input  wire               input_fields_first_tick,
  input  wire               input_fields_refractory,
  input  wire               tick,
  input  wire signed [13:0] sum,
  input  wire         [7:0] output_fields_threshold,
  input  wire               output_fields_reset_kind,
  input  wire signed        output_fields_reset_add,
  input  wire               clear,
  output wire               done,
  output reg  signed [15:0] new_membrane,
  output reg                new_refractory,
  output reg                fired,
  output reg                saturated
);

  reg         [6:0] visits;
  reg               resting_begin;
  reg               live;
  reg               counter;
  reg signed [15:0] base;
  reg               resting_1;
  reg               live_1;
  reg               counter_1;
  reg signed [15:0] base_1;
  reg signed [15:0] coarse;
  reg               positive;
  reg         [2:0] amount_coarse;
  reg               meant_coarse;
  reg signed [15:0] complement;
  reg               carry;
  reg               resting_leak;
  reg               live_leak;
  reg               counter_leak;
  reg signed [15:0] leaked;
  reg               resting_integrate;
  reg               live_integrate;
  reg               counter_integrate;
  reg signed [16:0] total;
  reg signed [15:0] inverted;
  reg               counter_clamp;
  reg               resting_clamp;
  reg               live_clamp;
  reg               overflow;
  reg signed [15:0] inverted_compare;
  reg               counter_compare;
  reg               resting_compare;
  reg               live_compare;
  reg               overflow_compare;
  reg               masked_fires;
  reg signed [15:0] masked_margin;

  wire resting = 1'b0;
  wire frozen = input_fields_first_tick > tick;
  wire signed bias = 1'b0;
  wire signed [15:0] shifted = coarse >>> amount_coarse[1:0];
  wire left_high = |coarse[15:3];
  wire left_low = |(coarse[2:0] >> amount_coarse[1:0]);
  wire stuck = positive && !(left_high || left_low);
  wire signed [16:0] driven = {leaked[15], leaked} + {{3{sum[13]}}, sum};
  wire visited = visits[5] && live_compare;
  wire zero = clear || !live_compare;

  always @(posedge clk) begin
    if (rst) begin
      visits <= 7'd0;
    end else begin
      visits <= {visits[5:0], valid};
    end
  end

  wire [16:0] leaked_sum = {base_1, 1'b1} + {complement, carry};
  wire [16:0] masked_fires_sum = {inverted[15], inverted} + {9'd0, output_fields_threshold};
  always @(posedge clk) begin
    resting_begin <= resting;
    live <= !frozen;
    counter <= refractory;
    base <= membrane;
    resting_1 <= resting_begin;
    live_1 <= live;
    counter_1 <= counter;
    base_1 <= base;
    coarse <= membrane >>> {input_fields_leak_amount[2], 2'd0};
    positive <= !membrane[15] && (|membrane);
    amount_coarse <= input_fields_leak_amount;
    meant_coarse <= input_fields_leak_kind;
    complement <= meant_coarse ? ~shifted : -16'sd1;
    carry <= !(meant_coarse && stuck);
    resting_leak <= resting_1;
    live_leak <= live_1;
    counter_leak <= counter_1;
    leaked <= leaked_sum[16:1];
    resting_integrate <= resting_leak;
    live_integrate <= live_leak;
    counter_integrate <= counter_leak;
    total <= resting_leak ? {leaked[15], leaked} : driven;
    inverted <=
      ~(
        (!(|total[16:15]) || (&total[16:15])) ? total[15:0] :
        {total[16], total[16] ? 15'd0 : 15'h7fff}
      );
    counter_clamp <= counter_integrate;
    resting_clamp <= resting_integrate;
    live_clamp <= live_integrate;
    overflow <= (|total[16:15]) && !(&total[16:15]);
    inverted_compare <= inverted;
    counter_compare <= counter_clamp;
    resting_compare <= resting_clamp;
    live_compare <= live_clamp;
    overflow_compare <= overflow;
    masked_fires <= masked_fires_sum[16];
    masked_margin <= masked_fires_sum[15:0];
  end

  always @(posedge clk) begin
    if (rst) begin
      fired <= 1'b0;
      saturated <= 1'b0;
    end else begin
      fired <= masked_fires && !resting_compare && visited;
      saturated <= overflow_compare && visited;
    end
  end

  always @(posedge clk) begin
    new_membrane <=
      zero ? 16'sd0 : (masked_fires && !resting_compare) ? ~masked_margin : ~inverted_compare;
    new_refractory <= zero ? 1'b0 : (masked_fires || resting_compare) ? counter_compare : 1'b0;
  end

  assign done = visits[6];

  wire _unused_ok = &{
    1'b0, input_fields_bias, input_fields_refractory, output_fields_reset_kind,
    output_fields_reset_add, amount_coarse[2], bias, leaked_sum[0]
  };

endmodule
