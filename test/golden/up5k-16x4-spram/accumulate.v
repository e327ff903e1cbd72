// accumulate {fabric:"ice40up",shape:{accumulatorBits:14,biasBits:0,delayProgram:0,
//   firstTickBits:1,groups:16,historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],
//   listEntries:1024,membraneBits:16,perNeuron:[],refractoryBits:0,regions:2,resetBits:0,
//   resets:["threshold"],segments:256,slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,
//   weightSign:"signed",weightWords:16384}}
module accumulate (
  input  wire               clk,
  input  wire               valid,
  input  wire               first,
  input  wire               last,
  input  wire        [15:0] weights_0,
  input  wire        [15:0] weights_1,
  input  wire        [15:0] weights_2,
  input  wire        [15:0] weights_3,
  output wire signed [13:0] sums_0
);

  reg                enable;
  reg                load;
  reg                clear;
  reg                group_ends;
  reg                hand_over;
  reg  signed [13:0] sum0;
  reg  signed [13:0] sum1;
  reg  signed [13:0] sum2;
  reg  signed [13:0] sum3;
  reg  signed [13:0] sum4;
  reg  signed [13:0] sum5;
  reg  signed [13:0] sum6;
  reg  signed [13:0] sum7;
  reg  signed [13:0] sum8;
  reg  signed [13:0] sum9;
  reg  signed [13:0] sum10;
  reg  signed [13:0] sum11;
  reg  signed [13:0] sum12;
  reg  signed [13:0] sum13;
  reg  signed [13:0] sum14;
  reg  signed [13:0] sum15;
  wire signed [13:0] lane0_sum;
  wire signed [13:0] lane1_sum;
  wire signed [13:0] lane2_sum;
  wire signed [13:0] lane3_sum;
  wire signed [13:0] lane4_sum;
  wire signed [13:0] lane5_sum;
  wire signed [13:0] lane6_sum;
  wire signed [13:0] lane7_sum;
  wire signed [13:0] lane8_sum;
  wire signed [13:0] lane9_sum;
  wire signed [13:0] lane10_sum;
  wire signed [13:0] lane11_sum;
  wire signed [13:0] lane12_sum;
  wire signed [13:0] lane13_sum;
  wire signed [13:0] lane14_sum;
  wire signed [13:0] lane15_sum;

  always @(posedge clk) begin
    enable <= valid || first;
    load <= first;
    clear <= first && !valid;
    group_ends <= last;
    hand_over <= group_ends;
    sum0 <= hand_over ? lane0_sum : sum1;
    sum1 <= hand_over ? lane1_sum : sum2;
    sum2 <= hand_over ? lane2_sum : sum3;
    sum3 <= hand_over ? lane3_sum : sum4;
    sum4 <= hand_over ? lane4_sum : sum5;
    sum5 <= hand_over ? lane5_sum : sum6;
    sum6 <= hand_over ? lane6_sum : sum7;
    sum7 <= hand_over ? lane7_sum : sum8;
    sum8 <= hand_over ? lane8_sum : sum9;
    sum9 <= hand_over ? lane9_sum : sum10;
    sum10 <= hand_over ? lane10_sum : sum11;
    sum11 <= hand_over ? lane11_sum : sum12;
    sum12 <= hand_over ? lane12_sum : sum13;
    sum13 <= hand_over ? lane13_sum : sum14;
    sum14 <= hand_over ? lane14_sum : sum15;
    sum15 <= lane15_sum;
  end

  accumulator lane0 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_0[3:0]),
    .sum(lane0_sum)
  );

  accumulator lane1 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_0[7:4]),
    .sum(lane1_sum)
  );

  accumulator lane2 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_0[11:8]),
    .sum(lane2_sum)
  );

  accumulator lane3 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_0[15:12]),
    .sum(lane3_sum)
  );

  accumulator lane4 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_1[3:0]),
    .sum(lane4_sum)
  );

  accumulator lane5 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_1[7:4]),
    .sum(lane5_sum)
  );

  accumulator lane6 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_1[11:8]),
    .sum(lane6_sum)
  );

  accumulator lane7 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_1[15:12]),
    .sum(lane7_sum)
  );

  accumulator lane8 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_2[3:0]),
    .sum(lane8_sum)
  );

  accumulator lane9 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_2[7:4]),
    .sum(lane9_sum)
  );

  accumulator lane10 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_2[11:8]),
    .sum(lane10_sum)
  );

  accumulator lane11 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_2[15:12]),
    .sum(lane11_sum)
  );

  accumulator lane12 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_3[3:0]),
    .sum(lane12_sum)
  );

  accumulator lane13 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_3[7:4]),
    .sum(lane13_sum)
  );

  accumulator lane14 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_3[11:8]),
    .sum(lane14_sum)
  );

  accumulator lane15 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights_3[15:12]),
    .sum(lane15_sum)
  );

  assign sums_0 = sum0;

endmodule
