// event_lists {entries:512,indexBits:9,regionBits:2,regions:4}
module event_lists (
  input  wire       clk,
  input  wire       rst,
  input  wire       append_valid,
  input  wire [1:0] append_region,
  input  wire [8:0] append_index,
  input  wire       swap,
  input  wire       drop,
  input  wire       start_write,
  input  wire [1:0] start_region,
  input  wire [9:0] start_data,
  input  wire [1:0] lookup_region,
  output reg  [9:0] lookup_first,
  output reg  [9:0] lookup_count,
  input  wire [8:0] read_entry,
  output wire [8:0] index
);

  reg       bank;
  reg       placing;
  reg [8:0] placing_index;
  reg [9:0] placing_at;
  reg [9:0] first0;
  reg [9:0] first1;
  reg [9:0] first2;
  reg [9:0] first3;
  reg [9:0] filled0;
  reg [9:0] filled1;
  reg [9:0] filled2;
  reg [9:0] filled3;
  reg [9:0] length0;
  reg [9:0] length1;
  reg [9:0] length2;
  reg [9:0] length3;

  (* no_rw_check *)
  reg [8:0] list [0:1023];
  reg [8:0] list_q;

  wire taken0 = append_valid && append_region == 2'd0;
  wire taken1 = append_valid && append_region == 2'd1;
  wire taken2 = append_valid && append_region == 2'd2;
  wire taken3 = append_valid && append_region == 2'd3;

`ifdef FORMAL
  (* anyseq *) wire [8:0] list_q_any;
`elsif SYNTHESIS
`else
  reg [22:0] list_q_random_unused;
`endif
  always @(posedge clk) begin
    if (placing) list[{!bank, placing_at[8:0]}] <= placing_index;
    list_q <= list[{bank, read_entry}];
`ifdef FORMAL
    if (placing && {bank, read_entry} == {!bank, placing_at[8:0]}) list_q <= list_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (placing && {bank, read_entry} == {!bank, placing_at[8:0]}) begin
      {list_q_random_unused, list_q} <= $random;
    end
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      bank <= 1'b0;
    end else if (swap) begin
      bank <= !bank;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      placing <= 1'b0;
    end else begin
      placing <= append_valid;
    end
  end

  always @(posedge clk) placing_index <= append_index;

  always @(posedge clk) begin
    if (start_write && start_region == 2'd0) first0 <= start_data;
  end

  always @(posedge clk) begin
    if (start_write && start_region == 2'd1) first1 <= start_data;
  end

  always @(posedge clk) begin
    if (start_write && start_region == 2'd2) first2 <= start_data;
  end

  always @(posedge clk) begin
    if (start_write && start_region == 2'd3) first3 <= start_data;
  end

  always @(posedge clk) begin
    if (swap) length0 <= filled0;
  end

  always @(posedge clk) begin
    if (swap) length1 <= filled1;
  end

  always @(posedge clk) begin
    if (swap) length2 <= filled2;
  end

  always @(posedge clk) begin
    if (swap) length3 <= filled3;
  end

  always @(posedge clk) begin
    filled0 <= (swap || drop) ? 10'd0 : filled0 + {9'd0, taken0};
    filled1 <= (swap || drop) ? 10'd0 : filled1 + {9'd0, taken1};
    filled2 <= (swap || drop) ? 10'd0 : filled2 + {9'd0, taken2};
    filled3 <= (swap || drop) ? 10'd0 : filled3 + {9'd0, taken3};
    placing_at <=
      (
        (append_region == 2'd1) ? first1 :
        (append_region == 2'd2) ? first2 :
        (append_region == 2'd3) ? first3 :
        first0
      ) +
      (
        (append_region == 2'd1) ? filled1 :
        (append_region == 2'd2) ? filled2 :
        (append_region == 2'd3) ? filled3 :
        filled0
      );
    lookup_first <=
      (lookup_region == 2'd1) ? first1 :
      (lookup_region == 2'd2) ? first2 :
      (lookup_region == 2'd3) ? first3 :
      first0;
    lookup_count <=
      (lookup_region == 2'd1) ? length1 :
      (lookup_region == 2'd2) ? length2 :
      (lookup_region == 2'd3) ? length3 :
      length0;
  end

  assign index = list_q;

`ifdef FORMAL
  always @(posedge clk) begin
    an_event_is_placed_behind_the_end_of_its_list: assert (!placing || placing_at < 10'd512 || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (placing && placing_at >= 10'd512 && !rst)
      $error("an event is placed behind the end of its list");
  end
`endif

  wire _unused_ok = &{1'b0, placing_at[9]};

endmodule
