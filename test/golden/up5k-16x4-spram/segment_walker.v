// segment_walker {entryBits:11,idleAfterGroup:0,regionBits:1,segmentAddressBits:8,
//   weightBaseBits:14}
module segment_walker (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,
  output wire        startable,
  input  wire        own_ready,
  input  wire        released,
  input  wire        hold,
  output wire  [7:0] segment_address,
  input  wire [13:0] weight_base,
  input  wire        region,
  input  wire        last_of_group,
  input  wire        last_of_tick,
  input  wire        waits,
  output wire        lookup,
  output wire        lookup_region,
  output wire        lookup_own,
  input  wire [10:0] lookup_first,
  input  wire [10:0] lookup_count,
  output wire [10:0] entry,
  output wire [13:0] entry_base,
  output wire        issue_valid,
  output wire        issue_first,
  output wire        issue_last
);

  reg  [7:0] address;
  reg        fetching;
  reg        looking;
  reg        counted;
  reg        flagged;
  reg        next_ready;
  reg [13:0] next_base;
  reg        next_own;
  reg        next_empty;
  reg        next_single;
  reg        next_last_of_group;
  reg        next_last_of_tick;
  reg        active;
  reg        current_own;
  reg [10:0] at;
  reg [10:0] left;
  reg        empty;
  reg        last_entry;
  reg        ends_group;
  reg        current_last_of_group;
  reg        loaded;
  reg [13:0] current_base;
  reg        group_begins;
  reg        group_pending;

  wire blocked = active && ends_group && (group_pending || hold);
  wire issue = active && !blocked;
  wire segment_done = issue && last_entry;
  wire load = next_ready && (!active || segment_done);
  wire found = looking && (!waits || own_ready);
  wire skip = flagged && next_empty && !next_last_of_group;
  wire replace = next_ready && (!active || last_entry);
  wire one_more = left == 11'd2;
  wire group_done = issue && ends_group;

  always @(posedge clk) begin
    if (rst) begin
      address <= 8'd0;
      fetching <= 1'b0;
      looking <= 1'b0;
      counted <= 1'b0;
      flagged <= 1'b0;
      next_ready <= 1'b0;
    end else begin
      address <= (counted && next_last_of_tick) ? 8'd0 : address + {7'd0, found};
      fetching <= start || (fetching && !(load && next_last_of_tick));
      looking <= start || (looking && !found) || (load && !next_last_of_tick) || skip;
      counted <= found;
      flagged <= counted;
      next_ready <= (flagged && !skip) || (next_ready && !load);
    end
  end

  always @(posedge clk) begin
    if (looking) begin
      next_base <= weight_base;
      next_own <= waits;
      next_last_of_group <= last_of_group;
      next_last_of_tick <= last_of_tick;
    end
  end

  always @(posedge clk) begin
    next_empty <= lookup_count == 11'd0;
    next_single <= !(|lookup_count[10:1]);
  end

  always @(posedge clk) begin
    if (rst) begin
      active <= 1'b0;
    end else begin
      active <= load || (active && !segment_done);
    end
  end

  always @(posedge clk) begin
    if (!blocked) begin
      if (replace) begin
        at <= lookup_first;
        left <= lookup_count;
        last_entry <= next_single;
        ends_group <= next_single && next_last_of_group;
      end else begin
        at <= at + 11'd1;
        left <= left - 11'd1;
        last_entry <= one_more;
        ends_group <= one_more && current_last_of_group;
      end
    end
  end

  always @(posedge clk) begin
    if (load) begin
      empty <= next_empty;
      current_last_of_group <= next_last_of_group;
      current_own <= next_own;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      loaded <= 1'b0;
    end else begin
      loaded <= load;
    end
  end

  always @(posedge clk) begin
    if (loaded) current_base <= next_base;
  end

  always @(posedge clk) begin
    if (rst) begin
      group_begins <= 1'b1;
      group_pending <= 1'b0;
    end else begin
      group_begins <= group_done || (group_begins && !issue);
      group_pending <= group_done || (group_pending && !released);
    end
  end

  assign startable = !(fetching || (active && !current_own));
  assign segment_address = address;
  assign lookup = looking;
  assign lookup_region = region;
  assign lookup_own = waits;
  assign entry = at;
  assign entry_base = current_base;
  assign issue_valid = issue && !empty;
  assign issue_first = issue && group_begins;
  assign issue_last = group_done;

`ifdef FORMAL
  always @(posedge clk) begin
    a_segment_ends_before_or_after_its_last_entry: assert (
      !active || last_entry == left <= 11'd1 || rst
    );
    a_group_ends_before_or_after_its_last_segment: assert (
      !active || ends_group == (last_entry && current_last_of_group) || rst
    );
    a_tick_starts_before_the_last_one_has_been_fetched: assert (!start || !fetching || rst);
    a_tick_starts_while_the_outside_list_of_the_last_one_is_read: assert (
      !start || !active || current_own || rst
    );
    a_group_is_released_that_nobody_asked_for: assert (!released || group_pending || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (active && last_entry != left <= 11'd1 && !rst)
      $error("a segment ends before or after its last entry");
    if (active && ends_group != (last_entry && current_last_of_group) && !rst)
      $error("a group ends before or after its last segment");
    if (start && fetching && !rst) $error("a tick starts before the last one has been fetched");
    if (start && active && !current_own && !rst)
      $error("a tick starts while the outside list of the last one is read");
    if (released && !group_pending && !rst) $error("a group is released that nobody asked for");
  end
`endif

endmodule
