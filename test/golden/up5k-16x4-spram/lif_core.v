// lif_core {fabric:"ice40up",shape:{accumulatorBits:14,biasBits:0,delayProgram:0,firstTickBits:1,
//   groups:16,historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],listEntries:1024,
//   membraneBits:16,perNeuron:[],refractoryBits:0,regions:2,resetBits:0,resets:["threshold"],
//   segments:256,slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,weightSign:"signed",
//   weightWords:16384}}
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
  output wire        room,
  input  wire        clear,
  output wire [15:0] saturations,
  input  wire        bus_write,
  input  wire        bus_read,
  input  wire  [2:0] bus_space,
  input  wire [15:0] bus_address,
  input  wire [15:0] bus_data,
  output wire        bus_data_valid,
  output wire [15:0] bus_data_data
);

  wire        [15:0] word_0;
  wire        [15:0] word_1;
  wire        [15:0] word_2;
  wire        [15:0] word_3;
  wire               startable;
  wire               released;
  wire        [10:0] entry;
  wire               lookup;
  wire               lookup_region;
  wire               lookup_own;
  wire               tick_drained;
  wire               clear_done;
  wire        [15:0] membrane;
  wire               refractory;
  wire               own_valid;
  wire               own_region;
  wire         [9:0] own_index;
  wire               delays_done;
  wire               delayed_valid;
  wire               delayed_payload_region;
  wire         [9:0] delayed_payload_index;
  wire               delayed_ready;
  wire               outside_valid;
  wire               outside_payload_region;
  wire         [9:0] outside_payload_index;
  wire               outside_ready;
  wire         [7:0] segment_address;
  wire               memory_bus_handle;
  wire               memory_bus_access;
  wire        [15:0] memory_bus_address;
  wire               memory_bus_state;
  wire               memory_bus_write_weights;
  wire               memory_bus_write_segments;
  wire               memory_bus_write_input_parameters;
  wire               memory_bus_write_output_parameters;
  wire               memory_bus_write_region_start;
  wire               memory_bus_write_groups;
  wire               memory_bus_write_delay_program;
  wire               memory_bus_bus_data_valid;
  wire        [15:0] memory_bus_bus_data_data;
  wire               tick_control_events_ready;
  wire               tick_control_outside_valid;
  wire               tick_control_outside_payload_region;
  wire         [9:0] tick_control_outside_payload_index;
  wire               tick_control_start;
  wire               tick_control_own_swap;
  wire               tick_control_own_waits;
  wire               tick_control_own_ready;
  wire               tick_control_hold;
  wire               tick_control_drop;
  wire               tick_control_clear_swap;
  wire               tick_control_busy;
  wire               lists_delayed_ready;
  wire               lists_outside_ready;
  wire        [10:0] lists_lookup_first;
  wire        [10:0] lists_lookup_count;
  wire         [9:0] lists_index;
  wire        [15:0] segments_slices_0;
  wire        [15:0] segments_slices_1;
  wire               walker_startable;
  wire         [7:0] walker_segment_address;
  wire               walker_lookup;
  wire               walker_lookup_region;
  wire               walker_lookup_own;
  wire        [10:0] walker_entry;
  wire        [13:0] walker_entry_base;
  wire               walker_issue_valid;
  wire               walker_issue_first;
  wire               walker_issue_last;
  wire               weight_fetch_control_valid;
  wire               weight_fetch_control_first;
  wire               weight_fetch_control_last;
  wire               weight_fetch_group_starts;
  wire        [15:0] weight_fetch_word_0;
  wire        [15:0] weight_fetch_word_1;
  wire        [15:0] weight_fetch_word_2;
  wire        [15:0] weight_fetch_word_3;
  wire signed [13:0] accumulate_sums_0;
  wire               neurons_released;
  wire               neurons_own_valid;
  wire               neurons_own_region;
  wire         [9:0] neurons_own_index;
  wire               neurons_tick_drained;
  wire               neurons_spikes_valid;
  wire        [15:0] neurons_spikes_payload;
  wire               neurons_room;
  wire               neurons_rows_valid;
  wire               neurons_rows_spikes;
  wire               neurons_rows_record;
  wire               neurons_rows_ends_population;
  wire               neurons_rows_ends_tick;
  wire               neurons_clear_done;
  wire        [15:0] neurons_saturations;
  wire        [15:0] neurons_membrane;
  wire               neurons_refractory;

  assign outside_valid = tick_control_outside_valid;
  assign outside_payload_region = tick_control_outside_payload_region;
  assign outside_payload_index = tick_control_outside_payload_index;
  assign delayed_ready = lists_delayed_ready;
  assign outside_ready = lists_outside_ready;
  assign segment_address = walker_segment_address;
  assign startable = walker_startable;
  assign entry = walker_entry;
  assign lookup = walker_lookup;
  assign lookup_region = walker_lookup_region;
  assign lookup_own = walker_lookup_own;
  assign word_0 = weight_fetch_word_0;
  assign word_1 = weight_fetch_word_1;
  assign word_2 = weight_fetch_word_2;
  assign word_3 = weight_fetch_word_3;
  assign released = neurons_released;
  assign tick_drained = neurons_tick_drained;
  assign clear_done = neurons_clear_done;
  assign membrane = neurons_membrane;
  assign refractory = neurons_refractory;
  assign own_valid = neurons_own_valid;
  assign own_region = neurons_own_region;
  assign own_index = neurons_own_index;
  assign delays_done = 1'b1;
  assign delayed_valid = 1'b0;
  assign delayed_payload_region = 1'b0;
  assign delayed_payload_index = 10'd0;

  core_bus memory_bus (
    .clk(clk),
    .rst(rst),
    .bus_write(bus_write),
    .bus_read(bus_read),
    .bus_space(bus_space),
    .bus_address(bus_address),
    .bus_data(bus_data),
    .weights_0(word_0),
    .weights_1(word_1),
    .weights_2(word_2),
    .weights_3(word_3),
    .membrane(membrane),
    .refractory(refractory),
    .handle(memory_bus_handle),
    .access(memory_bus_access),
    .address(memory_bus_address),
    .state(memory_bus_state),
    .write_weights(memory_bus_write_weights),
    .write_segments(memory_bus_write_segments),
    .write_input_parameters(memory_bus_write_input_parameters),
    .write_output_parameters(memory_bus_write_output_parameters),
    .write_region_start(memory_bus_write_region_start),
    .write_groups(memory_bus_write_groups),
    .write_delay_program(memory_bus_write_delay_program),
    .bus_data_valid(memory_bus_bus_data_valid),
    .bus_data_data(memory_bus_bus_data_data)
  );

  tick_control tick_control (
    .clk(clk),
    .rst(rst),
    .events_valid(events_valid),
    .events_payload(events_payload),
    .events_ready(tick_control_events_ready),
    .outside_ready(outside_ready),
    .outside_valid(tick_control_outside_valid),
    .outside_payload_region(tick_control_outside_payload_region),
    .outside_payload_index(tick_control_outside_payload_index),
    .startable(startable),
    .start(tick_control_start),
    .tick_drained(tick_drained),
    .history_done(delays_done),
    .own_swap(tick_control_own_swap),
    .own_waits(tick_control_own_waits),
    .own_ready(tick_control_own_ready),
    .hold(tick_control_hold),
    .clear(clear),
    .clear_done(clear_done),
    .drop(tick_control_drop),
    .clear_swap(tick_control_clear_swap),
    .busy(tick_control_busy)
  );

  event_lists lists (
    .clk(clk),
    .rst(rst),
    .own_valid(own_valid),
    .own_region(own_region),
    .own_index(own_index),
    .delayed_valid(delayed_valid),
    .delayed_payload_region(delayed_payload_region),
    .delayed_payload_index(delayed_payload_index),
    .delayed_ready(lists_delayed_ready),
    .outside_valid(outside_valid),
    .outside_payload_region(outside_payload_region),
    .outside_payload_index(outside_payload_index),
    .outside_ready(lists_outside_ready),
    .swap_own(tick_control_own_swap || tick_control_clear_swap),
    .swap_outside(tick_control_start),
    .drop(tick_control_drop),
    .start_write(memory_bus_write_region_start),
    .start_region(memory_bus_address[0]),
    .start_data(bus_data),
    .lookup(lookup),
    .lookup_region(lookup_region),
    .lookup_own(lookup_own),
    .lookup_first(lists_lookup_first),
    .lookup_count(lists_lookup_count),
    .read_entry(entry),
    .index(lists_index)
  );

  sliced_memory_bits18_depth256_kind_block_latency1 segments (
    .clk(clk),
    .rst(rst),
    .address(segment_address),
    .write(memory_bus_write_segments),
    .write_address(memory_bus_address[8:1]),
    .write_slice(memory_bus_address[0]),
    .write_data(bus_data),
    .slices_0(segments_slices_0),
    .slices_1(segments_slices_1)
  );

  segment_walker walker (
    .clk(clk),
    .rst(rst),
    .start(tick_control_start),
    .startable(walker_startable),
    .own_ready(tick_control_own_ready),
    .released(released),
    .hold(tick_control_hold),
    .segment_address(walker_segment_address),
    .weight_base(segments_slices_0[13:0]),
    .region(segments_slices_0[14]),
    .last_of_group(segments_slices_0[15]),
    .last_of_tick(segments_slices_1[0]),
    .waits(segments_slices_1[1]),
    .lookup(walker_lookup),
    .lookup_region(walker_lookup_region),
    .lookup_own(walker_lookup_own),
    .lookup_first(lists_lookup_first),
    .lookup_count(lists_lookup_count),
    .entry(walker_entry),
    .entry_base(walker_entry_base),
    .issue_valid(walker_issue_valid),
    .issue_first(walker_issue_first),
    .issue_last(walker_issue_last)
  );

  weight_fetch weight_fetch (
    .clk(clk),
    .rst(rst),
    .valid(walker_issue_valid),
    .first(walker_issue_first),
    .last(walker_issue_last),
    .base(walker_entry_base),
    .index(lists_index),
    .handle(memory_bus_handle),
    .access(memory_bus_access),
    .access_address(memory_bus_address),
    .write(memory_bus_write_weights),
    .write_address(memory_bus_address),
    .write_data(bus_data),
    .control_valid(weight_fetch_control_valid),
    .control_first(weight_fetch_control_first),
    .control_last(weight_fetch_control_last),
    .group_starts(weight_fetch_group_starts),
    .word_0(weight_fetch_word_0),
    .word_1(weight_fetch_word_1),
    .word_2(weight_fetch_word_2),
    .word_3(weight_fetch_word_3)
  );

  accumulate accumulate (
    .clk(clk),
    .valid(weight_fetch_control_valid),
    .first(weight_fetch_control_first),
    .last(weight_fetch_control_last),
    .weights_0(weight_fetch_word_0),
    .weights_1(weight_fetch_word_1),
    .weights_2(weight_fetch_word_2),
    .weights_3(weight_fetch_word_3),
    .sums_0(accumulate_sums_0)
  );

  neuron_bank neurons (
    .clk(clk),
    .rst(rst),
    .group_starts(weight_fetch_group_starts),
    .sums_0(accumulate_sums_0),
    .released(neurons_released),
    .own_valid(neurons_own_valid),
    .own_region(neurons_own_region),
    .own_index(neurons_own_index),
    .tick_drained(neurons_tick_drained),
    .spikes_ready(spikes_ready),
    .spikes_valid(neurons_spikes_valid),
    .spikes_payload(neurons_spikes_payload),
    .room(neurons_room),
    .rows_valid(neurons_rows_valid),
    .rows_spikes(neurons_rows_spikes),
    .rows_record(neurons_rows_record),
    .rows_ends_population(neurons_rows_ends_population),
    .rows_ends_tick(neurons_rows_ends_tick),
    .clear(clear),
    .clear_done(neurons_clear_done),
    .saturations(neurons_saturations),
    .bus_access(memory_bus_access),
    .bus_address(memory_bus_address),
    .bus_state(memory_bus_state),
    .write_groups(memory_bus_write_groups),
    .write_input_parameters(memory_bus_write_input_parameters),
    .write_output_parameters(memory_bus_write_output_parameters),
    .write_address(memory_bus_address),
    .write_data(bus_data),
    .membrane(neurons_membrane),
    .refractory(neurons_refractory)
  );

  assign events_ready = tick_control_events_ready;
  assign spikes_valid = neurons_spikes_valid;
  assign spikes_payload = neurons_spikes_payload;
  assign busy = tick_control_busy;
  assign room = neurons_room;
  assign saturations = neurons_saturations;
  assign bus_data_valid = memory_bus_bus_data_valid;
  assign bus_data_data = memory_bus_bus_data_data;

`ifdef FORMAL
  always @(posedge clk) begin
    a_spike_of_the_next_tick_comes_before_the_lists_of_the_last: assert (
      !(own_valid && tick_control_own_waits) || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (own_valid && tick_control_own_waits && !rst)
      $error("a spike of the next tick comes before the lists of the last one have changed over");
  end
`endif

  wire _unused_ok = &{
    1'b0, delayed_ready, memory_bus_write_delay_program, tick_control_own_waits,
    segments_slices_1[15:2], neurons_rows_valid, neurons_rows_spikes, neurons_rows_record,
    neurons_rows_ends_population, neurons_rows_ends_tick
  };

endmodule
