// sliced_memory_bits18_depth256_kind_block_latency1: sliced_memory {bits:18,depth:256,
//   kind:"block",latency:1}
module sliced_memory_bits18_depth256_kind_block_latency1 (
  input  wire        clk,
  input  wire        rst,
  input  wire  [7:0] address,
  input  wire        write,
  input  wire  [7:0] write_address,
  input  wire        write_slice,
  input  wire [15:0] write_data,
  output wire [15:0] slices_0,
  output wire [15:0] slices_1
);

  reg write0;
  reg write1;

  (* no_rw_check, ram_style = "block" *)
  reg [15:0] slice0 [0:255];
  reg [15:0] slice0_q;
  (* no_rw_check, ram_style = "block" *)
  reg [1:0] slice1 [0:255];
  reg [1:0] slice1_q;

`ifdef FORMAL
  (* anyseq *) wire [15:0] slice0_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] slice0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write0) slice0[write_address] <= write_data;
    slice0_q <= slice0[address];
`ifdef FORMAL
    if (write0 && address == write_address) slice0_q <= slice0_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write0 && address == write_address) {slice0_q_random_unused, slice0_q} <= $random;
`endif
  end

`ifdef FORMAL
  (* anyseq *) wire [1:0] slice1_q_any;
`elsif SYNTHESIS
`else
  reg [29:0] slice1_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write1) slice1[write_address] <= write_data[1:0];
    slice1_q <= slice1[address];
`ifdef FORMAL
    if (write1 && address == write_address) slice1_q <= slice1_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write1 && address == write_address) {slice1_q_random_unused, slice1_q} <= $random;
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      write0 <= 1'b0;
      write1 <= 1'b0;
    end else begin
      write0 <= write && !write_slice;
      write1 <= write && write_slice;
    end
  end

  assign slices_0 = slice0_q;
  assign slices_1 = {14'd0, slice1_q};

endmodule
