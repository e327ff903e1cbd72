// sliced_memory_bits10_depth64_kind_distributed_latency1: sliced_memory {bits:10,depth:64,
//   kind:"distributed",latency:1}
module sliced_memory_bits10_depth64_kind_distributed_latency1 (
  input  wire        clk,
  input  wire        rst,
  input  wire  [5:0] address,
  input  wire        write,
  input  wire  [5:0] write_address,
  input  wire        write_slice,
  input  wire [15:0] write_data,
  output wire [15:0] slices_0
);

  reg write0;

  (* no_rw_check, ram_style = "distributed" *)
  reg [9:0] slice0 [0:63];
  reg [9:0] slice0_q;

`ifdef FORMAL
  (* anyseq *) wire [9:0] slice0_q_any;
`elsif SYNTHESIS
`else
  reg [21:0] slice0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write0) slice0[write_address] <= write_data[9:0];
    slice0_q <= slice0[address];
`ifdef FORMAL
    if (write0 && address == write_address) slice0_q <= slice0_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write0 && address == write_address) {slice0_q_random_unused, slice0_q} <= $random;
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      write0 <= 1'b0;
    end else begin
      write0 <= write;
    end
  end

  assign slices_0 = {6'd0, slice0_q};

  wire _unused_ok = &{1'b0, write_slice, write_data[15:10]};

endmodule
