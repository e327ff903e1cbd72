// saturation_counter {fabric:"ecp5",updates:4}
module saturation_counter (
  input  wire        clk,
  input  wire        rst,
  input  wire  [3:0] saturated,
  input  wire        clear,
  output reg  [15:0] count
);

  reg  [2:0] more;
  reg [16:0] grown;
  reg        full;

  always @(posedge clk) begin
    if (rst) begin
      more <= 3'd0;
      grown <= 17'd0;
      full <= 1'b0;
      count <= 16'd0;
    end else begin
      more <=
        {1'b0, {1'b0, saturated[0]} + {1'b0, saturated[1]}} +
        {1'b0, {1'b0, saturated[2]} + {1'b0, saturated[3]}};
      grown <= clear ? 17'd0 : {1'b0, grown[15:0]} + {14'd0, more};
      full <= !clear && (full || grown[16]);
      count <= clear ? 16'd0 : (full || grown[16]) ? 16'd65535 : grown[15:0];
    end
  end

endmodule
