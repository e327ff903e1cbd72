// DP16KD_2: DP16KD {a:{width:9},b:{outputRegister:"used",width:9},clocks:"one"}
module DP16KD_2 (
  input  wire        CLKA,
  input  wire        CLKB,
  input  wire [13:0] ADA,
  input  wire [17:0] DIA,
  input  wire        CEA,
  input  wire        OCEA,
  input  wire        WEA,
  input  wire        RSTA,
  input  wire  [2:0] CSA,
  input  wire [13:0] ADB,
  input  wire [17:0] DIB,
  input  wire        CEB,
  input  wire        OCEB,
  input  wire        WEB,
  input  wire        RSTB,
  input  wire  [2:0] CSB,
  output wire [17:0] DOA,
  output wire [17:0] DOB
);

  reg        place_a;
  reg        cleared_a;
  reg [17:0] meets_a;
  reg [17:0] noise_a;
  reg        place_b;
  reg        cleared_b;
  reg [17:0] meets_b;
  reg [17:0] noise_b;
  reg [17:0] output_b;

  reg [17:0] rows [0:1023];
  reg [17:0] row_a;
  reg [17:0] row_b;

  wire writes_a_both = CEA && CSA == 3'd0;
  wire writes_a = writes_a_both && WEA && !RSTA;
  wire reads_a = writes_a_both && !WEA;
  wire writes_b_both = CEB && CSB == 3'd0;
  wire writes_b = writes_b_both && WEB && !RSTB;
  wire reads_b = writes_b_both && !WEB;

  initial $readmemh("DP16KD_2_rows.hex", rows);

  wire [17:0] rows_write_data = {
    DIA[8], DIA[7], DIA[6], DIA[5], DIA[4], DIA[3], DIA[2], DIA[1], DIA[0], DIA[8], DIA[7], DIA[6],
    DIA[5], DIA[4], DIA[3], DIA[2], DIA[1], DIA[0]
  };
  wire [17:0] rows_write_data_2 = {
    DIB[8], DIB[7], DIB[6], DIB[5], DIB[4], DIB[3], DIB[2], DIB[1], DIB[0], DIB[8], DIB[7], DIB[6],
    DIB[5], DIB[4], DIB[3], DIB[2], DIB[1], DIB[0]
  };
  always @(posedge CLKA) begin
    if (writes_a) begin
      if (!ADA[3]) rows[ADA[13:4]][8:0] <= rows_write_data[8:0];
      if (ADA[3]) rows[ADA[13:4]][17:9] <= rows_write_data[17:9];
    end
    if (writes_b) begin
      if (!ADB[3]) rows[ADB[13:4]][8:0] <= rows_write_data_2[8:0];
      if (ADB[3]) rows[ADB[13:4]][17:9] <= rows_write_data_2[17:9];
    end
    if (reads_a) row_a <= rows[ADA[13:4]];
    if (reads_b) row_b <= rows[ADB[13:4]];
  end

  initial begin
    cleared_a = 1'b1;
    meets_a = 18'd0;
    noise_a = 18'd154135;
    cleared_b = 1'b1;
    meets_b = 18'd0;
    noise_b = 18'd81035;
    output_b = 18'd0;
  end

  always @(posedge CLKA) begin
    if (reads_a) place_a <= ADA[3];
  end

  always @(posedge CLKA) begin
    if (RSTA) begin
      cleared_a <= 1'b1;
    end else if (reads_a) begin
      cleared_a <= 1'b0;
    end
  end

  always @(posedge CLKA) noise_a <= {noise_a[16:0], noise_a[17] ^ noise_a[10]};

  always @(posedge CLKA) begin
    if (reads_a) begin
      meets_a <= (writes_b && ADA[13:4] == ADB[13:4]) ? {{9{ADB[3]}}, {9{!ADB[3]}}} : 18'd0;
    end
  end

  always @(posedge CLKA) begin
    if (reads_b) place_b <= ADB[3];
  end

  always @(posedge CLKA) begin
    if (RSTB) begin
      cleared_b <= 1'b1;
    end else if (reads_b) begin
      cleared_b <= 1'b0;
    end
  end

  always @(posedge CLKA) noise_b <= {noise_b[16:0], noise_b[17] ^ noise_b[10]};

  always @(posedge CLKA) begin
    if (reads_b) begin
      meets_b <= (writes_a && ADB[13:4] == ADA[13:4]) ? {{9{ADA[3]}}, {9{!ADA[3]}}} : 18'd0;
    end
  end

  wire [17:0] output_b_toggled = row_b ^ (meets_b & noise_b);
  always @(posedge CLKA) begin
    if (RSTB) begin
      output_b <= 18'd0;
    end else if (OCEB) begin
      output_b <=
        cleared_b ? 18'd0 :
        place_b ? {9'd0, output_b_toggled[17:9]} :
        !place_b ? {9'd0, output_b_toggled[8:0]} :
        18'd0;
    end
  end

  wire [17:0] DOA_toggled = row_a ^ (meets_a & noise_a);
  assign DOA =
    cleared_a ? 18'd0 :
    place_a ? {9'd0, DOA_toggled[17:9]} :
    !place_a ? {9'd0, DOA_toggled[8:0]} :
    18'd0;
  assign DOB = output_b;

  wire _unused_ok = &{1'b0, CLKB, ADA[2:0], DIA[17:9], OCEA, ADB[2:0], DIB[17:9]};

endmodule
