// sliced_memory_bits40_depth256_kind_block: sliced_memory {bits:40,depth:256,kind:"block"}
module sliced_memory_bits40_depth256_kind_block (
  input  wire        clk,
  input  wire  [7:0] address,
  input  wire        write,
  input  wire  [1:0] write_slice,
  input  wire [15:0] write_data,
  output wire [39:0] word
);

  (* no_rw_check *)
  reg [15:0] slice0 [0:255];
  reg [15:0] slice0_q;
  (* no_rw_check *)
  reg [15:0] slice1 [0:255];
  reg [15:0] slice1_q;
  (* no_rw_check *)
  reg [7:0] slice2 [0:255];
  reg [7:0] slice2_q;

`ifdef FORMAL
  (* anyseq *) wire [15:0] slice0_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] slice0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write && write_slice == 2'd0) slice0[address] <= write_data;
    slice0_q <= slice0[address];
`ifdef FORMAL
    if (write && write_slice == 2'd0) slice0_q <= slice0_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && write_slice == 2'd0) {slice0_q_random_unused, slice0_q} <= $random;
`endif
  end

`ifdef FORMAL
  (* anyseq *) wire [15:0] slice1_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] slice1_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write && write_slice == 2'd1) slice1[address] <= write_data;
    slice1_q <= slice1[address];
`ifdef FORMAL
    if (write && write_slice == 2'd1) slice1_q <= slice1_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && write_slice == 2'd1) {slice1_q_random_unused, slice1_q} <= $random;
`endif
  end

`ifdef FORMAL
  (* anyseq *) wire [7:0] slice2_q_any;
`elsif SYNTHESIS
`else
  reg [23:0] slice2_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write && write_slice == 2'd2) slice2[address] <= write_data[7:0];
    slice2_q <= slice2[address];
`ifdef FORMAL
    if (write && write_slice == 2'd2) slice2_q <= slice2_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && write_slice == 2'd2) {slice2_q_random_unused, slice2_q} <= $random;
`endif
  end

  assign word = {slice2_q, slice1_q, slice0_q};

endmodule
