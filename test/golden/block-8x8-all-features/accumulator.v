// accumulator {accumulatorBits:17,weightBits:8}
module accumulator (
  input  wire               clk,
  input  wire               enable,
  input  wire               load,
  input  wire               clear,
  input  wire signed  [7:0] weight,
  output reg  signed [16:0] sum
);

  always @(posedge clk) begin
    if (enable) begin
      if (clear) begin
        sum <= 17'sd0;
      end else if (load) begin
        sum <= {{9{weight[7]}}, weight};
      end else begin
        sum <= sum + {{9{weight[7]}}, weight};
      end
    end
  end

endmodule
