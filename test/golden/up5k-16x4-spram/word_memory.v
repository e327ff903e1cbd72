// word_memory {bits:10,depth:2048,kind:"block",latency:1}
module word_memory (
  input  wire        clk,
  input  wire [10:0] address,
  input  wire        write,
  input  wire [10:0] write_address,
  input  wire  [9:0] write_data,
  output wire  [9:0] word
);

  (* no_rw_check, ram_style = "block" *)
  reg [9:0] words [0:2047];
  reg [9:0] words_q;

`ifdef FORMAL
  (* anyseq *) wire [9:0] words_q_any;
`elsif SYNTHESIS
`else
  reg [21:0] words_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write) words[write_address] <= write_data;
    words_q <= words[address];
`ifdef FORMAL
    if (write && address == write_address) words_q <= words_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write && address == write_address) {words_q_random_unused, words_q} <= $random;
`endif
  end

  assign word = words_q;

endmodule
