// row_control {releaseLead:4,rowBits:1,spacing:17}
module row_control (
  input  wire        clk,
  input  wire        rst,
  input  wire        group_starts,
  input  wire        rows_minus_one,
  input  wire        last_of_tick,
  input  wire        room,
  output reg         row,
  output wire        begins_tick,
  output reg         began_tick,
  output reg         released,
  output wire [16:0] begun
);

  reg is_last;
  reg group_ends_tick;
  reg rows_left;
  reg held;
  reg rows_pass;
  reg spaced;
  reg begun0;
  reg begun1;
  reg begun2;
  reg begun3;
  reg begun4;
  reg begun5;
  reg begun6;
  reg begun7;
  reg begun8;
  reg begun9;
  reg begun10;
  reg begun11;
  reg begun12;
  reg begun13;
  reg begun14;
  reg begun15;
  reg begun16;
  reg granted;

  wire let_go = held && rows_pass && spaced && room;

  always @(posedge clk) begin
    if (rst) begin
      row <= 1'b0;
    end else begin
      row <= group_starts || (row && !is_last);
    end
  end

  always @(posedge clk) begin
    if (group_starts) begin
      rows_left <= rows_minus_one;
      is_last <= !rows_minus_one;
      began_tick <= group_ends_tick;
    end else begin
      rows_left <= rows_left - 1'b1;
      is_last <= rows_left;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      group_ends_tick <= 1'b1;
    end else if (group_starts) begin
      group_ends_tick <= last_of_tick;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      released <= 1'b0;
      held <= 1'b0;
      rows_pass <= 1'b0;
      begun0 <= 1'b0;
      begun1 <= 1'b0;
      begun2 <= 1'b0;
      begun3 <= 1'b0;
      begun4 <= 1'b0;
      begun5 <= 1'b0;
      begun6 <= 1'b0;
      begun7 <= 1'b0;
      begun8 <= 1'b0;
      begun9 <= 1'b0;
      begun10 <= 1'b0;
      begun11 <= 1'b0;
      begun12 <= 1'b0;
      begun13 <= 1'b0;
      begun14 <= 1'b0;
      begun15 <= 1'b0;
      begun16 <= 1'b0;
      spaced <= 1'b0;
      granted <= 1'b1;
    end else begin
      released <= let_go;
      held <= group_starts || (held && !let_go);
      rows_pass <= !group_starts && (rows_pass || {2'd0, rows_left} <= 3'd6);
      begun0 <= group_starts;
      begun1 <= begun0;
      begun2 <= begun1;
      begun3 <= begun2;
      begun4 <= begun3;
      begun5 <= begun4;
      begun6 <= begun5;
      begun7 <= begun6;
      begun8 <= begun7;
      begun9 <= begun8;
      begun10 <= begun9;
      begun11 <= begun10;
      begun12 <= begun11;
      begun13 <= begun12;
      begun14 <= begun13;
      begun15 <= begun14;
      begun16 <= begun15;
      spaced <= !group_starts && (spaced || begun10);
      granted <= released || (granted && !group_starts);
    end
  end

  assign begins_tick = group_starts && group_ends_tick;
  assign begun = {
    begun16, begun15, begun14, begun13, begun12, begun11, begun10, begun9, begun8, begun7, begun6,
    begun5, begun4, begun3, begun2, begun1, begun0
  };

`ifdef FORMAL
  always @(posedge clk) begin
    a_group_starts_that_has_not_been_released: assert (!group_starts || granted || rst);
    a_group_s_rows_run_into_the_next_group_s: assert (!group_starts || !row || is_last || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (group_starts && !granted && !rst) $error("a group starts that has not been released");
    if (group_starts && row && !is_last && !rst) $error("a group's rows run into the next group's");
  end
`endif

endmodule
