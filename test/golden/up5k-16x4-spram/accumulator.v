// accumulator {accumulatorBits:14,weightBits:4,weightSign:"signed"}
module accumulator (
  input  wire               clk,
  input  wire               enable,
  input  wire               load,
  input  wire               clear,
  input  wire         [3:0] weight,
  output reg  signed [13:0] sum
);

  always @(posedge clk) begin
    if (enable) begin
      if (clear) begin
        sum <= 14'sd0;
      end else if (load) begin
        sum <= {{10{weight[3]}}, weight};
      end else begin
        sum <= sum + {{10{weight[3]}}, weight};
      end
    end
  end

endmodule
