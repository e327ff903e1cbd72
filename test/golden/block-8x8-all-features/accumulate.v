// accumulate {accumulatorBits:17,lanes:8,weightBits:8}
module accumulate (
  input  wire               clk,
  input  wire               valid,
  input  wire               first,
  input  wire               last,
  input  wire        [63:0] weights,
  output wire signed [16:0] sum
);

  reg                enable;
  reg                load;
  reg                clear;
  reg                group_ends;
  reg                hand_over;
  reg  signed [16:0] sum0;
  reg  signed [16:0] sum1;
  reg  signed [16:0] sum2;
  reg  signed [16:0] sum3;
  reg  signed [16:0] sum4;
  reg  signed [16:0] sum5;
  reg  signed [16:0] sum6;
  reg  signed [16:0] sum7;
  wire signed [16:0] lane0_sum;
  wire signed [16:0] lane1_sum;
  wire signed [16:0] lane2_sum;
  wire signed [16:0] lane3_sum;
  wire signed [16:0] lane4_sum;
  wire signed [16:0] lane5_sum;
  wire signed [16:0] lane6_sum;
  wire signed [16:0] lane7_sum;

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
    sum7 <= lane7_sum;
  end

  accumulator lane0 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[7:0]),
    .sum(lane0_sum)
  );

  accumulator lane1 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[15:8]),
    .sum(lane1_sum)
  );

  accumulator lane2 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[23:16]),
    .sum(lane2_sum)
  );

  accumulator lane3 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[31:24]),
    .sum(lane3_sum)
  );

  accumulator lane4 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[39:32]),
    .sum(lane4_sum)
  );

  accumulator lane5 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[47:40]),
    .sum(lane5_sum)
  );

  accumulator lane6 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[55:48]),
    .sum(lane6_sum)
  );

  accumulator lane7 (
    .clk(clk),
    .enable(enable),
    .load(load),
    .clear(clear),
    .weight(weights[63:56]),
    .sum(lane7_sum)
  );

  assign sum = sum0;

endmodule
