// accumulate {fabric:"ecp5",shape:{accumulatorBits:17,biasBits:10,delayProgram:64,firstTickBits:3,
//   groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift","mul12"],
//   listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory","reset",
//   "firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value","threshold",
//   "amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,weightBits:8,
//   weightSign:"signed",weightWords:2048}}
module accumulate (
  input  wire               clk,
  input  wire               rst,
  input  wire               valid,
  input  wire               first,
  input  wire               last,
  input  wire        [15:0] weights_0,
  input  wire        [15:0] weights_1,
  input  wire        [15:0] weights_2,
  input  wire        [15:0] weights_3,
  output wire signed [16:0] sums_0,
  output wire signed [16:0] sums_1,
  output wire signed [16:0] sums_2,
  output wire signed [16:0] sums_3
);

  reg                weight_idle;
  reg                weight_last;
  reg                taken_last;
  reg                ends;
  reg  signed [16:0] kept0;
  reg  signed [16:0] kept1;
  reg  signed [16:0] kept2;
  reg  signed [16:0] kept3;
  reg  signed [16:0] kept4;
  reg  signed [16:0] kept5;
  reg  signed [16:0] kept6;
  reg  signed [16:0] kept7;
  reg                hides0;
  reg                hides1;
  reg  signed [16:0] shown0;
  reg  signed [16:0] shown1;
  reg  signed [16:0] shown2;
  reg  signed [16:0] shown3;
  reg  signed [16:0] shown4;
  reg  signed [16:0] shown5;
  reg  signed [16:0] shown6;
  reg  signed [16:0] shown7;
  reg  signed [16:0] four0;
  reg  signed [16:0] four1;
  reg  signed [16:0] four2;
  reg  signed [16:0] four3;
  reg  signed [16:0] sum0;
  reg  signed [16:0] sum1;
  reg  signed [16:0] sum2;
  reg  signed [16:0] sum3;
  wire signed [16:0] lane0_sum;
  wire signed [16:0] lane1_sum;
  wire signed [16:0] lane2_sum;
  wire signed [16:0] lane3_sum;
  wire signed [16:0] lane4_sum;
  wire signed [16:0] lane5_sum;
  wire signed [16:0] lane6_sum;
  wire signed [16:0] lane7_sum;

  always @(posedge clk) begin
    if (rst) begin
      weight_idle <= 1'b1;
      weight_last <= 1'b0;
      taken_last <= 1'b0;
      ends <= 1'b1;
    end else begin
      weight_idle <= !valid;
      weight_last <= last;
      taken_last <= weight_last;
      ends <= taken_last;
    end
  end

  always @(posedge clk) begin
    if (ends) kept0 <= lane0_sum;
  end

  always @(posedge clk) begin
    if (ends) kept1 <= lane1_sum;
  end

  always @(posedge clk) begin
    if (ends) kept2 <= lane2_sum;
  end

  always @(posedge clk) begin
    if (ends) kept3 <= lane3_sum;
  end

  always @(posedge clk) begin
    if (ends) kept4 <= lane4_sum;
  end

  always @(posedge clk) begin
    if (ends) kept5 <= lane5_sum;
  end

  always @(posedge clk) begin
    if (ends) kept6 <= lane6_sum;
  end

  always @(posedge clk) begin
    if (ends) kept7 <= lane7_sum;
  end

  always @(posedge clk) begin
    shown0 <= hides0 ? 17'sd0 : kept0;
    shown1 <= hides0 ? 17'sd0 : kept1;
    shown2 <= hides0 ? 17'sd0 : kept2;
    shown3 <= hides0 ? 17'sd0 : kept3;
    shown4 <= hides1 ? 17'sd0 : kept4;
    shown5 <= hides1 ? 17'sd0 : kept5;
    shown6 <= hides1 ? 17'sd0 : kept6;
    shown7 <= hides1 ? 17'sd0 : kept7;
  end

  always @(posedge clk) begin
    if (rst) begin
      hides0 <= 1'b1;
      hides1 <= 1'b1;
    end else begin
      hides0 <= !ends;
      hides1 <= hides0 || ends;
    end
  end

  always @(posedge clk) begin
    four0 <= shown0 | shown4;
    four1 <= shown1 | shown5;
    four2 <= shown2 | shown6;
    four3 <= shown3 | shown7;
    sum0 <= four0;
    sum1 <= four1;
    sum2 <= four2;
    sum3 <= four3;
  end

  cleared_accumulator lane0 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_0[7:0]),
    .sum(lane0_sum)
  );

  cleared_accumulator lane1 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_0[15:8]),
    .sum(lane1_sum)
  );

  cleared_accumulator lane2 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_1[7:0]),
    .sum(lane2_sum)
  );

  cleared_accumulator lane3 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_1[15:8]),
    .sum(lane3_sum)
  );

  cleared_accumulator lane4 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_2[7:0]),
    .sum(lane4_sum)
  );

  cleared_accumulator lane5 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_2[15:8]),
    .sum(lane5_sum)
  );

  cleared_accumulator lane6 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_3[7:0]),
    .sum(lane6_sum)
  );

  cleared_accumulator lane7 (
    .clk(clk),
    .idle(weight_idle),
    .clear(ends),
    .weight(weights_3[15:8]),
    .sum(lane7_sum)
  );

  assign sums_0 = sum0;
  assign sums_1 = sum1;
  assign sums_2 = sum2;
  assign sums_3 = sum3;

`ifdef FORMAL
  always @(posedge clk) begin
    a_group_begins_while_the_last_one_s_sums_are_still_added_to: assert (
      !taken_last || weight_idle || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (taken_last && !weight_idle && !rst)
      $error("a group begins while the last one's sums are still added to");
  end
`endif

  wire _unused_ok = &{1'b0, first};

endmodule
