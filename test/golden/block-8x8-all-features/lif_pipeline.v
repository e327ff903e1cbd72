// lif_pipeline {shape:{accumulatorBits:17,biasBits:10,firstTickBits:3,groups:32,lanes:8,
//   leakBits:8,leaks:["none","linear","shift"],listEntries:512,membraneBits:16,refractoryBits:4,
//   regions:4,segments:256,weightBits:8,weightWords:2048}}
module lif_pipeline (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire               last,
  input  wire signed [16:0] sum,
  input  wire signed [15:0] membrane,
  input  wire         [3:0] refractory,
  input  wire        [25:0] input_parameters,
  input  wire        [39:0] output_parameters,
  input  wire         [2:0] tick,
  input  wire               clear,
  output wire               takes_parameters,
  output wire               done,
  output reg                finished,
  output wire               write,
  output reg  signed [15:0] new_membrane,
  output reg          [3:0] new_refractory,
  output reg                fired,
  output reg                report,
  output reg                loop_back,
  output wire         [1:0] loop_back_region,
  output reg                saturated
);

  reg               neuron_input_valid;
  reg               neuron_integrate_valid;
  reg               neuron_leak_valid;
  reg               neuron_clamp_valid;
  reg               neuron_compare_valid;
  reg               neuron_fire_valid;
  reg signed [15:0] membrane_input;
  reg signed [17:0] drive;
  reg               leak_linear_above;
  reg               leak_linear_below;
  reg signed  [8:0] leak_linear_bound;
  reg signed [15:0] leak_shift_shifted;
  reg         [1:0] leak_shift_fine_shift;
  reg               leak_shift_positive;
  reg               leak_shift_shifting;
  reg               live;
  reg               resting_input;
  reg         [3:0] counter;
  reg               last_input;
  reg signed [18:0] total;
  reg signed [15:0] to_leak_amount;
  reg               to_leak_borrow;
  reg               live_integrate;
  reg               resting_integrate;
  reg         [3:0] counter_integrate;
  reg               last_integrate;
  reg signed [19:0] leaked;
  reg               live_leak;
  reg               resting_leak;
  reg         [3:0] counter_leak;
  reg               last_leak;
  reg signed [15:0] clamped;
  reg               resting_clamp;
  reg               live_clamp;
  reg         [3:0] counter_clamp;
  reg               overflow;
  reg               last_clamp;
  reg signed [16:0] margin;
  reg               resting_compare;
  reg               live_compare;
  reg signed [15:0] after_spike;
  reg signed [15:0] clamped_compare;
  reg         [3:0] period_compare;
  reg         [3:0] counter_compare;
  reg               overflow_compare;
  reg               last_compare;
  reg               target_report_compare;
  reg               target_loop_back_compare;
  reg         [1:0] target_region_compare;
  reg               live_fire;
  reg         [1:0] target_region_fire;

  wire resting = |refractory;
  wire frozen = input_parameters[25:23] > tick;
  wire signed [17:0] biased = {sum[16], sum} + {{8{input_parameters[9]}}, input_parameters[9:0]};
  wire signed [8:0] linear_leak_inverted = ~leak_linear_bound;
  wire signed [15:0] linear_leak =
    leak_linear_above ? {{7{leak_linear_bound[8]}}, leak_linear_bound} :
    leak_linear_below ? {{7{linear_leak_inverted[8]}}, linear_leak_inverted} :
    membrane_input;
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

  wire [16:0] leak_linear_below_sum = {membrane[15], membrane} + {9'd0, input_parameters[22:15]};
  wire [20:0] leaked_difference =
    {total[18], total, 1'b0} - {{4{to_leak_amount[15]}}, to_leak_amount, to_leak_borrow};
  always @(posedge clk) begin
    membrane_input <= membrane;
    drive <= resting ? 18'sd0 : biased;
    leak_linear_above <= membrane > $signed({8'd0, input_parameters[22:15]});
    leak_linear_below <= leak_linear_below_sum[16];
    leak_linear_bound <= {1'b0, input_parameters[22:15]};
    leak_shift_shifted <= membrane >>> {input_parameters[14:13], 2'd0};
    leak_shift_fine_shift <= input_parameters[12:11];
    leak_shift_positive <= membrane > 16'sd0;
    leak_shift_shifting <= input_parameters[10];
    live <= valid && !frozen;
    resting_input <= resting;
    counter <= resting ? refractory - 4'd1 : 4'd0;
    last_input <= last;
    total <= {{3{membrane_input[15]}}, membrane_input} + {drive[17], drive};
    to_leak_amount <= leak_shift_shifting ? shift_leak : linear_leak;
    to_leak_borrow <= leak_shift_shifting ? stuck : leak_linear_below;
    live_integrate <= live;
    resting_integrate <= resting_input;
    counter_integrate <= counter;
    last_integrate <= last_input;
    leaked <= leaked_difference[20:1];
    live_leak <= live_integrate;
    resting_leak <= resting_integrate;
    counter_leak <= counter_integrate;
    last_leak <= last_integrate;
    clamped <=
      (!(|leaked[19:15]) || (&leaked[19:15])) ? leaked[15:0] :
      {leaked[19], leaked[19] ? 15'd0 : 15'h7fff};
    resting_clamp <= resting_leak;
    live_clamp <= live_leak;
    counter_clamp <= counter_leak;
    overflow <= (|leaked[19:15]) && !(&leaked[19:15]) && live_leak;
    last_clamp <= last_leak;
    margin <= {clamped[15], clamped} - {2'd0, output_parameters[14:0]};
    resting_compare <= resting_clamp;
    live_compare <= live_clamp;
    after_spike <=
      output_parameters[15] ? clamped + output_parameters[31:16] : output_parameters[31:16];
    clamped_compare <= clamped;
    period_compare <= output_parameters[35:32];
    counter_compare <= counter_clamp;
    overflow_compare <= overflow;
    last_compare <= last_clamp;
    target_report_compare <= output_parameters[36];
    target_loop_back_compare <= output_parameters[37];
    target_region_compare <= output_parameters[39:38];
    new_membrane <= clear ? 16'sd0 : fire ? after_spike : clamped_compare;
    new_refractory <= clear ? 4'd0 : fire ? period_compare : counter_compare;
    live_fire <= live_compare;
    target_region_fire <= target_region_compare;
  end

  assign takes_parameters = neuron_leak_valid;
  assign done = neuron_fire_valid;
  assign write = live_fire;
  assign loop_back_region = target_region_fire;

  wire _unused_ok = &{1'b0, margin[15:0], leak_linear_below_sum[15:0], leaked_difference[0]};

endmodule
