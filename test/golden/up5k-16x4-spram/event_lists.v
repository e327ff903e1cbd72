// event_lists {entries:1024,indexBits:10,regionBits:1,regions:2}
module event_lists (
  input  wire        clk,
  input  wire        rst,
  input  wire        append_valid,
  input  wire        append_region,
  input  wire  [9:0] append_index,
  input  wire        swap,
  input  wire        drop,
  input  wire        start_write,
  input  wire        start_region,
  input  wire [10:0] start_data,
  input  wire        lookup_region,
  output reg  [10:0] lookup_first,
  output reg  [10:0] lookup_count,
  input  wire  [9:0] read_entry,
  output wire  [9:0] index
);

  reg        bank;
  reg        placing;
  reg  [9:0] placing_index;
  reg [10:0] placing_at;
  reg [10:0] first0;
  reg [10:0] first1;
  reg [10:0] filled0;
  reg [10:0] filled1;
  reg [10:0] length0;
  reg [10:0] length1;

  (* no_rw_check *)
  reg [9:0] list [0:2047];
  reg [9:0] list_q;

  wire taken0 = append_valid && !append_region;
  wire taken1 = append_valid && append_region;

`ifdef FORMAL
  (* anyseq *) wire [9:0] list_q_any;
`elsif SYNTHESIS
`else
  reg [21:0] list_q_random_unused;
`endif
  always @(posedge clk) begin
    if (placing) list[{!bank, placing_at[9:0]}] <= placing_index;
    list_q <= list[{bank, read_entry}];
`ifdef FORMAL
    if (placing && {bank, read_entry} == {!bank, placing_at[9:0]}) list_q <= list_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (placing && {bank, read_entry} == {!bank, placing_at[9:0]}) begin
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
    if (start_write && !start_region) first0 <= start_data;
  end

  always @(posedge clk) begin
    if (start_write && start_region) first1 <= start_data;
  end

  always @(posedge clk) begin
    if (swap) length0 <= filled0;
  end

  always @(posedge clk) begin
    if (swap) length1 <= filled1;
  end

  always @(posedge clk) begin
    filled0 <= (swap || drop) ? 11'd0 : filled0 + {10'd0, taken0};
    filled1 <= (swap || drop) ? 11'd0 : filled1 + {10'd0, taken1};
    placing_at <= (append_region ? first1 : first0) + (append_region ? filled1 : filled0);
    lookup_first <= lookup_region ? first1 : first0;
    lookup_count <= lookup_region ? length1 : length0;
  end

  assign index = list_q;

`ifdef FORMAL
  always @(posedge clk) begin
    an_event_is_placed_behind_the_end_of_its_list: assert (
      !placing || placing_at < 11'd1024 || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (placing && placing_at >= 11'd1024 && !rst)
      $error("an event is placed behind the end of its list");
  end
`endif

  wire _unused_ok = &{1'b0, placing_at[10]};

endmodule
