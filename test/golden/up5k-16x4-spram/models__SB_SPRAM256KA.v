// SB_SPRAM256KA
module SB_SPRAM256KA (
  input  wire        CLOCK,
  input  wire [13:0] ADDRESS,
  input  wire [15:0] DATAIN,
  input  wire  [3:0] MASKWREN,
  input  wire        WREN,
  input  wire        CHIPSELECT,
  input  wire        STANDBY,
  input  wire        SLEEP,
  input  wire        POWEROFF,
  output wire [15:0] DATAOUT
);

  reg cleared;

  (* no_rw_check *)
  reg [15:0] contents [0:16383];
  reg [15:0] contents_q;

  wire off = SLEEP || !POWEROFF;
  wire active = CHIPSELECT && !STANDBY && !off;

`ifdef FORMAL
  (* anyseq *) wire [15:0] contents_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] contents_q_random_unused;
`endif
  always @(posedge CLOCK) begin
    if (active && WREN) begin
      if (MASKWREN[0]) contents[ADDRESS][3:0] <= DATAIN[3:0];
      if (MASKWREN[1]) contents[ADDRESS][7:4] <= DATAIN[7:4];
      if (MASKWREN[2]) contents[ADDRESS][11:8] <= DATAIN[11:8];
      if (MASKWREN[3]) contents[ADDRESS][15:12] <= DATAIN[15:12];
    end
    if (active) contents_q <= contents[ADDRESS];
`ifdef FORMAL
    if (active && WREN) contents_q <= contents_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (active && WREN) {contents_q_random_unused, contents_q} <= $random;
`endif
  end

  initial cleared = 1'b0;

  always @(posedge CLOCK) begin
    if (off) begin
      cleared <= 1'b1;
    end else if (active) begin
      cleared <= 1'b0;
    end
  end

  assign DATAOUT = (off || cleared) ? 16'd0 : contents_q;

endmodule
