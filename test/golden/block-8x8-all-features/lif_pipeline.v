// lif_pipeline {shape:{accumulatorBits:17,biasBits:10,firstTickBits:3,groups:32,lanes:8,
//   leakBits:8,leaks:["none","linear","shift"],listEntries:512,membraneBits:16,refractoryBits:4,
//   regions:4,segments:256,weightBits:8,weightWords:2048}}
module lif_pipeline (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire signed [16:0] sum,
  input  wire signed [15:0] membrane,
  input  wire         [3:0] refractory,
  input  wire        [25:0] input_parameters,
  input  wire        [39:0] output_parameters,
  input  wire         [2:0] tick,
  input  wire               clear,
  output reg                done,
  output reg                write,
  output reg  signed [15:0] new_membrane,
  output reg          [3:0] new_refractory,
  output reg                fired,
  output reg                report,
  output reg                loop_back,
  output reg          [1:0] loop_back_region,
  output reg                saturated
);

  reg               valid1;
  reg signed [17:0] drive1;
  reg signed [15:0] membrane1;
  reg               resting1;
  reg               live1;
  reg         [3:0] counter1;
  reg signed [15:0] shifted1;
  reg         [1:0] fine_shift1;
  reg               positive1;
  reg               shifting1;
  reg               above1;
  reg               below1;
  reg signed  [8:0] bound1;
  reg               valid2;
  reg signed [18:0] total2;
  reg signed [15:0] leak2;
  reg               borrow2;
  reg               resting2;
  reg               live2;
  reg         [3:0] counter2;
  reg               valid3;
  reg signed [19:0] leaked3;
  reg               resting3;
  reg               live3;
  reg         [3:0] counter3;
  reg               valid4;
  reg signed [15:0] clamped4;
  reg               overflow4;
  reg               resting4;
  reg               live4;
  reg         [3:0] counter4;
  reg               valid5;
  reg signed [16:0] margin5;
  reg signed [15:0] after_spike5;
  reg signed [15:0] kept5;
  reg               overflow5;
  reg               resting5;
  reg               live5;
  reg         [3:0] counter5;
  reg         [3:0] period5;
  reg               report5;
  reg               loop_back5;
  reg         [1:0] loop_back_region5;

  wire resting = |refractory;
  wire frozen = input_parameters[25:23] > tick;
  wire signed [17:0] drive = {sum[16], sum} + {{8{input_parameters[9]}}, input_parameters[9:0]};
  wire signed [18:0] total = {{3{membrane1[15]}}, membrane1} + {drive1[17], drive1};
  wire signed [8:0] linear_leak_inverted = ~bound1;
  wire signed [15:0] linear_leak =
    above1 ? {{7{bound1[8]}}, bound1} :
    below1 ? {{7{linear_leak_inverted[8]}}, linear_leak_inverted} :
    membrane1;
  wire signed [15:0] shift_leak = shifted1 >>> fine_shift1;
  wire left_high = |shifted1[15:3];
  wire left_low = |(shifted1[2:0] >> fine_shift1);
  wire stuck = positive1 && !(left_high || left_low);
  wire [20:0] leaked_difference = {total2[18], total2, 1'b0} - {{4{leak2[15]}}, leak2, borrow2};
  wire signed [19:0] leaked = leaked_difference[20:1];
  wire signed [15:0] clamped =
    (!(|leaked3[19:15]) || (&leaked3[19:15])) ? leaked3[15:0] :
    {leaked3[19], leaked3[19] ? 15'd0 : 15'h7fff};
  wire signed [15:0] residue = output_parameters[15] ? clamped4 : 16'sd0;
  wire fire = !(margin5[16] || resting5);
  wire spike = fire && live5 && valid5;

  always @(posedge clk) begin
    if (rst) begin
      valid1 <= 1'b0;
    end else begin
      valid1 <= valid;
    end
  end

  always @(posedge clk) begin
    if (resting) begin
      drive1 <= 18'sd0;
    end else begin
      drive1 <= drive;
    end
  end

  wire [16:0] below1_sum = {membrane[15], membrane} + {9'd0, input_parameters[22:15]};
  always @(posedge clk) begin
    membrane1 <= membrane;
    resting1 <= resting;
    live1 <= valid && !frozen;
    counter1 <= resting ? refractory - 4'd1 : 4'd0;
    shifted1 <= membrane >>> {input_parameters[14:13], 2'd0};
    fine_shift1 <= input_parameters[12:11];
    positive1 <= membrane > 16'sd0;
    shifting1 <= input_parameters[10];
    above1 <= membrane > $signed({8'd0, input_parameters[22:15]});
    below1 <= below1_sum[16];
    bound1 <= {1'b0, input_parameters[22:15]};
  end

  always @(posedge clk) begin
    if (rst) begin
      valid2 <= 1'b0;
    end else begin
      valid2 <= valid1;
    end
  end

  always @(posedge clk) begin
    total2 <= total;
    leak2 <= shifting1 ? shift_leak : linear_leak;
    borrow2 <= shifting1 ? stuck : below1;
    resting2 <= resting1;
    live2 <= live1;
    counter2 <= counter1;
  end

  always @(posedge clk) begin
    if (rst) begin
      valid3 <= 1'b0;
    end else begin
      valid3 <= valid2;
    end
  end

  always @(posedge clk) begin
    leaked3 <= leaked;
    resting3 <= resting2;
    live3 <= live2;
    counter3 <= counter2;
  end

  always @(posedge clk) begin
    if (rst) begin
      valid4 <= 1'b0;
    end else begin
      valid4 <= valid3;
    end
  end

  always @(posedge clk) begin
    clamped4 <= clamped;
    overflow4 <= (|leaked3[19:15]) && !(&leaked3[19:15]) && live3;
    resting4 <= resting3;
    live4 <= live3;
    counter4 <= counter3;
  end

  always @(posedge clk) begin
    if (rst) begin
      valid5 <= 1'b0;
    end else begin
      valid5 <= valid4;
    end
  end

  always @(posedge clk) begin
    margin5 <= {clamped4[15], clamped4} - {2'd0, output_parameters[14:0]};
    after_spike5 <= residue + output_parameters[31:16];
    kept5 <= clamped4;
    overflow5 <= overflow4;
    resting5 <= resting4;
    live5 <= live4;
    counter5 <= counter4;
    period5 <= output_parameters[35:32];
    report5 <= output_parameters[36];
    loop_back5 <= output_parameters[37];
    loop_back_region5 <= output_parameters[39:38];
  end

  always @(posedge clk) begin
    if (rst) begin
      done <= 1'b0;
    end else begin
      done <= valid5;
    end
  end

  always @(posedge clk) write <= live5;

  always @(posedge clk) begin
    if (clear) begin
      new_membrane <= 16'sd0;
      new_refractory <= 4'd0;
    end else begin
      new_membrane <= fire ? after_spike5 : kept5;
      new_refractory <= fire ? period5 : counter5;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      fired <= 1'b0;
      report <= 1'b0;
      loop_back <= 1'b0;
    end else begin
      fired <= spike;
      report <= spike && report5;
      loop_back <= spike && loop_back5;
    end
  end

  always @(posedge clk) loop_back_region <= loop_back_region5;

  always @(posedge clk) begin
    if (rst) begin
      saturated <= 1'b0;
    end else begin
      saturated <= overflow5 && valid5;
    end
  end

  wire _unused_ok = &{1'b0, margin5[15:0], leaked_difference[0], below1_sum[15:0]};

endmodule
