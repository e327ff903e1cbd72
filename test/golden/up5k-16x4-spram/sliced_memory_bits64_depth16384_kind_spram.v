// sliced_memory_bits64_depth16384_kind_spram: sliced_memory {bits:64,depth:16384,kind:"spram"}
module sliced_memory_bits64_depth16384_kind_spram (
  input  wire        clk,
  input  wire [13:0] address,
  input  wire        write,
  input  wire  [1:0] write_slice,
  input  wire [15:0] write_data,
  output wire [63:0] word
);

  wire [15:0] slice0_dataout;
  wire [15:0] slice1_dataout;
  wire [15:0] slice2_dataout;
  wire [15:0] slice3_dataout;

  SB_SPRAM256KA slice0 (
    .CLOCK(clk),
    .ADDRESS(address),
    .DATAIN(write_data),
    .MASKWREN(4'd15),
    .WREN(write && write_slice == 2'd0),
    .CHIPSELECT(1'b1),
    .STANDBY(1'b0),
    .SLEEP(1'b0),
    .POWEROFF(1'b1),
    .DATAOUT(slice0_dataout)
  );

  SB_SPRAM256KA slice1 (
    .CLOCK(clk),
    .ADDRESS(address),
    .DATAIN(write_data),
    .MASKWREN(4'd15),
    .WREN(write && write_slice == 2'd1),
    .CHIPSELECT(1'b1),
    .STANDBY(1'b0),
    .SLEEP(1'b0),
    .POWEROFF(1'b1),
    .DATAOUT(slice1_dataout)
  );

  SB_SPRAM256KA slice2 (
    .CLOCK(clk),
    .ADDRESS(address),
    .DATAIN(write_data),
    .MASKWREN(4'd15),
    .WREN(write && write_slice == 2'd2),
    .CHIPSELECT(1'b1),
    .STANDBY(1'b0),
    .SLEEP(1'b0),
    .POWEROFF(1'b1),
    .DATAOUT(slice2_dataout)
  );

  SB_SPRAM256KA slice3 (
    .CLOCK(clk),
    .ADDRESS(address),
    .DATAIN(write_data),
    .MASKWREN(4'd15),
    .WREN(write && write_slice == 2'd3),
    .CHIPSELECT(1'b1),
    .STANDBY(1'b0),
    .SLEEP(1'b0),
    .POWEROFF(1'b1),
    .DATAOUT(slice3_dataout)
  );

  assign word = {slice3_dataout, slice2_dataout, slice1_dataout, slice0_dataout};

endmodule
