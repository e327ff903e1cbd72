// cleared_accumulator {accumulatorBits:17,weightBits:8,weightSign:"signed"}
module cleared_accumulator (
  input  wire               clk,
  input  wire               idle,
  input  wire               ends,
  input  wire         [7:0] weight,
  output wire signed [16:0] sum
);

  reg         [7:0] taken;
  reg signed [16:0] sofar;

  assign sum = sofar + {{9{taken[7]}}, taken};

  always @(posedge clk) begin
    taken <= idle ? 8'd0 : weight;
    sofar <= ends ? 17'sd0 : sum;
  end

endmodule
