// sliced_memory_bits26_depth256: sliced_memory {bits:26,depth:256,kind:"block"}
module sliced_memory_bits26_depth256 (
  input  wire        clk,
  input  wire  [7:0] address,
  input  wire        write,
  input  wire        write_slice,
  input  wire [15:0] write_data,
  output wire [25:0] word
);

  (* no_rw_check *)
  reg [15:0] slice0 [0:255];
  reg [15:0] slice0_q;
  (* no_rw_check *)
  reg [9:0] slice1 [0:255];
  reg [9:0] slice1_q;

`ifndef SYNTHESIS
  reg [15:0] slice0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write && !write_slice) slice0[address] <= write_data;
    slice0_q <= slice0[address];
`ifndef SYNTHESIS
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && !write_slice) {slice0_q_random_unused, slice0_q} <= $random;
`endif
  end

`ifndef SYNTHESIS
  reg [21:0] slice1_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write && write_slice) slice1[address] <= write_data[9:0];
    slice1_q <= slice1[address];
`ifndef SYNTHESIS
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && write_slice) {slice1_q_random_unused, slice1_q} <= $random;
`endif
  end

  assign word = {slice1_q, slice0_q};

endmodule
