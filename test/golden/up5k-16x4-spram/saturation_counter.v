// saturation_counter {fabric:"ice40up",updates:1}
module saturation_counter (
  input  wire        clk,
  input  wire        rst,
  input  wire        saturated,
  input  wire        clear,
  output reg  [15:0] count
);

  reg more;
  reg full;

  always @(posedge clk) begin
    if (rst) begin
      more <= 1'b0;
    end else begin
      more <= saturated;
    end
  end

  wire [16:0] full_sum = {1'b0, count} + {16'd0, more};
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
