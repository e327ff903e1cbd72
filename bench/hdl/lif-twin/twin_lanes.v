// LANES accumulators, and a shift register that hands a group's sums on, lane 0 first, one per cycle.
// `valid`, `first` and `last` come one cycle before their word of weights; `sum` is lane 0's 3 cycles after `last`.
`default_nettype none
module twin_lanes #(
  parameter LANES = 16,
  parameter WEIGHT = 4,
  parameter SUM = 14
) (
  input  wire                    clk,
  input  wire                    valid,
  input  wire                    first,
  input  wire                    last,
  input  wire [LANES*WEIGHT-1:0] weights,
  output wire [SUM-1:0]          sum
);
  reg enable, load, clear, last1, hand_over;
  always @(posedge clk) begin
    enable <= valid | first;
    load <= first;
    clear <= first & ~valid;
    last1 <= last;
    hand_over <= last1;
  end
  reg [LANES*SUM-1:0] shift;
  assign sum = shift[SUM-1:0];
  genvar l;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : lane
      wire [SUM-1:0] weight = {{(SUM-WEIGHT){weights[WEIGHT*(l+1)-1]}}, weights[WEIGHT*l +: WEIGHT]};
      reg [SUM-1:0] acc;
      always @(posedge clk) begin
        if (enable) begin
          if (clear) acc <= 0;
          else acc <= load ? weight : acc + weight;
        end
        if (l == LANES - 1) shift[SUM*l +: SUM] <= acc;
        else shift[SUM*l +: SUM] <= hand_over ? acc : shift[SUM*((l+1)%LANES) +: SUM];
      end
    end
  endgenerate
endmodule
`default_nettype wire
