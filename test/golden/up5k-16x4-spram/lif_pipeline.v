// lif_pipeline {shape:{accumulatorBits:14,biasBits:0,firstTickBits:1,groups:16,lanes:16,
//   leakBits:0,leaks:["none","shift"],listEntries:1024,membraneBits:16,refractoryBits:0,regions:2,
//   segments:256,weightBits:4,weightWords:16384}}
module lif_pipeline (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire signed [13:0] sum,
  input  wire signed [15:0] membrane,
  input  wire               refractory,
  input  wire         [6:0] input_parameters,
  input  wire        [34:0] output_parameters,
  input  wire               tick,
  input  wire               clear,
  output reg                done,
  output reg                write,
  output reg  signed [15:0] new_membrane,
  output reg                new_refractory,
  output reg                fired,
  output reg                report,
  output reg                loop_back,
  output reg                loop_back_region,
  output reg                saturated
);

  reg               valid1;
  reg signed [14:0] drive1;
  reg signed [15:0] membrane1;
  reg               resting1;
  reg               live1;
  reg               counter1;
  reg signed [15:0] shifted1;
  reg         [1:0] fine_shift1;
  reg               positive1;
  reg               shifting1;
  reg               valid2;
  reg signed [16:0] total2;
  reg signed [15:0] leak2;
  reg               borrow2;
  reg               resting2;
  reg               live2;
  reg               counter2;
  reg               valid3;
  reg signed [17:0] leaked3;
  reg               resting3;
  reg               live3;
  reg               counter3;
  reg               valid4;
  reg signed [15:0] clamped4;
  reg               overflow4;
  reg               resting4;
  reg               live4;
  reg               counter4;
  reg               valid5;
  reg signed [16:0] margin5;
  reg signed [15:0] after_spike5;
  reg signed [15:0] kept5;
  reg               overflow5;
  reg               resting5;
  reg               live5;
  reg               counter5;
  reg               period5;
  reg               report5;
  reg               loop_back5;
  reg               loop_back_region5;

  wire resting = 1'b0;
  wire frozen = input_parameters[6] > tick;
  wire signed [14:0] drive = {sum[13], sum} + {15{input_parameters[0]}};
  wire signed [16:0] total = {membrane1[15], membrane1} + {{2{drive1[14]}}, drive1};
  wire signed [15:0] shift_leak = shifted1 >>> fine_shift1;
  wire left_high = |shifted1[15:3];
  wire left_low = |(shifted1[2:0] >> fine_shift1);
  wire stuck = positive1 && !(left_high || left_low);
  wire [18:0] leaked_difference = {total2[16], total2, 1'b0} - {{2{leak2[15]}}, leak2, borrow2};
  wire signed [17:0] leaked = leaked_difference[18:1];
  wire signed [15:0] clamped =
    (!(|leaked3[17:15]) || (&leaked3[17:15])) ? leaked3[15:0] :
    {leaked3[17], leaked3[17] ? 15'd0 : 15'h7fff};
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
      drive1 <= 15'sd0;
    end else begin
      drive1 <= drive;
    end
  end

  always @(posedge clk) begin
    membrane1 <= membrane;
    resting1 <= resting;
    live1 <= valid && !frozen;
    counter1 <= resting ? refractory - 1'b1 : 1'b0;
    shifted1 <= membrane >>> {input_parameters[5:4], 2'd0};
    fine_shift1 <= input_parameters[3:2];
    positive1 <= membrane > 16'sd0;
    shifting1 <= input_parameters[1];
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
    leak2 <= shifting1 ? shift_leak : 16'sd0;
    borrow2 <= shifting1 ? stuck : 1'b0;
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
    overflow4 <= (|leaked3[17:15]) && !(&leaked3[17:15]) && live3;
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
    period5 <= 1'b0;
    report5 <= output_parameters[32];
    loop_back5 <= output_parameters[33];
    loop_back_region5 <= output_parameters[34];
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
      new_refractory <= 1'b0;
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

  wire _unused_ok = &{1'b0, margin5[15:0], leaked_difference[0]};

endmodule
