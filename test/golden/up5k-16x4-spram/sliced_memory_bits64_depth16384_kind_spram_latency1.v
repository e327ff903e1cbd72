// sliced_memory_bits64_depth16384_kind_spram_latency1: sliced_memory {bits:64,depth:16384,
//   kind:"spram",latency:1}
module sliced_memory_bits64_depth16384_kind_spram_latency1 (
  input  wire        clk,
  input  wire        rst,
  input  wire [13:0] address,
  input  wire        write,
  input  wire [13:0] write_address,
  input  wire  [1:0] write_slice,
  input  wire [15:0] write_data,
  output wire [15:0] slices_0,
  output wire [15:0] slices_1,
  output wire [15:0] slices_2,
  output wire [15:0] slices_3
);

  reg         write0;
  reg         write1;
  reg         write2;
  reg         write3;
  wire [15:0] slice0_dataout;
  wire [15:0] slice1_dataout;
  wire [15:0] slice2_dataout;
  wire [15:0] slice3_dataout;

  always @(posedge clk) begin
    if (rst) begin
      write0 <= 1'b0;
      write1 <= 1'b0;
      write2 <= 1'b0;
      write3 <= 1'b0;
    end else begin
      write0 <= write && write_slice == 2'd0;
      write1 <= write && write_slice == 2'd1;
      write2 <= write && write_slice == 2'd2;
      write3 <= write && write_slice == 2'd3;
    end
  end

  SB_SPRAM256KA slice0 (
    .CLOCK(clk),
    .ADDRESS(address),
    .DATAIN(write_data),
    .MASKWREN(4'd15),
    .WREN(write0),
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
    .WREN(write1),
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
    .WREN(write2),
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
    .WREN(write3),
    .CHIPSELECT(1'b1),
    .STANDBY(1'b0),
    .SLEEP(1'b0),
    .POWEROFF(1'b1),
    .DATAOUT(slice3_dataout)
  );

  assign slices_0 = slice0_dataout;
  assign slices_1 = slice1_dataout;
  assign slices_2 = slice2_dataout;
  assign slices_3 = slice3_dataout;

`ifdef FORMAL
  always @(posedge clk) begin
    an_spram_is_written_at_another_address_than_it_reads: assert (
      !write0 || address == write_address || rst
    );
    an_spram_is_written_at_another_address_than_it_reads_2: assert (
      !write1 || address == write_address || rst
    );
    an_spram_is_written_at_another_address_than_it_reads_3: assert (
      !write2 || address == write_address || rst
    );
    an_spram_is_written_at_another_address_than_it_reads_4: assert (
      !write3 || address == write_address || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (write0 && address != write_address && !rst)
      $error("an SPRAM is written at another address than it reads");
    if (write1 && address != write_address && !rst)
      $error("an SPRAM is written at another address than it reads");
    if (write2 && address != write_address && !rst)
      $error("an SPRAM is written at another address than it reads");
    if (write3 && address != write_address && !rst)
      $error("an SPRAM is written at another address than it reads");
  end
`endif

  wire _unused_ok = &{1'b0, write_address};

endmodule
