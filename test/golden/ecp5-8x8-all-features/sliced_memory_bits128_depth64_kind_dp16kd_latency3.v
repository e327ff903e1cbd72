// sliced_memory_bits128_depth64_kind_dp16kd_latency3: sliced_memory {bits:128,depth:64,
//   kind:"dp16kd",latency:3}
module sliced_memory_bits128_depth64_kind_dp16kd_latency3 (
  input  wire        clk,
  input  wire        rst,
  input  wire  [5:0] address,
  input  wire        write,
  input  wire  [5:0] write_address,
  input  wire  [2:0] write_slice,
  input  wire [15:0] write_data,
  output wire [15:0] slices_0,
  output wire [15:0] slices_1,
  output wire [15:0] slices_2,
  output wire [15:0] slices_3,
  output wire [15:0] slices_4,
  output wire [15:0] slices_5,
  output wire [15:0] slices_6,
  output wire [15:0] slices_7
);

  reg         elsewhere0;
  reg         elsewhere1;
  reg         place0;
  reg         place1;
  reg         place2;
  reg         place3;
  reg         write0;
  reg         write1;
  reg         write2;
  reg         write3;
  reg         write4;
  reg         write5;
  reg         write6;
  reg         write7;
  reg   [5:0] write_address0;
  reg  [15:0] write_data0;
  reg  [15:0] slice0_word;
  reg  [15:0] slice1_word;
  reg  [15:0] slice2_word;
  reg  [15:0] slice3_word;
  reg  [15:0] slice4_word;
  reg  [15:0] slice5_word;
  reg  [15:0] slice6_word;
  reg  [15:0] slice7_word;
  wire [17:0] slice0_doa;
  wire [17:0] slice0_dob;
  wire [17:0] slice1_doa;
  wire [17:0] slice1_dob;
  wire [17:0] slice2_doa;
  wire [17:0] slice2_dob;
  wire [17:0] slice3_doa;
  wire [17:0] slice3_dob;
  wire [17:0] slice4_doa;
  wire [17:0] slice4_dob;
  wire [17:0] slice5_doa;
  wire [17:0] slice5_dob;
  wire [17:0] slice6_doa;
  wire [17:0] slice6_dob;
  wire [17:0] slice7_doa;
  wire [17:0] slice7_dob;

  initial begin
    elsewhere0 = 1'b1;
    elsewhere1 = 1'b1;
    write0 = 1'b0;
    write1 = 1'b0;
    write2 = 1'b0;
    write3 = 1'b0;
    write4 = 1'b0;
    write5 = 1'b0;
    write6 = 1'b0;
    write7 = 1'b0;
  end

  always @(posedge clk) begin
    if (rst) begin
      elsewhere0 <= 1'b1;
      elsewhere1 <= 1'b1;
    end else begin
      elsewhere0 <= !write || write_slice[2];
      elsewhere1 <= !(write && write_slice[2]);
    end
  end

  always @(posedge clk) begin
    place0 <= write_slice[1:0] == 2'd0;
    place1 <= write_slice[1:0] == 2'd1;
    place2 <= write_slice[1:0] == 2'd2;
    place3 <= write_slice[1:0] == 2'd3;
    write0 <= elsewhere0 ? 1'b0 : place0;
    write1 <= elsewhere0 ? 1'b0 : place1;
    write2 <= elsewhere0 ? 1'b0 : place2;
    write3 <= elsewhere0 ? 1'b0 : place3;
    write4 <= elsewhere1 ? 1'b0 : place0;
    write5 <= elsewhere1 ? 1'b0 : place1;
    write6 <= elsewhere1 ? 1'b0 : place2;
    write7 <= elsewhere1 ? 1'b0 : place3;
    write_address0 <= write_address;
    write_data0 <= write_data;
    slice0_word <= slice0_dob[15:0];
    slice1_word <= slice1_dob[15:0];
    slice2_word <= slice2_dob[15:0];
    slice3_word <= slice3_dob[15:0];
    slice4_word <= slice4_dob[15:0];
    slice5_word <= slice5_dob[15:0];
    slice6_word <= slice6_dob[15:0];
    slice7_word <= slice7_dob[15:0];
  end

  wire [13:0] slice0_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice0_DIA = {2'd0, write_data0};
  wire [13:0] slice0_ADB = {{4'd0, address}, 4'd0};
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

  wire [13:0] slice1_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice1_DIA = {2'd0, write_data0};
  wire [13:0] slice1_ADB = {{4'd0, address}, 4'd0};
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
  ) slice1 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice1_ADA[13]), .ADA12(slice1_ADA[12]), .ADA11(slice1_ADA[11]),
    .ADA10(slice1_ADA[10]), .ADA9(slice1_ADA[9]), .ADA8(slice1_ADA[8]), .ADA7(slice1_ADA[7]),
    .ADA6(slice1_ADA[6]), .ADA5(slice1_ADA[5]), .ADA4(slice1_ADA[4]), .ADA3(slice1_ADA[3]),
    .ADA2(slice1_ADA[2]), .ADA1(slice1_ADA[1]), .ADA0(slice1_ADA[0]),
    .DIA17(slice1_DIA[17]), .DIA16(slice1_DIA[16]), .DIA15(slice1_DIA[15]),
    .DIA14(slice1_DIA[14]), .DIA13(slice1_DIA[13]), .DIA12(slice1_DIA[12]),
    .DIA11(slice1_DIA[11]), .DIA10(slice1_DIA[10]), .DIA9(slice1_DIA[9]), .DIA8(slice1_DIA[8]),
    .DIA7(slice1_DIA[7]), .DIA6(slice1_DIA[6]), .DIA5(slice1_DIA[5]), .DIA4(slice1_DIA[4]),
    .DIA3(slice1_DIA[3]), .DIA2(slice1_DIA[2]), .DIA1(slice1_DIA[1]), .DIA0(slice1_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write1),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice1_ADB[13]), .ADB12(slice1_ADB[12]), .ADB11(slice1_ADB[11]),
    .ADB10(slice1_ADB[10]), .ADB9(slice1_ADB[9]), .ADB8(slice1_ADB[8]), .ADB7(slice1_ADB[7]),
    .ADB6(slice1_ADB[6]), .ADB5(slice1_ADB[5]), .ADB4(slice1_ADB[4]), .ADB3(slice1_ADB[3]),
    .ADB2(slice1_ADB[2]), .ADB1(slice1_ADB[1]), .ADB0(slice1_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice1_doa[17]), .DOA16(slice1_doa[16]), .DOA15(slice1_doa[15]),
    .DOA14(slice1_doa[14]), .DOA13(slice1_doa[13]), .DOA12(slice1_doa[12]),
    .DOA11(slice1_doa[11]), .DOA10(slice1_doa[10]), .DOA9(slice1_doa[9]), .DOA8(slice1_doa[8]),
    .DOA7(slice1_doa[7]), .DOA6(slice1_doa[6]), .DOA5(slice1_doa[5]), .DOA4(slice1_doa[4]),
    .DOA3(slice1_doa[3]), .DOA2(slice1_doa[2]), .DOA1(slice1_doa[1]), .DOA0(slice1_doa[0]),
    .DOB17(slice1_dob[17]), .DOB16(slice1_dob[16]), .DOB15(slice1_dob[15]),
    .DOB14(slice1_dob[14]), .DOB13(slice1_dob[13]), .DOB12(slice1_dob[12]),
    .DOB11(slice1_dob[11]), .DOB10(slice1_dob[10]), .DOB9(slice1_dob[9]), .DOB8(slice1_dob[8]),
    .DOB7(slice1_dob[7]), .DOB6(slice1_dob[6]), .DOB5(slice1_dob[5]), .DOB4(slice1_dob[4]),
    .DOB3(slice1_dob[3]), .DOB2(slice1_dob[2]), .DOB1(slice1_dob[1]), .DOB0(slice1_dob[0])
  );

  wire [13:0] slice2_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice2_DIA = {2'd0, write_data0};
  wire [13:0] slice2_ADB = {{4'd0, address}, 4'd0};
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
  ) slice2 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice2_ADA[13]), .ADA12(slice2_ADA[12]), .ADA11(slice2_ADA[11]),
    .ADA10(slice2_ADA[10]), .ADA9(slice2_ADA[9]), .ADA8(slice2_ADA[8]), .ADA7(slice2_ADA[7]),
    .ADA6(slice2_ADA[6]), .ADA5(slice2_ADA[5]), .ADA4(slice2_ADA[4]), .ADA3(slice2_ADA[3]),
    .ADA2(slice2_ADA[2]), .ADA1(slice2_ADA[1]), .ADA0(slice2_ADA[0]),
    .DIA17(slice2_DIA[17]), .DIA16(slice2_DIA[16]), .DIA15(slice2_DIA[15]),
    .DIA14(slice2_DIA[14]), .DIA13(slice2_DIA[13]), .DIA12(slice2_DIA[12]),
    .DIA11(slice2_DIA[11]), .DIA10(slice2_DIA[10]), .DIA9(slice2_DIA[9]), .DIA8(slice2_DIA[8]),
    .DIA7(slice2_DIA[7]), .DIA6(slice2_DIA[6]), .DIA5(slice2_DIA[5]), .DIA4(slice2_DIA[4]),
    .DIA3(slice2_DIA[3]), .DIA2(slice2_DIA[2]), .DIA1(slice2_DIA[1]), .DIA0(slice2_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write2),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice2_ADB[13]), .ADB12(slice2_ADB[12]), .ADB11(slice2_ADB[11]),
    .ADB10(slice2_ADB[10]), .ADB9(slice2_ADB[9]), .ADB8(slice2_ADB[8]), .ADB7(slice2_ADB[7]),
    .ADB6(slice2_ADB[6]), .ADB5(slice2_ADB[5]), .ADB4(slice2_ADB[4]), .ADB3(slice2_ADB[3]),
    .ADB2(slice2_ADB[2]), .ADB1(slice2_ADB[1]), .ADB0(slice2_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice2_doa[17]), .DOA16(slice2_doa[16]), .DOA15(slice2_doa[15]),
    .DOA14(slice2_doa[14]), .DOA13(slice2_doa[13]), .DOA12(slice2_doa[12]),
    .DOA11(slice2_doa[11]), .DOA10(slice2_doa[10]), .DOA9(slice2_doa[9]), .DOA8(slice2_doa[8]),
    .DOA7(slice2_doa[7]), .DOA6(slice2_doa[6]), .DOA5(slice2_doa[5]), .DOA4(slice2_doa[4]),
    .DOA3(slice2_doa[3]), .DOA2(slice2_doa[2]), .DOA1(slice2_doa[1]), .DOA0(slice2_doa[0]),
    .DOB17(slice2_dob[17]), .DOB16(slice2_dob[16]), .DOB15(slice2_dob[15]),
    .DOB14(slice2_dob[14]), .DOB13(slice2_dob[13]), .DOB12(slice2_dob[12]),
    .DOB11(slice2_dob[11]), .DOB10(slice2_dob[10]), .DOB9(slice2_dob[9]), .DOB8(slice2_dob[8]),
    .DOB7(slice2_dob[7]), .DOB6(slice2_dob[6]), .DOB5(slice2_dob[5]), .DOB4(slice2_dob[4]),
    .DOB3(slice2_dob[3]), .DOB2(slice2_dob[2]), .DOB1(slice2_dob[1]), .DOB0(slice2_dob[0])
  );

  wire [13:0] slice3_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice3_DIA = {2'd0, write_data0};
  wire [13:0] slice3_ADB = {{4'd0, address}, 4'd0};
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
  ) slice3 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice3_ADA[13]), .ADA12(slice3_ADA[12]), .ADA11(slice3_ADA[11]),
    .ADA10(slice3_ADA[10]), .ADA9(slice3_ADA[9]), .ADA8(slice3_ADA[8]), .ADA7(slice3_ADA[7]),
    .ADA6(slice3_ADA[6]), .ADA5(slice3_ADA[5]), .ADA4(slice3_ADA[4]), .ADA3(slice3_ADA[3]),
    .ADA2(slice3_ADA[2]), .ADA1(slice3_ADA[1]), .ADA0(slice3_ADA[0]),
    .DIA17(slice3_DIA[17]), .DIA16(slice3_DIA[16]), .DIA15(slice3_DIA[15]),
    .DIA14(slice3_DIA[14]), .DIA13(slice3_DIA[13]), .DIA12(slice3_DIA[12]),
    .DIA11(slice3_DIA[11]), .DIA10(slice3_DIA[10]), .DIA9(slice3_DIA[9]), .DIA8(slice3_DIA[8]),
    .DIA7(slice3_DIA[7]), .DIA6(slice3_DIA[6]), .DIA5(slice3_DIA[5]), .DIA4(slice3_DIA[4]),
    .DIA3(slice3_DIA[3]), .DIA2(slice3_DIA[2]), .DIA1(slice3_DIA[1]), .DIA0(slice3_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write3),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice3_ADB[13]), .ADB12(slice3_ADB[12]), .ADB11(slice3_ADB[11]),
    .ADB10(slice3_ADB[10]), .ADB9(slice3_ADB[9]), .ADB8(slice3_ADB[8]), .ADB7(slice3_ADB[7]),
    .ADB6(slice3_ADB[6]), .ADB5(slice3_ADB[5]), .ADB4(slice3_ADB[4]), .ADB3(slice3_ADB[3]),
    .ADB2(slice3_ADB[2]), .ADB1(slice3_ADB[1]), .ADB0(slice3_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice3_doa[17]), .DOA16(slice3_doa[16]), .DOA15(slice3_doa[15]),
    .DOA14(slice3_doa[14]), .DOA13(slice3_doa[13]), .DOA12(slice3_doa[12]),
    .DOA11(slice3_doa[11]), .DOA10(slice3_doa[10]), .DOA9(slice3_doa[9]), .DOA8(slice3_doa[8]),
    .DOA7(slice3_doa[7]), .DOA6(slice3_doa[6]), .DOA5(slice3_doa[5]), .DOA4(slice3_doa[4]),
    .DOA3(slice3_doa[3]), .DOA2(slice3_doa[2]), .DOA1(slice3_doa[1]), .DOA0(slice3_doa[0]),
    .DOB17(slice3_dob[17]), .DOB16(slice3_dob[16]), .DOB15(slice3_dob[15]),
    .DOB14(slice3_dob[14]), .DOB13(slice3_dob[13]), .DOB12(slice3_dob[12]),
    .DOB11(slice3_dob[11]), .DOB10(slice3_dob[10]), .DOB9(slice3_dob[9]), .DOB8(slice3_dob[8]),
    .DOB7(slice3_dob[7]), .DOB6(slice3_dob[6]), .DOB5(slice3_dob[5]), .DOB4(slice3_dob[4]),
    .DOB3(slice3_dob[3]), .DOB2(slice3_dob[2]), .DOB1(slice3_dob[1]), .DOB0(slice3_dob[0])
  );

  wire [13:0] slice4_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice4_DIA = {2'd0, write_data0};
  wire [13:0] slice4_ADB = {{4'd0, address}, 4'd0};
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
  ) slice4 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice4_ADA[13]), .ADA12(slice4_ADA[12]), .ADA11(slice4_ADA[11]),
    .ADA10(slice4_ADA[10]), .ADA9(slice4_ADA[9]), .ADA8(slice4_ADA[8]), .ADA7(slice4_ADA[7]),
    .ADA6(slice4_ADA[6]), .ADA5(slice4_ADA[5]), .ADA4(slice4_ADA[4]), .ADA3(slice4_ADA[3]),
    .ADA2(slice4_ADA[2]), .ADA1(slice4_ADA[1]), .ADA0(slice4_ADA[0]),
    .DIA17(slice4_DIA[17]), .DIA16(slice4_DIA[16]), .DIA15(slice4_DIA[15]),
    .DIA14(slice4_DIA[14]), .DIA13(slice4_DIA[13]), .DIA12(slice4_DIA[12]),
    .DIA11(slice4_DIA[11]), .DIA10(slice4_DIA[10]), .DIA9(slice4_DIA[9]), .DIA8(slice4_DIA[8]),
    .DIA7(slice4_DIA[7]), .DIA6(slice4_DIA[6]), .DIA5(slice4_DIA[5]), .DIA4(slice4_DIA[4]),
    .DIA3(slice4_DIA[3]), .DIA2(slice4_DIA[2]), .DIA1(slice4_DIA[1]), .DIA0(slice4_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write4),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice4_ADB[13]), .ADB12(slice4_ADB[12]), .ADB11(slice4_ADB[11]),
    .ADB10(slice4_ADB[10]), .ADB9(slice4_ADB[9]), .ADB8(slice4_ADB[8]), .ADB7(slice4_ADB[7]),
    .ADB6(slice4_ADB[6]), .ADB5(slice4_ADB[5]), .ADB4(slice4_ADB[4]), .ADB3(slice4_ADB[3]),
    .ADB2(slice4_ADB[2]), .ADB1(slice4_ADB[1]), .ADB0(slice4_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice4_doa[17]), .DOA16(slice4_doa[16]), .DOA15(slice4_doa[15]),
    .DOA14(slice4_doa[14]), .DOA13(slice4_doa[13]), .DOA12(slice4_doa[12]),
    .DOA11(slice4_doa[11]), .DOA10(slice4_doa[10]), .DOA9(slice4_doa[9]), .DOA8(slice4_doa[8]),
    .DOA7(slice4_doa[7]), .DOA6(slice4_doa[6]), .DOA5(slice4_doa[5]), .DOA4(slice4_doa[4]),
    .DOA3(slice4_doa[3]), .DOA2(slice4_doa[2]), .DOA1(slice4_doa[1]), .DOA0(slice4_doa[0]),
    .DOB17(slice4_dob[17]), .DOB16(slice4_dob[16]), .DOB15(slice4_dob[15]),
    .DOB14(slice4_dob[14]), .DOB13(slice4_dob[13]), .DOB12(slice4_dob[12]),
    .DOB11(slice4_dob[11]), .DOB10(slice4_dob[10]), .DOB9(slice4_dob[9]), .DOB8(slice4_dob[8]),
    .DOB7(slice4_dob[7]), .DOB6(slice4_dob[6]), .DOB5(slice4_dob[5]), .DOB4(slice4_dob[4]),
    .DOB3(slice4_dob[3]), .DOB2(slice4_dob[2]), .DOB1(slice4_dob[1]), .DOB0(slice4_dob[0])
  );

  wire [13:0] slice5_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice5_DIA = {2'd0, write_data0};
  wire [13:0] slice5_ADB = {{4'd0, address}, 4'd0};
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
  ) slice5 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice5_ADA[13]), .ADA12(slice5_ADA[12]), .ADA11(slice5_ADA[11]),
    .ADA10(slice5_ADA[10]), .ADA9(slice5_ADA[9]), .ADA8(slice5_ADA[8]), .ADA7(slice5_ADA[7]),
    .ADA6(slice5_ADA[6]), .ADA5(slice5_ADA[5]), .ADA4(slice5_ADA[4]), .ADA3(slice5_ADA[3]),
    .ADA2(slice5_ADA[2]), .ADA1(slice5_ADA[1]), .ADA0(slice5_ADA[0]),
    .DIA17(slice5_DIA[17]), .DIA16(slice5_DIA[16]), .DIA15(slice5_DIA[15]),
    .DIA14(slice5_DIA[14]), .DIA13(slice5_DIA[13]), .DIA12(slice5_DIA[12]),
    .DIA11(slice5_DIA[11]), .DIA10(slice5_DIA[10]), .DIA9(slice5_DIA[9]), .DIA8(slice5_DIA[8]),
    .DIA7(slice5_DIA[7]), .DIA6(slice5_DIA[6]), .DIA5(slice5_DIA[5]), .DIA4(slice5_DIA[4]),
    .DIA3(slice5_DIA[3]), .DIA2(slice5_DIA[2]), .DIA1(slice5_DIA[1]), .DIA0(slice5_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write5),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice5_ADB[13]), .ADB12(slice5_ADB[12]), .ADB11(slice5_ADB[11]),
    .ADB10(slice5_ADB[10]), .ADB9(slice5_ADB[9]), .ADB8(slice5_ADB[8]), .ADB7(slice5_ADB[7]),
    .ADB6(slice5_ADB[6]), .ADB5(slice5_ADB[5]), .ADB4(slice5_ADB[4]), .ADB3(slice5_ADB[3]),
    .ADB2(slice5_ADB[2]), .ADB1(slice5_ADB[1]), .ADB0(slice5_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice5_doa[17]), .DOA16(slice5_doa[16]), .DOA15(slice5_doa[15]),
    .DOA14(slice5_doa[14]), .DOA13(slice5_doa[13]), .DOA12(slice5_doa[12]),
    .DOA11(slice5_doa[11]), .DOA10(slice5_doa[10]), .DOA9(slice5_doa[9]), .DOA8(slice5_doa[8]),
    .DOA7(slice5_doa[7]), .DOA6(slice5_doa[6]), .DOA5(slice5_doa[5]), .DOA4(slice5_doa[4]),
    .DOA3(slice5_doa[3]), .DOA2(slice5_doa[2]), .DOA1(slice5_doa[1]), .DOA0(slice5_doa[0]),
    .DOB17(slice5_dob[17]), .DOB16(slice5_dob[16]), .DOB15(slice5_dob[15]),
    .DOB14(slice5_dob[14]), .DOB13(slice5_dob[13]), .DOB12(slice5_dob[12]),
    .DOB11(slice5_dob[11]), .DOB10(slice5_dob[10]), .DOB9(slice5_dob[9]), .DOB8(slice5_dob[8]),
    .DOB7(slice5_dob[7]), .DOB6(slice5_dob[6]), .DOB5(slice5_dob[5]), .DOB4(slice5_dob[4]),
    .DOB3(slice5_dob[3]), .DOB2(slice5_dob[2]), .DOB1(slice5_dob[1]), .DOB0(slice5_dob[0])
  );

  wire [13:0] slice6_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice6_DIA = {2'd0, write_data0};
  wire [13:0] slice6_ADB = {{4'd0, address}, 4'd0};
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
  ) slice6 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice6_ADA[13]), .ADA12(slice6_ADA[12]), .ADA11(slice6_ADA[11]),
    .ADA10(slice6_ADA[10]), .ADA9(slice6_ADA[9]), .ADA8(slice6_ADA[8]), .ADA7(slice6_ADA[7]),
    .ADA6(slice6_ADA[6]), .ADA5(slice6_ADA[5]), .ADA4(slice6_ADA[4]), .ADA3(slice6_ADA[3]),
    .ADA2(slice6_ADA[2]), .ADA1(slice6_ADA[1]), .ADA0(slice6_ADA[0]),
    .DIA17(slice6_DIA[17]), .DIA16(slice6_DIA[16]), .DIA15(slice6_DIA[15]),
    .DIA14(slice6_DIA[14]), .DIA13(slice6_DIA[13]), .DIA12(slice6_DIA[12]),
    .DIA11(slice6_DIA[11]), .DIA10(slice6_DIA[10]), .DIA9(slice6_DIA[9]), .DIA8(slice6_DIA[8]),
    .DIA7(slice6_DIA[7]), .DIA6(slice6_DIA[6]), .DIA5(slice6_DIA[5]), .DIA4(slice6_DIA[4]),
    .DIA3(slice6_DIA[3]), .DIA2(slice6_DIA[2]), .DIA1(slice6_DIA[1]), .DIA0(slice6_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write6),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice6_ADB[13]), .ADB12(slice6_ADB[12]), .ADB11(slice6_ADB[11]),
    .ADB10(slice6_ADB[10]), .ADB9(slice6_ADB[9]), .ADB8(slice6_ADB[8]), .ADB7(slice6_ADB[7]),
    .ADB6(slice6_ADB[6]), .ADB5(slice6_ADB[5]), .ADB4(slice6_ADB[4]), .ADB3(slice6_ADB[3]),
    .ADB2(slice6_ADB[2]), .ADB1(slice6_ADB[1]), .ADB0(slice6_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice6_doa[17]), .DOA16(slice6_doa[16]), .DOA15(slice6_doa[15]),
    .DOA14(slice6_doa[14]), .DOA13(slice6_doa[13]), .DOA12(slice6_doa[12]),
    .DOA11(slice6_doa[11]), .DOA10(slice6_doa[10]), .DOA9(slice6_doa[9]), .DOA8(slice6_doa[8]),
    .DOA7(slice6_doa[7]), .DOA6(slice6_doa[6]), .DOA5(slice6_doa[5]), .DOA4(slice6_doa[4]),
    .DOA3(slice6_doa[3]), .DOA2(slice6_doa[2]), .DOA1(slice6_doa[1]), .DOA0(slice6_doa[0]),
    .DOB17(slice6_dob[17]), .DOB16(slice6_dob[16]), .DOB15(slice6_dob[15]),
    .DOB14(slice6_dob[14]), .DOB13(slice6_dob[13]), .DOB12(slice6_dob[12]),
    .DOB11(slice6_dob[11]), .DOB10(slice6_dob[10]), .DOB9(slice6_dob[9]), .DOB8(slice6_dob[8]),
    .DOB7(slice6_dob[7]), .DOB6(slice6_dob[6]), .DOB5(slice6_dob[5]), .DOB4(slice6_dob[4]),
    .DOB3(slice6_dob[3]), .DOB2(slice6_dob[2]), .DOB1(slice6_dob[1]), .DOB0(slice6_dob[0])
  );

  wire [13:0] slice7_ADA = {{4'd0, write_address0}, 4'd0} | 14'd3;
  wire [17:0] slice7_DIA = {2'd0, write_data0};
  wire [13:0] slice7_ADB = {{4'd0, address}, 4'd0};
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
  ) slice7 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(slice7_ADA[13]), .ADA12(slice7_ADA[12]), .ADA11(slice7_ADA[11]),
    .ADA10(slice7_ADA[10]), .ADA9(slice7_ADA[9]), .ADA8(slice7_ADA[8]), .ADA7(slice7_ADA[7]),
    .ADA6(slice7_ADA[6]), .ADA5(slice7_ADA[5]), .ADA4(slice7_ADA[4]), .ADA3(slice7_ADA[3]),
    .ADA2(slice7_ADA[2]), .ADA1(slice7_ADA[1]), .ADA0(slice7_ADA[0]),
    .DIA17(slice7_DIA[17]), .DIA16(slice7_DIA[16]), .DIA15(slice7_DIA[15]),
    .DIA14(slice7_DIA[14]), .DIA13(slice7_DIA[13]), .DIA12(slice7_DIA[12]),
    .DIA11(slice7_DIA[11]), .DIA10(slice7_DIA[10]), .DIA9(slice7_DIA[9]), .DIA8(slice7_DIA[8]),
    .DIA7(slice7_DIA[7]), .DIA6(slice7_DIA[6]), .DIA5(slice7_DIA[5]), .DIA4(slice7_DIA[4]),
    .DIA3(slice7_DIA[3]), .DIA2(slice7_DIA[2]), .DIA1(slice7_DIA[1]), .DIA0(slice7_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write7),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(slice7_ADB[13]), .ADB12(slice7_ADB[12]), .ADB11(slice7_ADB[11]),
    .ADB10(slice7_ADB[10]), .ADB9(slice7_ADB[9]), .ADB8(slice7_ADB[8]), .ADB7(slice7_ADB[7]),
    .ADB6(slice7_ADB[6]), .ADB5(slice7_ADB[5]), .ADB4(slice7_ADB[4]), .ADB3(slice7_ADB[3]),
    .ADB2(slice7_ADB[2]), .ADB1(slice7_ADB[1]), .ADB0(slice7_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(slice7_doa[17]), .DOA16(slice7_doa[16]), .DOA15(slice7_doa[15]),
    .DOA14(slice7_doa[14]), .DOA13(slice7_doa[13]), .DOA12(slice7_doa[12]),
    .DOA11(slice7_doa[11]), .DOA10(slice7_doa[10]), .DOA9(slice7_doa[9]), .DOA8(slice7_doa[8]),
    .DOA7(slice7_doa[7]), .DOA6(slice7_doa[6]), .DOA5(slice7_doa[5]), .DOA4(slice7_doa[4]),
    .DOA3(slice7_doa[3]), .DOA2(slice7_doa[2]), .DOA1(slice7_doa[1]), .DOA0(slice7_doa[0]),
    .DOB17(slice7_dob[17]), .DOB16(slice7_dob[16]), .DOB15(slice7_dob[15]),
    .DOB14(slice7_dob[14]), .DOB13(slice7_dob[13]), .DOB12(slice7_dob[12]),
    .DOB11(slice7_dob[11]), .DOB10(slice7_dob[10]), .DOB9(slice7_dob[9]), .DOB8(slice7_dob[8]),
    .DOB7(slice7_dob[7]), .DOB6(slice7_dob[6]), .DOB5(slice7_dob[5]), .DOB4(slice7_dob[4]),
    .DOB3(slice7_dob[3]), .DOB2(slice7_dob[2]), .DOB1(slice7_dob[1]), .DOB0(slice7_dob[0])
  );

  assign slices_0 = slice0_word;
  assign slices_1 = slice1_word;
  assign slices_2 = slice2_word;
  assign slices_3 = slice3_word;
  assign slices_4 = slice4_word;
  assign slices_5 = slice5_word;
  assign slices_6 = slice6_word;
  assign slices_7 = slice7_word;

  wire _unused_ok = &{
    1'b0, slice0_doa, slice0_dob[17:16], slice1_doa, slice1_dob[17:16], slice2_doa,
    slice2_dob[17:16], slice3_doa, slice3_dob[17:16], slice4_doa, slice4_dob[17:16], slice5_doa,
    slice5_dob[17:16], slice6_doa, slice6_dob[17:16], slice7_doa, slice7_dob[17:16]
  };

endmodule
