// segment_walker {lanes:8,pointerBits:10,regionBits:2,segmentAddressBits:8,weightBaseBits:11}
module segment_walker (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,
  output wire  [7:0] segment_address,
  input  wire [10:0] weight_base,
  input  wire  [1:0] region,
  input  wire        last_of_group,
  input  wire        last_of_tick,
  output wire  [1:0] lookup_region,
  input  wire  [9:0] lookup_first,
  input  wire  [9:0] lookup_count,
  output wire  [8:0] entry,
  output wire [10:0] entry_base,
  output wire        issue,
  output wire        issue_valid,
  output wire        issue_first,
  output wire        issue_last,
  output wire        issue_last_of_tick
);

  reg  [7:0] address;
  reg        want_word;
  reg        have_word;
  reg        have_bounds;
  reg        have_length;
  reg        have_flags;
  reg        next_ready;
  reg [10:0] next_base;
  reg  [9:0] next_first;
  reg  [9:0] next_count;
  reg        next_empty;
  reg        next_single;
  reg        next_last_of_group;
  reg        next_last_of_tick;
  reg        active;
  reg  [9:0] at;
  reg  [9:0] left;
  reg        empty;
  reg        last_entry;
  reg        ends_group;
  reg        current_last_of_group;
  reg        current_last_of_tick;
  reg [10:0] current_base;
  reg        group_begins;
  reg        sums_busy;
  reg  [2:0] spacing_left;

  assign issue = active && !(ends_group && sums_busy);
  wire segment_done = issue && last_entry;
  wire load = next_ready && (!active || segment_done);
  wire skip = have_flags && next_empty && !next_last_of_group;
  wire proceed = (load && !next_last_of_tick) || skip;
  wire one_more = left == 10'd2;
  wire group_done = issue && ends_group;

  always @(posedge clk) begin
    if (rst) begin
      want_word <= 1'b0;
      have_word <= 1'b0;
      have_bounds <= 1'b0;
      have_length <= 1'b0;
      have_flags <= 1'b0;
      next_ready <= 1'b0;
    end else begin
      want_word <= start || proceed;
      have_word <= want_word;
      have_bounds <= have_word;
      have_length <= have_bounds;
      have_flags <= have_length;
      next_ready <= (have_flags && !skip) || (next_ready && !load);
    end
  end

  always @(posedge clk) begin
    if (start) begin
      address <= 8'd0;
    end else if (proceed) begin
      address <= address + 8'd1;
    end
  end

  always @(posedge clk) begin
    if (have_word) begin
      next_base <= weight_base;
      next_last_of_group <= last_of_group;
      next_last_of_tick <= last_of_tick;
    end
  end

  always @(posedge clk) begin
    if (have_bounds) begin
      next_first <= lookup_first;
      next_count <= lookup_count;
    end
  end

  always @(posedge clk) begin
    next_empty <= next_count == 10'd0;
    next_single <= !(|next_count[9:1]);
  end

  always @(posedge clk) begin
    if (rst) begin
      active <= 1'b0;
    end else begin
      active <= load || (active && !segment_done);
    end
  end

  always @(posedge clk) begin
    if (load) begin
      at <= next_first;
      left <= next_count;
      empty <= next_empty;
      last_entry <= next_single;
      ends_group <= next_single && next_last_of_group;
      current_last_of_group <= next_last_of_group;
      current_last_of_tick <= next_last_of_tick;
      current_base <= next_base;
    end else if (issue) begin
      at <= at + 10'd1;
      left <= left - 10'd1;
      last_entry <= one_more;
      ends_group <= one_more && current_last_of_group;
    end
  end

  always @(posedge clk) group_begins <= start || group_done || (group_begins && !issue);

  always @(posedge clk) begin
    if (rst) begin
      sums_busy <= 1'b0;
    end else begin
      sums_busy <= group_done || (sums_busy && spacing_left != 3'd0);
    end
  end

  always @(posedge clk) spacing_left <= group_done ? 3'd6 : spacing_left - 3'd1;

  assign segment_address = address;
  assign lookup_region = region;
  assign entry = at[8:0];
  assign entry_base = current_base;
  assign issue_valid = issue && !empty;
  assign issue_first = issue && group_begins;
  assign issue_last = group_done;
  assign issue_last_of_tick = group_done && current_last_of_tick;

endmodule
