// sliced_memory_bits16_depth256_kind_dp16kd_latency2: sliced_memory {bits:16,depth:256,
//   kind:"dp16kd",latency:2}
module sliced_memory_bits16_depth256_kind_dp16kd_latency2 (
  input  wire        clk,
  input  wire        rst,
  input  wire  [7:0] address,
  input  wire        write,
  input  wire  [7:0] write_address,
  input  wire        write_slice,
  input  wire [15:0] write_data,
  output wire [15:0] slices_0
);

  reg         write0;
  wire [17:0] slice0_doa;
  wire [17:0] slice0_dob;

  always @(posedge clk) begin
    if (rst) begin
      write0 <= 1'b0;
    end else begin
      write0 <= write;
    end
  end

  wire [13:0] slice0_ADA = {{2'd0, write_address}, 4'd0} | 14'd3;
  wire [17:0] slice0_DIA = {2'd0, write_data};
  wire [13:0] slice0_ADB = {{2'd0, address}, 4'd0};
  DP16KD #(
    .DATA_WIDTH_A(18),
    .REGMODE_A("NOREG"),
    .WRITEMODE_A("NORMAL"),
    .CSDECODE_A("0b000"),
    .DATA_WIDTH_B(18),
    .REGMODE_B("OUTREG"),
    .WRITEMODE_B("NORMAL"),
    .CSDECODE_B("0b000"),
    .RESETMODE("SYNC"),
    .GSR("AUTO")
  ) slice0 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice0_ADA[13]), .ADA12(slice0_ADA[12]), .ADA11(slice0_ADA[11]),
    .ADA10(slice0_ADA[10]), .ADA9(slice0_ADA[9]), .ADA8(slice0_ADA[8]), .ADA7(slice0_ADA[7]),
    .ADA6(slice0_ADA[6]), .ADA5(slice0_ADA[5]), .ADA4(slice0_ADA[4]), .ADA3(slice0_ADA[3]),
    .ADA2(slice0_ADA[2]), .ADA1(slice0_ADA[1]), .ADA0(slice0_ADA[0]),
    .DIA17(slice0_DIA[17]), .DIA16(slice0_DIA[16]), .DIA15(slice0_DIA[15]),
    .DIA14(slice0_DIA[14]), .DIA13(slice0_DIA[13]), .DIA12(slice0_DIA[12]),
    .DIA11(slice0_DIA[11]), .DIA10(slice0_DIA[10]), .DIA9(slice0_DIA[9]), .DIA8(slice0_DIA[8]),
    .DIA7(slice0_DIA[7]), .DIA6(slice0_DIA[6]), .DIA5(slice0_DIA[5]), .DIA4(slice0_DIA[4]),
    .DIA3(slice0_DIA[3]), .DIA2(slice0_DIA[2]), .DIA1(slice0_DIA[1]), .DIA0(slice0_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write0),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice0_ADB[13]), .ADB12(slice0_ADB[12]), .ADB11(slice0_ADB[11]),
    .ADB10(slice0_ADB[10]), .ADB9(slice0_ADB[9]), .ADB8(slice0_ADB[8]), .ADB7(slice0_ADB[7]),
    .ADB6(slice0_ADB[6]), .ADB5(slice0_ADB[5]), .ADB4(slice0_ADB[4]), .ADB3(slice0_ADB[3]),
    .ADB2(slice0_ADB[2]), .ADB1(slice0_ADB[1]), .ADB0(slice0_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice0_doa[17]), .DOA16(slice0_doa[16]), .DOA15(slice0_doa[15]),
    .DOA14(slice0_doa[14]), .DOA13(slice0_doa[13]), .DOA12(slice0_doa[12]),
    .DOA11(slice0_doa[11]), .DOA10(slice0_doa[10]), .DOA9(slice0_doa[9]), .DOA8(slice0_doa[8]),
    .DOA7(slice0_doa[7]), .DOA6(slice0_doa[6]), .DOA5(slice0_doa[5]), .DOA4(slice0_doa[4]),
    .DOA3(slice0_doa[3]), .DOA2(slice0_doa[2]), .DOA1(slice0_doa[1]), .DOA0(slice0_doa[0]),
    .DOB17(slice0_dob[17]), .DOB16(slice0_dob[16]), .DOB15(slice0_dob[15]),
    .DOB14(slice0_dob[14]), .DOB13(slice0_dob[13]), .DOB12(slice0_dob[12]),
    .DOB11(slice0_dob[11]), .DOB10(slice0_dob[10]), .DOB9(slice0_dob[9]), .DOB8(slice0_dob[8]),
    .DOB7(slice0_dob[7]), .DOB6(slice0_dob[6]), .DOB5(slice0_dob[5]), .DOB4(slice0_dob[4]),
    .DOB3(slice0_dob[3]), .DOB2(slice0_dob[2]), .DOB1(slice0_dob[1]), .DOB0(slice0_dob[0])
  );

  assign slices_0 = slice0_dob[15:0];

  wire _unused_ok = &{1'b0, write_slice, slice0_doa, slice0_dob[17:16]};

endmodule
