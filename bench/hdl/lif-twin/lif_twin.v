// The LIF core of docs/core.md in Verilog, by hand: the same ports, memory map and features as rtl/core/lif-core.ts has for
// 16 lanes of 4-bit weights on the UP5K, with refractory counters, biases, the shift leak, first ticks and four regions.
// It exists to be measured against: see ../lif-vs-handwritten.ts.
`default_nettype none
module lif_twin (
  input  wire        clk,
  input  wire        rst,
  input  wire        events_valid,
  input  wire [15:0] events_payload,
  output wire        events_ready,
  input  wire        spikes_ready,
  output wire        spikes_valid,
  output wire [15:0] spikes_payload,
  output reg         busy,
  output wire        room,
  input  wire        clear,
  output reg  [15:0] saturations,
  input  wire        bus_write,
  input  wire        bus_read,
  input  wire [2:0]  bus_space,
  input  wire [15:0] bus_address,
  input  wire [15:0] bus_data,
  output reg         bus_data_valid,
  output reg  [15:0] bus_data_data
);
  // ---- Memory bus: one access per cycle while idle. Cycle 1 loads addresses, cycle 2 writes, cycle 5 answers.
  reg        writes, reads, addressed, fetched, chosen;
  reg [2:0]  space;
  reg [15:0] address, data, write_address, write_data;
  wire       access = writes | reads;
  wire       to_weights = space == 0;
  reg [3:0]  write_weights;
  reg [1:0]  write_segments, write_a;
  reg [2:0]  write_b;
  reg        write_start;
  always @(posedge clk) begin
    writes <= ~rst & bus_write;
    reads <= ~rst & bus_read;
    if (bus_write | bus_read) {space, address, data} <= {bus_space, bus_address, bus_data};
    write_weights <= {4{writes & to_weights & ~rst}} & (4'b1 << address[1:0]);
    write_segments <= {2{writes & (space == 1) & ~rst}} & (2'b1 << address[0]);
    write_a <= {2{writes & (space == 2) & ~rst}} & (2'b1 << address[0]);
    write_b <= {3{writes & (space == 3) & ~rst}} & (3'b1 << address[1:0]);
    write_start <= writes & (space == 4) & ~rst;
    {write_address, write_data} <= {address, data};
    {chosen, fetched, addressed} <= {fetched, addressed, reads} & {3{~rst}};
    bus_data_valid <= ~rst & chosen;
  end

  // ---- Words from outside: events go to the list being filled, a marker starts a tick.
  reg        held, can_start, starting, swap, walk, drop;
  reg [15:0] word;
  reg [14:0] tick;
  wire       loop, tick_ended, cleared;
  wire       start = held & word[15] & can_start;
  wire       take = held & ~word[15] & ~(loop | starting | swap | drop);
  assign     events_ready = ~held | take | start;
  always @(posedge clk) begin
    held <= ~rst & (events_ready ? events_valid : 1'b1);
    if (events_ready) word <= events_payload;
    // The event before the marker may still be on its way into the list.
    starting <= ~rst & start;
    swap <= ~rst & starting;
    walk <= ~rst & swap;
    drop <= ~rst & clear;
    busy <= ~rst & (start | clear | (busy & ~(tick_ended | cleared)));
    can_start <= ~rst & ~(busy | start | clear) & room;
    if (rst | clear) tick <= 0;
    else tick <= tick + tick_ended;
  end

  // ---- Event lists. The core's own spikes come first.
  reg        append;
  reg [1:0]  append_region;
  reg [9:0]  append_index;
  wire [1:0] loop_region;
  reg [7:0]  result_slot;
  always @(posedge clk) begin
    append <= ~rst & (loop | take);
    append_region <= loop ? loop_region : word[11:10];
    append_index <= loop ? {2'b00, result_slot} : word[9:0];
  end
  wire [17:0] segment;
  wire [9:0]  list_start, entry, index;
  wire [10:0] list_count;
  twin_lists lists (
    .clk(clk), .rst(rst), .append(append), .append_region(append_region), .append_index(append_index),
    .swap(swap), .drop(drop), .load(write_start), .load_region(write_address[1:0]), .load_start(write_data[9:0]),
    .region(segment[15:14]), .start(list_start), .count(list_count), .entry(entry), .index(index)
  );

  // ---- Segments and their walk.
  wire [7:0]  pc;
  wire [13:0] base;
  wire        issue, valid0, first0, last0, ends0;
  twin_memory #(.BITS(18), .ADDRESS(8)) segments (
    .clk(clk), .address(|write_segments ? write_address[8:1] : pc), .write(write_segments), .data(write_data),
    .word(segment)
  );
  twin_walker walker (
    .clk(clk), .rst(rst), .go(walk), .pc(pc), .word_base(segment[13:0]), .word_ends_group(segment[16]),
    .word_ends_tick(segment[17]), .list_start(list_start), .list_count(list_count), .entry(entry), .base(base),
    .issue(issue), .valid(valid0), .first(first0), .last(last0), .ends_tick(ends0)
  );

  // ---- From entry to weights: 1 the entry is there, 2 the address, 3 the word.
  reg         valid1, first1, last1, ends1, valid2, first2, last2, ends2, last3, ends3;
  reg [13:0]  base1, weight_address;
  wire [63:0] weights;
  always @(posedge clk) begin
    {valid1, first1, last1} <= {valid0, first0, last0} & {3{~rst}};
    {valid2, first2, last2} <= {valid1, first1, last1} & {3{~rst}};
    last3 <= last2 & ~rst;
    {ends1, ends2, ends3} <= {ends0, ends1, ends2};
    base1 <= base;
    weight_address <= access ? address[15:2] : base1 + index;
  end
  genvar s;
  generate
    for (s = 0; s < 4; s = s + 1) begin : weight_slice
      SB_SPRAM256KA spram (
        .CLOCK(clk), .ADDRESS(weight_address), .DATAIN(write_data), .MASKWREN(4'b1111), .WREN(write_weights[s]),
        .CHIPSELECT(1'b1), .STANDBY(1'b0), .SLEEP(1'b0), .POWEROFF(1'b1), .DATAOUT(weights[16*s +: 16])
      );
    end
  endgenerate
  wire [13:0] sum;
  twin_lanes lanes (
    .clk(clk), .valid(valid2), .first(first2), .last(last2), .weights(weights), .sum(sum)
  );

  // ---- Rows: slots are counted where they are needed, instead of being carried along.
  reg        row, row1, ends_row, last_row1;
  reg [3:0]  rows_left;
  reg [7:0]  read_slot, b_slot;
  wire       last_row = row & ~|rows_left;
  wire       asks, done, finished;
  reg        clearing, clear_write, clear_done, ended;
  wire       last_slot = clear_write & (&result_slot);
  assign     cleared = clear_done;
  assign     tick_ended = ended;
  always @(posedge clk) begin
    row <= ~rst & (last3 | (row & ~last_row));
    rows_left <= last3 ? 4'd15 : rows_left - 1'b1;
    if (last3) ends_row <= ends3;
    row1 <= ~rst & row;
    last_row1 <= last_row & ends_row;
    // The marker follows the last row's spike.
    ended <= ~rst & finished;
    if (access) read_slot <= space[2] ? address[7:0] : address[8:1];
    else if (swap) read_slot <= 0;
    else read_slot <= read_slot + row;
    if (access) b_slot <= address[9:2];
    else if (swap) b_slot <= 0;
    else b_slot <= b_slot + asks;
    if (swap | clear) result_slot <= 0;
    else result_slot <= result_slot + (done | clear_write);
    // Clearing sweeps over all slots while the pipeline gives zero.
    clearing <= ~rst & (clear | (clearing & ~last_slot));
    clear_write <= ~rst & clearing & ~last_slot;
    clear_done <= ~rst & last_slot;
  end
  reg [1:0] young;
  always @(posedge clk)
    if (clear) young <= 0;
    else if (tick_ended & ~&young) young <= young + 1'b1;

  // ---- State, parameters, and the neuron pipeline.
  wire [18:0] a;
  wire [39:0] b;
  twin_memory #(.BITS(19), .ADDRESS(8)) parameters_a (
    .clk(clk), .address(read_slot), .write(write_a), .data(write_data), .word(a)
  );
  twin_memory #(.BITS(40), .ADDRESS(8)) parameters_b (
    .clk(clk), .address(b_slot), .write(write_b), .data(write_data), .word(b)
  );
  (* no_rw_check *) reg [15:0] membranes [0:255];
  (* no_rw_check *) reg [3:0]  timers [0:255];
  reg [15:0]  v;
  reg [3:0]   r;
  wire        write, report, saturated;
  wire [15:0] new_v;
  wire [3:0]  new_r;
  wire        write_state = (write & done) | clear_write;
  always @(posedge clk) begin
    v <= membranes[read_slot];
    r <= timers[read_slot];
    if (write_state) membranes[result_slot] <= new_v;
    if (write_state) timers[result_slot] <= new_r;
  end
  twin_neuron neuron (
    .clk(clk), .rst(rst), .valid(row1), .last(last_row1), .sum(sum), .v(v), .r(r),
    .a_bias(a[11:0]), .a_leaks(a[12]), .a_shift(a[16:13]), .a_first_tick(a[18:17]), .tick(young),
    .b_threshold(b[14:0]), .b_subtract(b[15]), .b_reset(b[31:16]), .b_period(b[35:32]), .b_report(b[36]),
    .b_loop(b[37]), .b_region(b[39:38]), .clear(clearing), .asks(asks), .done(done), .finished(finished),
    .write(write), .new_v(new_v), .new_r(new_r), .report(report), .loop(loop), .region(loop_region),
    .saturated(saturated)
  );
  always @(posedge clk)
    if (rst | clear) saturations <= 0;
    else if (saturated & ~&saturations) saturations <= saturations + 1'b1;

  // ---- Answers to reads.
  reg [15:0] slice;
  always @(posedge clk) begin
    case (address[1:0])
      0: slice <= weights[15:0];
      1: slice <= weights[31:16];
      2: slice <= weights[47:32];
      3: slice <= weights[63:48];
    endcase
    bus_data_data <= to_weights ? slice : space[1] ? {12'd0, r} : v;
  end

  // ---- What goes out: spikes, and after the last one of a tick its marker.
  twin_fifo fifo (
    .clk(clk), .rst(rst), .push(report | tick_ended), .data(tick_ended ? {1'b1, tick} : {8'd0, result_slot}),
    .valid(spikes_valid), .out(spikes_payload), .ready(spikes_ready), .room(room)
  );
endmodule
`default_nettype wire
