// lif_core {shape:{accumulatorBits:17,biasBits:10,firstTickBits:3,groups:32,lanes:8,leakBits:8,
//   leaks:["none","linear","shift"],listEntries:512,membraneBits:16,refractoryBits:4,regions:4,
//   segments:256,weightBits:8,weightWords:2048},weightMemory:"block"}
module lif_core (
  input  wire        clk,
  input  wire        rst,
  input  wire        events_valid,
  input  wire [15:0] events_payload,
  output wire        events_ready,
  input  wire        spikes_ready,
  output wire        spikes_valid,
  output wire [15:0] spikes_payload,
  output wire        busy,
  output reg         room,
  input  wire        clear,
  output reg  [15:0] saturations,
  input  wire        bus_write,
  input  wire        bus_read,
  input  wire  [2:0] bus_space,
  input  wire [15:0] bus_address,
  input  wire [15:0] bus_data,
  output wire        bus_data_valid,
  output wire [15:0] bus_data_data
);

  reg                report;
  reg                loop_back;
  reg          [1:0] loop_back_region;
  reg          [7:0] fired_slot;
  reg                tick_ends;
  reg                append_valid;
  reg          [1:0] append_region;
  reg          [8:0] append_index;
  reg                valid_list;
  reg                first_list;
  reg                last_list;
  reg                valid_address;
  reg                first_address;
  reg                last_address;
  reg                last_weights;
  reg         [10:0] base_list;
  reg                ends_tick_list;
  reg         [10:0] weight_address;
  reg                ends_tick_address;
  reg                ends_tick_weights;
  wire        [63:0] weight_word;
  wire        [15:0] membrane;
  wire         [3:0] refractory;
  wire               clear_done;
  wire         [7:0] segment_address;
  wire         [1:0] region;
  wire         [8:0] entry;
  wire               memory_bus_access;
  wire        [15:0] memory_bus_address;
  wire               memory_bus_state;
  wire               memory_bus_write_weights;
  wire               memory_bus_write_segments;
  wire               memory_bus_write_input_parameters;
  wire               memory_bus_write_output_parameters;
  wire               memory_bus_write_region_start;
  wire        [15:0] memory_bus_write_address;
  wire        [15:0] memory_bus_write_data;
  wire               memory_bus_bus_data_valid;
  wire        [15:0] memory_bus_bus_data_data;
  wire               tick_control_events_ready;
  wire               tick_control_event_valid;
  wire         [1:0] tick_control_event_region;
  wire         [8:0] tick_control_event_index;
  wire               tick_control_swap;
  wire               tick_control_walk;
  wire               tick_control_drop;
  wire               tick_control_busy;
  wire        [14:0] tick_control_tick;
  wire        [14:0] segments_word;
  wire         [9:0] lists_lookup_first;
  wire         [9:0] lists_lookup_count;
  wire         [8:0] lists_index;
  wire         [7:0] walker_segment_address;
  wire         [1:0] walker_lookup_region;
  wire         [8:0] walker_entry;
  wire        [10:0] walker_entry_base;
  wire               walker_issue;
  wire               walker_issue_valid;
  wire               walker_issue_first;
  wire               walker_issue_last;
  wire               walker_issue_last_of_tick;
  wire        [63:0] weights_word;
  wire signed [16:0] accumulate_sum;
  wire               neurons_spike;
  wire               neurons_report;
  wire               neurons_loop_back;
  wire         [1:0] neurons_loop_back_region;
  wire         [7:0] neurons_slot;
  wire               neurons_tick_done;
  wire               neurons_clear_done;
  wire               neurons_saturated;
  wire        [15:0] neurons_membrane;
  wire         [3:0] neurons_refractory;
  wire               spike_fifo_enq_ready;
  wire               spike_fifo_deq_valid;
  wire        [15:0] spike_fifo_deq_payload;
  wire         [9:0] spike_fifo_level;

  wire push_spike = report || tick_ends;

  assign segment_address = walker_segment_address;
  assign region = walker_lookup_region;
  assign entry = walker_entry;
  assign weight_word = weights_word;
  assign membrane = neurons_membrane;
  assign refractory = neurons_refractory;
  assign clear_done = neurons_clear_done;

  always @(posedge clk) begin
    if (rst) begin
      append_valid <= 1'b0;
    end else begin
      append_valid <= loop_back || tick_control_event_valid;
    end
  end

  always @(posedge clk) begin
    append_region <= loop_back ? loop_back_region : tick_control_event_region;
    append_index <= loop_back ? {1'b0, fired_slot} : tick_control_event_index;
  end

  always @(posedge clk) begin
    if (rst) begin
      valid_list <= 1'b0;
      first_list <= 1'b0;
      last_list <= 1'b0;
      valid_address <= 1'b0;
      first_address <= 1'b0;
      last_address <= 1'b0;
      last_weights <= 1'b0;
    end else begin
      valid_list <= walker_issue_valid;
      first_list <= walker_issue_first;
      last_list <= walker_issue_last;
      valid_address <= valid_list;
      first_address <= first_list;
      last_address <= last_list;
      last_weights <= last_address;
    end
  end

  always @(posedge clk) begin
    base_list <= walker_entry_base;
    ends_tick_list <= walker_issue_last_of_tick;
    weight_address <=
      memory_bus_access ? memory_bus_address[12:2] : base_list + {2'd0, lists_index};
    ends_tick_address <= ends_tick_list;
    ends_tick_weights <= ends_tick_address;
  end

  always @(posedge clk) begin
    if (rst) begin
      report <= 1'b0;
      loop_back <= 1'b0;
    end else begin
      report <= neurons_report;
      loop_back <= neurons_loop_back;
    end
  end

  always @(posedge clk) begin
    loop_back_region <= neurons_loop_back_region;
    fired_slot <= neurons_slot;
  end

  always @(posedge clk) begin
    if (rst) begin
      tick_ends <= 1'b0;
    end else begin
      tick_ends <= neurons_tick_done;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      saturations <= 16'd0;
    end else if (clear) begin
      saturations <= 16'd0;
    end else if (neurons_saturated && !(&saturations)) begin
      saturations <= saturations + 16'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      room <= 1'b0;
    end else begin
      room <= spike_fifo_level <= 10'd255;
    end
  end

  core_bus memory_bus (
    .clk(clk),
    .rst(rst),
    .bus_write(bus_write),
    .bus_read(bus_read),
    .bus_space(bus_space),
    .bus_address(bus_address),
    .bus_data(bus_data),
    .weights(weight_word),
    .membrane(membrane),
    .refractory(refractory),
    .access(memory_bus_access),
    .address(memory_bus_address),
    .state(memory_bus_state),
    .write_weights(memory_bus_write_weights),
    .write_segments(memory_bus_write_segments),
    .write_input_parameters(memory_bus_write_input_parameters),
    .write_output_parameters(memory_bus_write_output_parameters),
    .write_region_start(memory_bus_write_region_start),
    .write_address(memory_bus_write_address),
    .write_data(memory_bus_write_data),
    .bus_data_valid(memory_bus_bus_data_valid),
    .bus_data_data(memory_bus_bus_data_data)
  );

  tick_control tick_control (
    .clk(clk),
    .rst(rst),
    .events_valid(events_valid),
    .events_payload(events_payload),
    .events_ready(tick_control_events_ready),
    .hold(loop_back),
    .room(room),
    .clear(clear),
    .tick_done(tick_ends),
    .clear_done(clear_done),
    .event_valid(tick_control_event_valid),
    .event_region(tick_control_event_region),
    .event_index(tick_control_event_index),
    .swap(tick_control_swap),
    .walk(tick_control_walk),
    .drop(tick_control_drop),
    .busy(tick_control_busy),
    .tick(tick_control_tick)
  );

  wire [7:0] segments_address =
    memory_bus_write_segments ? memory_bus_write_address[7:0] : segment_address;
  sliced_memory_bits15_depth256_kind_block segments (
    .clk(clk),
    .address(segments_address),
    .write(memory_bus_write_segments),
    .write_slice(1'b0),
    .write_data(memory_bus_write_data),
    .word(segments_word)
  );

  event_lists lists (
    .clk(clk),
    .rst(rst),
    .append_valid(append_valid),
    .append_region(append_region),
    .append_index(append_index),
    .swap(tick_control_swap),
    .drop(tick_control_drop),
    .start_write(memory_bus_write_region_start),
    .start_region(memory_bus_write_address[1:0]),
    .start_data(memory_bus_write_data[9:0]),
    .lookup_region(region),
    .lookup_first(lists_lookup_first),
    .lookup_count(lists_lookup_count),
    .read_entry(entry),
    .index(lists_index)
  );

  segment_walker walker (
    .clk(clk),
    .rst(rst),
    .start(tick_control_walk),
    .segment_address(walker_segment_address),
    .weight_base(segments_word[10:0]),
    .region(segments_word[12:11]),
    .last_of_group(segments_word[13]),
    .last_of_tick(segments_word[14]),
    .lookup_region(walker_lookup_region),
    .lookup_first(lists_lookup_first),
    .lookup_count(lists_lookup_count),
    .entry(walker_entry),
    .entry_base(walker_entry_base),
    .issue(walker_issue),
    .issue_valid(walker_issue_valid),
    .issue_first(walker_issue_first),
    .issue_last(walker_issue_last),
    .issue_last_of_tick(walker_issue_last_of_tick)
  );

  sliced_memory_bits64_depth2048_kind_block weights (
    .clk(clk),
    .address(weight_address),
    .write(memory_bus_write_weights),
    .write_slice(memory_bus_write_address[1:0]),
    .write_data(memory_bus_write_data),
    .word(weights_word)
  );

  accumulate accumulate (
    .clk(clk),
    .valid(valid_address),
    .first(first_address),
    .last(last_address),
    .weights(weights_word),
    .sum(accumulate_sum)
  );

  neuron_bank neurons (
    .clk(clk),
    .rst(rst),
    .start(tick_control_swap),
    .group_starts(last_weights),
    .group_ends_tick(ends_tick_weights),
    .sum(accumulate_sum),
    .clear(clear),
    .bus_access(memory_bus_access),
    .bus_address(memory_bus_address),
    .bus_state(memory_bus_state),
    .write_input_parameters(memory_bus_write_input_parameters),
    .write_output_parameters(memory_bus_write_output_parameters),
    .write_address(memory_bus_write_address),
    .write_data(memory_bus_write_data),
    .spike(neurons_spike),
    .report(neurons_report),
    .loop_back(neurons_loop_back),
    .loop_back_region(neurons_loop_back_region),
    .slot(neurons_slot),
    .tick_done(neurons_tick_done),
    .clear_done(neurons_clear_done),
    .saturated(neurons_saturated),
    .membrane(neurons_membrane),
    .refractory(neurons_refractory)
  );

  wire [15:0] spike_fifo_enq_payload = tick_ends ? {1'b1, tick_control_tick} : {8'd0, fired_slot};
  fifo spike_fifo (
    .clk(clk),
    .rst(rst),
    .enq_valid(push_spike),
    .enq_payload(spike_fifo_enq_payload),
    .enq_ready(spike_fifo_enq_ready),
    .deq_ready(spikes_ready),
    .deq_valid(spike_fifo_deq_valid),
    .deq_payload(spike_fifo_deq_payload),
    .level(spike_fifo_level)
  );

  assign events_ready = tick_control_events_ready;
  assign spikes_valid = spike_fifo_deq_valid;
  assign spikes_payload = spike_fifo_deq_payload;
  assign busy = tick_control_busy;
  assign bus_data_valid = memory_bus_bus_data_valid;
  assign bus_data_data = memory_bus_bus_data_data;

`ifdef FORMAL
  always @(posedge clk) begin
    a_spike_finds_the_fifo_full: assert (!push_spike || spike_fifo_enq_ready || rst);
    a_spike_comes_with_the_end_of_its_tick: assert (!(report && tick_ends) || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (push_spike && !spike_fifo_enq_ready && !rst) $error("a spike finds the FIFO full");
    if (report && tick_ends && !rst) $error("a spike comes with the end of its tick");
  end
`endif

  wire _unused_ok = &{1'b0, walker_issue, neurons_spike, spike_fifo_enq_ready};

endmodule
