// saturation_counter {updates:4}
module saturation_counter (
  input  wire        clk,
  input  wire        rst,
  input  wire  [3:0] saturated,
  input  wire        clear,
  output reg  [15:0] count
);

  reg [3:0] more;
  reg       full;

  always @(posedge clk) begin
    if (rst) begin
      more <= 4'd0;
    end else begin
      more <= saturated;
    end
  end

  wire [16:0] full_sum =
    {1'b0, count} +
    {14'd0, {1'b0, {1'b0, more[0]} + {1'b0, more[1]}} + {1'b0, {1'b0, more[2]} + {1'b0, more[3]}}};
  always @(posedge clk) begin
    if (rst) begin
      count <= 16'd0;
      full <= 1'b0;
    end else if (clear) begin
      full <= 1'b0;
      count <= 16'd0;
    end else if (full) begin
      count <= 16'd65535;
    end else begin
      full <= full_sum[16];
      count <= full_sum[15:0];
    end
  end

endmodule
