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

  (* no_rw_check *)
  reg [15:0] contents [0:16383];
  reg [15:0] contents_q;

  wire active = CHIPSELECT && !(STANDBY || SLEEP) && POWEROFF;

`ifndef SYNTHESIS
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
`ifndef SYNTHESIS
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (active && WREN) {contents_q_random_unused, contents_q} <= $random;
`endif
  end

  assign DATAOUT = contents_q;

endmodule
