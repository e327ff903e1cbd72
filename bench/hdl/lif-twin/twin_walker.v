// Walks the segments of a tick. Fetch: program counter -> segment word -> bounds of its list -> a descriptor that waits
// for its turn. Issue: one list entry per cycle. Groups end at least LANES cycles apart, because their sums leave the
// accumulators one per cycle. A group without events issues one empty word.
`default_nettype none
module twin_walker #(
  parameter LANES = 16,
  parameter LANE = 4,
  parameter SEGMENT = 8,
  parameter WEIGHT = 14,
  parameter ENTRY = 10
) (
  input  wire               clk,
  input  wire               rst,
  input  wire               go,
  output reg  [SEGMENT-1:0] pc,
  input  wire [WEIGHT-1:0]  word_base,
  input  wire               word_ends_group,
  input  wire               word_ends_tick,
  input  wire [ENTRY-1:0]   list_start,
  input  wire [ENTRY:0]     list_count,
  output reg  [ENTRY-1:0]   entry,
  output reg  [WEIGHT-1:0]  base,
  output wire               issue,      // reads an entry now
  output wire               valid,      // and it is a real one
  output wire               first,      // first of its group
  output wire               last,       // last of its group
  output reg                ends_tick   // the group is the tick's last
);
  localparam [LANE-1:0] LAST_SUMS = LANES - 2;

  // Fetch
  reg              fetch, have_word, have_bounds, have_flags, ready;
  reg              n_empty, n_single, n_ends_group, n_ends_tick;
  reg [WEIGHT-1:0] n_base;
  reg [ENTRY-1:0]  n_start;
  reg [ENTRY:0]    n_count;
  wire             load, done;
  wire skip = have_flags & n_empty & ~n_ends_group;
  wire next = skip | (load & ~n_ends_tick);
  always @(posedge clk) begin
    // `next` comes late: as an enable, not through the carry chain.
    if (go) pc <= 0;
    else if (next) pc <= pc + 1'b1;
    fetch <= ~rst & (go | next);
    have_word <= ~rst & fetch;
    have_bounds <= ~rst & have_word;
    have_flags <= ~rst & have_bounds;
    ready <= ~rst & ((have_flags & ~skip) | (ready & ~load));
    if (have_word) {n_base, n_ends_group, n_ends_tick} <= {word_base, word_ends_group, word_ends_tick};
    if (have_bounds) begin
      n_start <= list_start;
      n_count <= list_count;
      n_empty <= list_count == 0;
      n_single <= list_count[ENTRY:1] == 0;
    end
  end

  // Issue
  reg           active, empty, at_last, at_end, ends_group, group_begins, sums_busy;
  reg [ENTRY:0] left;
  reg [LANE-1:0] spacing;
  assign issue = active & ~(at_end & sums_busy);
  assign done = issue & at_last;
  assign load = ready & (~active | done);
  assign valid = issue & ~empty;
  assign first = issue & group_begins;
  assign last = issue & at_end;
  always @(posedge clk) begin
    active <= ~rst & (load | (active & ~done));
    if (load) begin
      {entry, left, base} <= {n_start, n_count, n_base};
      {empty, ends_group, ends_tick} <= {n_empty, n_ends_group, n_ends_tick};
      at_last <= n_single;
      at_end <= n_single & n_ends_group;
    end else if (issue) begin
      entry <= entry + 1'b1;
      left <= left - 1'b1;
      at_last <= left == 2;
      at_end <= (left == 2) & ends_group;
    end
    group_begins <= ~rst & (go | last | (group_begins & ~issue));
    sums_busy <= ~rst & (last | (sums_busy & (spacing != 0)));
    spacing <= last ? LAST_SUMS : spacing - 1'b1;
  end
endmodule
`default_nettype wire
