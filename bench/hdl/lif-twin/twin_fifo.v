// Queue of 16-bit words in block memory; a word can leave 2 cycles after it came. It is never written when full:
// who writes looks at `room` before a tick, which a whole tick's output fits into.
`default_nettype none
module twin_fifo #(
  parameter ADDRESS = 9,
  parameter TICK = 257    // words of a whole tick
) (
  input  wire        clk,
  input  wire        rst,
  input  wire        push,
  input  wire [15:0] data,
  output reg         valid,
  output reg  [15:0] out,
  input  wire        ready,
  output reg         room
);
  reg [ADDRESS-1:0] wr, rd;
  reg [ADDRESS:0] level;
  reg some;   // level != 0, known a cycle ahead: the read enable must not wait for a comparison
  wire pop = some & (~valid | ready);
  (* no_rw_check *) reg [15:0] mem [0:(1<<ADDRESS)-1];
  always @(posedge clk) begin
    if (push) mem[wr] <= data;
    if (pop) out <= mem[rd];
    some <= ~rst & (push | ((|level) & ~(pop & (level == 1))));
    valid <= ~rst & (pop | (valid & ~ready));
    room <= ~rst & (level <= (1 << ADDRESS) - TICK);
    if (rst) {wr, rd, level} <= 0;
    else begin
      if (push) wr <= wr + 1'b1;
      if (pop) rd <= rd + 1'b1;
      level <= level + {{ADDRESS{pop & ~push}}, push ^ pop};
    end
  end
endmodule
`default_nettype wire
