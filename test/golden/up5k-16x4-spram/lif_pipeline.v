// lif_pipeline {shape:{accumulatorBits:14,biasBits:0,firstTickBits:1,groups:16,lanes:16,
//   leakBits:0,leaks:["none","shift"],listEntries:1024,membraneBits:16,refractoryBits:0,regions:2,
//   segments:256,weightBits:4,weightWords:16384}}
module lif_pipeline (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire               last,
  input  wire signed [13:0] sum,
  input  wire signed [15:0] membrane,
  input  wire               refractory,
  input  wire         [6:0] input_parameters,
  input  wire        [34:0] output_parameters,
  input  wire               tick,
  input  wire               clear,
  output wire               takes_parameters,
  output wire               done,
  output reg                finished,
  output wire               write,
  output reg  signed [15:0] new_membrane,
  output reg                new_refractory,
  output reg                fired,
  output reg                report,
  output reg                loop_back,
  output wire               loop_back_region,
  output reg                saturated
);

  reg               neuron_input_valid;
  reg               neuron_integrate_valid;
  reg               neuron_leak_valid;
  reg               neuron_clamp_valid;
  reg               neuron_compare_valid;
  reg               neuron_fire_valid;
  reg signed [15:0] membrane_input;
  reg signed [14:0] drive;
  reg signed [15:0] leak_shift_shifted;
  reg         [1:0] leak_shift_fine_shift;
  reg               leak_shift_positive;
  reg               leak_shift_shifting;
  reg               live;
  reg               resting_input;
  reg               counter;
  reg               last_input;
  reg signed [16:0] total;
  reg signed [15:0] to_leak_amount;
  reg               to_leak_borrow;
  reg               live_integrate;
  reg               resting_integrate;
  reg               counter_integrate;
  reg               last_integrate;
  reg signed [17:0] leaked;
  reg               live_leak;
  reg               resting_leak;
  reg               counter_leak;
  reg               last_leak;
  reg signed [15:0] clamped;
  reg               resting_clamp;
  reg               live_clamp;
  reg               counter_clamp;
  reg               overflow;
  reg               last_clamp;
  reg signed [16:0] margin;
  reg               resting_compare;
  reg               live_compare;
  reg signed [15:0] after_spike;
  reg signed [15:0] clamped_compare;
  reg               counter_compare;
  reg               overflow_compare;
  reg               last_compare;
  reg               target_report_compare;
  reg               target_loop_back_compare;
  reg               target_region_compare;
  reg               live_fire;
  reg               target_region_fire;

  wire resting = 1'b0;
  wire frozen = input_parameters[6] > tick;
  wire signed [14:0] biased = {sum[13], sum} + {15{input_parameters[0]}};
  wire signed [15:0] shift_leak = leak_shift_shifted >>> leak_shift_fine_shift;
  wire left_high = |leak_shift_shifted[15:3];
  wire left_low = |(leak_shift_shifted[2:0] >> leak_shift_fine_shift);
  wire stuck = leak_shift_positive && !(left_high || left_low);
  wire fire = !(margin[16] || resting_compare);
  wire spike = fire && live_compare && neuron_compare_valid;

  always @(posedge clk) begin
    if (rst) begin
      neuron_input_valid <= 1'b0;
      neuron_integrate_valid <= 1'b0;
      neuron_leak_valid <= 1'b0;
      neuron_clamp_valid <= 1'b0;
      neuron_compare_valid <= 1'b0;
      neuron_fire_valid <= 1'b0;
      fired <= 1'b0;
      report <= 1'b0;
      loop_back <= 1'b0;
      saturated <= 1'b0;
      finished <= 1'b0;
    end else begin
      neuron_input_valid <= valid;
      neuron_integrate_valid <= neuron_input_valid;
      neuron_leak_valid <= neuron_integrate_valid;
      neuron_clamp_valid <= neuron_leak_valid;
      neuron_compare_valid <= neuron_clamp_valid;
      neuron_fire_valid <= neuron_compare_valid;
      fired <= spike;
      report <= spike && target_report_compare;
      loop_back <= spike && target_loop_back_compare;
      saturated <= overflow_compare && neuron_compare_valid;
      finished <= last_compare && neuron_compare_valid;
    end
  end

  wire [18:0] leaked_difference =
    {total[16], total, 1'b0} - {{2{to_leak_amount[15]}}, to_leak_amount, to_leak_borrow};
  always @(posedge clk) begin
    membrane_input <= membrane;
    drive <= resting ? 15'sd0 : biased;
    leak_shift_shifted <= membrane >>> {input_parameters[5:4], 2'd0};
    leak_shift_fine_shift <= input_parameters[3:2];
    leak_shift_positive <= membrane > 16'sd0;
    leak_shift_shifting <= input_parameters[1];
    live <= valid && !frozen;
    resting_input <= resting;
    counter <= resting ? refractory - 1'b1 : 1'b0;
    last_input <= last;
    total <= {membrane_input[15], membrane_input} + {{2{drive[14]}}, drive};
    to_leak_amount <= leak_shift_shifting ? shift_leak : 16'sd0;
    to_leak_borrow <= leak_shift_shifting ? stuck : 1'b0;
    live_integrate <= live;
    resting_integrate <= resting_input;
    counter_integrate <= counter;
    last_integrate <= last_input;
    leaked <= leaked_difference[18:1];
    live_leak <= live_integrate;
    resting_leak <= resting_integrate;
    counter_leak <= counter_integrate;
    last_leak <= last_integrate;
    clamped <=
      (!(|leaked[17:15]) || (&leaked[17:15])) ? leaked[15:0] :
      {leaked[17], leaked[17] ? 15'd0 : 15'h7fff};
    resting_clamp <= resting_leak;
    live_clamp <= live_leak;
    counter_clamp <= counter_leak;
    overflow <= (|leaked[17:15]) && !(&leaked[17:15]) && live_leak;
    last_clamp <= last_leak;
    margin <= {clamped[15], clamped} - {2'd0, output_parameters[14:0]};
    resting_compare <= resting_clamp;
    live_compare <= live_clamp;
    after_spike <=
      output_parameters[15] ? clamped + output_parameters[31:16] : output_parameters[31:16];
    clamped_compare <= clamped;
    counter_compare <= counter_clamp;
    overflow_compare <= overflow;
    last_compare <= last_clamp;
    target_report_compare <= output_parameters[32];
    target_loop_back_compare <= output_parameters[33];
    target_region_compare <= output_parameters[34];
    new_membrane <= clear ? 16'sd0 : fire ? after_spike : clamped_compare;
    new_refractory <= clear ? 1'b0 : fire ? 1'b0 : counter_compare;
    live_fire <= live_compare;
    target_region_fire <= target_region_compare;
  end

  assign takes_parameters = neuron_leak_valid;
  assign done = neuron_fire_valid;
  assign write = live_fire;
  assign loop_back_region = target_region_fire;

  wire _unused_ok = &{1'b0, margin[15:0], leaked_difference[0]};

endmodule
