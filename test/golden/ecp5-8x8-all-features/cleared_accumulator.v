// cleared_accumulator {accumulatorBits:17,weightBits:8,weightSign:"signed"}
module cleared_accumulator (
  input  wire               clk,
  input  wire               idle,
  input  wire               clear,
  input  wire         [7:0] weight,
  output reg  signed [16:0] sum
);

  reg [7:0] taken;

  always @(posedge clk) begin
    taken <= idle ? 8'd0 : weight;
    sum <= clear ? 17'd0 : sum + {{9{taken[7]}}, taken};
  end

endmodule
