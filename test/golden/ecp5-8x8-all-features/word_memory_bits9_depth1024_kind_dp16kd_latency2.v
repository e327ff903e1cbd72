// word_memory_bits9_depth1024_kind_dp16kd_latency2: word_memory {bits:9,depth:1024,kind:"dp16kd",
//   latency:2}
module word_memory_bits9_depth1024_kind_dp16kd_latency2 (
  input  wire       clk,
  input  wire [9:0] address,
  input  wire       write,
  input  wire [9:0] write_address,
  input  wire [8:0] write_data,
  output wire [8:0] word
);

  wire [17:0] words_doa;
  wire [17:0] words_dob;

  wire [13:0] words_ADA = {write_address, 4'd0} | 14'd3;
  wire [17:0] words_DIA = {9'd0, write_data};
  wire [13:0] words_ADB = {address, 4'd0};
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
  ) words (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(words_ADA[13]), .ADA12(words_ADA[12]), .ADA11(words_ADA[11]), .ADA10(words_ADA[10]),
    .ADA9(words_ADA[9]), .ADA8(words_ADA[8]), .ADA7(words_ADA[7]), .ADA6(words_ADA[6]),
    .ADA5(words_ADA[5]), .ADA4(words_ADA[4]), .ADA3(words_ADA[3]), .ADA2(words_ADA[2]),
    .ADA1(words_ADA[1]), .ADA0(words_ADA[0]),
    .DIA17(words_DIA[17]), .DIA16(words_DIA[16]), .DIA15(words_DIA[15]), .DIA14(words_DIA[14]),
    .DIA13(words_DIA[13]), .DIA12(words_DIA[12]), .DIA11(words_DIA[11]), .DIA10(words_DIA[10]),
    .DIA9(words_DIA[9]), .DIA8(words_DIA[8]), .DIA7(words_DIA[7]), .DIA6(words_DIA[6]),
    .DIA5(words_DIA[5]), .DIA4(words_DIA[4]), .DIA3(words_DIA[3]), .DIA2(words_DIA[2]),
    .DIA1(words_DIA[1]), .DIA0(words_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(words_ADB[13]), .ADB12(words_ADB[12]), .ADB11(words_ADB[11]), .ADB10(words_ADB[10]),
    .ADB9(words_ADB[9]), .ADB8(words_ADB[8]), .ADB7(words_ADB[7]), .ADB6(words_ADB[6]),
    .ADB5(words_ADB[5]), .ADB4(words_ADB[4]), .ADB3(words_ADB[3]), .ADB2(words_ADB[2]),
    .ADB1(words_ADB[1]), .ADB0(words_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(words_doa[17]), .DOA16(words_doa[16]), .DOA15(words_doa[15]), .DOA14(words_doa[14]),
    .DOA13(words_doa[13]), .DOA12(words_doa[12]), .DOA11(words_doa[11]), .DOA10(words_doa[10]),
    .DOA9(words_doa[9]), .DOA8(words_doa[8]), .DOA7(words_doa[7]), .DOA6(words_doa[6]),
    .DOA5(words_doa[5]), .DOA4(words_doa[4]), .DOA3(words_doa[3]), .DOA2(words_doa[2]),
    .DOA1(words_doa[1]), .DOA0(words_doa[0]),
    .DOB17(words_dob[17]), .DOB16(words_dob[16]), .DOB15(words_dob[15]), .DOB14(words_dob[14]),
    .DOB13(words_dob[13]), .DOB12(words_dob[12]), .DOB11(words_dob[11]), .DOB10(words_dob[10]),
    .DOB9(words_dob[9]), .DOB8(words_dob[8]), .DOB7(words_dob[7]), .DOB6(words_dob[6]),
    .DOB5(words_dob[5]), .DOB4(words_dob[4]), .DOB3(words_dob[3]), .DOB2(words_dob[2]),
    .DOB1(words_dob[1]), .DOB0(words_dob[0])
  );

  assign word = words_dob[8:0];

  wire _unused_ok = &{1'b0, words_doa, words_dob[17:9]};

endmodule
