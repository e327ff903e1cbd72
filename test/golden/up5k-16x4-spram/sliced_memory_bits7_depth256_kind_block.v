// sliced_memory_bits7_depth256_kind_block: sliced_memory {bits:7,depth:256,kind:"block"}
module sliced_memory_bits7_depth256_kind_block (
  input  wire        clk,
  input  wire  [7:0] address,
  input  wire        write,
  input  wire        write_slice,
  input  wire [15:0] write_data,
  output wire  [6:0] word
);

  (* no_rw_check *)
  reg [6:0] slice0 [0:255];
  reg [6:0] slice0_q;

`ifdef FORMAL
  (* anyseq *) wire [6:0] slice0_q_any;
`elsif SYNTHESIS
`else
  reg [24:0] slice0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write && !write_slice) slice0[address] <= write_data[6:0];
    slice0_q <= slice0[address];
`ifdef FORMAL
    if (write && !write_slice) slice0_q <= slice0_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && !write_slice) {slice0_q_random_unused, slice0_q} <= $random;
`endif
  end

  assign word = slice0_q;

  wire _unused_ok = &{1'b0, write_data[15:7]};

endmodule
