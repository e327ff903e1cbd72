// lif_pipeline {fabric:"ecp5",shape:{accumulatorBits:17,biasBits:10,delayProgram:64,
//   firstTickBits:3,groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift",
//   "mul12"],listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory",
//   "reset","firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value",
//   "threshold","amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,
//   weightBits:8,weightSign:"signed",weightWords:2048}}
module lif_pipeline (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire signed [15:0] membrane,
  input  wire         [3:0] refractory,
  input  wire signed  [9:0] input_fields_bias,
  input  wire         [1:0] input_fields_leak_kind,
  input  wire        [12:0] input_fields_leak_amount,
  input  wire         [2:0] input_fields_first_tick,
  input  wire         [3:0] input_fields_refractory,
  input  wire         [2:0] tick,
  input  wire signed [16:0] sum,
  input  wire        [11:0] output_fields_threshold,
  input  wire         [1:0] output_fields_reset_kind,
  input  wire signed [12:0] output_fields_reset_add,
  input  wire               clear,
  output wire               done,
  output reg  signed [15:0] new_membrane,
  output reg          [3:0] new_refractory,
  output reg                fired,
  output reg                saturated
);

  reg         [11:0] visits;
  reg                resting_begin;
  reg                live;
  reg          [3:0] counter;
  reg  signed [15:0] base;
  reg  signed  [9:0] bias;
  reg                resting_1;
  reg                live_1;
  reg          [3:0] counter_1;
  reg                resting_2;
  reg                live_2;
  reg          [3:0] counter_2;
  reg                resting_3;
  reg                live_3;
  reg          [3:0] counter_3;
  reg                resting_4;
  reg                live_4;
  reg          [3:0] counter_4;
  reg                resting_5;
  reg                live_5;
  reg          [3:0] counter_5;
  reg  signed [16:0] biased_1;
  reg  signed [16:0] biased_2;
  reg  signed [16:0] biased_3;
  reg  signed [16:0] biased_4;
  reg  signed [16:0] biased_5;
  reg  signed [15:0] folded;
  reg                not_negative;
  reg  signed [13:0] bound_fold;
  reg                meant_fold;
  reg                reaches;
  reg  signed [15:0] entire;
  reg  signed [15:0] step;
  reg                step_borrow;
  reg                reaches_1;
  reg  signed [15:0] entire_1;
  reg  signed [15:0] step_1;
  reg                step_borrow_1;
  reg                reaches_2;
  reg  signed [15:0] entire_2;
  reg  signed [15:0] step_2;
  reg                step_borrow_2;
  reg                reaches_3;
  reg  signed [15:0] entire_3;
  reg  signed [15:0] step_3;
  reg                step_borrow_3;
  reg  signed [17:0] operand_a;
  reg         [17:0] operand_b;
  reg  signed [15:0] whole;
  reg                some;
  reg                rest;
  reg                negative_1;
  reg                shifts_1;
  reg                negative_2;
  reg                shifts_2;
  reg                negative_3;
  reg                shifts_3;
  reg                negative_4;
  reg                shifts_4;
  reg                negative_5;
  reg                shifts_5;
  reg  signed [15:0] complement;
  reg                carry;
  reg                resting_leak;
  reg                live_leak;
  reg          [3:0] counter_leak;
  reg  signed [16:0] leaked;
  reg  signed [16:0] taken;
  reg                resting_integrate;
  reg                live_integrate;
  reg          [3:0] counter_integrate;
  reg  signed [17:0] total;
  reg  signed [15:0] inverted;
  reg          [3:0] counter_clamp;
  reg                resting_clamp;
  reg                live_clamp;
  reg                overflow;
  reg  signed [15:0] inverted_compare;
  reg          [3:0] counter_compare;
  reg                resting_compare;
  reg                live_compare;
  reg                overflow_compare;
  reg  signed [16:0] residues_shortfall;
  reg  signed [15:0] residues_lowered;
  reg  signed [15:0] residues_value;
  reg                residues_takes_margin;
  reg                residues_takes_lowered;
  reg                residues_takes_value;
  reg  signed [15:0] inverted_choose;
  reg          [3:0] counter_choose;
  reg                live_choose;
  reg                overflow_choose;
  reg                fires;
  reg                rests_on;
  reg  signed [15:0] after_fire;
  wire        [35:0] multiplier_p;
  wire               multiplier_signedp;

  wire resting = |refractory;
  wire frozen = input_fields_first_tick > tick;
  wire [16:0] moves_sum = {folded[15], folded} + {{3{bound_fold[13]}}, bound_fold};
  wire moves = moves_sum[16];
  wire rounds = rest && !(negative_5 || (shifts_5 && some));
  wire signed [17:0] driven = {leaked[16], leaked} + {taken[16], taken};
  wire visited = visits[10] && live_choose;
  wire zero = clear || !live_choose;

  always @(posedge clk) begin
    if (rst) begin
      visits <= 12'd0;
    end else begin
      visits <= {visits[10:0], valid};
    end
  end

  wire signed [13:0] step_inverted = ~bound_fold;
  wire [15:0] operand_b_shifted = 16'd1 << input_fields_leak_amount[3:0];
  wire [17:0] leaked_sum = {biased_5, 1'b1} + {complement[15], complement, carry};
  always @(posedge clk) begin
    resting_begin <= resting;
    live <= !frozen;
    counter <= resting ? refractory - 4'd1 : input_fields_refractory;
    base <= membrane;
    bias <= resting ? 10'sd0 : input_fields_bias;
    resting_1 <= resting_begin;
    live_1 <= live;
    counter_1 <= counter;
    resting_2 <= resting_1;
    live_2 <= live_1;
    counter_2 <= counter_1;
    resting_3 <= resting_2;
    live_3 <= live_2;
    counter_3 <= counter_2;
    resting_4 <= resting_3;
    live_4 <= live_3;
    counter_4 <= counter_3;
    resting_5 <= resting_4;
    live_5 <= live_4;
    counter_5 <= counter_4;
    biased_1 <= {base[15], base} + {{7{bias[9]}}, bias};
    biased_2 <= biased_1;
    biased_3 <= biased_2;
    biased_4 <= biased_3;
    biased_5 <= biased_4;
    folded <= membrane[15] ? membrane : ~membrane;
    not_negative <= !membrane[15];
    bound_fold <= {1'b0, input_fields_leak_amount};
    meant_fold <= !input_fields_leak_kind[0] && !input_fields_leak_kind[1];
    reaches <= !moves;
    entire <= meant_fold ? (not_negative ? ~folded : folded) : 16'sd0;
    step <=
      meant_fold ?
      (not_negative ? {{2{bound_fold[13]}}, bound_fold} : {{2{step_inverted[13]}}, step_inverted}) :
      16'd0;
    step_borrow <= meant_fold && !not_negative && moves;
    reaches_1 <= reaches;
    entire_1 <= entire;
    step_1 <= step;
    step_borrow_1 <= step_borrow;
    reaches_2 <= reaches_1;
    entire_2 <= entire_1;
    step_2 <= step_1;
    step_borrow_2 <= step_borrow_1;
    reaches_3 <= reaches_2;
    entire_3 <= entire_2;
    step_3 <= step_2;
    step_borrow_3 <= step_borrow_2;
    operand_a <= {{2{membrane[15]}}, membrane};
    operand_b <= {
      2'd0,
      input_fields_leak_kind[0] ?
      {
        operand_b_shifted[0], operand_b_shifted[1], operand_b_shifted[2], operand_b_shifted[3],
        operand_b_shifted[4], operand_b_shifted[5], operand_b_shifted[6], operand_b_shifted[7],
        operand_b_shifted[8], operand_b_shifted[9], operand_b_shifted[10], operand_b_shifted[11],
        operand_b_shifted[12], operand_b_shifted[13], operand_b_shifted[14], operand_b_shifted[15]
      } :
      input_fields_leak_kind[1] ? {input_fields_leak_amount, 3'd0} :
      16'd0
    };
    whole <= multiplier_p[30:15];
    some <= |multiplier_p[30:15];
    rest <= |multiplier_p[14:0];
    negative_1 <= membrane[15];
    shifts_1 <= input_fields_leak_kind[0];
    negative_2 <= negative_1;
    shifts_2 <= shifts_1;
    negative_3 <= negative_2;
    shifts_3 <= shifts_2;
    negative_4 <= negative_3;
    shifts_4 <= shifts_3;
    negative_5 <= negative_4;
    shifts_5 <= shifts_4;
    complement <= ~((reaches_3 ? entire_3 : step_3) | whole);
    carry <= !(step_borrow_3 || rounds);
    resting_leak <= resting_5;
    live_leak <= live_5;
    counter_leak <= counter_5;
    leaked <= leaked_sum[17:1];
    taken <= resting_5 ? 17'sd0 : sum;
    resting_integrate <= resting_leak;
    live_integrate <= live_leak;
    counter_integrate <= counter_leak;
    total <= driven;
    inverted <=
      ~(
        (!(|total[17:15]) || (&total[17:15])) ? total[15:0] :
        {total[17], total[17] ? 15'd0 : 15'h7fff}
      );
    counter_clamp <= counter_integrate;
    resting_clamp <= resting_integrate;
    live_clamp <= live_integrate;
    overflow <= (|total[17:15]) && !(&total[17:15]);
    inverted_compare <= inverted;
    counter_compare <= counter_clamp;
    resting_compare <= resting_clamp;
    live_compare <= live_clamp;
    overflow_compare <= overflow;
    residues_shortfall <= {inverted[15], inverted} + {5'd0, output_fields_threshold};
    residues_lowered <= inverted + {{3{output_fields_reset_add[12]}}, output_fields_reset_add};
    residues_value <= {{3{output_fields_reset_add[12]}}, output_fields_reset_add};
    residues_takes_margin <= output_fields_reset_kind == 2'd2;
    residues_takes_lowered <= output_fields_reset_kind == 2'd3;
    residues_takes_value <= output_fields_reset_kind == 2'd1;
    inverted_choose <= inverted_compare;
    counter_choose <= counter_compare;
    live_choose <= live_compare;
    overflow_choose <= overflow_compare;
    fires <= residues_shortfall[16] && !resting_compare;
    rests_on <= residues_shortfall[16] || resting_compare;
    after_fire <=
      residues_takes_margin ? ~residues_shortfall[15:0] :
      residues_takes_lowered ? ~residues_lowered :
      residues_takes_value ? residues_value :
      16'sd0;
  end

  always @(posedge clk) begin
    if (rst) begin
      fired <= 1'b0;
      saturated <= 1'b0;
    end else begin
      fired <= fires && visited;
      saturated <= overflow_choose && visited;
    end
  end

  always @(posedge clk) begin
    new_membrane <= zero ? 16'sd0 : fires ? after_fire : ~inverted_choose;
    new_refractory <= zero ? 4'd0 : rests_on ? counter_choose : 4'd0;
  end

  MULT18X18D #(
    .REG_INPUTA_CLK("CLK0"),
    .REG_INPUTB_CLK("CLK0"),
    .REG_PIPELINE_CLK("CLK0"),
    .REG_OUTPUT_CLK("CLK0")
  ) multiplier (
    .CLK0(clk),
    .A17(operand_a[17]), .A16(operand_a[16]), .A15(operand_a[15]), .A14(operand_a[14]),
    .A13(operand_a[13]), .A12(operand_a[12]), .A11(operand_a[11]), .A10(operand_a[10]),
    .A9(operand_a[9]), .A8(operand_a[8]), .A7(operand_a[7]), .A6(operand_a[6]), .A5(operand_a[5]),
    .A4(operand_a[4]), .A3(operand_a[3]), .A2(operand_a[2]), .A1(operand_a[1]), .A0(operand_a[0]),
    .B17(operand_b[17]), .B16(operand_b[16]), .B15(operand_b[15]), .B14(operand_b[14]),
    .B13(operand_b[13]), .B12(operand_b[12]), .B11(operand_b[11]), .B10(operand_b[10]),
    .B9(operand_b[9]), .B8(operand_b[8]), .B7(operand_b[7]), .B6(operand_b[6]), .B5(operand_b[5]),
    .B4(operand_b[4]), .B3(operand_b[3]), .B2(operand_b[2]), .B1(operand_b[1]), .B0(operand_b[0]),
    .C17(1'b0), .C16(1'b0), .C15(1'b0), .C14(1'b0), .C13(1'b0), .C12(1'b0), .C11(1'b0),
    .C10(1'b0), .C9(1'b0), .C8(1'b0), .C7(1'b0), .C6(1'b0), .C5(1'b0), .C4(1'b0), .C3(1'b0),
    .C2(1'b0), .C1(1'b0), .C0(1'b0),
    .SIGNEDA(1'b1),
    .SIGNEDB(1'b0),
    .SOURCEA(1'b0),
    .SOURCEB(1'b0),
    .CE0(1'b1),
    .RST0(1'b0),
    .P35(multiplier_p[35]), .P34(multiplier_p[34]), .P33(multiplier_p[33]),
    .P32(multiplier_p[32]), .P31(multiplier_p[31]), .P30(multiplier_p[30]),
    .P29(multiplier_p[29]), .P28(multiplier_p[28]), .P27(multiplier_p[27]),
    .P26(multiplier_p[26]), .P25(multiplier_p[25]), .P24(multiplier_p[24]),
    .P23(multiplier_p[23]), .P22(multiplier_p[22]), .P21(multiplier_p[21]),
    .P20(multiplier_p[20]), .P19(multiplier_p[19]), .P18(multiplier_p[18]),
    .P17(multiplier_p[17]), .P16(multiplier_p[16]), .P15(multiplier_p[15]),
    .P14(multiplier_p[14]), .P13(multiplier_p[13]), .P12(multiplier_p[12]),
    .P11(multiplier_p[11]), .P10(multiplier_p[10]), .P9(multiplier_p[9]), .P8(multiplier_p[8]),
    .P7(multiplier_p[7]), .P6(multiplier_p[6]), .P5(multiplier_p[5]), .P4(multiplier_p[4]),
    .P3(multiplier_p[3]), .P2(multiplier_p[2]), .P1(multiplier_p[1]), .P0(multiplier_p[0]),
    .SIGNEDP(multiplier_signedp)
  );

  assign done = visits[11];

  wire _unused_ok = &{
    1'b0, multiplier_p[35:31], multiplier_signedp, moves_sum[15:0], leaked_sum[0]
  };

endmodule
