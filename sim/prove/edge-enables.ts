/**
 * For designs with several clocks, in Verilog for yosys's `techmap`: each step of the prover is an edge of one clock,
 * whose input is high in that step. Registers take their value, and properties are asked, only in steps of their clock.
 */
export const edgeEnables = String.raw`module \$dff (CLK, D, Q);
  parameter WIDTH = 0;
  parameter CLK_POLARITY = 1;
  input CLK;
  input [WIDTH-1:0] D;
  output [WIDTH-1:0] Q;
  \$ff #(.WIDTH(WIDTH)) _TECHMAP_REPLACE_ (.D(CLK ? D : Q), .Q(Q));
endmodule

module \$check (A, EN, TRG, ARGS);
  parameter FLAVOR = "";
  parameter PRIORITY = 0;
  parameter FORMAT = "";
  parameter ARGS_WIDTH = 0;
  parameter TRG_ENABLE = 1;
  parameter TRG_WIDTH = 1;
  parameter TRG_POLARITY = 1;
  input A, EN;
  input [TRG_WIDTH-1:0] TRG;
  input [ARGS_WIDTH-1:0] ARGS;
  generate
    if (FLAVOR == "assert") \$assert _TECHMAP_REPLACE_ (.A(A), .EN(EN && TRG[0]));
    if (FLAVOR == "assume") \$assume _TECHMAP_REPLACE_ (.A(A), .EN(EN && TRG[0]));
    if (FLAVOR == "cover") \$cover _TECHMAP_REPLACE_ (.A(A), .EN(EN && TRG[0]));
  endgenerate
endmodule
`;
