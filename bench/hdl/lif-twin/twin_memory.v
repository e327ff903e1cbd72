// Memory of 16-bit slices: read whole, one cycle after the address; written slice by slice at the same address.
// Reading a word while it is written gives anything: the loader works while the core is idle.
`default_nettype none
module twin_memory #(
  parameter BITS = 40,
  parameter ADDRESS = 8,
  parameter SLICES = (BITS + 15) / 16
) (
  input  wire               clk,
  input  wire [ADDRESS-1:0] address,
  input  wire [SLICES-1:0]  write,
  input  wire [15:0]        data,
  output wire [BITS-1:0]    word
);
  genvar s;
  generate
    for (s = 0; s < SLICES; s = s + 1) begin : slice
      localparam WIDTH = s == SLICES - 1 ? BITS - 16 * s : 16;
      (* no_rw_check *) reg [WIDTH-1:0] mem [0:(1<<ADDRESS)-1];
      reg [WIDTH-1:0] q;
      always @(posedge clk) begin
        if (write[s]) mem[address] <= data[WIDTH-1:0];
        q <= mem[address];
      end
      assign word[16*s +: WIDTH] = q;
    end
  endgenerate
endmodule
`default_nettype wire
